"""Every address of the application, and what somebody has to be to get there."""

from collections.abc import Iterable, Iterator
from enum import StrEnum
from typing import Any

from storage.rights import Power


class Door(StrEnum):
    """What opens an address that is not for one power of staff."""

    OPEN = "everybody"
    LINK = "who has the private link"
    TABLET = "a paired tablet"
    TOKEN = "a program with a token; its addresses are tried in test_web_api"
    RASA = "who has Rasa's secret"
    SIGNED_IN = "staff, also without a role"


LADDER: dict[str, Power | Door] = {
    # Everybody, and doors of their own
    "GET /": Door.OPEN,
    "GET /health": Door.OPEN,
    "MOUNT /static": Door.OPEN,
    "GET /trust": Door.OPEN,
    "GET /trust/what-matters-ca.crt": Door.OPEN,
    "POST /rasa/actions": Door.RASA,
    "MOUNT /api/v1": Door.TOKEN,
    "POST /api/conversations": Door.OPEN,
    "GET /chat": Door.OPEN,
    "POST /chat": Door.OPEN,
    "GET /chat/{slug}": Door.OPEN,
    "POST /chat/{slug}": Door.OPEN,
    "GET /chat/{token}": Door.LINK,
    "POST /chat/{token}": Door.LINK,
    "GET /chat/{token}/turns": Door.LINK,
    "POST /chat/{token}/turns": Door.LINK,
    "POST /chat/{token}/verdict": Door.LINK,
    "POST /chat/{token}/say": Door.LINK,
    "WS /chat/{token}/listen": Door.LINK,
    "GET /chat/{token}/understood": Door.LINK,
    "POST /chat/{token}/understood/{tag_id}": Door.LINK,
    "POST /chat/{token}/understood/{tag_id}/right": Door.LINK,
    "PUT /chat/{token}/recordings/{recording_id}": Door.LINK,
    "POST /chat/{token}/recordings/{recording_id}/chunks/{seq}": Door.LINK,
    "POST /chat/{token}/recordings/{recording_id}/sound": Door.LINK,
    "POST /chat/{token}/recordings/{recording_id}/finish": Door.LINK,
    "GET /chat/{token}/recordings/{recording_id}.wav": Door.LINK,
    "DELETE /chat/{token}/recordings/{recording_id}": Door.LINK,
    "GET /tablet": Door.OPEN,
    "POST /tablet/pair": Door.OPEN,
    "GET /tablet/sw.js": Door.OPEN,
    "GET /tablet/manifest.webmanifest": Door.OPEN,
    "GET /tablet/pack": Door.TABLET,
    "GET /tablet/words": Door.TABLET,
    "GET /tablet/sounds": Door.TABLET,
    "GET /tablet/pictures/{key}": Door.TABLET,
    "GET /tablet/spoken/{name}.wav": Door.TABLET,
    "POST /tablet/say": Door.TABLET,
    "WS /tablet/listen": Door.TABLET,
    "POST /tablet/beat": Door.TABLET,
    "POST /tablet/alerts": Door.TABLET,
    "GET /tablet/alerts/{alert_id}": Door.TABLET,
    "PUT /tablet/people/{person_id}/profile": Door.TABLET,
    "GET /tablet/people/{person_id}/replies": Door.TABLET,
    "POST /tablet/people/{person_id}/replies/{reply_id}": Door.TABLET,
    "PUT /tablet/conversations/{conversation_id}": Door.TABLET,
    "POST /tablet/conversations/{conversation_id}/turns": Door.TABLET,
    "GET /tablet/conversations/{conversation_id}/place": Door.TABLET,
    "PUT /tablet/conversations/{conversation_id}/recordings/{recording_id}": Door.TABLET,
    "POST /tablet/conversations/{conversation_id}/recordings/{recording_id}/chunks/{seq}": Door.TABLET,
    "POST /tablet/conversations/{conversation_id}/recordings/{recording_id}/sound": Door.TABLET,
    "POST /tablet/conversations/{conversation_id}/recordings/{recording_id}/finish": Door.TABLET,
    "GET /tablet/conversations/{conversation_id}/recordings/{recording_id}.wav": Door.TABLET,
    "DELETE /tablet/conversations/{conversation_id}/recordings/{recording_id}": Door.TABLET,
    # Staff
    "GET /review/login": Door.OPEN,
    "POST /review/login": Door.OPEN,
    "GET /review/login/code": Door.OPEN,
    "POST /review/login/code": Door.OPEN,
    "GET /review/login/openid": Door.OPEN,
    "GET /review/login/openid/back": Door.OPEN,
    "POST /review/logout": Door.OPEN,
    "GET /review/account": Door.SIGNED_IN,
    "POST /review/account/password": Door.SIGNED_IN,
    "POST /review/account/browsers/others": Door.SIGNED_IN,
    "POST /review/account/browsers/{browser_id}": Door.SIGNED_IN,
    "GET /review/account/second-step": Door.SIGNED_IN,
    "POST /review/account/second-step": Door.SIGNED_IN,
    "POST /review/account/second-step/begin": Door.SIGNED_IN,
    "POST /review/account/second-step/codes": Door.SIGNED_IN,
    "POST /review/account/second-step/off": Door.SIGNED_IN,
    "GET /review/setup": Door.SIGNED_IN,
    "GET /review": Power.READ,
    "GET /review/{conversation_id}": Power.READ,
    "GET /review/recordings/{recording_id}.wav": Power.READ,
    "GET /review/calls": Power.READ,
    "GET /review/calls/open": Power.READ,
    "POST /review/calls/{call_id}/take": Power.READ,
    "POST /review/calls/{call_id}/finish": Power.READ,
    "GET /review/changes": Power.READ,
    "GET /review/changes/closed": Power.READ,
    "GET /review/changes/poster": Power.READ,
    "GET /review/changes/{change_id}": Power.READ,
    "GET /review/replies": Power.READ,
    "GET /review/replies/{reply_id}/print": Power.READ,
    "GET /review/people": Power.READ,
    "GET /review/people/{person_id}": Power.READ,
    "POST /review/{conversation_id}/answers/{answer_id}/words": Power.REVIEW,
    "POST /review/{conversation_id}/answers/{answer_id}/right": Power.REVIEW,
    "POST /review/{conversation_id}/answers/{answer_id}/tags": Power.REVIEW,
    "POST /review/{conversation_id}/answers/{answer_id}/tags/undo": Power.REVIEW,
    "POST /review/{conversation_id}/answers/{answer_id}/tags/{tag_id}/agree": Power.REVIEW,
    "POST /review/{conversation_id}/answers/{answer_id}/tags/{tag_id}/change": Power.REVIEW,
    "POST /review/{conversation_id}/answers/{answer_id}/tags/{tag_id}/remove": Power.REVIEW,
    "GET /review/changes/new": Power.REVIEW,
    "POST /review/changes/new": Power.REVIEW,
    "POST /review/changes/{change_id}": Power.REVIEW,
    "POST /review/changes/{change_id}/parts": Power.REVIEW,
    "POST /review/changes/{change_id}/parts/{part_id}/remove": Power.REVIEW,
    "POST /review/changes/{change_id}/answers/{answer_id}/remove": Power.REVIEW,
    "POST /review/changes/{change_id}/tell": Power.REVIEW,
    "POST /review/changes/{change_id}/close": Power.REVIEW,
    "POST /review/changes/{change_id}/reopen": Power.REVIEW,
    "GET /review/replies/new": Power.REVIEW,
    "POST /review/replies/new": Power.REVIEW,
    "POST /review/replies/{reply_id}/told": Power.REVIEW,
    "POST /review/replies/{reply_id}/withdraw": Power.REVIEW,
    "POST /review/replies/{reply_id}/verdict": Power.REVIEW,
    "GET /review/heard": Power.READ,
    "GET /review/heard/missing": Power.READ,
    "GET /review/brief": Power.READ,
    "GET /review/brief.pdf": Power.READ,
    "GET /review/concerns": Power.READ,
    "POST /review/concerns/{concern_id}": Power.SAFEGUARD,
    "POST /review/filters": Power.READ,
    "POST /review/filters/{filter_id}/remove": Power.READ,
    "GET /review/work": Power.READ,
    "GET /review/{conversation_id}/said": Power.READ,
    "POST /review/work/bulk": Power.REVIEW,
    "POST /review/work/undo": Power.REVIEW,
    "POST /review/{conversation_id}/work": Power.REVIEW,
    "POST /review/{conversation_id}/reviewed": Power.REVIEW,
    "POST /review/{conversation_id}/reopened": Power.REVIEW,
    "POST /review/{conversation_id}/notes": Power.REVIEW,
    "POST /review/{conversation_id}/notes/{note_id}": Power.REVIEW,
    "POST /review/{conversation_id}/notes/{note_id}/remove": Power.REVIEW,
    "POST /review/{conversation_id}/answers/{answer_id}/tags/{tag_id}/against": Power.REVIEW,
    "POST /review/{conversation_id}/answers/{answer_id}/against/{disagreement_id}/withdraw": Power.REVIEW,
    "POST /review/people": Power.MANAGE,
    "POST /review/people/{person_id}": Power.MANAGE,
    "POST /review/people/{person_id}/card": Power.MANAGE,
    "POST /review/people/{person_id}/leave": Power.MANAGE,
    "GET /review/people/{person_id}/needs.txt": Power.MANAGE,
    "GET /review/tablets": Power.MANAGE,
    "POST /review/tablets": Power.MANAGE,
    "POST /review/tablets/{device_id}/code": Power.MANAGE,
    "POST /review/tablets/{device_id}/revoke": Power.MANAGE,
    "GET /review/voice": Power.MANAGE,
    "GET /review/export": Power.MANAGE,
    "POST /review/export": Power.MANAGE,
    "GET /review/audit": Power.MANAGE,
    "GET /review/audit/person/{person_id}/sheet": Power.MANAGE,
    "GET /review/audit/conversation/{conversation_id}/sheet": Power.MANAGE,
    "GET /review/staff": Power.ADMINISTER,
    "POST /review/staff": Power.ADMINISTER,
    "GET /review/staff/{staff_id}": Power.ADMINISTER,
    "POST /review/staff/{staff_id}": Power.ADMINISTER,
    "GET /review/connections": Power.ADMINISTER,
    "POST /review/connections/tokens": Power.ADMINISTER,
    "POST /review/connections/tokens/{token_id}/revoke": Power.ADMINISTER,
    "POST /review/connections/webhooks": Power.ADMINISTER,
    "POST /review/connections/webhooks/{webhook_id}/try": Power.ADMINISTER,
    "POST /review/connections/webhooks/{webhook_id}/stop": Power.ADMINISTER,
}
"""By method and path."""


def routes_of(routes: Iterable[Any]) -> Iterator[str]:
    """Every address that is answered, as it stands in the table."""
    for route in routes:
        if included := getattr(route, "original_router", None):
            yield from routes_of(included.routes)
            continue
        path = "/".join(part.partition(":")[0] + "}" if ":" in part and part.endswith("}") else part
                        for part in route.path.split("/"))  # fmt: skip
        kind = "MOUNT" if type(route).__name__ == "Mount" else "WS"
        yield from (f"{method} {path}" for method in sorted(getattr(route, "methods", None) or [kind]))
