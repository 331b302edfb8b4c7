"""The indexed values of tenants' own fields, kept beside the records they belong to."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final
from uuid import UUID

from sqlalchemy import Text, bindparam, select

from kontor_chassis.context import Context
from kontor_chassis.database.statements import TENANT, scoped
from kontor_chassis.errors import UniqueTaken
from kontor_records.customizing.own_fields import PREFIX, OwnFields
from kontor_records.customizing.tables import CUSTOM_KEY

_INSERT: Final = (
    "INSERT INTO custom_key (tenant_id, record_type, record, field, value, is_unique)"
    " SELECT $1::uuid, $2::text, r.* FROM i, unnest($3::uuid[], $4::text[], $5::text[],"
    " $6::boolean[]) AS r"
    # Of the primary key alone: a value that another record has is refused, not skipped.
    " ON CONFLICT (tenant_id, record_type, field, value, record)"
    " DO UPDATE SET is_unique = EXCLUDED.is_unique RETURNING 1"
)
_DELETE: Final = (
    "DELETE FROM custom_key AS d USING i, unnest($3::uuid[], $4::text[], $5::text[])"
    " AS r(record, field, value) WHERE d.tenant_id = $1::uuid AND d.record_type = $2::text"
    " AND d.record = r.record AND d.field = r.field AND d.value = r.value RETURNING 1"
)
_DELETE_OTHERS: Final = (
    "DELETE FROM custom_key AS d USING i WHERE d.tenant_id = $1::uuid"
    " AND d.record = ANY($2::uuid[]) AND NOT EXISTS (SELECT 1 FROM unnest($3::uuid[], $4::text[],"
    " $5::text[]) AS r(record, field, value) WHERE d.record = r.record AND d.field = r.field"
    " AND d.value = r.value) RETURNING 1"
)
_HOLDER = scoped(
    select(CUSTOM_KEY.c.record)
    .where(
        CUSTOM_KEY.c.tenant_id == TENANT,
        CUSTOM_KEY.c.record_type == bindparam("type", type_=Text()),
        CUSTOM_KEY.c.field == bindparam("field", type_=Text()),
        CUSTOM_KEY.c.value == bindparam("value", type_=Text()),
        CUSTOM_KEY.c.is_unique,
    )
    .limit(1)
)

Row = tuple[Any, ...]
Change = tuple[UUID, Mapping[str, Any] | None, Mapping[str, Any] | None]
"""A record, and `custom` before and after; None where it is not live."""


def stage(ctx: Context, own: OwnFields, record: str, changes: Iterable[Change]) -> None:
    """Stage the difference that changes of records make to their indexed values."""
    gone: list[Row] = []
    come: list[Row] = []
    for identifier, before, after in changes:
        old = set() if before is None else own.keys(before)
        new = set() if after is None else own.keys(after)
        gone += [(identifier, field, value) for field, value, _ in old - new]
        come += [(identifier, *row) for row in new - old]
    if gone:
        ctx.unit.stage_rows(_DELETE, ctx.tenant, record, *_columns(gone))
    if come:
        ctx.unit.stage_rows(_INSERT, ctx.tenant, record, *_columns(come))


def stage_anew(
    ctx: Context, own: OwnFields, record: str, customs: Mapping[UUID, Mapping[str, Any]]
) -> None:
    """Stage the indexed values of records as they must be, whatever stands there."""
    rows = [(key, *row) for key, custom in customs.items() for row in own.keys(custom)]
    wanted = _columns(rows)[:3] if rows else [[], [], []]
    ctx.unit.stage_rows(_DELETE_OTHERS, ctx.tenant, list(customs), *wanted)
    if rows:
        ctx.unit.stage_rows(_INSERT, ctx.tenant, record, *_columns(rows))


def _columns(rows: Sequence[Row]) -> list[list[Any]]:
    # In one order for all: two writers that meet wait for each other and never in turn.
    return [list(column) for column in zip(*sorted(rows, key=repr), strict=True)]


async def refuse_taken(
    ctx: Context, own: OwnFields, record: str, custom: Mapping[str, Any], before: Any = None
) -> None:
    """Refuse unique values that another live record has; two at once are left to the database.

    Raises:
        UniqueTaken: Another record has one of the values.
    """
    kept = own.keys(before) if before is not None else set()
    for field, value, is_unique in own.keys(custom) - kept:
        if is_unique and await ctx.unit.peek(_HOLDER, type=record, field=field, value=value):
            raise UniqueTaken(field=f"{PREFIX}{field}")
