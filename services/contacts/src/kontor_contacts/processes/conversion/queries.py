"""Conversions as they are stored: what was made of which lead, and how far it is."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final, Literal
from uuid import UUID

import orjson

from kontor_chassis.context import Context, ReadContext
from kontor_chassis.database.state_tables import encoded
from kontor_chassis.database.statements import Statement
from kontor_chassis.database.unit_of_work import Row
from kontor_chassis.errors import RecordUnknown
from kontor_contacts.adapters.deals import Deals
from kontor_contacts.processes.conversion import rules
from kontor_contacts.processes.qualification.rules import allowed_from
from kontor_contacts.records.contact.record import CONTACT
from kontor_contacts.records.lead.record import LEAD
from kontor_contacts.records.organization.record import ORGANIZATION
from kontor_records.duplicates.finding import shown as shown_suspects
from kontor_records.duplicates.finding import suspects
from kontor_records.storage import records
from kontor_schemas.contacts.lead import Lead
from kontor_schemas.wire import plain_json

State = Literal["deal_pending", "done", "failed", "undone"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Made:
    """A conversion.

    Attributes:
        id: Its id.
        lead: The lead.
        number: Which conversion of this lead it is, from 1 on.
        state: How far it is.
        stage: The stage the lead stood at before.
        organization: The organization; None for none.
        contact: The contact.
        account: The account; None where the party has none.
        deal: The id of the deal; None where none was asked for.
        order: The deal that was asked for.
        created: Record type and id of what was made, with the version it was made at.
        linked: Record type, id, and what was filled in: field → [before, after].
        left: Values of the lead that existing records did not take, by record type.
        code: Why it failed.
        faults: What sales refused, by pointer.
        asked_at: When it began.
        done_at: When it ended.
    """

    id: UUID
    lead: UUID
    number: int
    state: State
    stage: str
    organization: UUID | None
    contact: UUID
    account: UUID | None
    deal: UUID | None
    order: Mapping[str, Any] = field(default_factory=dict)
    created: list[dict[str, Any]] = field(default_factory=list)
    linked: list[dict[str, Any]] = field(default_factory=list)
    left: dict[str, Any] = field(default_factory=dict)
    code: str | None = None
    faults: dict[str, str] = field(default_factory=dict)
    asked_at: datetime
    done_at: datetime | None = None


_COLUMNS: Final = (
    "id, lead, number, state, stage, organization, contact, account, deal, deal_order, created,"
    " linked, left_out, code, faults, asked_at, done_at"
)
_SCOPE = "WITH t AS MATERIALIZED (SELECT set_config('kontor.tenant', $1::uuid::text, true) s) "
_ONE: Final = Statement(
    _SCOPE + f"SELECT x.* FROM t CROSS JOIN LATERAL (SELECT {_COLUMNS} FROM conversion"
    " WHERE tenant_id = $1 AND id = $2::uuid AND t.s IS NOT NULL LIMIT 1) x",
    ("tenant", "id"),
)
_NEWEST: Final = Statement(
    _SCOPE + f"SELECT x.* FROM t CROSS JOIN LATERAL (SELECT {_COLUMNS} FROM conversion"
    " WHERE tenant_id = $1 AND lead = $2::uuid AND t.s IS NOT NULL"
    " ORDER BY number DESC LIMIT 1) x",
    ("tenant", "lead"),
)
_OTHERS: Final = Statement(
    _SCOPE + "SELECT x.* FROM t CROSS JOIN LATERAL (SELECT lead FROM conversion"
    " WHERE tenant_id = $1 AND (contact = $2::uuid OR organization = $3::uuid)"
    " AND state IN ('done', 'deal_pending') AND lead <> $4::uuid AND t.s IS NOT NULL LIMIT 20) x",
    ("tenant", "contact", "organization", "lead"),
)
_ADD: Final = (
    f"INSERT INTO conversion (tenant_id, {_COLUMNS})"
    " SELECT $1::uuid, $2::uuid, $3::uuid, $4::bigint, $5::text, $6::text, $7::uuid, $8::uuid,"
    " $9::uuid, $10::uuid, $11::text::jsonb, $12::text::jsonb, $13::text::jsonb,"
    " $14::text::jsonb, NULL, '{}'::jsonb, $15::timestamptz, $16::timestamptz FROM i RETURNING 1"
)
_END: Final = (
    "UPDATE conversion c SET state = $3::text, code = $4::text, faults = $5::text::jsonb,"
    " done_at = $6::timestamptz FROM i WHERE c.tenant_id = $1::uuid AND c.id = $2::uuid RETURNING 1"
)


def add(ctx: Context, made: Made) -> None:
    """Stage a new conversion."""
    texts = [
        plain_json(value).decode() for value in (made.order, made.created, made.linked, made.left)
    ]
    ctx.unit.stage_write(
        _ADD,
        ctx.tenant,
        made.id,
        made.lead,
        made.number,
        made.state,
        made.stage,
        made.organization,
        made.contact,
        made.account,
        made.deal,
        *texts,
        made.asked_at,
        made.done_at,
    )


def end(
    ctx: Context,
    conversion: UUID,
    state: State,
    code: str | None = None,
    faults: Mapping[str, str] | None = None,
) -> None:
    """Stage the end of a conversion."""
    told = orjson.dumps(dict(faults or {})).decode()
    ctx.unit.stage_write(_END, ctx.tenant, conversion, state, code, told, ctx.now)


async def seen(ctx: Context, conversion: UUID) -> Made | None:
    """Return a conversion beside the unit of work."""
    rows = await ctx.unit.peek(_ONE, id=conversion)
    return _made(rows[0]) if rows else None


async def locked(ctx: Context, conversion: UUID) -> Made:
    """Return a conversion in the unit of work, in which its lead stands locked."""
    row = await ctx.unit.one(_ONE, id=conversion)
    assert row is not None  # noqa: S101 - conversions are never deleted while their lead is there
    return _made(row)


async def newest_of(ctx: Context, lead: UUID) -> Made | None:
    """Return the newest conversion of a lead, which stands locked."""
    row = await ctx.unit.one(_NEWEST, lead=lead)
    return _made(row) if row else None


async def newest_seen_of(ctx: Context, lead: UUID) -> Made | None:
    """Return the same beside the unit of work."""
    rows = await ctx.unit.peek(_NEWEST, lead=lead)
    return _made(rows[0]) if rows else None


async def other_leads(ctx: Context, made: Made) -> list[UUID]:
    """Return other leads that were converted into the same contact or organization."""
    rows = await ctx.unit.all(
        _OTHERS, contact=made.contact, organization=made.organization, lead=made.lead
    )
    return [row["lead"] for row in rows]


async def conversion_json(ctx: ReadContext, conversion: UUID) -> bytes:
    """Return a conversion as JSON.

    Raises:
        RecordUnknown: There is none of a lead that the actor can see.
    """
    row = await ctx.unit.one(_ONE, id=conversion)
    if row is None:
        raise RecordUnknown
    await records.visible(ctx, LEAD, row["lead"])
    return shown(_made(row))


async def newest_json(ctx: ReadContext, lead: UUID) -> bytes:
    """Return the newest conversion of a lead as JSON.

    Raises:
        RecordUnknown: There is none, or no such lead that the actor can see.
    """
    await records.visible(ctx, LEAD, lead)
    row = await ctx.unit.one(_NEWEST, lead=lead)
    if row is None:
        raise RecordUnknown
    return shown(_made(row))


def shown(made: Made) -> bytes:
    """Return a conversion as it is answered."""
    return encoded({
        "id": made.id,
        "lead": made.lead,
        "number": made.number,
        "state": made.state,
        "organization": made.organization,
        "contact": made.contact,
        "account": made.account,
        "deal": made.deal,
        "created": [one["id"] for one in made.created],
        "linked": [one["id"] for one in made.linked],
        "left": made.left,
        "code": made.code,
        "faults": made.faults,
        "asked_at": made.asked_at,
        "done_at": made.done_at,
    })  # fmt: skip


def _made(row: Row) -> Made:
    return Made(
        id=row["id"],
        lead=row["lead"],
        number=row["number"],
        state=row["state"],
        stage=row["stage"],
        organization=row["organization"],
        contact=row["contact"],
        account=row["account"],
        deal=row["deal"],
        order=orjson.loads(row["deal_order"]),
        created=orjson.loads(row["created"]),
        linked=orjson.loads(row["linked"]),
        left=orjson.loads(row["left_out"]),
        code=row["code"],
        faults=orjson.loads(row["faults"]),
        asked_at=row["asked_at"],
        done_at=row["done_at"],
    )


async def plan_json(ctx: ReadContext, lead: UUID) -> bytes:
    """Return as JSON what a lead would become: fields, who may be meant already, and sales.

    Raises:
        RecordUnknown: There is no such lead that the actor can see.
    """
    row = await records.visible(ctx, LEAD, lead)
    state: Lead = records.locked_row(LEAD, row).state
    person, body = rules.contact_fields(state), rules.organization_fields(state)
    contacts = shown_suspects(await suspects(ctx, CONTACT, person))
    organizations = shown_suspects(await suspects(ctx, ORGANIZATION, body)) if body else {}
    deals: Deals = ctx.adapters[Deals]
    newest = await ctx.unit.one(_NEWEST, lead=lead)
    last = {"state": newest["state"], "code": newest["code"]} if newest else None
    return plain_json({
        "contact": {"fields": person, **contacts},
        "organization": {"fields": body, **organizations} if state.company else None,
        "deal": {"is_available": deals.is_reachable},
        "allowed": allowed_from(state.stage),
        "last": last,
    })  # fmt: skip
