"""What can be done with a contact."""

from collections.abc import Mapping
from functools import partial
from typing import Any, Final
from uuid import UUID

from kontor_chassis.context import Context
from kontor_chassis.errors import ReferenceUnknown
from kontor_chassis.jobs.timers import set_timer
from kontor_contacts.processes.erasure.queries import lock_unless_erased
from kontor_contacts.records.affiliation import queries as affiliation_queries
from kontor_contacts.records.affiliation import rules as affiliation_rules
from kontor_contacts.records.contact import queries, rules
from kontor_contacts.records.contact.errors import DuplicateSuspected
from kontor_contacts.records.contact.record import CONTACT
from kontor_contacts.records.contact.schemas import Departure
from kontor_records.access.rights import rights_of
from kontor_records.customizing.world import definitions_of
from kontor_records.duplicates.finding import shown, suspects
from kontor_records.storage import batches, records
from kontor_records.storage.records import Locked
from kontor_records.storage.some import titles_of
from kontor_schemas.contacts.contact import (
    Contact,
    ContactAffiliationChanged,
    ContactDeceased,
    ContactLeft,
    ContactReactivated,
)

CLOSE: Final = "contact.close_affiliations"
"""The kind of the timer that goes on with the people of a deleted organization."""
_AT_ONCE: Final = 200


async def create_contact(ctx: Context, fields: Mapping[str, Any]) -> Contact:
    """Take up a person.

    Emits: ContactCreated.
    Raises: ActionForbidden, FieldForbidden, ContactNameless, AffiliationExists, Faults,
        ReferenceUnknown, UniqueTaken, DuplicateSuspected.
    """
    fields, is_certain = _certain(fields)
    await refuse_unknown(ctx, fields)
    if not is_certain:
        await _hold_mails(ctx, fields)
    return await create_held(ctx, fields, is_certain=is_certain)


async def create_held(ctx: Context, fields: Mapping[str, Any], *, is_certain: bool) -> Contact:
    """Take up a person whose addresses stand locked.

    Emits: ContactCreated.
    Raises: as `create_contact`.
    """
    mails = _mails(fields)
    if mails and not is_certain:
        # Asked by the statement that creates, under the lock: who came in between is seen.
        queries.create_unless_held(ctx, mails, partial(_refuse_double, ctx, fields))
    complete = partial(rules.completed, given=frozenset(fields))
    return await records.create(ctx, CONTACT, fields, complete=complete)


async def change_contact(ctx: Context, contact_id: UUID, fields: Mapping[str, Any]) -> Contact:
    """Change fields of a contact.

    Emits: ContactUpdated, ContactAffiliationChanged.
    Raises: RecordUnknown, ActionForbidden, FieldForbidden, RecordInBin, RecordMerged,
        StaleVersion, ContactNameless, AffiliationExists, Faults, ReferenceUnknown, UniqueTaken,
        DuplicateSuspected.
    """
    fields, is_certain = _certain(fields)
    await refuse_unknown(ctx, fields)
    held = () if is_certain else rules.stands_for(ctx.tenant, _mails(fields))
    locked = await lock_unless_erased(ctx, CONTACT, contact_id, *held)
    return await change_held(ctx, locked, fields, is_certain=is_certain)


async def change_held(
    ctx: Context, locked: Locked[Contact], fields: Mapping[str, Any], *, is_certain: bool
) -> Contact:
    """Change fields of a contact that stands locked, with the addresses it is to have.

    Emits: ContactUpdated, ContactAffiliationChanged.
    Raises: as `change_contact`.
    """
    if not is_certain:
        await _refuse_double(ctx, fields, locked.state)
    complete = partial(rules.completed, given=frozenset(fields))
    contact = await records.change_given(ctx, locked, fields, complete=complete)
    _tell_affiliations(ctx, locked.state, contact)
    return contact


async def leave_organization(ctx: Context, contact_id: UUID, departure: Departure) -> Contact:
    """Let a person leave an organization.

    Emits: ContactUpdated, ContactAffiliationChanged, ContactLeft.
    Raises: RecordUnknown, ActionForbidden, RecordInBin, RecordMerged, StaleVersion,
        AffiliationUnknown, TransitionNotAllowed.
    """
    locked = await lock_unless_erased(ctx, CONTACT, contact_id)
    rules.refuse_dead(locked.state)
    left_on = departure.left_on or ctx.now.date()
    left = affiliation_rules.ended(locked.state.affiliations, departure.organization, left_on)
    fields: dict[str, Any] = {"affiliations": left}
    if not affiliation_rules.open_ones(left):
        fields["status"] = "left_organization"
    contact = await _change(ctx, locked, fields)
    _tell_affiliations(ctx, locked.state, contact)
    ctx.emit(
        ContactLeft(
            state=contact,
            organization=departure.organization,
            left_on=left_on,
            successor=departure.successor,
        )
    )
    return contact


async def mark_contact_deceased(ctx: Context, contact_id: UUID) -> Contact:
    """Take note that a person has died.

    Emits: ContactUpdated, ContactDeceased.
    Raises: RecordUnknown, ActionForbidden, RecordInBin, RecordMerged, StaleVersion,
        TransitionNotAllowed.
    """
    locked = await lock_unless_erased(ctx, CONTACT, contact_id)
    contact = await _change(ctx, locked, {"status": "deceased"})
    if contact is not locked.state:
        ctx.emit(ContactDeceased(state=contact))
    return contact


async def reactivate_contact(ctx: Context, contact_id: UUID) -> Contact:
    """Take a person as present again.

    Emits: ContactUpdated, ContactReactivated.
    Raises: RecordUnknown, ActionForbidden, RecordInBin, RecordMerged, StaleVersion.
    """
    locked = await lock_unless_erased(ctx, CONTACT, contact_id)
    contact = await _change(ctx, locked, {"status": "active"})
    if contact is not locked.state:
        ctx.emit(ContactReactivated(state=contact))
    return contact


async def close_affiliations(ctx: Context, organization: UUID, after: UUID) -> None:
    """End what binds people to an organization that has gone into the bin, some at a time.

    Emits: ContactUpdated, ContactAffiliationChanged of each person.
    Raises: nothing.
    """
    people = await affiliation_queries.people_of(ctx, organization, after, _AT_ONCE)
    found = await batches.lock_many(ctx, {CONTACT: people})
    for locked in found.values():
        state: Contact = locked.state
        belongs = organization in affiliation_rules.open_ones(state.affiliations)
        if locked.binned_with is None and locked.merged_into is None and belongs:
            left = affiliation_rules.ended(state.affiliations, organization, ctx.now.date())
            _tell_affiliations(ctx, state, await _change(ctx, locked, {"affiliations": left}))
    if len(people) == _AT_ONCE:
        what = {"organization": str(organization), "after": str(people[-1])}
        set_timer(ctx, f"{CLOSE}:{organization}:{people[-1]}", ctx.now, CLOSE, what)


async def _change(ctx: Context, locked: Locked[Contact], fields: Mapping[str, Any]) -> Contact:
    complete = partial(rules.completed, given=frozenset(fields))
    return await records.change(ctx, locked, fields, complete=complete)


async def refuse_unknown(ctx: Context, fields: Mapping[str, Any]) -> None:
    """Refuse references to what is not there; it reads beside the unit of work.

    Emits: nothing.
    Raises: ReferenceUnknown.
    """
    named = {
        f"/affiliations/{place}/organization": one.organization
        for place, one in enumerate(fields.get("affiliations") or ())
    }
    if organization := fields.get("organization"):
        named["/organization"] = organization
    known = await affiliation_queries.known_organizations(ctx, set(named.values()))
    for path, organization in named.items():
        if organization not in known:
            raise ReferenceUnknown(path=path)
    referrer = fields.get("referred_by")
    if referrer and not await titles_of(ctx, CONTACT, [referrer]):
        raise ReferenceUnknown(path="/referred_by")


def _certain(fields: Mapping[str, Any]) -> tuple[Mapping[str, Any], bool]:
    named = dict(fields)
    return named, named.pop("duplicate_ok", False)


def _mails(fields: Mapping[str, Any]) -> frozenset[str]:
    return rules.personal_mails(fields.get("emails") or ())


async def _hold_mails(ctx: Context, fields: Mapping[str, Any]) -> None:
    """Let no two take up a person with the same address at once: the second one sees the first."""
    mails = _mails(fields)
    if mails:
        # Now, while no connection is held: whoever creates a record finds them at hand.
        await rights_of(ctx)
        await definitions_of(ctx)
        await ctx.unit.lock(*rules.stands_for(ctx.tenant, mails))


async def _refuse_double(
    ctx: Context, fields: Mapping[str, Any], known: Contact | None = None
) -> None:
    """Refuse a personal e-mail address that another live contact has; one that was there stays."""
    mails = _mails(fields)
    mails -= rules.personal_mails(known.emails) if known else frozenset()
    if not mails:
        return
    holders = await queries.holders_of(ctx, mails) - ({known.id} if known else set())
    if not holders:
        return
    state = {**known.model_dump(), **fields} if known else fields
    found = await suspects(ctx, CONTACT, state, known.id if known else None)
    found.candidates = [one for one in found.candidates if one.id in holders]
    found.hidden = len(holders) - len(found.candidates)
    raise DuplicateSuspected(**shown(found))


def _tell_affiliations(ctx: Context, old: Contact, new: Contact) -> None:
    before = affiliation_rules.open_ones(old.affiliations)
    after = affiliation_rules.open_ones(new.affiliations)
    if before != after:
        came, left = sorted(after - before), sorted(before - after)
        ctx.emit(ContactAffiliationChanged(state=new, came_to=came, left=left))
