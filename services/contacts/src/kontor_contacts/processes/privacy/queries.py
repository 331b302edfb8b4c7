"""What a privacy request is answered with: the plan of an erasure, and the packet of a person."""

from datetime import timedelta
from typing import Any, Final
from uuid import UUID

import orjson

from kontor_chassis.context import Context, ReadContext
from kontor_chassis.database.state_tables import encoded
from kontor_chassis.database.statements import Statement
from kontor_chassis.errors import ActionForbidden, RecordUnknown
from kontor_contacts.processes.erasure import rules as erasure_rules
from kontor_contacts.processes.personal_data.queries import Person, person_of
from kontor_contacts.records.account.record import ACCOUNT
from kontor_contacts.records.privacy_request.commands import FLAG
from kontor_contacts.records.privacy_request.record import PRIVACY_REQUEST
from kontor_records.access.rights import rights_of
from kontor_records.erasing import copies
from kontor_records.storage import records, statements
from kontor_records.storage.records import Locked
from kontor_schemas.contacts.privacy_request import PrivacyRequest
from kontor_schemas.wire import plain_json

_SHOWN_FOR: Final = timedelta(days=7)
_WITH_PACKET: Final = frozenset({"access", "portability"})
_SCOPE = "WITH t AS MATERIALIZED (SELECT set_config('kontor.tenant', $1::uuid::text, true) s) "
_HISTORY: Final = Statement(
    _SCOPE + "SELECT x.* FROM t CROSS JOIN LATERAL (SELECT record, record_type, version, kind, at,"
    " changes FROM history WHERE tenant_id = $1 AND record = ANY($2::uuid[]) AND t.s IS NOT NULL"
    " ORDER BY record, version LIMIT 50000) x",
    ("tenant", "records"),
)
_PARTS: Final = Statement(
    _SCOPE + "SELECT x.* FROM t CROSS JOIN LATERAL (SELECT service, content FROM privacy_part"
    " WHERE tenant_id = $1 AND request = $2::uuid AND t.s IS NOT NULL ORDER BY service OFFSET 0) x",
    ("tenant", "request"),
)
_PUT_PART: Final = (
    "INSERT INTO privacy_part (tenant_id, request, service, content, at)"
    " SELECT $1::uuid, $2::uuid, $3::text, $4::text::jsonb, $5::timestamptz FROM i"
    " ON CONFLICT (tenant_id, request, service) DO UPDATE"
    " SET content = excluded.content, at = excluded.at RETURNING 1"
)


def put_part(ctx: Context, request: UUID, service: str, content: dict[str, Any]) -> None:
    """Stage what a service knows of the person of a request."""
    body = orjson.dumps(content).decode()
    ctx.unit.stage_write(_PUT_PART, ctx.tenant, request, service, body, ctx.now)


async def request_seen(ctx: Context, request: UUID) -> PrivacyRequest:
    """Return a request beside the unit of work, to know whom it is about.

    Raises:
        RecordUnknown: There is none.
    """
    rows = await ctx.unit.peek(statements.getting_any(PRIVACY_REQUEST), id=request)
    if not rows:
        raise RecordUnknown
    return records.locked_row(PRIVACY_REQUEST, rows[0]).state


async def plan_json(ctx: ReadContext, request: UUID) -> bytes:
    """Return as JSON what an erasure would do, and what stands in its way; nothing is changed.

    Raises:
        RecordUnknown, ActionForbidden: The actor may not see it.
    """
    state = await _trusted(ctx, request)
    person = await person_of(ctx, state)
    found = await _records(ctx, person)
    items = [
        {
            "record": one.record_type.record,
            "id": one.state.id,
            "action": "anonymise" if _is_kept(one) else "delete",
        }
        for one in found
    ]
    until = copies.clocks(ctx.now)
    return encoded({
        "service": ctx.service,
        "records": items,
        "copies": await copies.counted(ctx, person.ids),
        "obstacles": erasure_rules.obstacles(found, request),
        "ages_out": {
            "outbox": until.outbox, "answers": until.answers, "topics": until.topics,
        },
    })  # fmt: skip


async def packet_json(ctx: ReadContext, request: UUID) -> bytes:
    """Return as JSON everything contacts and the others know of a person, to be handed over.

    Raises:
        RecordUnknown: There is none: the request asks for none, is not as far, or too old.
        ActionForbidden: The actor may not see it.
    """
    state = await _trusted(ctx, request)
    is_gone = state.done_at is not None and ctx.now - state.done_at > _SHOWN_FOR
    if state.kind not in _WITH_PACKET or state.state not in {"review", "done"} or is_gone:
        raise RecordUnknown
    person = await person_of(ctx, state)
    found = await _records(ctx, person)
    history = [
        {**row, "changes": orjson.loads(row["changes"] or b"null")}
        for row in await ctx.unit.all(_HISTORY, records=person.ids)
    ]
    parts = await ctx.unit.all(_PARTS, request=request)
    return plain_json({
        "request": {"number": state.number, "kind": state.kind, "received_on": state.received_on},
        "purposes": sorted({
            one.state.legal_basis for one in found if hasattr(one.state, "legal_basis")
        }),
        "sources": sorted({
            one.state.source for one in found if getattr(one.state, "source", None)
        }),
        "recipients": sorted({ctx.service, *(row["service"] for row in parts)}),
        "retention": {"bin_days": 30, "facts_days": 30},
        "records": [
            {"record": one.record_type.record, "state": one.state} for one in found
        ],
        "history": history,
        "parts": {row["service"]: orjson.loads(row["content"]) for row in parts},
    })  # fmt: skip


async def _trusted(ctx: ReadContext, request: UUID) -> PrivacyRequest:
    row = await records.visible(ctx, PRIVACY_REQUEST, request)
    if not (await rights_of(ctx)).flag(FLAG):
        raise ActionForbidden(flag=FLAG)
    return records.locked_row(PRIVACY_REQUEST, row).state


async def _records(ctx: ReadContext, person: Person) -> list[Locked[Any]]:
    """Return the person's own records, wherever they lie; nothing is locked."""
    found = []
    for record_type, ids in person.own.items():
        for one in sorted(ids):
            row = await ctx.unit.one(statements.getting_any(record_type), id=one)
            if row is not None:
                found.append(records.locked_row(record_type, row))
    return found


def _is_kept(one: Locked[Any]) -> bool:
    return one.record_type is ACCOUNT and erasure_rules.has_papers(one.state)
