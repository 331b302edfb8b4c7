"""Definitions kept in this process, by tenant, and at most half a second old.

One small statement asks for the tenant's revision; everything is read again where it has moved.
"""

from collections import OrderedDict
from collections.abc import Awaitable, Callable, Mapping, Sequence
from time import monotonic
from typing import Any, Final, cast
from uuid import UUID

from sqlalchemy import select

from kontor_chassis.context import Context, ReadContext
from kontor_chassis.database.state_tables import state_of
from kontor_chassis.database.statements import TENANT, Statement, scoped
from kontor_chassis.database.unit_of_work import Row, Stage, WriteUnit
from kontor_chassis.errors import ActionForbidden
from kontor_chassis.ids import lock_number
from kontor_records.access.rights import rights_of
from kontor_records.conditions.fields import Vocabulary
from kontor_records.customizing.definitions import Definitions
from kontor_records.customizing.own_fields import OwnFields
from kontor_records.customizing.tables import CHOICE_LIST, CUSTOM_FIELD, DEFINITION_REVISION
from kontor_records.declaration.field_spec import FieldSpec
from kontor_records.declaration.record_type import RecordType
from kontor_records.following.tables import FOLLOWING_JOB
from kontor_schemas.customizing import ChoiceListState, CustomFieldState
from kontor_schemas.registry import state_named

FRESH_S: Final = 0.5
Reader = Callable[[Statement], Awaitable[Sequence[Row]]]
TOOL: Final = "customize"
"""Whoever may use this tool defines fields, lists and numbers."""
_MOST_TENANTS: Final = 1_024
NONE: Final = Definitions(revision=0)

_REVISION = scoped(
    select(DEFINITION_REVISION.c.revision).where(DEFINITION_REVISION.c.tenant_id == TENANT)
)
_FIELDS = scoped(
    select(CUSTOM_FIELD).where(
        CUSTOM_FIELD.c.tenant_id == TENANT, CUSTOM_FIELD.c.deleted_at.is_(None)
    )
)
_LISTS = scoped(select(CHOICE_LIST).where(CHOICE_LIST.c.tenant_id == TENANT))
_REFILLED = scoped(
    select(FOLLOWING_JOB.c.record)
    .where(
        FOLLOWING_JOB.c.tenant_id == TENANT,
        FOLLOWING_JOB.c.kind == "refill",
        FOLLOWING_JOB.c.status == "running",
    )
    .distinct()
)
_PATTERNS = Statement(
    "WITH t AS MATERIALIZED (SELECT set_config('kontor.tenant', $1::uuid::text, true) s)"
    " SELECT x.record, x.pattern FROM t CROSS JOIN LATERAL (SELECT record, pattern"
    " FROM number_pattern WHERE tenant_id = $1 AND t.s IS NOT NULL OFFSET 0) x",
    ("tenant",),
)
BUMP = (
    "INSERT INTO definition_revision (tenant_id, revision) SELECT $1::uuid, 1 FROM i"
    " ON CONFLICT (tenant_id) DO UPDATE SET revision = definition_revision.revision + 1 RETURNING 1"
)


class Kept:
    """The definitions of the tenants this process works for; the least used are let go."""

    def __init__(self, time: Callable[[], float] = monotonic) -> None:
        """Begin with none.

        Args:
            time: Seconds that never go back; tests move them.
        """
        self._time = time
        self._kept: OrderedDict[tuple[str, UUID], tuple[Definitions, float]] = OrderedDict()

    async def current(self, ctx: ReadContext | Context) -> Definitions:
        """Return the tenant's definitions as they were half a second ago at the earliest."""
        key = (ctx.service, ctx.tenant)
        known, at = self._kept.get(key, (None, 0.0))
        now, unit = self._time(), ctx.unit
        if known is not None and now - at < FRESH_S:
            return known
        is_open = isinstance(unit, WriteUnit) and unit.stage is not Stage.FRESH
        if known is not None and is_open:
            # It holds a connection and must not wait for a second; it has asked before its locks.
            return known
        beside = unit.peek if isinstance(unit, WriteUnit) and not is_open else unit.all
        rows = await beside(_REVISION)
        revision: int = rows[0]["revision"] if rows else 0
        if known is None or known.revision != revision:
            known = await _read(ctx, beside, revision) if revision else NONE
        self._kept[key] = (known, now)
        self._kept.move_to_end(key)
        while len(self._kept) > _MOST_TENANTS:
            self._kept.popitem(last=False)
        return known

    def at_hand(self, ctx: ReadContext | Context, record_type: RecordType[Any]) -> OwnFields | None:
        """Return a type's own fields as they were last asked for; None where there are none."""
        known = self.standing(ctx)
        return known.of(record_type) if known.fields else None

    def standing(self, ctx: ReadContext | Context) -> Definitions:
        """Return the tenant's definitions as they were last asked for; none if never."""
        return self._kept.get((ctx.service, ctx.tenant), (NONE, 0.0))[0]

    def forget(self, tenant: UUID) -> None:
        """Let go of what is known of a tenant, so that the next question reads it."""
        for key in [key for key in self._kept if key[1] == tenant]:
            del self._kept[key]


KEPT: Final = Kept()
"""What this process knows."""


async def definitions_of(ctx: ReadContext | Context) -> Definitions:
    """Return what the tenant has defined, at most half a second old.

    It reads beside the unit of work, so it may be asked before the locks.
    """
    return await KEPT.current(ctx)


async def fields_of(
    ctx: ReadContext | Context, record_type: RecordType[Any]
) -> Mapping[str, FieldSpec]:
    """Return all fields of a record type by path: the declared ones and the tenant's own.

    The tenant's own are `OwnField`s, named `custom.<key>`.
    """
    return (await definitions_of(ctx)).of(record_type).merged


async def vocabulary_of(ctx: ReadContext | Context, record_type: RecordType[Any]) -> Vocabulary:
    """Return what a condition on records of a type may name, the tenant's own fields included."""
    return (await definitions_of(ctx)).of(record_type).vocabulary


async def locked(ctx: Context) -> Definitions:
    """Let one definition of a tenant change at a time, and return how they all stand.

    Limits and circles are over all of them; what half a second ago was true is not enough here.

    Raises:
        ActionForbidden: The actor may not define anything.
    """
    await refuse_unless_allowed(ctx)
    await ctx.unit.lock(UUID(int=lock_number("definitions") % 2**64))
    return await _read(ctx, ctx.unit.all, 0)


async def refuse_unless_allowed(ctx: ReadContext | Context) -> None:
    """Let pass who may define fields, lists and numbers.

    Raises:
        ActionForbidden: The actor may not.
    """
    if not (await rights_of(ctx)).tool(TOOL):
        raise ActionForbidden


async def _read(ctx: ReadContext | Context, read: Reader, revision: int) -> Definitions:
    fields, lists, patterns = await read(_FIELDS), await read(_LISTS), await read(_PATTERNS)
    refilled = await read(_REFILLED)
    of_field, of_list = field_state(ctx.service), list_state(ctx.service)
    return Definitions(
        revision=revision,
        fields=[state_of(CUSTOM_FIELD, row, of_field) for row in fields],
        lists={row["name"]: state_of(CHOICE_LIST, row, of_list) for row in lists},
        refilled=frozenset(row["record"] for row in refilled),
        patterns={row["record"]: row["pattern"] for row in patterns},
    )


def field_state(service: str) -> type[CustomFieldState]:
    """Return the state of a service's custom fields, by which their facts are named."""
    return cast("type[CustomFieldState]", state_named(f"{service}.custom_field"))


def list_state(service: str) -> type[ChoiceListState]:
    """Return the state of a service's choice lists, by which their facts are named."""
    return cast("type[ChoiceListState]", state_named(f"{service}.choice_list"))
