"""Pairs that somebody has looked at and found to be two: remembered until a key of one changes."""

from collections.abc import Mapping
from typing import Any, Final
from uuid import UUID

from kontor_chassis.context import Context, ReadContext
from kontor_chassis.database.statements import Statement
from kontor_chassis.errors import RecordUnknown
from kontor_records.access.rights import rights_of
from kontor_records.declaration.record_type import RecordType
from kontor_records.duplicates.keys import digest, types_compared_with
from kontor_records.duplicates.reading import StoredCard, read, stored_cards
from kontor_records.merging.errors import MergeSelf

_SAID: Final = Statement(
    "WITH t AS MATERIALIZED (SELECT set_config('kontor.tenant', $1::uuid::text, true) s)"
    " SELECT x.* FROM t CROSS JOIN LATERAL ("
    "SELECT other AS record, one_keys AS own, other_keys AS theirs FROM not_duplicate"
    " WHERE tenant_id = $1 AND one = $2::uuid AND other = ANY ($3::uuid[]) AND t.s IS NOT NULL"
    " UNION ALL SELECT one, other_keys, one_keys FROM not_duplicate"
    " WHERE tenant_id = $1 AND other = $2::uuid AND one = ANY ($3::uuid[]) AND t.s IS NOT NULL"
    " OFFSET 0) x",
    ("tenant", "record", "others"),
)
_SAY: Final = """
INSERT INTO not_duplicate (tenant_id, one, other, one_keys, other_keys, said_by, said_at)
SELECT $1::uuid, $2::uuid, $3::uuid, $4::bytea, $5::bytea, $6::text, $7::timestamptz FROM i
ON CONFLICT (tenant_id, one, other) DO UPDATE SET one_keys = excluded.one_keys,
 other_keys = excluded.other_keys, said_by = excluded.said_by, said_at = excluded.said_at
RETURNING 1
"""


async def parted(
    ctx: Context | ReadContext, record: UUID | None, own: bytes, theirs: Mapping[UUID, bytes]
) -> set[UUID]:
    """Return which of some records are known not to be the same as one.

    Args:
        ctx: The context.
        record: The one; None where it is not stored yet.
        own: The digest of its keys.
        theirs: The others, each with the digest of its keys.
    """
    if record is None or not theirs:
        return set()
    rows = await read(ctx, _SAID, record=record, others=list(theirs))
    return {
        other
        for row in rows
        if row["own"] == own and theirs[other := UUID(str(row["record"]))] == row["theirs"]
    }


async def say_apart(ctx: Context, record_type: RecordType[Any], record: UUID, other: UUID) -> None:
    """Remember that two records are two; the other one may be of another type.

    Raises:
        MergeSelf: Both are the same record.
        RecordUnknown: One of them does not exist or is not visible.
    """
    if record == other:
        raise MergeSelf
    rights = await rights_of(ctx)
    found: dict[UUID, StoredCard] = {}
    for one in types_compared_with(record_type):
        for stored in await stored_cards(ctx, rights, one, [record, other]):
            if stored.is_visible:
                found[stored.id] = stored
    if len(found) < 2:
        raise RecordUnknown
    first, second = sorted(found)
    digests = [digest(found[one].keys) for one in (first, second)]
    ctx.unit.stage_write(_SAY, ctx.tenant, first, second, *digests, str(ctx.actor), ctx.now)
