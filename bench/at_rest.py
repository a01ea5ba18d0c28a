"""What does it cost that the SQLite file is locked, and how long does locking it, or a backup, take?"""

import time
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from statistics import median
from uuid import uuid4

from bench.figures import Findings, Goal, latencies, ratio
from bench.home import make
from bench.pair import bench_folder
from storage.at_rest import change_key
from storage.backup import back_up
from storage.keys import Keys
from storage.kinds import Audience, Channel, Mode
from storage.relocking import relock
from storage.restoring import Restoring
from storage.search import Filter
from storage.store import Store

ANSWERS, FEW = 50_000, 2_000
TURNS, READS = 400, 60
ROUNDS = 5

type Work = Callable[[Store], None]


def run(*, quick: bool) -> Findings:
    """The same work on the same rows, plain and locked in turns; then each command once."""
    count = FEW if quick else ANSWERS
    with bench_folder() as folder:
        plain, locked, keys = folder / "plain.db", folder / "locked.db", Keys.in_file(folder / "key")
        make(f"sqlite:///{plain}", count)
        locked.write_bytes(plain.read_bytes())
        key = keys.ring(lambda: False).newest.database
        once = {"lock": _seconds(lambda: relock(locked, "", key))}
        found = _compared(plain, locked, keys)
        once |= _commands(locked, keys, folder)
        sizes = {each.stem: round(each.stat().st_size / 1e6, 1) for each in (plain, locked)}
    ratios = {
        name: ratio(each["locked"]["median_ms"], each["plain"]["median_ms"]) for name, each in found.items()
    }
    lines = [
        f"{name}: {each['locked']['median_ms']:g} ms locked, {each['plain']['median_ms']:g} ms plain"
        for name, each in found.items()
    ]
    lines.append(f"{sizes['locked']:g} MB: " + ", ".join(f"{name} {each:g} s" for name, each in once.items()))
    goals = [Goal("a turn kept, locked beside plain", ratios["keep a turn"], 1.5)]
    return Findings(
        {"answers": count, "mb": sizes, "verbs": found, "ratios": ratios, "seconds": once}, lines, goals
    )


def _compared(plain: Path, locked: Path, keys: Keys) -> dict[str, dict[str, dict[str, float]]]:
    with (
        closing(Store(f"sqlite:///{plain}")) as one,
        closing(Store(f"sqlite:///{locked}", keys=keys)) as other,
    ):
        stores = {"plain": one, "locked": other}
        for store in stores.values():
            store.migrate()
        times: dict[str, dict[str, list[float]]] = {}
        for _ in range(ROUNDS):
            for name, store in stores.items():
                for verb, seconds in _verbs(store):
                    times.setdefault(verb, {}).setdefault(name, []).extend(seconds)
    return {verb: {name: latencies(each) for name, each in both.items()} for verb, both in times.items()}


def _verbs(store: Store) -> Iterator[tuple[str, list[float]]]:
    within = store.services.ids()
    conversation = store.conversations.begin(Audience.RESIDENT, Channel.WEB).id
    words = "I would like to sit in the garden with my sister, and nobody takes me there. " * 3
    yield (
        "keep a turn",
        [
            _seconds(lambda: store.turns.keep(conversation, uuid4(), words, Mode.TYPED))
            for _ in range(TURNS // ROUNDS)
        ],
    )
    reads: dict[str, Work] = {
        "a page of the list": lambda each: _done(each.search.page(within, Filter(), size=50)),
        "a search by words": lambda each: _done(each.search.page(within, Filter(words="garden"), size=50)),
        "a conversation": lambda each: _done(each.turns.since(conversation, 0)),
    }
    for name, work in reads.items():
        yield name, [_seconds(lambda work=work: work(store)) for _ in range(READS // ROUNDS)]  # type: ignore[misc]


def _commands(locked: Path, keys: Keys, folder: Path) -> dict[str, float]:
    address = f"sqlite:///{locked}"
    to = folder / "once.wmbackup"
    taken = {"backup": _seconds(lambda: _done(back_up(address, keys, to, {})))}
    into = Restoring(f"sqlite:///{folder / 'again.db'}", keys, locked=True, files=lambda _: None)
    taken["restore"] = _seconds(lambda: _done(into.restore(to, replace=False)))
    keys.add()
    taken["another key"] = _seconds(lambda: _done(change_key(locked, keys)))
    openings = [_seconds(lambda: _open(address, keys)) for _ in range(5)]
    return taken | {"open": round(median(openings), 3)}


def _open(address: str, keys: Keys) -> None:
    with closing(Store(address, keys=keys)) as store:
        store.services.get()


def _seconds(work: Callable[[], object]) -> float:
    started = time.perf_counter()
    work()
    return round(time.perf_counter() - started, 6)


def _done(_: object) -> None:
    pass
