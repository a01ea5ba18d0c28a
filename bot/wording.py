"""Fills the variables of a response, whatever a person has said.

Rasa's own filling takes the characters `0[` in a person's words for a mistake of the template and shows
"{said}" instead. Here a variable is replaced by its value, once, and by nothing else.
"""

import logging
import re
from typing import Any, Dict, Mapping, Optional

from rasa.core.nlg.response import TemplatedNaturalLanguageGenerator
from rasa.shared.core.domain import Domain
from rasa.utils.endpoints import EndpointConfig

log = logging.getLogger(__name__)
VARIABLE = re.compile(r"\{(\w+)\}")


def fill(value: Any, variables: Mapping[str, Any]) -> Any:
    """`value` (strings, also in lists and dicts) with each `{name}` replaced; an unknown one by nothing."""
    if isinstance(value, dict):
        return {key: fill(part, variables) for key, part in value.items()}
    if isinstance(value, list):
        return [fill(part, variables) for part in value]
    if isinstance(value, str):
        return VARIABLE.sub(lambda found: _value(found[1], variables), value)
    return value


def _value(name: str, variables: Mapping[str, Any]) -> str:
    if variables.get(name) is None:
        log.error("a response needs {%s}: the action that says it must give it", name)
        return ""
    return str(variables[name])


class Wording(TemplatedNaturalLanguageGenerator):  # type: ignore[misc]
    """Chooses the response by its name and the kind of person, and fills it."""

    def __init__(self, domain: Domain, endpoint_config: Optional[EndpointConfig] = None) -> None:  # noqa: ARG002
        super().__init__(domain.responses)

    def _fill_response(
        self, response: Dict[str, Any], filled_slots: Optional[Dict[str, Any]] = None, **variables: Any
    ) -> Dict[str, Any]:
        known = {**(filled_slots or {}), **variables}
        return {key: fill(value, known) for key, value in response.items()}
