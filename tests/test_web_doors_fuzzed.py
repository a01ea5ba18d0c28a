"""Every address under whatever anybody may send, forms too: never an error of ours, always words."""

import re
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from json import dumps
from typing import Any
from urllib.parse import quote

import pytest
import schemathesis
from fastapi.openapi.utils import get_openapi
from fastapi.routing import APIRoute
from httpx2 import Response
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from hypothesis.errors import Unsatisfiable
from schemathesis import GenerationMode
from schemathesis.core.result import Ok

from storage.rights import Power
from storage.store import Store
from tests.doors import Doors, addresses, open_doors
from tests.ladder import LADDER, Door
from tests.site import ACTION_SECRET
from web.auth import COOKIE
from web.pages import STATIC
from web.settings import ROOT

pytestmark = [pytest.mark.slow, pytest.mark.timeout(1_500)]

TRIES = 12
QUICK = settings(
    max_examples=TRIES,
    deadline=None,
    database=None,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=list(HealthCheck),
)
NAMES = sorted(
    {
        name
        for folder, pattern in ((STATIC.parent / "templates", "**/*.html"), (ROOT / "web", "*.py"))
        for file in folder.glob(pattern)
        for name in re.findall(r"""(?:name="|form\.get\("|form\.getlist\(")(\w{1,30})\"""", file.read_text())
    }
)
"""Every name that a field of ours has."""
NASTY = (
    "", " ", "\0", "a\0b", "'", '"; DROP TABLE answer; --', "%", "_", "{{7*7}}", "${7*7}", "../../etc/passwd",
    "-1", "0", "1", "2147483648", "9223372036854775808", "1e400", "NaN", "١٢", "0x1f", "true", "null", "[]",
    "0001-01-01", "9999-12-31", "2026-02-30", "2026-W53", "0001-01-01T00:00:00+14:00", "24:00",
    "\u202eabc", "\ud7ff\ue000", "\U0010ffff", "e" + "\u0301" * 50, "a" * 5_000, "a," * 900,
    "\r\nset-cookie: a=b",
    "00000000-0000-0000-0000-000000000000", "{00000000-0000-0000-0000-000000000000}",
)  # fmt: skip
WORDS = st.one_of(st.sampled_from(NASTY), st.text(st.characters(codec="utf-8"), max_size=40))
JSON = st.recursive(
    st.one_of(st.none(), st.booleans(), st.integers(), st.floats(), WORDS),
    lambda inner: st.one_of(st.lists(inner, max_size=3), st.dictionaries(WORDS, inner, max_size=3)),
    max_leaves=6,
)


@contextmanager
def doors_of(store: Store) -> Iterator[Doors]:
    """Doors at which nobody has to wait."""
    with open_doors(store, api_requests_per_minute=1_000_000, sound_minutes_per_hour=1_000_000) as doors:
        yield doors


def assert_told(key: str, answer: Response, sent: object) -> None:
    """Nothing of ours failed; who is refused is told so."""
    assert answer.status_code < 500, (key, sent, answer.text[:300])
    assert "x-content-type-options" in answer.headers
    assert "Traceback" not in answer.text
    if answer.status_code >= 400:
        assert answer.text.strip(), (key, answer.status_code)
    assert "a" not in answer.cookies


def values(doors: Doors) -> st.SearchStrategy[str]:
    """What stands in a field: nasty, or something that there is."""
    return st.one_of(WORDS, st.sampled_from(sorted(doors.found.values())))


@pytest.mark.parametrize("need", [*Door, *Power])
def test_no_form_field_or_address_makes_anything_of_ours_fail(
    sqlite_store: Store, need: Door | Power
) -> None:
    with doors_of(sqlite_store) as doors:
        for key in addresses():
            if LADDER[key] == need:
                send_nonsense(doors, key)


def send_nonsense(doors: Doors, key: str) -> None:
    """Forms, queries, paths, JSON and bytes of no sense to one address."""
    method, path = key.split()
    value, names = values(doors), st.sampled_from(NAMES)
    fields = st.dictionaries(names, value, max_size=6)
    secret = {"x-app-secret": ACTION_SECRET} if LADDER[key] == Door.RASA else {}

    @QUICK
    @given(fields, bodies(fields, secret), st.data())
    def once(query: dict[str, str], body: dict[str, Any], data: st.DataObject) -> None:
        there = doors.path(key)
        if "{" in path and data.draw(st.booleans()):
            there = re.sub(r"{\w+}", lambda _: quote(data.draw(value) or "x", safe=""), path)
        sent = {"headers": secret} if method == "GET" else body
        answer = doors.site.client.request(method, there, params=query, follow_redirects=False, **sent)
        assert_told(key, answer, (there, query, sent))
        if "/review/login" in answer.headers.get("location", ""):
            doors.come_in()  # it has signed us out

    doors.come_in()
    once()


def bodies(fields: st.SearchStrategy[Any], secret: dict[str, str]) -> st.SearchStrategy[dict[str, Any]]:
    """What may be sent: a form, JSON, or bytes that say that they are a form."""
    json = secret | {"content-type": "application/json"}
    form = secret | {"content-type": "application/x-www-form-urlencoded"}
    return st.one_of(
        st.builds(lambda sent: {"data": sent, "headers": secret}, fields),
        st.builds(lambda sent: {"content": dumps(sent).encode(), "headers": json}, st.one_of(JSON, fields)),
        st.builds(lambda sent: {"content": sent, "headers": form}, st.binary(max_size=60)),
    )


# By what the routes say of themselves -------------------------------------------------------------


def described(routes: Any) -> Iterator[APIRoute]:
    """Every route of FastAPI, also of included routers."""
    for route in routes:
        if included := getattr(route, "original_router", None):
            yield from described(included.routes)
        elif isinstance(route, APIRoute) and isinstance(getattr(route, "dependant", None), object):
            yield route


@contextmanager
def documented(doors: Doors) -> Iterator[schemathesis.BaseSchema]:
    """A document of all routes, which the application itself does not give out."""
    routes = list(described(doors.site.app.routes))
    before = [route.include_in_schema for route in routes]
    for route in routes:
        route.include_in_schema = True
    try:
        document = get_openapi(title="All", version="1", routes=routes)
    finally:
        for route, was in zip(routes, before, strict=True):
            route.include_in_schema = was
    doors.site.app.add_api_route("/all.json", lambda: document)
    doors.site.app.router.routes.insert(0, doors.site.app.router.routes.pop())
    found = schemathesis.openapi.from_asgi("/all.json", doors.site.app)
    doors.come_in()
    cookies = {each.name: each.value for each in doors.site.client.cookies.jar}
    told = "; ".join(f"{name}={value}" for name, value in cookies.items())
    found.config.update(headers={"cookie": told, "accept": "text/html", "x-app-secret": ACTION_SECRET})
    assert COOKIE in cookies
    yield found


def test_what_fits_what_a_route_asks_for_makes_nothing_of_ours_fail(
    sqlite_store: Store,
) -> None:
    with doors_of(sqlite_store) as doors, documented(doors) as schema:
        operations = [each.ok() for each in schema.get_all_operations() if isinstance(each, Ok)]
        assert len(operations) > 90
        for operation in operations:
            if operation.path.endswith("/turns") and operation.method.upper() == "GET":
                continue  # waits for news as long as it is asked to
            for mode in GenerationMode:
                _ask(operation, mode, doors)


def _ask(operation: Any, mode: GenerationMode, doors: Doors) -> None:
    token = doors.found["token"]

    @settings(QUICK, max_examples=6)
    @given(case=operation.as_strategy(generation_mode=mode))
    def once(case: Any) -> None:
        if "token" in (case.path_parameters or {}) and mode == GenerationMode.POSITIVE:
            case.path_parameters["token"] = token
        answer = case.call()
        assert answer.status_code < 500, (operation.label, case.body, answer.text[:300])

    with suppress(Unsatisfiable):  # nothing to be wrong in
        once()
