"""Rights: what the principal of a request may do, asked by everything that shows or changes."""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from time import monotonic
from typing import Any, Final, Protocol
from uuid import UUID

from kontor_chassis.context import Context, ReadContext
from kontor_chassis.database.unit_of_work import Stage
from kontor_chassis.errors import ActionForbidden, MirrorBehind
from kontor_chassis.ids import made_at
from kontor_records.access import planner
from kontor_records.access.fields import EDIT, MASKED, NONE, READ, Effective, effective
from kontor_records.access.planner import ACTIONS, EVERYTHING, NOTHING, Plan
from kontor_records.access.world import NOBODY, World
from kontor_records.access.worlds import WORLDS

_YOUNG: Final = timedelta(seconds=60)
"""So long may news of a new user be on the way."""
PATIENCE_S = 2.0
"""So long such a user's request waits for them before it is told to come again."""
_PAUSE_S: Final = 0.05
_OWN_FIELDS: Final = "custom."


class Declared(Protocol):
    """What rights need to know of a declared record type."""

    @property
    def record(self) -> str:
        """The name of the type."""
        ...

    @property
    def fields(self) -> Mapping[str, Any]:
        """Its fields by name."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Rights:
    """What one principal may do at one moment.

    Attributes:
        world: The grants of the tenant, by which it is decided.
        user: The user; None for a service that acts for itself.
        allowed: What the user's profiles allow; None where nothing is held back.
        now: When.
    """

    world: World
    user: UUID | None
    allowed: Effective | None
    now: datetime

    @property
    def is_unlimited(self) -> bool:
        """Whether nothing is held back: administrators and services that act for themselves."""
        return self.allowed is None

    @property
    def team(self) -> frozenset[UUID]:
        """The user and those who report to the user."""
        return self.world.team_of(self.user) if self.user else NOBODY

    def plan(self, action: str, record: str | Declared) -> Plan:
        """Return what the principal may do an action with.

        Args:
            action: `read`, `create`, `update` or `delete`.
            record: The record type or its name.

        Returns:
            `EVERYTHING`, `NOTHING`, or the `Rows` it may be done with.
        """
        assert action in ACTIONS, action  # noqa: S101 - a misspelt action must not decide
        if self.allowed is None:
            return EVERYTHING
        if self.user is None or action not in self.allowed.actions(_name(record)):
            return NOTHING
        return planner.plan(self.world, self.user, action, _name(record), self.now)

    def refuse_create(self, record: str | Declared) -> None:
        """Let pass who may create records of a type.

        Raises:
            ActionForbidden: The profiles do not allow it.
        """
        if self.plan("create", record) is NOTHING:
            raise ActionForbidden

    def field_right(self, record: str | Declared, field: str) -> str:
        """Return how far a field is open: `none`, `masked`, `read` or `edit`.

        Args:
            record: The record type or its name.
            field: The field, or a path that begins with it.
        """
        if self.allowed is None:
            return EDIT
        first = field.removeprefix(_OWN_FIELDS).partition(".")[0]
        return self.allowed.field(_name(record), first)

    def readable(self, record_type: Declared) -> frozenset[str] | None:
        """Return the fields that are shown, masked ones included; None where all of them are."""
        return self._fields(record_type, (MASKED, READ, EDIT))

    def comparable(self, record_type: Declared) -> frozenset[str] | None:
        """Return the fields that may be filtered, sorted and grouped by; None where all may.

        A masked one may not: comparing would tell what the mask hides.
        """
        return self._fields(record_type, (READ, EDIT))

    def editable(self, record_type: Declared) -> frozenset[str] | None:
        """Return the fields that may be changed; None where all that can be changed may."""
        return self._fields(record_type, (EDIT,))

    def masked(self, record_type: Declared) -> frozenset[str]:
        """Return the fields of which only the end is shown (`fields.masked`)."""
        return self._fields(record_type, (MASKED,)) or NO_FIELDS

    def tool(self, tool: str, record: str | Declared | None = None) -> bool:
        """Whether a tool may be used, on a record type or at all."""
        if self.allowed is None:
            return True
        return tool in self.allowed.tools(None if record is None else _name(record))

    def flag(self, name: str) -> bool:
        """Whether something is switched on for the principal, such as `lead.override`."""
        return self.allowed is None or name in self.allowed.flags()

    def limit(self, name: str) -> int | None:
        """Return how much of something is allowed; None where there is no limit."""
        return None if self.allowed is None else self.allowed.limit(name)

    def _fields(self, record_type: Declared, levels: tuple[str, ...]) -> frozenset[str] | None:
        if self.allowed is None:
            return None
        record = record_type.record
        if not self.allowed.restricts(record):
            level = EDIT if self.allowed.actions(record) & {"create", "update"} else READ
            if "read" not in self.allowed.actions(record):
                level = NONE
            return None if level in levels else NO_FIELDS
        return frozenset(
            name for name in record_type.fields if self.allowed.field(record, name) in levels
        )


NO_FIELDS: Final[frozenset[str]] = frozenset()


async def rights_of(ctx: ReadContext | Context) -> Rights:
    """Return the rights of whoever asks, by the tenant's grants of half a second ago at most.

    Ask before the first lock: it may read beside the unit of work, and wait for a new user's news.

    Raises:
        MirrorBehind: The user is so new that the news of it may still be on its way.
    """
    subject = ctx.principal.subject
    if subject.kind != "user":
        nothing = World(ctx.tenant, 0, {})
        return Rights(world=nothing, user=None, allowed=None, now=ctx.now)
    user, world = UUID(subject.id), await WORLDS.current(ctx)
    if user not in world.users and _is_young(user, ctx.now):
        world = await _awaited(ctx, user)
    return rights_in(world, user, ctx.now)


def rights_in(world: World, user: UUID, now: datetime) -> Rights:
    """Return the rights of a user in a world; an unknown or suspended one has none."""
    grant = world.users.get(user)
    allowed: Effective | None = Effective(())
    if grant is not None and grant.status == "active":
        allowed = None if grant.is_administrator else effective(world, user)
    return Rights(world=world, user=user, allowed=allowed, now=now)


async def _awaited(ctx: ReadContext | Context, user: UUID) -> World:
    """Wait for news of a new user, unless locks are held meanwhile."""
    may_wait = isinstance(ctx, ReadContext) or ctx.unit.stage is Stage.FRESH
    give_up = monotonic() + (PATIENCE_S if may_wait else 0)
    while True:
        world = await WORLDS.current(ctx, anew=True)
        if user in world.users:
            return world
        if monotonic() >= give_up:
            raise MirrorBehind(retry_after=1)
        await asyncio.sleep(_PAUSE_S)


def _is_young(user: UUID, now: datetime) -> bool:
    made = made_at(user)
    return made is not None and made > now - _YOUNG


def _name(record: str | Declared) -> str:
    return record if isinstance(record, str) else record.record
