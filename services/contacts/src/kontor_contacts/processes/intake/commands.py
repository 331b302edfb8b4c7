"""Taking in what somebody asks for: a new lead, or a touch of who is known."""

from collections.abc import Mapping
from typing import Any, Final

from asyncpg import LockNotAvailableError

from kontor_chassis.context import Context
from kontor_contacts.processes.intake import queries, rules
from kontor_contacts.processes.intake.errors import InquiriesTooMany
from kontor_contacts.records.contact.record import CONTACT
from kontor_contacts.records.contact.rules import personal_mails, stands_for
from kontor_contacts.records.lead import commands as lead_commands
from kontor_contacts.records.lead.record import LEAD
from kontor_records.access.rights import rights_of
from kontor_records.customizing.world import definitions_of
from kontor_records.declaration.record_type import RecordType
from kontor_records.duplicates.finding import suspects
from kontor_records.storage import batches
from kontor_records.storage.records import Locked
from kontor_schemas.contacts.contact import ContactTouched
from kontor_schemas.contacts.lead import LeadTouched

_TYPES: Final[Mapping[str, RecordType[Any]]] = {one.record: one for one in (CONTACT, LEAD)}


async def take_in(ctx: Context, fields: Mapping[str, Any]) -> None:
    """Take in an inquiry; whoever asks is not told whether they were known.

    Emits: LeadCreated, or LeadTouched, or ContactTouched; nothing where the trap was filled in.
    Raises: ActionForbidden, FieldForbidden, LeadNameless, Faults, InquiriesTooMany.
    """
    named = dict(fields)
    (await rights_of(ctx)).refuse_create(LEAD)
    await definitions_of(ctx)
    if named.pop("trap", None):
        return
    found = await suspects(ctx, LEAD, named)
    meant = [one for one in rules.meant(found.candidates) if one.record in _TYPES]
    mails = personal_mails(named.get("emails") or ())
    before = await queries.holders(ctx, mails)
    wanted: dict[RecordType[Any], list[Any]] = {}
    for one in meant:
        wanted.setdefault(_TYPES[one.record], []).append(one.id)
    held = await batches.lock_many(ctx, wanted, *stands_for(ctx.tenant, mails))
    if await queries.holders(ctx, mails) != before:
        raise LockNotAvailableError("a person of the same address came in between")
    known = next((held[one.id] for one in meant if one.id in held and _is_open(held[one.id])), None)
    source, campaign = named.get("source") or "web_form", named.get("campaign")
    if known is None:
        lead = await lead_commands.create_lead(ctx, {**named, "source": source})
        queries.add(ctx, lead.id, source, campaign)
        return
    if await queries.lately(ctx, known.state.id, ctx.now - rules.WITHIN) >= rules.MOST:
        raise InquiriesTooMany(retry_after=int(rules.WITHIN.total_seconds()))
    queries.add(ctx, known.state.id, source, campaign)
    fact = ContactTouched if known.record_type is CONTACT else LeadTouched
    ctx.emit(fact(state=known.state, source=source, campaign=campaign))


def _is_open(known: Locked[Any]) -> bool:
    if known.binned_with is not None or known.merged_into is not None:
        return False
    return known.record_type is CONTACT or known.state.stage not in rules.CLOSED
