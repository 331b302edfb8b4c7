"""Profiles: what users may do with which record types, fields and tools."""

from typing import Annotated
from uuid import UUID

from pydantic import Field

from kontor_schemas.annotations import reference, searchable, sortable, unique
from kontor_schemas.fact import Fact
from kontor_schemas.rights import Permissions
from kontor_schemas.state import State
from kontor_schemas.text import Name, Text


class Profile(State, verbs=("created", "updated", "deleted", "restored", "purged")):
    """What is known of a profile.

    Attributes:
        name: its name, unique in the tenant.
        description: whom it is for.
        permissions: what it allows.
        is_for_all: whether new users get it who are given no other.
    """

    name: Annotated[Name, unique, searchable, sortable]
    description: Annotated[Text | None, searchable] = None
    permissions: Permissions = Permissions()
    is_for_all: bool = False


class ProfileAssigned(Fact[Profile], record="identity.profile"):
    """Users or roles have got the profile.

    Attributes:
        users: the users who had it not before.
        roles: the roles which had it not before.
    """

    users: Annotated[list[UUID], reference("identity.user"), Field(max_length=1000)] = []
    roles: Annotated[list[UUID], reference("identity.role"), Field(max_length=1000)] = []


class ProfileUnassigned(Fact[Profile], record="identity.profile"):
    """The profile was taken from users or roles.

    Attributes:
        users: the users who had it.
        roles: the roles which had it.
    """

    users: Annotated[list[UUID], reference("identity.user"), Field(max_length=1000)] = []
    roles: Annotated[list[UUID], reference("identity.role"), Field(max_length=1000)] = []
