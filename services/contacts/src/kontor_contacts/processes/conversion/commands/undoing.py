"""Taking a conversion back: because sales refused the deal, or because somebody wants it so."""

from collections.abc import Mapping, Sequence
from functools import partial
from typing import Any, Final
from uuid import UUID

from kontor_chassis.context import Context
from kontor_chassis.errors import ActionForbidden, RecordUnknown
from kontor_chassis.stamps import refuse_stale
from kontor_contacts.processes.conversion import queries, rules
from kontor_contacts.processes.conversion.errors import ConversionOver, UnconvertBlocked
from kontor_contacts.processes.conversion.queries import Made
from kontor_contacts.processes.qualification import queries as stage_queries
from kontor_contacts.records.account import rules as account_rules
from kontor_contacts.records.account.record import ACCOUNT
from kontor_contacts.records.contact import rules as contact_rules
from kontor_contacts.records.contact.record import CONTACT
from kontor_contacts.records.lead.record import LEAD
from kontor_contacts.records.organization import rules as organization_rules
from kontor_contacts.records.organization.record import ORGANIZATION
from kontor_records.access.rights import rights_of
from kontor_records.bin import binning
from kontor_records.declaration.record_type import RecordType
from kontor_records.storage import batches, records
from kontor_records.storage.records import Locked
from kontor_schemas.contacts.lead import Lead, LeadConversionFailed, LeadUnconverted

_TYPES: Final = {each.record: each for each in (ORGANIZATION, CONTACT, ACCOUNT)}

Held = Mapping[UUID, Locked[Any]]


async def fail(ctx: Context, made: Made, code: str, faults: Mapping[str, str]) -> None:
    """Take back a conversion whose deal sales has refused, or has not answered for a day.

    What was made and nobody has touched since is purged, what was filled in is emptied again, and
    the lead stands where it stood.

    Emits: ContactPurged, OrganizationPurged, AccountPurged, or Updated of what was linked,
        LeadUpdated, LeadConversionFailed.
    Raises: nothing.
    """
    held = await _held(ctx, made)
    if (await queries.locked(ctx, made.id)).state != "deal_pending":
        return
    untouched = [one for one in _created(made, held) if one.state.version == 1]
    binning.purge_all(ctx, untouched)
    await _empty(ctx, made, held)
    lead = await _lead_back(ctx, made, held)
    queries.end(ctx, made.id, "failed", code, faults)
    ctx.emit(
        LeadConversionFailed(
            state=lead, conversion=made.number, code=code, faults=dict(list(faults.items())[:50])
        )
    )


async def unconvert_lead(ctx: Context, lead_id: UUID, *, keep_contact: bool) -> Lead:
    """Take back a conversion: what was made goes to the bin, what was filled in is emptied.

    Emits: ContactDeleted, OrganizationDeleted, AccountDeleted, or Updated of what was linked,
        LeadUpdated, LeadUnconverted.
    Raises: RecordUnknown, ActionForbidden, StaleVersion, ConversionOver, UnconvertBlocked.
    """
    rights = await rights_of(ctx)
    made = await queries.newest_seen_of(ctx, lead_id)
    if made is None:
        await records.lock(ctx, LEAD, lead_id)
        raise ConversionOver
    held = await _held(ctx, made)
    locked = held.get(lead_id)
    if locked is None or not batches.may(rights, "read", locked):
        raise RecordUnknown
    for one in (locked, *_created(made, held)):
        if not batches.may(rights, "update", one):
            raise ActionForbidden(action="update", record=one.record_type.record)
    refuse_stale(ctx, locked.state)
    made = await queries.locked(ctx, made.id)
    if made.state != "done" or made.done_at is None:
        raise ConversionOver
    if ctx.now - made.done_at > rules.TAKEN_BACK_WITHIN:
        raise ConversionOver
    if by := await _in_use(ctx, made, held):
        raise UnconvertBlocked(by=by)
    gone = [
        one
        for one in _created(made, held)
        if not (keep_contact and one.record_type is not ORGANIZATION)
    ]
    binning.bin_all(ctx, gone, batch={one.state.id: one.state.id for one in gone})
    for one in gone:
        binning.set_purge(ctx, one.record_type, one.state.id)
    await _empty(ctx, made, held)
    lead = await _lead_back(ctx, made, held)
    queries.end(ctx, made.id, "undone")
    ctx.emit(
        LeadUnconverted(
            state=lead,
            conversion=made.number,
            organization=made.organization,
            contact=made.contact,
            account=made.account,
            kept_contact=keep_contact,
        )
    )
    return lead


async def _held(ctx: Context, made: Made) -> Held:
    wanted: dict[RecordType[Any], list[UUID]] = {LEAD: [made.lead]}
    for one in (*made.created, *made.linked):
        wanted.setdefault(_TYPES[one["record"]], []).append(UUID(str(one["id"])))
    return await batches.lock_many(ctx, wanted)


def _created(made: Made, held: Held) -> Sequence[Locked[Any]]:
    """Return what the conversion made and is still there."""
    found = [held.get(UUID(str(one["id"]))) for one in made.created]
    return [
        one
        for one in found
        if one is not None and one.binned_with is None and one.merged_into is None
    ]


async def _in_use(ctx: Context, made: Made, held: Held) -> list[str]:
    by = ["other_lead"] if await queries.other_leads(ctx, made) else []
    if made.deal is not None:
        by.append("deal")
    account = held.get(made.account) if made.account else None
    if account is not None and account.state.status != "prospect":
        by.append("account")
    return by


async def _empty(ctx: Context, made: Made, held: Held) -> None:
    """Take out of linked records what the conversion filled in, where nobody has changed it."""
    for one in made.linked:
        locked = held.get(UUID(str(one["id"])))
        if locked is None or locked.binned_with is not None or locked.merged_into is not None:
            continue
        now = locked.state.model_dump(mode="json")
        fields = {
            name: before for name, (before, after) in one["filled"].items() if now[name] == after
        }
        if fields:
            complete = _complete(locked.record_type, fields)
            await records.change(ctx, locked, fields, complete=complete)


def _complete(record_type: RecordType[Any], fields: Mapping[str, Any]) -> Any:
    if record_type is CONTACT:
        return partial(contact_rules.completed, given=frozenset(fields))
    if record_type is ORGANIZATION:
        return organization_rules.completed
    return account_rules.completed


async def _lead_back(ctx: Context, made: Made, held: Held) -> Lead:
    locked = held[made.lead]
    fields = {"stage": made.stage, "stage_since": ctx.now, "converted_at": None}
    lead: Lead = await records.change(ctx, locked, fields)
    stage_queries.log_stage(ctx, locked.state, lead)
    return lead
