"""The realm of a test: who is who in its tenant, told to the service as identity's facts would."""

from collections.abc import Collection, Sequence
from typing import Any
from uuid import UUID

from kontor_chassis.actor import Actor, Principal
from kontor_chassis.ids import new_id
from kontor_chassis.testing.bench import Bench
from kontor_records.access.mirror import UPSERT, body_of
from kontor_records.access.rights import Rights, rights_of
from kontor_records.access.worlds import WORLDS
from kontor_schemas.identity.grant import (
    DefaultGrant,
    GrantChanged,
    GroupGrant,
    RoleGrant,
    RuleGrant,
    TenantGrant,
    UserGrant,
)
from kontor_schemas.rights import Party, Permissions
from kontor_schemas.values import Value

EVERY_ACTION = Permissions(actions=["read", "create", "update", "delete"])


class Realm:
    """Makes users, roles, groups, profiles, rules and defaults in the mirror of a service."""

    def __init__(self, bench: Bench) -> None:
        self._bench = bench
        self._versions: dict[UUID, int] = {}

    async def administrator(self, user: UUID | None = None) -> UUID:
        """Let a user, or a new one, do everything."""
        return await self._tell("user", UserGrant(status="active", is_administrator=True), user)

    async def user(
        self,
        *,
        role: UUID | None = None,
        profiles: Sequence[UUID] = (),
        user: UUID | None = None,
        **fields: Any,
    ) -> UUID:
        """Make a user, or give one that is there another place."""
        grant = UserGrant(
            **{"status": "active", "role": role, "profiles": list(profiles), **fields}
        )
        return await self._tell("user", grant, user)

    async def role(
        self,
        parent: UUID | None = None,
        profiles: Sequence[UUID] = (),
        *,
        role: UUID | None = None,
    ) -> UUID:
        """Make a role, or give one that is there another place."""
        return await self._tell("role", RoleGrant(parent=parent, profiles=list(profiles)), role)

    async def group(
        self,
        *,
        members: Collection[UUID] = (),
        roles: Collection[UUID] = (),
        roles_below: Collection[UUID] = (),
        groups: Collection[UUID] = (),
        group: UUID | None = None,
    ) -> UUID:
        """Make a group, or give one that is there other members."""
        grant = GroupGrant(
            members=[*members],
            member_roles=[*roles],
            member_roles_below=[*roles_below],
            member_groups=[*groups],
        )
        return await self._tell("group", grant, group)

    async def profile(
        self, permissions: Permissions = EVERY_ACTION, *, profile: UUID | None = None
    ) -> UUID:
        """Make a profile, by default one that allows every action and hides nothing."""
        return await self._tell("profile", permissions, profile)

    async def rule(self, record: str, source: Party, target: Party, **fields: Any) -> UUID:
        """Make an active sharing rule."""
        grant = RuleGrant(
            **{"record": record, "source": source, "target": target, "level": "read", **fields}
        )
        return await self._tell("sharing_rule", grant, None)

    async def open(self, record: str, openness: Any) -> UUID:
        """Make the default of a record type."""
        grant = DefaultGrant(record=record, openness=openness)
        return await self._tell("module_default", grant, None)

    async def zone(self, zone: str) -> UUID:
        """Let the days of the tenant begin in a zone."""
        return await self._tell("tenant", TenantGrant(zone=zone), self._bench.tenant)

    async def end(self, what: Any, identifier: UUID) -> None:
        """Take something away."""
        await self._tell(what, None, identifier)

    def principal(self, user: UUID) -> Principal:
        """Return the principal of a user of this tenant."""
        subject = Actor("user", str(user))
        return Principal(subject=subject, tenant=self._bench.tenant, session=str(new_id()))

    async def rights(self, user: UUID) -> Rights:
        """Return the rights of a user."""
        return await rights_of(self._bench.reading(self.principal(user)))

    async def _tell(self, what: Any, part: Value | None, identifier: UUID | None) -> UUID:
        identifier = identifier or new_id()
        version = self._versions[identifier] = self._versions.get(identifier, 0) + 1
        parts: dict[str, Any] = {} if part is None else {what: part}
        fact = GrantChanged(id=identifier, version=version, what=what, **parts)
        await self._bench.runtime.worker_pool.execute(
            UPSERT, [self._bench.tenant], [identifier], [version], [what], [body_of(fact)]
        )
        WORLDS.forget(self._bench.tenant)
        return identifier
