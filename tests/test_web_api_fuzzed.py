"""The read API under whatever a program may send: no error of ours, and only what its document says."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from schemathesis import GenerationMode
from schemathesis.core.result import Ok
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from storage.change_records import Written
from storage.store import Store
from storage.tokens import Scope
from tests.saying import begin, tag, tags, tell
from tests.site import running

pytestmark = pytest.mark.slow

CHECKS = [
    schemathesis.checks.not_a_server_error,
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
]


QUICK = settings(
    max_examples=40,
    deadline=None,
    database=None,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=list(HealthCheck),
)


@contextmanager
def documented(store: Store) -> Iterator[schemathesis.BaseSchema]:
    """The document of a site with something to read, and a token that may read it all."""
    answers = [tell(store, begin(store), f"Doreen said {number}", tags(tag())).id for number in range(5)]
    staff = store.staff.add("priya", "Priya", "hash")
    store.changes.begin(store.services.ids(), Written("It is cold."), answers, staff.id)
    here = next(iter(store.exporting.services()))
    _, secret = store.tokens.make({here}, here, "Everything", list(Scope), 30)
    with running(store, api_requests_per_minute=1_000_000) as site:
        found = schemathesis.openapi.from_asgi("/api/v1/openapi.json", site.app)
        found.config.update(headers={"authorization": f"Bearer {secret}"})
        yield found


def ask(operation: Any, mode: GenerationMode) -> set[int]:
    """Ask for one thing in many ways, sensible or not; the statuses that came back."""
    seen = set[int]()

    @QUICK
    @given(case=operation.as_strategy(generation_mode=mode))
    def once(case: Any) -> None:
        seen.add(case.call_and_validate(checks=CHECKS).status_code)

    once()
    return seen


def test_whatever_is_sent_is_answered_as_the_document_says(store: Store) -> None:
    with documented(store) as schema:
        operations = [each.ok() for each in schema.get_all_operations() if isinstance(each, Ok)]
        assert len(operations) == 10
        for operation in operations:
            expected = {404} if "{" in operation.path else {200}
            assert ask(operation, GenerationMode.POSITIVE) >= expected, operation.path
            if list(operation.query) + list(operation.path_parameters):
                assert 422 in ask(operation, GenerationMode.NEGATIVE), operation.path
