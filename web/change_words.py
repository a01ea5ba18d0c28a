"""What changes are called: on pages for staff, and in plain words where residents read."""

from collections.abc import Mapping

from storage.change_records import Told
from storage.kinds import ChangeState, Group, Part, ReplyWay, Verdict
from storage.ladder import Level, Rung, Step

STATES: Mapping[str, str] = {
    ChangeState.SAID: "You said",
    ChangeState.DOING: "We are doing",
    ChangeState.DID: "We did",
    ChangeState.CLOSED: "It is better",
}
PARTS: Mapping[str, str] = {
    Part.STARTED: "Started it",
    Part.DECIDED: "Decided it",
    Part.DID: "Did it",
    Part.REVIEWED: "Reviewed it",
}
GROUPS: Mapping[str, str] = {
    Group.RESIDENTS: "Residents",
    Group.FAMILIES: "Families and friends",
    Group.STAFF: "Staff",
    Group.MANAGERS: "Managers",
    Group.OTHERS: "Others",
}
RUNGS: Mapping[str, tuple[str, str]] = {
    Rung.UNKNOWN: ("Not known yet", "Nobody has written down who had a part, so nothing is claimed."),
    Rung.TELLING: ("Telling", "Decided and done for people, without them."),
    Rung.CONSULTING: ("Consulting", "People were asked or took part, but not from start to end."),
    Rung.TOGETHER: (
        "Working together (co-production)",
        "Residents or families had an equal part, from start to end.",
    ),
    Rung.LED: ("Led by residents and families", "They started it and decided it. The home helped."),
}
LADDER = (Rung.LED, Rung.TOGETHER, Rung.CONSULTING, Rung.TELLING)
"""As one looks at it: the highest rung first."""
LEVELS: Mapping[str, tuple[str, str]] = {
    Level.NONE: ("No level yet", "Residents and families had no part that was written down."),
    Level.DESCRIPTIVE: ("Descriptive", "They take part, but cannot change how things are done."),
    Level.INTERMEDIATE: ("Intermediate", "They decide too: they are recognised and respected."),
    Level.TRANSFORMATIVE: (
        "Transformative",
        "They are experts in their own right, with an equal part in all of it.",
    ),
}
STEPS: Mapping[str, str] = {
    Step.WRITE_DOWN: "Write down who started, decided, did and reviewed it.",
    Step.ASK: "Give residents or families any part in it: ask them what they think of it, to begin with.",
    Step.START: "Let it begin with residents or families: with what they bring up, at their table.",
    Step.DECIDE: "Decide it with residents or families: put the choices to them, and go by what they choose.",
    Step.DO: "Do a piece of it together with residents or families.",
    Step.REVIEW: "Ask residents or families whether it is better, and write down what they say.",
    Step.LEAD_START: "Leave the start to residents and families, and give them what they need for it.",
    Step.LEAD_DECIDE: "Leave the decision to residents and families, and go by it.",
}
OVER: Mapping[str, frozenset[str]] = {
    ChangeState.SAID: frozenset({Step.START, Step.LEAD_START}),
    ChangeState.DOING: frozenset({Step.START, Step.DECIDE, Step.LEAD_START, Step.LEAD_DECIDE}),
    ChangeState.DID: frozenset({Step.START, Step.DECIDE, Step.DO, Step.LEAD_START, Step.LEAD_DECIDE}),
    ChangeState.CLOSED: frozenset(Step) - {Step.WRITE_DOWN},
}
"""What is over by then, so that it can only be done next time."""
TOLD: Mapping[str, str] = {
    Told.NOT_TOLD: "Not told yet",
    Told.WAITING: "A reply waits for them",
    Told.SILENT: "Told. Has not said what they think of it",
    Told.BETTER: "Says it is better",
    Told.SAME: "Says it is the same",
    Told.WORSE: "Says it is worse",
    Told.OUT_OF_REACH: "Cannot be asked: nobody knows who it was, or they left",
}
WAYS: Mapping[str, str] = {
    ReplyWay.TABLET: "On the tablet, at their next talk",
    ReplyWay.CHAT: "In their chat",
    ReplyWay.PRINT: "On paper, in easy words",
}
VERDICTS: Mapping[str, str] = {
    Verdict.BETTER: "It is better",
    Verdict.SAME: "It is the same",
    Verdict.WORSE: "It is worse",
}
"""In the voice of the person."""

POSTER_TITLE = "You said, we did"
POSTER_STATES: Mapping[str, str] = {
    ChangeState.SAID: "We are looking at it.",
    ChangeState.DOING: "We are doing",
    ChangeState.DID: "We did",
    ChangeState.CLOSED: "We did",
}
POSTER_BETTER = "You told us it is better now."
POSTER_END = "Is it better now? Is something missing? Tell us."
POSTER_BEGINNING = "This is what came of your words."
PAPER_TITLE = "What came of your words"
PAPER_SAID = "You told us"
PAPER_DONE = "We want to tell you"
PAPER_ASKS = "Is it better now?"
PAPER_HOW = "Put a mark under one face. Or tell us."


def people(count: int) -> str:
    """How many people, as one says it."""
    return "1 person" if count == 1 else f"{count} people"
