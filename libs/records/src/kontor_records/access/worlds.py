"""Worlds kept in this process: loaded once a tenant, brought up to date at most every half second.

One statement does both: it reads what has changed since the revision at hand, usually nothing.
"""

import asyncio
from collections import OrderedDict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from time import monotonic
from typing import Final, Protocol
from uuid import UUID

from sqlalchemy import BigInteger, bindparam, select

from kontor_chassis.context import Context, ReadContext
from kontor_chassis.database.statements import TENANT, Statement, scoped
from kontor_chassis.database.unit_of_work import Row, Stage, WriteUnit
from kontor_records.access.tables import ACCESS_GRANT
from kontor_records.access.world import Grant, World
from kontor_schemas import wire
from kontor_schemas.identity.grant import (
    DefaultGrant,
    GroupGrant,
    RoleGrant,
    RuleGrant,
    TenantGrant,
    UserGrant,
)
from kontor_schemas.rights import Permissions

FRESH_S: Final = 0.5
"""How old a world may be when a decision is taken by it."""
_MOST_TENANTS: Final = 512

KINDS: Final[Mapping[str, type[Grant]]] = {
    "user": UserGrant,
    "role": RoleGrant,
    "group": GroupGrant,
    "profile": Permissions,
    "sharing_rule": RuleGrant,
    "module_default": DefaultGrant,
    "tenant": TenantGrant,
}

_CHANGED = scoped(
    select(ACCESS_GRANT.c.id, ACCESS_GRANT.c.what, ACCESS_GRANT.c.body, ACCESS_GRANT.c.revision)
    .where(
        ACCESS_GRANT.c.tenant_id == TENANT,
        ACCESS_GRANT.c.revision > bindparam("known", type_=BigInteger()),
    )
    .order_by(ACCESS_GRANT.c.revision)
)


@dataclass(slots=True)
class _Kept:
    world: World | None = None
    checked: float = 0.0
    renewing: asyncio.Lock = field(default_factory=asyncio.Lock)


class Worlds:
    """The worlds of the tenants this process works for; the least used are let go."""

    def __init__(self, time: Callable[[], float] = monotonic) -> None:
        """Begin with none.

        Args:
            time: Seconds that never go back; tests move them.
        """
        self._time = time
        self._kept: OrderedDict[tuple[str, UUID], _Kept] = OrderedDict()

    async def current(self, ctx: ReadContext | Context, *, anew: bool = False) -> World:
        """Return the tenant's world as it was half a second ago at the earliest.

        Args:
            ctx: Whose tenant.
            anew: Whether to look now, however young the world at hand is.
        """
        kept = self._of((ctx.service, ctx.tenant))
        asked = self._time()
        if not anew and (world := self._young(kept)):
            return world
        unit = ctx.unit
        if isinstance(unit, WriteUnit) and unit.stage is not Stage.FRESH:
            # It holds a connection: waiting for somebody who waits for one could end in nobody
            # getting any.
            return self._take(kept, await renewed(unit.all, ctx.tenant, kept.world), asked)
        async with kept.renewing:
            if kept.world is not None and kept.checked >= asked:
                return kept.world
            if not anew and (world := self._young(kept)):
                return world
            asked = self._time()
            read = unit.peek if isinstance(unit, WriteUnit) else unit.all
            return self._take(kept, await renewed(read, ctx.tenant, kept.world), asked)

    def forget(self, tenant: UUID) -> None:
        """Let go of a tenant's world: the next decision loads it."""
        for key in [key for key in self._kept if key[1] == tenant]:
            del self._kept[key]

    def _of(self, key: tuple[str, UUID]) -> _Kept:
        kept = self._kept.setdefault(key, _Kept())
        self._kept.move_to_end(key)
        while len(self._kept) > _MOST_TENANTS:
            self._kept.popitem(last=False)
        return kept

    def _young(self, kept: _Kept) -> World | None:
        return kept.world if kept.world and self._time() - kept.checked < FRESH_S else None

    @staticmethod
    def _take(kept: _Kept, world: World, asked: float) -> World:
        if kept.world is None or kept.world.revision <= world.revision:
            kept.world, kept.checked = world, max(kept.checked, asked)
        return world


class _Read(Protocol):
    async def __call__(self, statement: Statement, **values: object) -> Sequence[Row]: ...


async def renewed(read: _Read, tenant: UUID, before: World | None) -> World:
    """Return the world as the database has it now, built on the one at hand.

    Args:
        read: Runs a scoped statement of the tenant.
        tenant: The tenant.
        before: The world at hand, if there is one; it comes back where nothing has changed.
    """
    rows = await read(_CHANGED, known=before.revision if before else 0)
    if before is not None and not rows:
        return before
    grants = dict(before.grants) if before else {}
    for row in rows:
        kind = KINDS.get(row["what"])
        if kind is None or row["body"] is None:
            grants.pop(row["id"], None)
        else:
            grants[row["id"]] = wire.read_json(kind, row["body"])
    return World(tenant, rows[-1]["revision"] if rows else 0, grants)


WORLDS: Final = Worlds()
"""The worlds of this process."""
