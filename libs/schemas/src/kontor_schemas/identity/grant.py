"""Grants: the last known rights of every user, in ids, on a compacted topic."""

from typing import Annotated, Literal
from uuid import UUID

from pydantic import Field

from kontor_schemas.annotations import reference
from kontor_schemas.choices import Choice
from kontor_schemas.fact import BareFact


class GrantChanged(BareFact):
    """What a user may do has changed; this is all of it.

    The key is the user's id and the topic keeps the last fact of every user, so a reader that
    starts at its beginning knows everybody's rights. It names nobody.

    Attributes:
        id: the user's id.
        version: counts the changes of this user's rights.
        status: whether the user may sign in; only `active` ones may.
        is_administrator: whether the user may do everything in the tenant.
        groups: the groups the user is in.
    """

    status: Choice[Literal["invited", "active", "suspended", "deactivated"]]
    is_administrator: bool
    groups: Annotated[list[UUID], reference("identity.group"), Field(max_length=2000)] = []
