"""The register of erasures: the proof that somebody was forgotten, which tells nothing of them."""

from collections.abc import Collection, Mapping
from typing import Any, Final, TypeVar
from uuid import UUID

import orjson

from kontor_chassis.context import Context, ReadContext
from kontor_chassis.database.state_tables import encoded
from kontor_chassis.database.statements import Statement
from kontor_chassis.errors import RecordUnknown
from kontor_contacts.processes.erasure.errors import RecordErased
from kontor_contacts.records.privacy_request.record import PRIVACY_REQUEST
from kontor_records.declaration.record_type import RecordType
from kontor_records.erasing.copies import Clocks
from kontor_records.storage import records
from kontor_records.storage.records import Locked
from kontor_schemas.record_state import RecordState

S = TypeVar("S", bound=RecordState)

_SCOPE = "WITH t AS MATERIALIZED (SELECT set_config('kontor.tenant', $1::uuid::text, true) s) "
_COLUMNS: Final = (
    "request, subject, record_type, ordered_by, confirmed_by, erased_at, counts, outbox_until,"
    " answers_until, topics_until"
)
_CERTIFICATE: Final = Statement(
    _SCOPE + f"SELECT x.* FROM t CROSS JOIN LATERAL (SELECT {_COLUMNS} FROM erasure"
    " WHERE tenant_id = $1 AND request = $2::uuid AND t.s IS NOT NULL LIMIT 1) x",
    ("tenant", "request"),
)
_ERASED: Final = Statement(
    _SCOPE + "SELECT x.* FROM t CROSS JOIN LATERAL (SELECT record FROM erased_record"
    " WHERE tenant_id = $1 AND record = $2::uuid AND t.s IS NOT NULL LIMIT 1) x",
    ("tenant", "record"),
)
_ADD: Final = (
    f"INSERT INTO erasure (tenant_id, {_COLUMNS})"
    " SELECT $1::uuid, $2::uuid, $3::uuid, $4::text, $5::uuid, $6::uuid, $7::timestamptz,"
    " $8::text::jsonb, $9::timestamptz, $10::timestamptz, $11::timestamptz FROM i RETURNING 1"
)
_ADD_RECORDS: Final = (
    "INSERT INTO erased_record (tenant_id, record, record_type, request, erased_at)"
    " SELECT $1::uuid, r.record, r.record_type, $4::uuid, $5::timestamptz"
    " FROM i, unnest($2::uuid[], $3::text[]) AS r(record, record_type)"
    " ON CONFLICT DO NOTHING RETURNING 1"
)
_SCRUB_CONVERSIONS: Final = (
    "UPDATE conversion AS d SET deal_order = '{}', linked = '[]', left_out = '{}', faults = '{}'"
    " FROM i WHERE d.tenant_id = $1::uuid AND d.id = ANY($2::uuid[]) RETURNING 1"
)
_FORGET_TIMERS: Final = (
    "DELETE FROM timer AS d USING i WHERE d.tenant_id = $1::uuid AND d.key = ANY($2::text[])"
    " RETURNING 1"
)
_NAMING: Final = (
    "EXISTS (SELECT FROM unnest($2::text[]) AS w(word) WHERE position(lower(w.word) IN"
    " lower({text})) > 0)"
)
_FORGET_WORDS: Final = (
    # A view that asks for one person is of no use without them.
    "DELETE FROM saved_view AS d USING i WHERE d.tenant_id = $1::uuid AND "
    + _NAMING.format(text="d.name || ' ' || coalesce(d.filter::text, '')")
    + " RETURNING 1",
    "DELETE FROM import_mapping AS d USING i WHERE d.tenant_id = $1::uuid AND "
    + _NAMING.format(text="d.header || ' ' || d.mapping::text")
    + " RETURNING 1",
    "UPDATE bulk_job AS d SET given = '{}' FROM i WHERE d.tenant_id = $1::uuid"
    " AND d.finished_at IS NOT NULL AND " + _NAMING.format(text="d.given::text") + " RETURNING 1",
)
"""What others have said of a person: in views, in mappings of imports, in orders."""
_FORGET_TOUCHES: Final = (
    "DELETE FROM touch AS d USING i WHERE d.tenant_id = $1::uuid AND d.record = ANY($2::uuid[])"
    " RETURNING 1"
)
_FORGET_CARDS: Final = (
    "DELETE FROM vcard AS d USING i WHERE d.tenant_id = $1::uuid AND d.contact = ANY($2::uuid[])"
    " RETURNING 1"
)
_FORGET_PARTS: Final = (
    "DELETE FROM privacy_part AS d USING i WHERE d.tenant_id = $1::uuid AND d.request IN"
    " (SELECT p.id FROM privacy_request p WHERE p.tenant_id = $1::uuid"
    " AND (p.contact = ANY($2::uuid[]) OR p.lead = ANY($2::uuid[]))) RETURNING 1"
)


def add(
    ctx: Context,
    request: Any,
    subject: tuple[str, UUID],
    counts: Mapping[str, int],
    until: Clocks,
) -> None:
    """Stage the proof of an erasure."""
    record_type, record = subject
    ctx.unit.stage_write(
        _ADD,
        ctx.tenant,
        request.id,
        record,
        record_type,
        request.ordered_by,
        request.confirmed_by,
        ctx.now,
        orjson.dumps(dict(counts)).decode(),
        until.outbox,
        until.answers,
        until.topics,
    )


def add_records(ctx: Context, request: UUID, erased: Collection[tuple[UUID, str]]) -> None:
    """Stage which records are no more, so that nothing brings them back."""
    ids, types = [list(column) for column in zip(*sorted(erased), strict=True)]
    ctx.unit.stage_rows(_ADD_RECORDS, ctx.tenant, ids, types, request, ctx.now)


def forget_beside(
    ctx: Context, conversions: Collection[UUID], records_: Collection[UUID], keys: Collection[str]
) -> None:
    """Stage the end of what contacts itself keeps beside records, timers among it."""
    ctx.unit.stage_rows(_SCRUB_CONVERSIONS, ctx.tenant, sorted(conversions))
    ctx.unit.stage_rows(_FORGET_TOUCHES, ctx.tenant, sorted(records_))
    ctx.unit.stage_rows(_FORGET_CARDS, ctx.tenant, sorted(records_))
    ctx.unit.stage_rows(_FORGET_PARTS, ctx.tenant, sorted(records_))
    ctx.unit.stage_rows(_FORGET_TIMERS, ctx.tenant, sorted(keys))


def forget_words(ctx: Context, words: Collection[str]) -> None:
    """Stage the end of what names a person elsewhere."""
    for statement in _FORGET_WORDS:
        ctx.unit.stage_rows(statement, ctx.tenant, sorted(words))


async def lock_unless_erased(
    ctx: Context, record_type: RecordType[S], record: UUID, *further: UUID
) -> Locked[S]:
    """Lock a record; of a person who was forgotten it is said so.

    Args:
        ctx: The command's context.
        record_type: The record's type.
        record: Its id.
        *further: What else must stand still meanwhile.

    Raises:
        RecordErased: It was one of somebody who was forgotten.
        Refusal: What `records.lock` raises.
    """
    try:
        return await records.lock(ctx, record_type, record, further=further)
    except RecordUnknown:
        # Beside the unit of work: asked only where there is nothing to be locked.
        if await ctx.unit.peek(_ERASED, record=record):
            raise RecordErased from None
        raise


async def certificate_json(ctx: ReadContext, request: UUID) -> bytes:
    """Return the proof of an erasure as JSON.

    Raises:
        RecordUnknown: There is none, or the actor cannot see the request.
    """
    await records.visible(ctx, PRIVACY_REQUEST, request)
    row = await ctx.unit.one(_CERTIFICATE, request=request)
    if row is None:
        raise RecordUnknown
    return encoded({**row, "counts": orjson.loads(row["counts"])})
