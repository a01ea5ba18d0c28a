"""What we heard in numbers: right, up to date, and never of so few people that it could name one."""

from collections.abc import Iterator
from itertools import product
from uuid import uuid4

import pytest

from storage.heard_records import EVER, Asked, Heard
from storage.kinds import Audience
from storage.profiles import Profile
from storage.store import Store
from tests.home import Home, Saying, sayings
from tests.saying import begin, erase, tag, tags, tell

JANUARY = 2026 * 12
MONTHS = [JANUARY - 1, *range(JANUARY, JANUARY + 4)]
LEAST = 5
NOWHERE = frozenset({uuid4()})


def home_of(store: Store, count: int, seed: int = 0) -> tuple[Home, list[Saying]]:
    home = Home(store)
    said = sayings(home, count, seed)
    home.say(*said)
    home.store.heard.upkeep.catch_up(home.within)
    return home, said


def one(home: Home, number: int, **more: object) -> Saying:
    """Somebody says one thing about having a say."""
    usual = Saying(
        home.people[number], Audience.RESIDENT, (2026, 3), home.places[0], "matters", "wish",
        (("equality", "wish", "suggested"),),
    )  # fmt: skip
    return usual._replace(**more)  # type: ignore[arg-type]


def heard(home: Home, **asked: object) -> Heard:
    """The numbers, put together anew if anything changed."""
    home.store.heard.upkeep.catch_up(home.within)
    return home.store.heard.numbers(home.within, Asked(**{"kind": Audience.RESIDENT, **asked}))  # type: ignore[arg-type]


# Right ------------------------------------------------------------------------------------------


def test_what_enough_people_said_is_counted_with_how_many_they_are(store: Store) -> None:
    home = Home(store)
    home.say(*(one(home, number % 6) for number in range(8)))
    found = heard(home)
    assert (found.all.answers, found.all.people) == (8, 5)
    assert found.principles["equality", "wish", False].answers == 8
    assert found.topics["garden"].answers == 8
    assert found.doors["pictures"].answers == 8
    assert found.months == {(JANUARY + 2, JANUARY + 2): {"wish": 8}}


def test_what_four_people_said_is_not_counted_however_often_they_say_it(store: Store) -> None:
    home = Home(store)
    home.say(*(one(home, number % 4) for number in range(20)))
    assert heard(home) == Heard()
    home.say(one(home, 4))
    assert heard(home).all.answers == 21


def test_speakers_are_never_merged(store: Store) -> None:
    home = Home(store)
    home.say(*(one(home, number) for number in range(3)))
    home.say(*(one(home, 0, voice=uuid4(), audience=Audience.CARER) for _ in range(3)))
    assert heard(home) == heard(home, kind=Audience.CARER) == Heard()


def test_another_service_is_not_looked_at(store: Store) -> None:
    home, _ = home_of(store, 60)
    asked = Asked(Audience.RESIDENT)
    assert store.heard.numbers(NOWHERE, asked) == store.heard.numbers((), asked) == Heard()
    assert store.heard.words_of(NOWHERE, asked) == store.heard.saying(NOWHERE, asked, "wish") == []
    assert store.heard.places(NOWHERE) == {}
    assert store.heard.reach(NOWHERE, Audience.RESIDENT).here == 0
    assert heard(home).all.answers


def test_suggestions_stand_apart_from_what_was_agreed(store: Store) -> None:
    home = Home(store)
    agreed = (("equality", "wish", "agreed"),)
    home.say(*(one(home, number) for number in range(6)))
    home.say(*(one(home, number, tags=agreed) for number in range(5)))
    found = heard(home).principles
    assert (found["equality", "wish", False].answers, found["equality", "wish", True].answers) == (6, 5)


@pytest.mark.parametrize(("many", "few"), [("agreed", "suggested"), ("suggested", "agreed")])
def test_the_few_that_are_left_over_take_nothing_from_the_many(store: Store, many: str, few: str) -> None:
    home = Home(store)
    home.say(*(one(home, number, tags=(("equality", "wish", many),)) for number in range(6)))
    home.say(*(one(home, number, tags=(("equality", "wish", few),)) for number in range(2)))
    found = heard(home).principles
    assert {key: each.answers for key, each in found.items()} == {("equality", "wish", many == "agreed"): 6}


def test_in_a_large_home_every_number_is_the_plain_count(store: Store) -> None:
    home = Home(store)
    for month, place in product((1, 2, 3), range(3)):
        home.say(*(one(home, number, month=(2026, month), place=home.places[place]) for number in range(7)))
    assert heard(home).all.answers == 63
    assert heard(home, months=(JANUARY, JANUARY + 1)).all.answers == 42
    assert heard(home, months=(JANUARY, JANUARY), place=home.places[1]).all.answers == 7
    assert (
        heard(home, place=home.places[1], question="matters").principles["equality", "wish", False].answers
        == 21
    )
    assert heard(home, question="good_day") == Heard()


# Up to date -------------------------------------------------------------------------------------


def test_words_that_are_taken_out_are_counted_no_more(store: Store) -> None:
    home = Home(store)
    talks = [begin(store) for _ in range(6)]
    told = [tell(store, talk, "I like it", tags(tag("equality", "wish"))) for talk in talks]
    assert heard(home).all.answers == 6
    erase(store, talks[0], told[0])
    assert heard(home).all.answers == 5
    erase(store, talks[1], told[1])
    assert heard(home) == Heard()


def test_a_decision_about_a_tag_is_counted_at_once(store: Store) -> None:
    home = Home(store)
    staff = store.staff.everyone()[0].id
    for _ in range(6):
        talk = begin(store)
        tell(store, talk, "I like it", tags(tag("equality", "wish")))
        found = store.review.answers(home.within, talk)[0]
        store.corrections.agree(home.within, found.tags[0].id, staff)
    assert heard(home).principles["equality", "wish", True].answers == 6
    store.corrections.remove(home.within, found.tags[0].id, staff)
    assert heard(home).principles["equality", "wish", True].answers == 5


def test_without_a_change_nothing_is_put_together_anew(store: Store) -> None:
    home, _ = home_of(store, 40)
    upkeep = store.heard.upkeep
    assert upkeep._stale(home.within) == set()
    begin(store)
    assert upkeep._stale(home.within) == set()
    tell(store, begin(store), "I like it")
    assert upkeep._stale(home.within) == {home.service_id}
    upkeep.rebuild()
    assert upkeep._stale(home.within) == set()


def test_another_least_number_of_people_puts_it_together_anew(store: Store) -> None:
    home, _ = home_of(store, 40)
    assert heard(home).all.answers
    store.heard.upkeep._least = 100
    assert heard(home) == Heard()


def test_what_is_behind_says_of_when_it_is(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    home, _ = home_of(store, 40)
    assert store.heard.upkeep.freshen(home.within).as_of is None
    for limit in ("QUICK_SECONDS", "QUICK_ANSWERS"):
        monkeypatch.setattr(f"storage.heard_upkeep.{limit}", -1)
    assert store.heard.upkeep.freshen(home.within).as_of is None
    tell(store, begin(store), "I like it")
    fresh = store.heard.upkeep.freshen(home.within)
    assert fresh.ready
    assert fresh.as_of is not None


# Never of too few -------------------------------------------------------------------------------


def filters(home: Home) -> Iterator[tuple[str, int, int, str | None, str | None]]:
    """Every way to choose."""
    spans = [EVER, *((first, last) for first in MONTHS for last in MONTHS if first <= last)]
    kinds = (Audience.RESIDENT, Audience.CARER)
    places = (None, "", *home.places[:2])
    questions = (None, "", "matters")
    for kind, (first, last), place, question in product(kinds, spans, places, questions):
        yield kind, first, last, place, question


def everything_shown(home: Home) -> dict[tuple[object, ...], dict[object, int]]:
    """Each number of each page, by what was chosen."""
    found: dict[tuple[object, ...], dict[object, int]] = {}
    for kind, first, last, place, question in filters(home):
        numbers = home.store.heard.numbers(home.within, Asked(kind, (first, last), place, question))
        shown: dict[object, int] = {"all": numbers.all.answers}
        shown |= {("principle", *key): each.answers for key, each in numbers.principles.items()}
        shown |= {("topic", key): each.answers for key, each in numbers.topics.items()}
        shown |= {
            ("month", *key, how): said for key, by in numbers.months.items() for how, said in by.items()
        }
        found[kind, first, last, place, question] = shown
    return found


def people_behind(said: list[Saying], chosen: tuple[object, ...], number: object) -> int:
    """How many people really said this, within what was chosen."""
    kind, first, last, place, question = chosen
    voices = set()
    for each in said:
        month = each.month[0] * 12 + each.month[1] - 1
        asked = each.question if each.question != "nothing of these" else ""
        fits = (
            each.audience == kind
            and first <= month <= last  # type: ignore[operator]
            and place in (None, each.place or "")
            and question in (None, asked)
        )
        if fits and _says(each, number):
            voices.add(each.voice)
    return len(voices)


def _says(each: Saying, number: object) -> bool:
    if isinstance(number, tuple) and number[0] == "principle":
        return any((key, stance) == number[1:3] for key, stance, _ in each.tags)
    if isinstance(number, tuple) and number[0] == "month":
        month = each.month[0] * 12 + each.month[1] - 1
        return number[1] <= month <= number[2] and number[3] in ("", each.stance)
    return True


def small_differences(shown: dict[tuple[object, ...], dict[object, int]]) -> list[object]:
    """Pairs of pages, one within the other, whose numbers can be subtracted to leave one to four."""
    found: list[object] = []
    for inner, outer in product(shown, shown):
        if inner != outer and _is_within(inner, outer):
            for number in shown[inner].keys() | shown[outer].keys():
                left = shown[outer].get(number, 0) - shown[inner].get(number, 0)
                if left < 0 or 0 < left < LEAST:
                    found.append((inner, outer, number, left))
    return found


def _is_within(inner: tuple[object, ...], outer: tuple[object, ...]) -> bool:
    kind, first, last, *rest = inner
    kind_2, first_2, last_2, *rest_2 = outer
    return (
        kind == kind_2
        and first_2 <= first  # type: ignore[operator]
        and last <= last_2  # type: ignore[operator]
        and all(wide in (None, narrow) for narrow, wide in zip(rest, rest_2, strict=True))
    )


@pytest.mark.parametrize(("count", "seed"), [(40, 1), (250, 3)])
def test_no_filter_and_no_subtraction_shows_fewer_than_five_people(
    sqlite_store: Store, count: int, seed: int
) -> None:
    home, said = home_of(sqlite_store, count, seed)
    shown = everything_shown(home)
    assert any(numbers["all"] for numbers in shown.values())
    for chosen, numbers in shown.items():
        for number, answers in numbers.items():
            assert answers == 0 or people_behind(said, chosen, number) >= LEAST, (chosen, number)
    assert small_differences(shown) == []


def test_the_same_attack_finds_people_in_plain_counts(sqlite_store: Store) -> None:
    home = Home(sqlite_store)
    said = sayings(home, 90, 2)
    plain: dict[tuple[object, ...], dict[object, int]] = {
        chosen: {"all": sum(_fits(each, chosen) for each in said)} for chosen in filters(home)
    }
    assert small_differences(plain)


def _fits(each: Saying, chosen: tuple[object, ...]) -> bool:
    return people_behind([each], chosen, "all") == 1


def test_four_corners_of_a_table_cannot_be_put_together_to_less_than_five(sqlite_store: Store) -> None:
    home, _ = home_of(sqlite_store, 250, 4)
    shown = everything_shown(home)
    resident = Audience.RESIDENT
    for cut, place in product(MONTHS[:-1], home.places[:2]):
        whole, left = (resident, *EVER, None, None), (resident, MONTHS[0], cut, None, None)
        row, corner = (resident, *EVER, place, None), (resident, MONTHS[0], cut, place, None)
        for number in shown[whole]:
            rest = shown[whole][number] - sum(shown[each].get(number, 0) for each in (left, row))
            rest += shown[corner].get(number, 0)
            assert rest == 0 or rest >= LEAST, (cut, place, number)


def test_quotations_come_only_from_groups_that_are_counted(sqlite_store: Store) -> None:
    home = Home(sqlite_store)
    said = sayings(home, 90, 5)
    ids = dict(zip(home.say(*said), said, strict=True))
    home.store.heard.upkeep.catch_up(home.within)
    quoted = 0
    for kind, first, last, place, question in filters(home):
        asked = Asked(kind, (first, last), place, question)
        for stance in ("working", "not_working", "wish"):
            for key in ("equality", "assets"):
                found = home.store.heard.saying(home.within, asked, stance, key)
                quoted += len(found)
                number = ("principle", key, stance, False)
                assert not found or people_behind(said, (kind, first, last, place, question), number) >= LEAST
                assert all((key, stance) in [tag[:2] for tag in ids[each.answer_id].tags] for each in found)
    assert quoted


# Who was not heard ------------------------------------------------------------------------------


def test_who_was_not_heard_from_is_told_with_whether_they_were_asked(store: Store) -> None:
    home = Home(store)
    home.say(one(home, 0))
    reach = store.heard.reach(home.within, Audience.RESIDENT)
    assert (reach.here, reach.heard) == (30, 1)
    assert home.people[0] not in {each.person_id for each in reach.unheard}
    assert not any(each.asked for each in reach.unheard)
    store.people.leave(home.within, home.people[1])
    gran = store.people.add(home.service_id, "Gran", Profile(needs=("pictures",)), Audience.CARER)
    assert store.heard.reach(home.within, Audience.RESIDENT).here == 29
    assert [each.person_id for each in store.heard.reach(home.within, Audience.CARER).unheard] == [gran.id]
