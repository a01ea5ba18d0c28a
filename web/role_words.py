"""What roles are called on pages, and what each may do."""

from collections.abc import Iterable, Mapping
from uuid import UUID

from storage.grants import Post
from storage.rights import Role

ROLES: dict[Role, tuple[str, str]] = {
    Role.READER: ("Reader", "Reads and listens to what people said, and goes when somebody calls."),
    Role.REVIEWER: ("Reviewer", "Also decides on tags, puts words right, writes back, begins changes."),
    Role.SAFEGUARDING: ("Safeguarding lead", "A reviewer who also sees to concerns."),
    Role.MANAGER: ("Manager", "Also looks after people and tablets, and sees who read what."),
    Role.ADMINISTRATOR: ("Administrator", "Gives and takes roles. Reads nothing by this alone."),
}
"""The label, and what it means."""


def told_posts(posts: Iterable[Post], names: Mapping[UUID, str]) -> list[str]:
    """Roles as one tells them: "Reader at Rose Court", "Manager at every service"."""
    order = list(Role)
    found = sorted((_where(post, names), order.index(post.role), ROLES[post.role][0]) for post in posts)
    return [f"{label} at {where}" for where, _, label in found]


def _where(post: Post, names: Mapping[UUID, str]) -> str:
    return names.get(post.service_id, "another service") if post.service_id else "every service"
