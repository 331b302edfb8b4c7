"""Numbers of records: unique, rising, with gaps; each replica takes blocks of 50 from a counter.

A block is taken beside the unit of work and at once: whoever rolls back leaves a gap, and nobody
waits for anybody else's commit. What was handed out is never handed out again.
"""

import asyncio
from collections import OrderedDict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from time import monotonic
from typing import Any, Final
from uuid import UUID
from zoneinfo import ZoneInfo

from kontor_chassis.context import Context
from kontor_chassis.database.statements import Statement
from kontor_records.access.rights import rights_of
from kontor_records.customizing.world import BUMP, definitions_of, refuse_unless_allowed
from kontor_records.declaration.record_type import RecordType
from kontor_records.numbers.pattern import Pattern, parsed

BLOCK: Final = 50
FRESH_S: Final = 0.5
_MOST_BLOCKS: Final = 10_000

_SCOPE: Final = (
    "WITH t AS MATERIALIZED (SELECT set_config('kontor.tenant', $1::uuid::text, true) s)"
)
_TAKE: Final = Statement(
    f"{_SCOPE} INSERT INTO number_counter AS c (tenant_id, record, period, next)"
    " SELECT $1::uuid, $2::text, $3::text, 1 + $4::bigint FROM t"
    " ON CONFLICT (tenant_id, record, period) DO UPDATE SET next = c.next + $4::bigint"
    " RETURNING next - $4::bigint AS first, lifts",
    ("tenant", "record", "period", "count"),
)
_LIFT: Final = Statement(
    f"{_SCOPE} INSERT INTO number_counter AS c (tenant_id, record, period, next)"
    " SELECT $1::uuid, $2::text, $3::text, $4::bigint FROM t"
    " ON CONFLICT (tenant_id, record, period)"
    " DO UPDATE SET next = GREATEST(c.next, $4::bigint), lifts = c.lifts + 1 RETURNING lifts",
    ("tenant", "record", "period", "least"),
)
_LIFTS: Final = Statement(
    f"{_SCOPE} SELECT x.lifts FROM t CROSS JOIN LATERAL (SELECT lifts FROM number_counter"
    " WHERE tenant_id = $1 AND record = $2 AND period = $3 AND t.s IS NOT NULL LIMIT 1) x",
    ("tenant", "record", "period"),
)
_SET_PATTERN: Final = (
    "INSERT INTO number_pattern (tenant_id, record, pattern)"
    " SELECT $1::uuid, $2::text, $3::text FROM i"
    " ON CONFLICT (tenant_id, record) DO UPDATE SET pattern = EXCLUDED.pattern RETURNING 1"
)


@dataclass(slots=True)
class _Block:
    """Numbers this process may give out without asking.

    Attributes:
        first: The next one.
        end: The first that is no longer ours.
        lifts: How often numbers from outside had lifted the counter when it was taken.
        looked: When it was last asked whether that still holds.
    """

    first: int = 0
    end: int = 0
    lifts: int = 0
    looked: float = 0.0
    taking: asyncio.Lock = field(default_factory=asyncio.Lock)


class Blocks:
    """The blocks of this process, by tenant, record type and series."""

    def __init__(self) -> None:
        self._blocks: OrderedDict[tuple[UUID, str, str], _Block] = OrderedDict()

    async def take(self, ctx: Context, record: str, period: str, count: int) -> list[int]:
        """Return the next numbers of a series."""
        block = self._of(ctx.tenant, record, period)
        async with block.taking:
            if block.first < block.end and monotonic() - block.looked > FRESH_S:
                await self._look(ctx, record, period, block)
            left = list(range(block.first, min(block.end, block.first + count)))
            block.first += len(left)
            if len(left) < count:
                left += await self._more(ctx, record, period, count - len(left), block)
            return left

    async def lift(self, ctx: Context, record: str, period: str, count: int) -> None:
        """See to it that the series goes on behind a number that was given by hand."""
        block = self._of(ctx.tenant, record, period)
        async with block.taking:
            await ctx.unit.peek(_LIFT, record=record, period=period, least=count + 1)
            block.first = block.end = 0

    async def _more(
        self, ctx: Context, record: str, period: str, count: int, block: _Block
    ) -> list[int]:
        size = max(BLOCK, count)
        rows = await ctx.unit.peek(_TAKE, record=record, period=period, count=size)
        first: int = rows[0]["first"]
        block.first, block.end = first + count, first + size
        block.lifts, block.looked = rows[0]["lifts"], monotonic()
        return list(range(first, first + count))

    async def _look(self, ctx: Context, record: str, period: str, block: _Block) -> None:
        """Let go of a block where larger numbers came from outside since it was taken.

        Its numbers would still be unique, and surprise whoever imported the larger ones.
        """
        rows = await ctx.unit.peek(_LIFTS, record=record, period=period)
        block.looked = monotonic()
        if rows and rows[0]["lifts"] != block.lifts:
            block.first = block.end = 0

    def _of(self, tenant: UUID, record: str, period: str) -> _Block:
        key = (tenant, record, period)
        block = self._blocks.setdefault(key, _Block())
        self._blocks.move_to_end(key)
        while len(self._blocks) > _MOST_BLOCKS:
            # Its numbers are a gap.
            self._blocks.popitem(last=False)
        return block


BLOCKS: Final = Blocks()
"""The blocks of this process."""


async def next_number(ctx: Context, record_type: RecordType[Any]) -> str:
    """Return the next number of a record type."""
    return (await next_numbers(ctx, record_type, 1))[0]


async def next_numbers(ctx: Context, record_type: RecordType[Any], count: int) -> list[str]:
    """Return the next numbers of a record type, in order."""
    pattern, day = await _pattern_of(ctx, record_type), await _day_of(ctx)
    period = pattern.period(day)
    taken = await BLOCKS.take(ctx, record_type.record, period, count)
    return [pattern.number(each, day) for each in taken]


async def numbered(
    ctx: Context, record_type: RecordType[Any], fields: Mapping[str, Any]
) -> Mapping[str, Any]:
    """Return the fields of a new record with its number: the given one, or the next.

    Args:
        ctx: The command's context; nothing is locked yet.
        record_type: The record's type; one that is not numbered is left as it is.
        fields: What the record is made of.
    """
    if record_type.number is None:
        return fields
    if (given := fields.get(record_type.number.field)) is not None:
        await note(ctx, record_type, [given])
        return fields
    return {**fields, record_type.number.field: await next_number(ctx, record_type)}


async def note(ctx: Context, record_type: RecordType[Any], numbers: Sequence[str]) -> None:
    """Take note of numbers that were given by hand or by an import: the series goes on behind."""
    pattern, day = await _pattern_of(ctx, record_type), await _day_of(ctx)
    highest: dict[str, int] = {}
    for number in numbers:
        if (found := pattern.count(number, day)) is not None:
            period, count = found
            highest[period] = max(count, highest.get(period, 0))
    for period, count in sorted(highest.items()):
        await BLOCKS.lift(ctx, record_type.record, period, count)


async def set_pattern(ctx: Context, record_type: RecordType[Any], text: str) -> Pattern:
    """Give the tenant's numbers of a record type another form; the count goes on.

    Raises: ActionForbidden, NumberPatternInvalid.
    """
    await refuse_unless_allowed(ctx)
    pattern = parsed(text)
    ctx.unit.stage_write(_SET_PATTERN, ctx.tenant, record_type.record, text)
    ctx.unit.stage_write(BUMP, ctx.tenant)
    return pattern


async def _pattern_of(ctx: Context, record_type: RecordType[Any]) -> Pattern:
    own = (await definitions_of(ctx)).patterns.get(record_type.record)
    declared = record_type.number.pattern if record_type.number else "{n}"
    return parsed(own or declared)


async def _day_of(ctx: Context) -> date:
    zone: ZoneInfo = (await rights_of(ctx)).world.zone
    return ctx.now.astimezone(zone).date()
