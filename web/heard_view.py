"""How what we heard looks: rows of charts with their links, and what the numbers can say."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

from nlu.principles import Taxonomy
from storage.heard_records import Asked, Heard, Sum
from storage.kinds import Audience, Mode
from web.periods import Period, stretch

KINDS: Mapping[str, str] = {
    Audience.RESIDENT: "Residents",
    Audience.CARER: "Families and friends",
    Audience.STAFF: "Staff",
}
DOORS: Mapping[str, str] = {
    Mode.VOICE: "Talking",
    Mode.PICTURES: "Pictures",
    Mode.FACES: "Three faces",
    Mode.TYPED: "Writing",
    Mode.BUTTON: "Buttons",
    Mode.IMPORTED: "Brought in from elsewhere",
}
SIDES = ("wish", "not_working", "working")
"""The stances of a chart, from left to right; the axis is before the last."""
MOST_STRETCHES = 24


@dataclass(frozen=True, slots=True)
class Bar:
    """One stance of one row."""

    stance: str
    sum: Sum
    url: str
    x: float
    """Where it begins, from 0 to 100; the axis is at 50."""
    width: float


@dataclass(frozen=True, slots=True)
class Row:
    """A line of a chart."""

    label: str
    url: str
    bars: tuple[Bar, ...]
    rest: int = 0
    """Answers in it that are of none of these stances, or of several that cannot be told apart."""

    @property
    def all(self) -> int:
        """How many answers it stands for."""
        return self.rest + sum(bar.sum.answers for bar in self.bars)


@dataclass(frozen=True, slots=True)
class Address:
    """What was chosen, as links to the list of conversations say it."""

    asked: Asked
    period: Period
    everywhere: Mapping[str, str]
    """Other things that stay in every link, such as the service."""

    def of_list(self, **more: str) -> str:
        """The conversations behind a number."""
        first, last = self.period.first_day, self.period.last_day
        chosen = {
            "kind": self.asked.kind,
            "place": self.asked.place or "",
            "question": self.asked.question or "",
            "from": first.isoformat() if first else "",
            "to": last.isoformat() if last else "",
        }
        return "/review?" + _query({**self.everywhere, **chosen, **more})

    def of_page(self, path: str = "/review/heard", **more: str) -> str:
        """This page, or another about the same, with something else chosen."""
        chosen = {
            "kind": self.asked.kind,
            "period": self.period.key,
            "place": _chosen(self.asked.place),
            "question": _chosen(self.asked.question),
        }
        return f"{path}?" + _query({**self.everywhere, **chosen, **more})

    def cleared(self, path: str) -> str:
        """A page without anything chosen, at the same service."""
        query = _query(self.everywhere)
        return f"{path}?{query}" if query else path


NOWHERE = "none"
"""How "from no tablet" and "besides the questions" stand in an address."""


def _chosen(value: str | None) -> str:
    return "" if value is None else value or NOWHERE


def _query(chosen: Mapping[str, str]) -> str:
    return urlencode({name: value for name, value in chosen.items() if value})


def principle_rows(heard: Heard, taxonomy: Taxonomy, address: Address, *, agreed: bool) -> list[Row]:
    """A row for each principle, those that work least first."""
    state = "agreed" if agreed else "suggested"
    rows = []
    for principle in taxonomy.principles:
        sums = {side: heard.principles.get((principle.key, side, agreed), Sum()) for side in SIDES}
        links = {side: address.of_list(principle=principle.key, stance=side, state=state) for side in SIDES}
        rows.append((principle.label, address.of_list(principle=principle.key, state=state), sums, links, 0))
    made = _rows(rows)
    return sorted(made, key=lambda row: -sum(bar.sum.answers for bar in row.bars[:2]))


def stretch_rows(heard: Heard, address: Address) -> list[Row]:
    """A row for each month, or for several where each has too few people, newest first."""
    rows = []
    for (first, last), by_stance in sorted(heard.months.items(), reverse=True)[:MOST_STRETCHES]:
        inside = stretch(first, last)
        here = Address(address.asked, inside, address.everywhere)
        sums = {side: Sum(by_stance.get(side, 0)) for side in SIDES}
        links = {side: here.of_list(stance=side) for side in SIDES}
        rest = sum(said for stance, said in by_stance.items() if stance not in SIDES)
        rows.append((inside.label, here.of_list(), sums, links, rest))
    return _rows(rows)


def _rows(
    given: Sequence[tuple[str, str, Mapping[str, Sum], Mapping[str, str], int]],
) -> list[Row]:
    """All on one scale, so that equal bars are equal numbers."""
    wish, against, working = SIDES
    left = (sums[wish].answers + sums[against].answers for _, _, sums, _, _ in given)
    right = (sums[working].answers for _, _, sums, _, _ in given)
    most = max((*left, *right), default=0) or 1
    return [Row(label, url, _bars(sums, links, 50 / most), rest) for label, url, sums, links, rest in given]


def _bars(sums: Mapping[str, Sum], links: Mapping[str, str], unit: float) -> tuple[Bar, ...]:
    widths = {side: round(sums[side].answers * unit, 2) for side in SIDES}
    wish, against, working = SIDES
    starts = {wish: 50 - widths[against] - widths[wish], against: 50 - widths[against], working: 50}
    return tuple(Bar(side, sums[side], links[side], round(starts[side], 2), widths[side]) for side in SIDES)


def counted(labels: Mapping[str, str], sums: Mapping[str, Sum]) -> list[tuple[str, str, Sum]]:
    """(key, label, sum) of what was said by enough people, the most first."""
    known = ((key, labels.get(key, key), each) for key, each in sums.items())
    return sorted(known, key=lambda each: (-each[2].answers, each[1]))


def behind(said: Sum, least: int) -> str:
    """How many answers of how many people: all that a comparison can go by."""
    if not said.answers:
        return f"nothing that {least} or more people said"
    return f"{said.answers:,} answers from {said.people:,} or more people"
