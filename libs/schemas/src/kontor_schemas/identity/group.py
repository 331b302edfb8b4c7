"""Groups: users who work together and are given records and rights together."""

from typing import Annotated
from uuid import UUID

from pydantic import Field

from kontor_schemas.annotations import reference, searchable, sortable, unique
from kontor_schemas.state import State
from kontor_schemas.text import Name, Text


class Group(State, verbs=("created", "updated", "deleted", "restored", "purged")):
    """What is known of a group.

    Attributes:
        name: its name, unique in the tenant.
        description: what the group is for.
        members: the users in it.
    """

    name: Annotated[Name, unique, searchable, sortable]
    description: Annotated[Text | None, searchable] = None
    members: Annotated[list[UUID], reference("identity.user"), Field(max_length=2000)] = []
