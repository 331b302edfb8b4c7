"""Converting a lead: into a contact, an organization, an account and a deal, or back.

What is contacts' own is one transaction. A deal is sales': it is asked for by a command with one
key, from a durable timer, until sales has answered; then the conversion is done or taken back.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import timedelta
from functools import partial
from typing import Any, Final
from uuid import UUID

from kontor_chassis.actor import Cause
from kontor_chassis.context import Context
from kontor_chassis.errors import Faults, Kind, Refusal
from kontor_chassis.failpoints import reach
from kontor_chassis.http.client import OutcomeUnknown
from kontor_chassis.jobs.timers import set_timer
from kontor_chassis.stamps import refuse_stale
from kontor_contacts.adapters.deals import DealOrder, Deals
from kontor_contacts.processes.conversion import queries, rules
from kontor_contacts.processes.conversion.commands import matching, undoing
from kontor_contacts.processes.conversion.errors import ContactRequired, SalesUnavailable
from kontor_contacts.processes.conversion.queries import Made
from kontor_contacts.processes.conversion.schemas import Conversion
from kontor_contacts.processes.qualification import queries as stage_queries
from kontor_contacts.processes.qualification.rules import stamps
from kontor_contacts.records.account import queries as account_queries
from kontor_contacts.records.account import rules as account_rules
from kontor_contacts.records.account.record import ACCOUNT
from kontor_contacts.records.contact import rules as contact_rules
from kontor_contacts.records.contact.record import CONTACT
from kontor_contacts.records.lead.record import LEAD
from kontor_contacts.records.organization import rules as organization_rules
from kontor_contacts.records.organization.record import ORGANIZATION
from kontor_records.access.rights import rights_of
from kontor_records.declaration.record_type import RecordType
from kontor_records.storage import records
from kontor_records.storage.records import Complete, Locked
from kontor_schemas.contacts.lead import Lead, LeadConverted

STEP: Final = "lead.conversion"
"""The kind of the timer that asks sales for the deal."""
_OVERRIDE: Final = "lead.override"
_LONGEST_PAUSE: Final = timedelta(minutes=5)
_PASSING: Final = frozenset({Kind.UNAVAILABLE, Kind.LIMIT, Kind.LOCKED})
"""Refusals that pass by themselves."""


@dataclass(slots=True, kw_only=True)
class _Work:
    """What a conversion has made and taken so far."""

    created: list[dict[str, Any]]
    linked: list[dict[str, Any]]
    left: dict[str, Any]


async def convert_lead(ctx: Context, lead_id: UUID, wanted: Conversion) -> Made:
    """Convert a lead; one that is converted already is answered with what became of it.

    Emits: ContactCreated or ContactUpdated, OrganizationCreated or OrganizationUpdated,
        AccountCreated, LeadUpdated, and LeadConverted where no deal is asked for.
    Raises: RecordUnknown, ActionForbidden, FieldForbidden, RecordInBin, RecordMerged,
        StaleVersion, ContactRequired, SalesUnavailable, LeadConverting, StageOrder, Faults,
        LockNotAvailableError where somebody of the same address came in between.
    """
    if wanted.contact is None:
        raise ContactRequired
    deals: Deals = ctx.adapters[Deals]
    if wanted.deal is not None and not deals.is_reachable:
        raise SalesUnavailable
    may_override = (await rights_of(ctx)).flag(_OVERRIDE)
    await matching.refuse_map(ctx, wanted.field_map)
    known = await matching.foreseen(ctx, lead_id, wanted)
    wanted = known.wanted
    lead, organization, contact = await _locked(ctx, lead_id, wanted, known.locks)
    await matching.refuse_change(ctx, known)
    if lead.state.stage == "converted":
        done = await queries.newest_of(ctx, lead_id)
        assert done is not None  # noqa: S101 - only a conversion leads to this stage
        return done
    rules.refuse_stage(lead.state, may_override=may_override)
    refuse_stale(ctx, lead.state)
    made = await _make(ctx, lead.state, wanted, (organization, contact))
    state = "converting" if made.deal else "converted"
    converted = await records.change(ctx, lead, stamps(state, ctx.now))
    stage_queries.log_stage(ctx, lead.state, converted)
    queries.add(ctx, made)
    if made.deal:
        _ask_again(ctx, made.id, timedelta(0), 0)
    else:
        _tell(ctx, converted, made)
    return made


async def step(ctx: Context, conversion: UUID, attempt: int) -> None:
    """Ask sales for the deal of a conversion, and end the conversion by what it answers.

    Emits: LeadUpdated, and LeadConverted or LeadConversionFailed with what is taken back.
    Raises: nothing.
    """
    made = await queries.seen(ctx, conversion)
    if made is None or made.state != "deal_pending":
        return
    deals: Deals = ctx.adapters[Deals]
    cause = Cause(correlation_id=ctx.cause.correlation_id, depth=ctx.cause.depth + 1)
    key = f"conv:{made.lead}:{made.number}"
    order = DealOrder(tenant=ctx.tenant, cause=cause, key=key, body=dict(made.order))
    reach("conversion.before_deal")
    try:
        await deals.begin(order)
    except OutcomeUnknown:
        await _wait(ctx, made, attempt)
        return
    except Refusal as refusal:
        if refusal.kind in _PASSING:
            await _wait(ctx, made, attempt)
            return
        # The id is ours: whoever has taken it is an earlier try of this very step.
        if refusal.code != "id_taken":
            faults = _faults(refusal)
            code = next(iter(faults.values()), refusal.code)
            await undoing.fail(ctx, made, code, faults)
            return
    reach("conversion.after_deal")
    await _finish(ctx, made)


async def _wait(ctx: Context, made: Made, attempt: int) -> None:
    if ctx.now - made.asked_at > rules.PATIENCE:
        await undoing.fail(ctx, made, "sales_unavailable", {})
        return
    pause = min(timedelta(seconds=2**attempt), _LONGEST_PAUSE)
    _ask_again(ctx, made.id, pause, min(attempt + 1, 20))


async def _finish(ctx: Context, made: Made) -> None:
    lead = await records.lock(ctx, LEAD, made.lead)
    if (await queries.locked(ctx, made.id)).state != "deal_pending":
        return
    converted = await records.change(ctx, lead, stamps("converted", ctx.now))
    stage_queries.log_stage(ctx, lead.state, converted)
    queries.end(ctx, made.id, "done")
    _tell(ctx, converted, made)


async def _locked(
    ctx: Context, lead_id: UUID, wanted: Conversion, further: Iterable[UUID]
) -> tuple[Locked[Lead], Locked[Any] | None, Locked[Any] | None]:
    organization = wanted.organization.link if wanted.organization else None
    contact = wanted.contact.link if wanted.contact else None
    named: list[tuple[RecordType[Any], UUID]] = [(LEAD, lead_id)]
    if organization:
        named.append((ORGANIZATION, organization))
    if contact:
        named.append((CONTACT, contact))
    lead, *rest = await records.lock_all(ctx, named, further=further)
    found = {locked.state.id: locked for locked in rest}
    return (
        lead,
        found.get(organization) if organization else None,
        found.get(contact) if contact else None,
    )


async def _make(
    ctx: Context,
    lead: Lead,
    wanted: Conversion,
    known: tuple[Locked[Any] | None, Locked[Any] | None],
) -> Made:
    work = _Work(created=[], linked=[], left={})
    owned = {"owner": lead.owner} if lead.owner else {}
    organization = None
    if wanted.organization is not None:
        fields = rules.organization_fields(lead, wanted.field_map.organization)
        organization = await _target(
            ctx, work, (ORGANIZATION, organization_rules.completed), known[0], {**fields, **owned}
        )
    fields = rules.contact_fields(lead, wanted.field_map.contact)
    given = frozenset(fields)
    if organization and (known[1] is None or known[1].state.organization is None):
        fields["organization"] = organization.id
    contact = await _target(
        ctx, work, (CONTACT, partial(contact_rules.completed, given=given)), known[1],
        {**fields, **owned},
    )  # fmt: skip
    party = organization or contact
    account = await account_queries.account_of(ctx, party.id)
    if account is None:
        account = await _account(ctx, work, lead, party, is_body=organization is not None)
    before = await queries.newest_of(ctx, lead.id)
    made = Made(
        id=ctx.new_id(),
        lead=lead.id,
        number=before.number + 1 if before else 1,
        state="deal_pending" if wanted.deal else "done",
        stage=lead.stage,
        organization=organization.id if organization else None,
        contact=contact.id,
        account=account,
        deal=ctx.new_id() if wanted.deal else None,
        created=work.created,
        linked=work.linked,
        left=work.left,
        asked_at=ctx.now,
        done_at=None if wanted.deal else ctx.now,
    )
    return _with_order(made, lead, wanted)


async def _target(
    ctx: Context,
    work: _Work,
    kind: tuple[RecordType[Any], Complete[Any]],
    known: Locked[Any] | None,
    fields: dict[str, Any],
) -> Any:
    record_type, complete = kind
    if known is None:
        state = await records.create(ctx, record_type, fields, complete=complete)
        work.created.append({"record": record_type.record, "id": state.id})
        return state
    fields.pop("owner", None)
    taken, left = rules.filled(known.state, fields)
    state = await records.change_given(ctx, known, taken, complete=complete)
    before, after = known.state.model_dump(mode="json"), state.model_dump(mode="json")
    changed = {name: [before[name], after[name]] for name in taken if before[name] != after[name]}
    work.linked.append({"record": record_type.record, "id": state.id, "filled": changed})
    if left:
        work.left[record_type.record] = left
    return state


async def _account(ctx: Context, work: _Work, lead: Lead, party: Any, *, is_body: bool) -> UUID:
    fields: dict[str, Any] = {
        "organization" if is_body else "contact": party.id,
        "name": party.name if is_body else party.display_name,
    }
    if lead.owner:
        fields["owner"] = lead.owner
    account = await records.create(ctx, ACCOUNT, fields, complete=account_rules.completed)
    work.created.append({"record": ACCOUNT.record, "id": account.id})
    return account.id


def _with_order(made: Made, lead: Lead, wanted: Conversion) -> Made:
    if wanted.deal is None:
        return made
    deal = wanted.deal.model_dump(mode="json", exclude_none=True)
    named = {
        "id": made.deal,
        "lead": lead.id,
        "contact": made.contact,
        "organization": made.organization,
        "account": made.account,
        "owner": lead.owner,
    }
    return replace(
        made, order={**deal, **{name: str(value) for name, value in named.items() if value}}
    )


def _tell(ctx: Context, lead: Lead, made: Made) -> None:
    ctx.emit(
        LeadConverted(
            state=lead,
            conversion=made.number,
            organization=made.organization,
            contact=made.contact,
            account=made.account,
            deal=made.deal,
            created=[UUID(str(one["id"])) for one in made.created],
            linked=[UUID(str(one["id"])) for one in made.linked],
        )
    )


def _ask_again(ctx: Context, conversion: UUID, pause: timedelta, attempt: int) -> None:
    # A key of its own each time: the firing timer's own row is removed by the same unit of work.
    what = {"conversion": str(conversion), "attempt": attempt}
    set_timer(ctx, f"{STEP}:{conversion}:{ctx.new_id()}", ctx.now + pause, STEP, what)


def _faults(refusal: Refusal) -> dict[str, str]:
    if not isinstance(refusal, Faults):
        return {}
    return {fault.pointer: fault.code for fault in refusal.faults}
