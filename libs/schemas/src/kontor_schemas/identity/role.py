"""Roles: the tree in which a superior sees what those below own."""

from typing import Annotated
from uuid import UUID

from pydantic import Field

from kontor_schemas.annotations import reference, searchable, sortable, unique
from kontor_schemas.fact import Fact
from kontor_schemas.state import State
from kontor_schemas.text import Name, Text


class Role(State, verbs=("created", "updated", "deleted", "restored", "purged")):
    """What is known of a role.

    Attributes:
        name: its name, unique in the tenant.
        description: what its users do.
        parent: the role above; null at the root, of which there is one.
        profiles: what every user of the role may do.
    """

    name: Annotated[Name, unique, searchable, sortable]
    description: Annotated[Text | None, searchable] = None
    parent: Annotated[UUID | None, reference("identity.role")] = None
    profiles: Annotated[list[UUID], reference("identity.profile"), Field(max_length=20)] = []


class RoleMoved(Fact[Role], record="identity.role"):
    """The role, with all below it, hangs below another one.

    Attributes:
        previous_parent: the role it hung below before.
    """

    previous_parent: Annotated[UUID | None, reference("identity.role")] = None
