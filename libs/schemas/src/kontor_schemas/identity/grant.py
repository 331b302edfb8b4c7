"""Grants: all that decides who may do what, as it stands, in ids, on a compacted topic."""

from typing import Annotated, Literal
from uuid import UUID

from pydantic import Field

from kontor_schemas.annotations import reference
from kontor_schemas.choices import Choice
from kontor_schemas.condition import Condition
from kontor_schemas.fact import BareFact
from kontor_schemas.identifiers import Instant, RecordName, ZoneName
from kontor_schemas.rights import Openness, Party, Permissions, ShareLevel
from kontor_schemas.values import Value


class UserGrant(Value):
    """What a user is, as far as rights go.

    Attributes:
        status: whether the user may sign in; only `active` ones may.
        is_administrator: whether the user may do everything in the tenant.
        role: the user's place in the tree of roles.
        profiles: what the user may do beside what the role's profiles allow.
        manager: whom the user reports to.
    """

    status: Choice[Literal["invited", "active", "suspended", "deactivated"]]
    is_administrator: bool = False
    role: Annotated[UUID | None, reference("identity.role")] = None
    profiles: Annotated[list[UUID], reference("identity.profile"), Field(max_length=20)] = []
    manager: Annotated[UUID | None, reference("identity.user")] = None


class RoleGrant(Value):
    """Where a role stands, and what its users may do.

    Attributes:
        parent: the role above; null at the root.
        profiles: what every user of the role may do.
    """

    parent: Annotated[UUID | None, reference("identity.role")] = None
    profiles: Annotated[list[UUID], reference("identity.profile"), Field(max_length=20)] = []


class GroupGrant(Value):
    """Who is in a group.

    Attributes:
        members: users.
        member_roles: roles whose users are in it.
        member_roles_below: roles whose users are in it, and those of all roles below.
        member_groups: groups whose users are in it.
    """

    members: Annotated[list[UUID], reference("identity.user"), Field(max_length=2000)] = []
    member_roles: Annotated[list[UUID], reference("identity.role"), Field(max_length=500)] = []
    member_roles_below: Annotated[
        list[UUID], reference("identity.role"), Field(max_length=500)
    ] = []
    member_groups: Annotated[list[UUID], reference("identity.group"), Field(max_length=500)] = []


class RuleGrant(Value):
    """What an active sharing rule opens.

    Attributes:
        record: the record type.
        source: whose records are opened.
        target: whom they are opened to.
        level: how far.
        condition: which of the records; null for all of them.
        until: when it ends by itself.
    """

    record: RecordName
    source: Party
    target: Party
    level: ShareLevel
    condition: Condition | None = None
    until: Instant | None = None


class DefaultGrant(Value):
    """How far a record type is open to everybody.

    Attributes:
        record: the record type.
        openness: how far.
    """

    record: RecordName
    openness: Openness


class TenantGrant(Value):
    """What rights need to know of the tenant.

    Attributes:
        zone: the time zone in which the days of sharing rules begin.
    """

    zone: ZoneName = "Europe/Berlin"


class GrantChanged(BareFact):
    """Something that decides who may do what has changed; this is all of it.

    The key is its id and the topic keeps the last fact of each, so a reader that starts at the
    beginning knows everything that is needed to decide. It names nobody. Where none of the
    optional parts is given, the thing is gone.

    Attributes:
        id: the id of the user, role, group, profile, sharing rule, module default or tenant.
        version: the version it is of.
        what: which of them it is.
        user: the user's part.
        role: the role's.
        group: the group's.
        profile: what the profile allows.
        sharing_rule: what the rule opens, while it is active.
        module_default: how far the record type is open.
        tenant: the tenant's part.
    """

    what: Choice[
        Literal["user", "role", "group", "profile", "sharing_rule", "module_default", "tenant"]
    ]
    user: UserGrant | None = None
    role: RoleGrant | None = None
    group: GroupGrant | None = None
    profile: Permissions | None = None
    sharing_rule: RuleGrant | None = None
    module_default: DefaultGrant | None = None
    tenant: TenantGrant | None = None
