"""How quick are the pages of staff with a million answers, and how much slower is Datasette on the same file?

Each page is asked for over HTTP from the whole application, one request after the other, with many different
filters; then the verbs alone. Datasette (`uv run --with datasette python -m bench staff`) shows a table that
is sorted, filtered, searched and counted by facets in the same way, in turns with ours, on the same file.
"""

import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from functools import partial
from itertools import cycle, islice
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import httpx2
from sqlalchemy.engine import make_url

from bench.addresses import AGAINST, Asked, addresses, verbs
from bench.figures import Findings, Goal, latencies, ratio
from bench.home import ANSWERS, FEW, homes
from bench.side import WrongError
from bench.tables import running_datasette
from storage.grants import Post
from storage.store import Store
from storage.tokens import Scope
from tests.site import ALL_POWERS, served
from web.auth import COOKIE
from web.serving import freeze_what_is_loaded

TIMES, FEWER = 60, 15
MOST_MS = 200.0
MOST_RATIO = 0.5

type Call = Callable[[], object]


def run(*, quick: bool) -> Findings:
    """Measure on both databases, and against Datasette on the SQLite one."""
    times = FEWER if quick else TIMES
    figures: dict[str, Any] = {"answers": FEW if quick else ANSWERS}
    with homes(figures["answers"]) as found:
        for name, (address, _, _) in found.items():
            figures[name] = measure(address, times)
    goals = [*_quick_enough(figures), *_quicker(figures["sqlite"])]
    return Findings(figures, _lines(figures), goals)


def measure(address: str, times: int) -> dict[str, Any]:
    """Every page and verb, on one database."""
    url = make_url(address)
    file = Path(str(url.database)) if url.get_backend_name() == "sqlite" else None
    with closing(Store(address)) as store, browsing(store) as http:
        asked = addresses(store)
        pages = {name: _pages(http, paths, times) for name, paths in asked.items()}
        alone = {name: _times(calls, times) for name, calls in verbs(store).items()}
        beside = _beside(http, asked, file, times) if file else {}
    return {"pages": pages, "verbs": alone, "datasette": beside}


@contextmanager
def browsing(store: Store) -> Iterator[httpx2.Client]:
    """Somebody of the staff, signed in at the whole application."""
    with served(store, api_requests_per_minute=1_000_000) as site:
        freeze_what_is_loaded()  # as the program itself does
        cookies = {COOKIE: store.staff.sign_in(reader(store))}
        with httpx2.Client(base_url=site.url, cookies=cookies, timeout=300) as http:
            http.headers |= {"accept": "text/html", "authorization": f"Bearer {_token(store)}"}
            yield http


def _token(store: Store) -> str:
    """What the API is read with, at the largest of the homes."""
    within, here = store.services.ids(), store.services.get().id
    return store.tokens.make(within, here, f"bench-{uuid4().hex[:8]}", set(Scope), 1)[1]


def reader(store: Store) -> UUID:
    """Somebody new who may do everything everywhere."""
    name = f"bench-{uuid4().hex[:8]}"
    return store.staff.add(name, "Bench", "none", map(Post, ALL_POWERS)).id


def _pages(http: httpx2.Client, paths: Sequence[str], times: int) -> dict[str, float]:
    return _times([partial(_got, http, path) for path in paths], times)


def _times(calls: Sequence[Call], times: int) -> dict[str, float]:
    """Each once beforehand, so that nothing is measured that happens at the first time only."""
    for call in islice(calls, 3):
        call()
    began = time.process_time()
    found = latencies([_seconds(call) for call in islice(cycle(calls), times)])
    return found | {"cpu_ms": round((time.process_time() - began) / times * 1000, 1)}


def _seconds(call: Call) -> float:
    started = time.perf_counter()
    call()
    return time.perf_counter() - started


def _got(http: httpx2.Client, path: str) -> None:
    answer = http.get(path)
    if answer.status_code != 200:
        raise WrongError(f"{path} answered {answer.status_code}.")


def _beside(
    http: httpx2.Client, asked: Mapping[str, Sequence[str]], file: Path, times: int
) -> dict[str, dict[str, float]]:
    """Ours and Datasette's in turns; the ratio of their p95."""
    with running_datasette(file) as theirs:
        return (
            {name: _pair(http, asked[name], theirs, other, times) for name, other in AGAINST.items()}
            if theirs
            else {}
        )


def _pair(
    http: httpx2.Client, ours: Sequence[str], address: str, theirs: Sequence[Asked], times: int
) -> dict[str, float]:
    with httpx2.Client(timeout=300) as other:
        pairs = list(islice(zip(cycle(ours), cycle(theirs), strict=False), times))
        for path, _ in pairs[:3]:
            _got(http, path)
        for _, their_path in pairs[:1]:
            _got(other, f"{address}/{their_path}")
        took = [
            (_seconds(partial(_got, http, path)), _seconds(partial(_got, other, f"{address}/{their_path}")))
            for path, their_path in pairs
        ]
    mine, their = latencies([each for each, _ in took]), latencies([each for _, each in took])
    return {
        "ours_p95_ms": mine["p95_ms"],
        "datasette_p95_ms": their["p95_ms"],
        "ratio": ratio(mine["p95_ms"], their["p95_ms"]),
        "ratio_of_medians": ratio(mine["median_ms"], their["median_ms"]),
    }


def _quick_enough(figures: Mapping[str, Any]) -> Iterator[Goal]:
    for database in ("sqlite", "postgresql"):
        for name, each in figures.get(database, {}).get("pages", {}).items():
            yield Goal(f"{database}: {name}, p95 in ms", each["p95_ms"], MOST_MS)


def _quicker(figures: Mapping[str, Any]) -> Iterator[Goal]:
    for name, each in figures["datasette"].items():
        yield Goal(f"{name}: p95 as a part of Datasette's", each["ratio"], MOST_RATIO)


def _lines(figures: Mapping[str, Any]) -> list[str]:
    return [
        f"{database} {kind} {name}: median {each['median_ms']:.0f}, p95 {each['p95_ms']:.0f},"
        f" CPU {each['cpu_ms']:.0f} ms"
        for database in ("sqlite", "postgresql")
        for kind in ("pages", "verbs")
        for name, each in figures.get(database, {}).get(kind, {}).items()
    ]
