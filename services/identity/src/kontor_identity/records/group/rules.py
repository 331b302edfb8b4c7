"""What holds for a group."""

from collections.abc import Collection, Mapping
from typing import Any
from uuid import UUID

from kontor_chassis.errors import ReferenceUnknown
from kontor_schemas.identity.group import Group


def without_repetition(members: list[UUID]) -> list[UUID]:
    """Return members in their order, each once."""
    return list(dict.fromkeys(members))


def refuse_unknown(
    group: Group, joining: Collection[UUID], grants: Mapping[UUID, Mapping[str, Any]]
) -> None:
    """Refuse a new member whom the tenant does not have, or has no more.

    Raises:
        ReferenceUnknown: Names the place of the first one.
    """
    for place, user_id in enumerate(group.members):
        grant = grants.get(user_id)
        if user_id in joining and (grant is None or grant["status"] == "deactivated"):
            raise ReferenceUnknown(path=f"/members/{place}")
