"""Which group is what here, as WM_OIDC_ROLES says it; and the sign-in of the group as the settings say it."""

import logging
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from uuid import UUID

from storage.grants import Post
from storage.rights import Role
from web.errors import WebError
from web.openid import Client, OpenId, is_safe
from web.settings import Settings


@dataclass(frozen=True, slots=True)
class GroupRole:
    """A group, what its members are, and at which service; without one, at each."""

    group: str
    role: Role
    slug: str | None = None


def read_groups(written: str) -> tuple[GroupRole, ...]:
    """What WM_OIDC_ROLES says. Raises WebError("bad_setting")."""
    return tuple(_read(one.strip()) for one in written.split(";") if one.strip())


def posts_of(
    groups: Iterable[str], roles: Sequence[GroupRole], service_id: Callable[[str], UUID | None]
) -> set[Post]:
    """What somebody in these groups is here. A service that is not there (any more) gives no role."""
    mine = set(groups)
    posts = set[Post]()
    for each in roles:
        if each.group not in mine:
            continue
        where = service_id(each.slug) if each.slug else None
        if each.slug and where is None:
            logging.getLogger(__name__).warning("WM_OIDC_ROLES names %s: no such service.", each.slug)
            continue
        posts.add(Post(each.role, where))
    return posts


def open_openid(settings: Settings) -> OpenId | None:
    """The sign-in of the group, if one is set. Raises WebError("bad_setting")."""
    if not settings.oidc_issuer:
        return None
    if not settings.oidc_client_id or not read_groups(settings.oidc_roles):
        raise WebError("bad_setting", "WM_OIDC_ISSUER needs WM_OIDC_CLIENT_ID and WM_OIDC_ROLES besides.")
    if not is_safe(settings.oidc_issuer):
        raise WebError("bad_setting", "WM_OIDC_ISSUER has to begin with https://.")
    client = Client(
        issuer=settings.oidc_issuer,
        client_id=settings.oidc_client_id,
        secret=_secret(settings),
        scopes=settings.oidc_scopes,
        groups_claim=settings.oidc_groups_claim,
    )
    return OpenId(client, settings.oidc_name)


def _read(written: str) -> GroupRole:
    group, equals, what = written.rpartition("=")
    role, at, slug = what.strip().partition("@")
    if not equals or not group.strip() or role not in set(Role) or (at and not slug):
        roles = ", ".join(Role)
        raise WebError(
            "bad_setting",
            f'WM_OIDC_ROLES: "{written}" is not like care-staff=reviewer@rose-court. Roles are {roles}.',
        )
    return GroupRole(group.strip(), Role(role), slug or None)


def _secret(settings: Settings) -> str:
    if settings.oidc_client_secret_file is None:
        return settings.oidc_client_secret
    try:
        return settings.oidc_client_secret_file.read_text(encoding="utf-8").strip()
    except (OSError, UnicodeDecodeError) as error:
        raise WebError("bad_setting", f"WM_OIDC_CLIENT_SECRET_FILE cannot be read: {error}.") from error
