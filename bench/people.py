"""The people who talk in the measurements: what each of them says in which order."""

from bench.screenplay import Screenplay, Step, questions

ANSWERS = (
    "My mother should have her tea when she wants it and not when the trolley comes",
    "They listened when I said she sleeps badly, and moved her to the quiet side",
    "Nobody told us that the plan had changed until we stood at the door",
    "I would love to show the others how she used to bake bread on a Sunday",
    "He lights up when somebody puts his old records on in the afternoon",
    "We were asked for our opinion twice and never heard what came of it",
    "The young man on nights talks to her as a grown woman and it shows",
    "It would help to have the meetings after work, because I cannot come at two",
    "She taught for forty years and could read to the little ones from the nursery",
    "Dad wants to choose his own clothes even if it takes him half the morning",
    "Other families meet for coffee on Fridays and that keeps me going",
    "The forms are so long that my brother gave up on the second page",
    "I know her better than any file and I wish they would ask me first",
    "The garden is lovely but nobody has the time to take her out there",
    "When she fell they rang me at once and told me everything honestly",
    "Somebody who speaks Polish on one shift a week would change her days",
    "The manager knows our names and keeps what she promises",
    "He repairs clocks and would gladly teach it to anybody who likes to learn",
    "There is a ramp at the side now so her sister can visit in her chair",
    "It feels as if everything is decided before we come into the room",
    "A volunteer walks with him to the shop and he talks about it for days",
    "They wrote down what makes her laugh and every new carer reads it",
    "I need an evening off now and then without feeling guilty about it",
    "She wants to help lay the tables and they say it is against the rules",
)
"""Written for this purpose; none of it is training data."""

WINDOW = 10
"""Turns over which the cost at one place of a long conversation is taken: the same five acts, twice."""
PLACES = (10, 100, 200)


def visitor(number: int) -> list[Step]:
    """An ordinary visit: eight questions with digressions, a change, a skip, and a note after the end."""
    person = Screenplay(_answers(number), number)
    person.answers()
    person.agrees()
    person.digresses()
    person.answers()
    person.agrees()
    person.answers_shortly("The garden")
    person.agrees()
    person.answers()
    person.changes()
    person.agrees()
    person.digresses()
    person.answers()
    person.agrees()
    person.skips()
    for _ in range(len(questions()) - 6):
        person.answers()
        person.digresses()
        person.agrees()
    person.adds_note()
    return person.steps


def short_visitor(number: int) -> list[Step]:
    """Three turns, then gone."""
    person = Screenplay(_answers(number), number)
    person.answers()
    person.digresses()
    person.agrees()
    return person.steps


def long_talker(number: int) -> list[Step]:
    """205 turns. Around turn 10, 100 and 200 the same acts, in between answers, notes and digressions."""
    person = Screenplay(_answers(number), number)
    person.answers()
    person.digresses()
    person.agrees()
    person.answers()
    person.digresses()
    _window(person)
    person.agrees()
    for _ in questions()[2:]:
        person.answers()
        person.digresses()
        person.agrees()
    for place in PLACES[1:]:
        while len(person.steps) < window(place).start - 1:
            (person.digresses if len(person.steps) % 3 == 0 else person.adds_note)()
        person.goes_back()
        _window(person)
        person.agrees()
    return person.steps[: window(PLACES[-1]).stop]


def window(place: int) -> range:
    """The indices of the turns around turn number `place`: those of turn 10 are 5 to 14, turns 6 to 15."""
    return range(place - WINDOW // 2, place + WINDOW // 2)


def _window(person: Screenplay) -> None:
    """Ten turns of the same kinds wherever they stand; begins and ends while an answer is read back."""
    for _ in range(2):
        person.changes()
        person.digresses()
        person.agrees()
        person.goes_back()


def _answers(number: int) -> tuple[str, ...]:
    first = number * 5 % len(ANSWERS)
    return ANSWERS[first:] + ANSWERS[:first]
