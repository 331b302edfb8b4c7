"""Groups: users who work together and are given records and rights together."""

from typing import Annotated
from uuid import UUID

from pydantic import Field

from kontor_schemas.annotations import reference, searchable, sortable, unique
from kontor_schemas.fact import BareFact, Fact
from kontor_schemas.rights import Party
from kontor_schemas.state import State
from kontor_schemas.text import Line, Name, Text


class Group(State, verbs=("created", "updated", "deleted", "restored", "purged")):
    """What is known of a group.

    Attributes:
        name: its name, unique in the tenant.
        description: what the group is for.
        members: the users who are in it by themselves.
        member_roles: roles whose users are in it.
        member_roles_below: roles whose users are in it, and those of all roles below.
        member_groups: groups whose users are in it.
        manager: who answers for it.
        email: the address under which it is written to, unique in the tenant.
    """

    name: Annotated[Name, unique, searchable, sortable]
    description: Annotated[Text | None, searchable] = None
    members: Annotated[list[UUID], reference("identity.user"), Field(max_length=2000)] = []
    member_roles: Annotated[list[UUID], reference("identity.role"), Field(max_length=500)] = []
    member_roles_below: Annotated[
        list[UUID], reference("identity.role"), Field(max_length=500)
    ] = []
    member_groups: Annotated[list[UUID], reference("identity.group"), Field(max_length=500)] = []
    manager: Annotated[UUID | None, reference("identity.user")] = None
    email: Annotated[Line | None, unique] = None


class GroupMemberAdded(Fact[Group], record="identity.group"):
    """Somebody, or the users of a role or group, came into the group.

    Attributes:
        member: who.
    """

    member: Party


class GroupMemberRemoved(Fact[Group], record="identity.group"):
    """Somebody, or the users of a role or group, left the group.

    Attributes:
        member: who.
    """

    member: Party


class GroupMembershipChanged(BareFact, record="identity.group"):
    """Who is in the group has changed, by whatever way: by its members or by theirs.

    More than a thousand users are told in several facts.

    Attributes:
        id: the group's id.
        version: the group's version at that time.
        added: users who are in it now and were not before.
        removed: users who were in it and are not any more.
    """

    added: Annotated[list[UUID], reference("identity.user"), Field(max_length=1000)] = []
    removed: Annotated[list[UUID], reference("identity.user"), Field(max_length=1000)] = []
