"""The world: everything that decides who may do what in one tenant, as an immutable value."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from functools import cached_property
from typing import Any, Final, TypeVar
from uuid import UUID
from zoneinfo import ZoneInfo

from kontor_schemas.identity.grant import (
    DefaultGrant,
    GroupGrant,
    RoleGrant,
    RuleGrant,
    TenantGrant,
    UserGrant,
)
from kontor_schemas.rights import Party, Permissions

Grant = UserGrant | RoleGrant | GroupGrant | Permissions | RuleGrant | DefaultGrant | TenantGrant
"""What is known of one user, role, group, profile, sharing rule, module default or tenant."""

G = TypeVar("G", bound=Grant)
NOBODY: Final[frozenset[UUID]] = frozenset()
_CLOSED: Final = "private"


class World:
    """The grants of one tenant at one revision.

    What follows from them (the users below somebody, the groups of somebody) is worked out when it
    is first asked for and kept: a world never changes, a changed one is another value. News of
    different things arrive in any order, so a tree may be torn or circular for a moment; every
    walk ends nevertheless.
    """

    def __init__(self, tenant: UUID, revision: int, grants: Mapping[UUID, Grant]) -> None:
        self.tenant = tenant
        self.revision = revision
        self.grants = grants
        self.users = _of(UserGrant, grants)
        self.roles = _of(RoleGrant, grants)
        self.groups = _of(GroupGrant, grants)
        self.profiles = _of(Permissions, grants)
        # Any: each reader knows what it has put under its own keys.
        self.memo: dict[tuple[object, ...], Any] = {}
        """What readers work out of this world and keep with it."""

    @cached_property
    def zone(self) -> ZoneInfo:
        """The zone in which the days of sharing rules begin."""
        found = next(iter(_of(TenantGrant, self.grants).values()), None)
        return ZoneInfo((found or TenantGrant()).zone)

    def openness(self, record: str) -> str:
        """Return how far a record type is open to everybody; what nobody opened is private."""
        return self._openness.get(record, _CLOSED)

    def rules(self, record: str) -> tuple[tuple[UUID, RuleGrant], ...]:
        """Return the sharing rules of a record type with their ids."""
        return self._rules.get(record, ())

    def users_below(self, user: UUID) -> frozenset[UUID]:
        """Return the users whose roles are below the user's; those of the same role are not."""
        grant = self.users.get(user)
        if grant is None or grant.role is None:
            return NOBODY
        return self._users_of_roles(self.roles_below(grant.role) - {grant.role})

    def roles_below(self, role: UUID) -> frozenset[UUID]:
        """Return all roles below a role, the role itself included."""
        known = self._below.get(role)
        if known is None:
            known = self._below[role] = _closure({role}, self._children)
        return known

    def groups_of(self, user: UUID) -> frozenset[UUID]:
        """Return the groups a user is in, directly, by role, or by a group that is in them."""
        known = self._groups_of.get(user)
        if known is None:
            known = self._groups_of[user] = _closure(self._direct_groups(user), self._containing)
        return known

    def users_of(self, party: Party) -> frozenset[UUID]:
        """Return the users a party stands for."""
        if party.kind == "user":
            return frozenset({party.id})
        if party.kind == "role":
            return self._users_of_roles({party.id})
        if party.kind == "role_below":
            return self._users_of_roles(self.roles_below(party.id))
        return self.members_of(party.id) if party.kind == "group" else NOBODY

    def members_of(self, group: UUID) -> frozenset[UUID]:
        """Return the users who are in a group, in whatever way."""
        known = self._members.get(group)
        if known is None:
            within = _closure({group}, self._contained)
            known = self._members[group] = frozenset(
                user for each in within for user in self._direct_members(each)
            )
        return known

    def is_meant(self, user: UUID, party: Party) -> bool:
        """Whether a party stands for a user, among others."""
        if party.kind == "user":
            return party.id == user
        if party.kind == "group":
            return party.id in self.groups_of(user)
        grant = self.users.get(user)
        if grant is None or grant.role is None:
            return False
        if party.kind == "role":
            return grant.role == party.id
        return party.kind == "role_below" and grant.role in self.roles_below(party.id)

    def team_of(self, user: UUID) -> frozenset[UUID]:
        """Return the user and those who report to the user: "my team" in conditions."""
        return self._reports.get(user, NOBODY) | {user}

    # --- indexes, each made when first needed

    @cached_property
    def _openness(self) -> Mapping[str, str]:
        return {each.record: each.openness for each in _of(DefaultGrant, self.grants).values()}

    @cached_property
    def _rules(self) -> Mapping[str, tuple[tuple[UUID, RuleGrant], ...]]:
        found: dict[str, list[tuple[UUID, RuleGrant]]] = defaultdict(list)
        for identifier, rule in sorted(_of(RuleGrant, self.grants).items()):
            found[rule.record].append((identifier, rule))
        return {record: tuple(rules) for record, rules in found.items()}

    @cached_property
    def _children(self) -> Mapping[UUID, frozenset[UUID]]:
        return _index((role.parent, key) for key, role in self.roles.items() if role.parent)

    @cached_property
    def _by_role(self) -> Mapping[UUID, frozenset[UUID]]:
        return _index((user.role, key) for key, user in self.users.items() if user.role)

    @cached_property
    def _reports(self) -> Mapping[UUID, frozenset[UUID]]:
        return _index((user.manager, key) for key, user in self.users.items() if user.manager)

    @cached_property
    def _containing(self) -> Mapping[UUID, frozenset[UUID]]:
        return _index((inner, key) for key, g in self.groups.items() for inner in g.member_groups)

    @cached_property
    def _contained(self) -> Mapping[UUID, frozenset[UUID]]:
        return {key: frozenset(group.member_groups) for key, group in self.groups.items()}

    @cached_property
    def _groups_by_user(self) -> Mapping[UUID, frozenset[UUID]]:
        return _index((user, key) for key, g in self.groups.items() for user in g.members)

    @cached_property
    def _groups_by_role(self) -> Mapping[UUID, frozenset[UUID]]:
        return _index(
            (role, key)
            for key, group in self.groups.items()
            for role in (
                *group.member_roles,
                *(r for top in group.member_roles_below for r in self.roles_below(top)),
            )
        )

    @cached_property
    def _below(self) -> dict[UUID, frozenset[UUID]]:
        return {}

    @cached_property
    def _groups_of(self) -> dict[UUID, frozenset[UUID]]:
        return {}

    @cached_property
    def _members(self) -> dict[UUID, frozenset[UUID]]:
        return {}

    def _direct_groups(self, user: UUID) -> frozenset[UUID]:
        found = self._groups_by_user.get(user, NOBODY)
        grant = self.users.get(user)
        if grant is None or grant.role is None:
            return found
        return found | self._groups_by_role.get(grant.role, NOBODY)

    def _direct_members(self, group: UUID) -> frozenset[UUID]:
        grant = self.groups.get(group)
        if grant is None:
            return NOBODY
        roles = {r for top in grant.member_roles_below for r in self.roles_below(top)}
        return frozenset(grant.members) | self._users_of_roles(roles | {*grant.member_roles})

    def _users_of_roles(self, roles: Iterable[UUID]) -> frozenset[UUID]:
        return NOBODY.union(*(self._by_role.get(role, NOBODY) for role in roles))


def _of(kind: type[G], grants: Mapping[UUID, Grant]) -> dict[UUID, G]:
    return {key: grant for key, grant in grants.items() if isinstance(grant, kind)}


def _index(pairs: Iterable[tuple[UUID, UUID]]) -> Mapping[UUID, frozenset[UUID]]:
    found: dict[UUID, set[UUID]] = defaultdict(set)
    for key, value in pairs:
        found[key].add(value)
    return {key: frozenset(values) for key, values in found.items()}


def _closure(start: Iterable[UUID], following: Mapping[UUID, frozenset[UUID]]) -> frozenset[UUID]:
    """Return what is reached from the start, the start included, however the ways may lead."""
    reached = set(start)
    edge = list(reached)
    while edge:
        for found in following.get(edge.pop(), NOBODY):
            if found not in reached:
                reached.add(found)
                edge.append(found)
    return frozenset(reached)
