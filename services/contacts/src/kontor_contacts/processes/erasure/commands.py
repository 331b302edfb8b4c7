"""Forgetting a person: everything contacts has of them, and everybody else is told to."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from asyncpg import LockNotAvailableError

from kontor_chassis.context import Context
from kontor_chassis.jobs.timers import set_timer
from kontor_contacts.processes.erasure import queries, rules
from kontor_contacts.processes.personal_data.queries import Person, person_of
from kontor_contacts.processes.qualification.commands import EXPIRY, WARNING
from kontor_contacts.records.account.record import ACCOUNT
from kontor_contacts.records.contact.record import CONTACT
from kontor_contacts.records.lead.record import LEAD
from kontor_contacts.records.privacy_request.record import PRIVACY_REQUEST
from kontor_records.bin import binning
from kontor_records.declaration.record_type import RecordType
from kontor_records.erasing import copies, files
from kontor_records.storage import batches, records, staging
from kontor_records.storage.records import Locked
from kontor_schemas.contacts.contact import ContactErased
from kontor_schemas.contacts.erasure import ErasureCompleted
from kontor_schemas.contacts.lead import LeadErased
from kontor_schemas.contacts.privacy_request import (
    PrivacyPart,
    PrivacyRequest,
    PrivacyRequestDone,
)

FILES: Final = "erasure.files"
"""The kind of the timer that clears files in which the person may stand."""
ANSWERS: Final = "erasure.answers"
"""The kind of the timer that looks whether every service has said that it has forgotten."""
Gone = tuple[str, UUID, int]
"""Record type, id and last version of a contact or lead that is no more."""
_TYPES_WITH_FILES: Final = (CONTACT.record, LEAD.record, ACCOUNT.record, "contacts.relationship")
_TIMED: Final = (binning.TIMER, EXPIRY, WARNING)
"""Kinds of timers whose key ends in the id of a record."""

Held = Mapping[UUID, Locked[Any]]


async def hold_person(ctx: Context, person: Person, request: UUID) -> Held:
    """Lock a request with all records of its person.

    Emits: nothing.

    Raises:
        LockNotAvailableError: The person has more or fewer records by now; it is tried again.
    """
    wanted: dict[RecordType[Any], set[UUID]] = {PRIVACY_REQUEST: {request}}
    for found in (person.own, person.mentions):
        for record_type, ids in found.items():
            wanted.setdefault(record_type, set()).update(ids)
    held = await batches.lock_many(ctx, wanted)
    if request in held and await person_of(ctx, held[request].state) != person:
        raise LockNotAvailableError("the person has got records before the locks were there")
    return held


def own_of(person: Person, held: Held) -> list[Locked[Any]]:
    """Return the person's own records, as they stand locked."""
    return [held[one] for one in person.ids if one in held]


def put_holds(ctx: Context, person: Person, held: Held, request: UUID) -> None:
    """Let nobody change the person's records until the erasure is confirmed or refused."""
    hold = rules.hold_of(request)
    _change_holds(ctx, person, held, lambda holds: [*holds, hold])


def take_holds(ctx: Context, person: Person, held: Held, request: UUID) -> None:
    """Let the person's records be changed again."""
    _change_holds(ctx, person, held, lambda holds: [h for h in holds if h.holder != request])


def _change_holds(ctx: Context, person: Person, held: Held, changed: Any) -> None:
    live = [
        one for one in own_of(person, held) if one.binned_with is None and one.merged_into is None
    ]
    batches.change_many(ctx, [
        (one, staging.next_version(ctx, one.state, holds=changed(one.state.holds)))
        for one in live
    ])  # fmt: skip


async def erase_person(
    ctx: Context, person: Person, held: Held, counts: Mapping[str, int], confirmed_by: UUID
) -> PrivacyRequest:
    """Forget a person whose records stand locked, and keep the proof.

    Emits: ContactPurged, LeadPurged, RelationshipPurged, AccountPurged or AccountUpdated,
        Updated of what named the person, ContactErased, LeadErased, PrivacyRequestUpdated,
        PrivacyRequestDone, ErasureCompleted.
    Raises: RecordHeld, ErasureBlocked.
    """
    request = next(one for one in held.values() if one.record_type is PRIVACY_REQUEST)
    own = own_of(person, held)
    rules.refuse_obstacles(rules.obstacles(own, request.state.id))
    kept = [one for one in own if one.record_type is ACCOUNT and rules.has_papers(one.state)]
    gone = [one for one in own if one not in kept]
    for account in kept:
        copies.empty(ctx, account, rules.emptied(account.state))
    _forget_mentions(ctx, person, held)
    keys = [f"{kind}:{one}" for kind in _TIMED for one in person.ids]
    queries.forget_beside(ctx, person.conversions, person.ids, keys)
    queries.forget_words(ctx, rules.words_of(own))
    copies.forget(ctx, gone)
    set_timer(ctx, f"{FILES}:{request.state.id}", ctx.now, FILES, {"before": ctx.now.isoformat()})
    return await _proved(ctx, request, gone, counts, confirmed_by)


async def _proved(
    ctx: Context,
    request: Locked[PrivacyRequest],
    gone: Sequence[Locked[Any]],
    counts: Mapping[str, int],
    confirmed_by: UUID,
) -> PrivacyRequest:
    old = request.state
    part = PrivacyPart(service=ctx.service, state="done", counts=dict(counts), at=ctx.now)
    parts = [one for one in old.parts if one.service != ctx.service]
    asked = [PrivacyPart(service=service) for service in rules.unanswered(old)]
    fields = {
        "state": "done", "confirmed_by": confirmed_by, "done_at": ctx.now,
        "parts": [part, *parts, *asked],
    }  # fmt: skip
    done = await records.change(ctx, request, fields)
    subject = (CONTACT.record, old.contact) if old.contact else (LEAD.record, old.lead)
    assert subject[1] is not None  # noqa: S101 - a request is about one of the two
    queries.add(ctx, done, (subject[0], subject[1]), counts, copies.clocks(ctx.now))
    queries.add_records(ctx, done.id, [(one.state.id, one.record_type.record) for one in gone])
    people = [
        (one.record_type.record, one.state.id, one.state.version)
        for one in gone
        if one.record_type in (CONTACT, LEAD)
    ]
    _tell_everybody(ctx, done.id, people)
    ctx.emit(PrivacyRequestDone(state=done))
    ctx.emit(ErasureCompleted(id=subject[1], request=done.id, counts=dict(counts)))
    return done


async def ask_again(ctx: Context, request_id: UUID, people: Sequence[Gone]) -> list[str]:
    """Tell everybody again to forget a person, where somebody has not said that it is done.

    Emits: ContactErased, LeadErased.
    Raises: RecordUnknown.

    Returns:
        The services that have not.
    """
    request = (await records.lock(ctx, PRIVACY_REQUEST, request_id)).state
    missing = rules.unanswered(request)
    if missing:
        _tell_everybody(ctx, request_id, people)
    return missing


def _tell_everybody(ctx: Context, request_id: UUID, people: Sequence[Gone]) -> None:
    for record, identifier, version in people:
        fact = ContactErased if record == CONTACT.record else LeadErased
        ctx.emit(fact(id=identifier, version=version, request=request_id))
    due = ctx.now + rules.ANSWERED_WITHIN
    told = [[record, str(identifier), version] for record, identifier, version in people]
    what = {"request": str(request_id), "people": told}
    set_timer(ctx, f"{ANSWERS}:{request_id}:{due.isoformat()}", due, ANSWERS, what)


def _forget_mentions(ctx: Context, person: Person, held: Held) -> None:
    changed = []
    for ids in person.mentions.values():
        for one in (held[record] for record in ids if record in held):
            fields = {
                name: None
                for name, target in one.record_type.references.items()
                if target == CONTACT.record and getattr(one.state, name) in person.contacts
            }
            changed.append((one, staging.next_version(ctx, one.state, **fields)))
    batches.change_many(ctx, changed)


async def clear_files(ctx: Context, key: str, before: datetime) -> None:
    """Clear the files that were there when a person was forgotten; come back while some are read.

    Emits: nothing.
    Raises: nothing.
    """
    if not await files.clear(ctx, _TYPES_WITH_FILES, before):
        due = ctx.now + files.PAUSE
        set_timer(ctx, f"{key}+", due, FILES, {"before": before.isoformat()})
