"""Answering a privacy request: the data is gathered, looked at, handed over, held or forgotten."""

from collections.abc import Mapping
from typing import Any, Final
from uuid import UUID

from kontor_chassis.context import Context
from kontor_chassis.errors import ActionForbidden, RecordUnknown, TransitionNotAllowed
from kontor_chassis.stamps import refuse_stale
from kontor_contacts.processes.erasure import commands as erasure_commands
from kontor_contacts.processes.erasure import rules as erasure_rules
from kontor_contacts.processes.erasure.commands import Held
from kontor_contacts.processes.erasure.errors import SecondPersonRequired
from kontor_contacts.processes.personal_data.queries import Person, person_of
from kontor_contacts.processes.privacy import queries
from kontor_contacts.processes.privacy.schemas import Part
from kontor_contacts.records.contact.record import CONTACT
from kontor_contacts.records.lead.record import LEAD
from kontor_contacts.records.privacy_request import commands as request_commands
from kontor_contacts.records.privacy_request import rules
from kontor_contacts.records.privacy_request.record import PRIVACY_REQUEST
from kontor_records.access.rights import rights_of
from kontor_records.erasing import copies
from kontor_records.storage import batches, records, staging
from kontor_records.storage.records import Locked
from kontor_schemas.contacts.privacy_request import (
    PrivacyPart,
    PrivacyRequest,
    PrivacyRequestCollecting,
    PrivacyRequestDone,
    PrivacyRequestRefused,
)

_RESTRICTING: Final = frozenset({"restriction", "objection"})


async def start_request(ctx: Context, request_id: UUID) -> PrivacyRequest:
    """Gather what everybody knows of the person; an erasure is ordered, and holds their records.

    Emits: PrivacyRequestUpdated, PrivacyRequestCollecting; Updated of the records that are held.
    Raises: RecordUnknown, ActionForbidden, StaleVersion, IdentityUnverified,
        TransitionNotAllowed, RecordHeld, ErasureBlocked.
    """
    user = await _user(ctx)
    person, held, counts = await _gathered(ctx, request_id)
    request = await _permitted(ctx, held, request_id)
    rules.refuse_step(request.state, "review")
    if request.state.kind == "erasure":
        own = erasure_commands.own_of(person, held)
        erasure_rules.refuse_obstacles(erasure_rules.obstacles(own, request_id))
        erasure_commands.put_holds(ctx, person, held, request_id)
    part = PrivacyPart(service=ctx.service, state="done", counts=counts, at=ctx.now)
    # Services that keep persons and do not answer yet would stand here as `waiting`.
    fields: dict[str, Any] = {"state": "review", "parts": [part]}
    if request.state.kind == "erasure":
        fields["ordered_by"] = user
    new = await records.change(ctx, request, fields)
    ctx.emit(PrivacyRequestCollecting(state=new))
    return new


async def add_part(ctx: Context, request_id: UUID, part: Part) -> PrivacyRequest:
    """Take what another service knows of the person.

    Emits: PrivacyRequestUpdated.
    Raises: ActionForbidden where no service asks, RecordUnknown, TransitionNotAllowed.
    """
    if not ctx.principal.is_service:
        raise ActionForbidden
    locked = await records.lock(ctx, PRIVACY_REQUEST, request_id)
    if locked.state.state not in {"collecting", "review"}:
        raise TransitionNotAllowed(allowed=[])
    queries.put_part(ctx, request_id, part.service, part.content)
    told = PrivacyPart(service=part.service, state="done", counts=part.counts, at=ctx.now)
    others = [one for one in locked.state.parts if one.service != part.service]
    return await records.change(ctx, locked, {"parts": [*others, told]})


async def note_erasure(
    ctx: Context, request_id: UUID, service: str, counts: Mapping[str, int]
) -> None:
    """Note that another service has forgotten the person; one that says so again is noted once.

    Emits: PrivacyRequestUpdated.
    Raises: RecordUnknown.
    """
    locked = await records.lock(ctx, PRIVACY_REQUEST, request_id)
    known = {one.service: one for one in locked.state.parts}
    if service in known and known[service].state == "done":
        return
    known[service] = PrivacyPart(service=service, state="done", counts=dict(counts), at=ctx.now)
    await records.change(ctx, locked, {"parts": list(known.values())})


async def complete_request(ctx: Context, request_id: UUID) -> PrivacyRequest:
    """Answer a request that forgets nobody; a restriction or an objection takes hold.

    Emits: PrivacyRequestUpdated, PrivacyRequestDone; Updated of the records that are restricted.
    Raises: RecordUnknown, ActionForbidden, StaleVersion, IdentityUnverified,
        TransitionNotAllowed.
    """
    await request_commands.refuse_unless_trusted(ctx)
    person, held, _ = await _gathered(ctx, request_id)
    request = await _permitted(ctx, held, request_id)
    if request.state.kind == "erasure":
        raise TransitionNotAllowed(allowed=["confirm", "refuse"])
    rules.refuse_step(request.state, "done")
    if request.state.kind in _RESTRICTING:
        batches.change_many(ctx, [
            (one, staging.next_version(ctx, one.state, processing="restricted"))
            for one in erasure_commands.own_of(person, held)
            if one.record_type in (CONTACT, LEAD)
            and one.binned_with is None and one.merged_into is None
        ])  # fmt: skip
    new = await records.change(ctx, request, {"state": "done", "done_at": ctx.now})
    ctx.emit(PrivacyRequestDone(state=new))
    return new


async def confirm_erasure(ctx: Context, request_id: UUID) -> PrivacyRequest:
    """Forget the person: another than who ordered it says so. A second time changes nothing.

    Emits: what `erase_person` emits.
    Raises: RecordUnknown, ActionForbidden, StaleVersion, IdentityUnverified,
        TransitionNotAllowed, SecondPersonRequired, RecordHeld, ErasureBlocked.
    """
    user = await _user(ctx)
    person, held, counts = await _gathered(ctx, request_id)
    request = await _permitted(ctx, held, request_id)
    if request.state.kind != "erasure":
        raise TransitionNotAllowed(allowed=["complete", "refuse"])
    if request.state.state == "done":
        return request.state
    rules.refuse_step(request.state, "done")
    if user == request.state.ordered_by:
        raise SecondPersonRequired
    return await erasure_commands.erase_person(ctx, person, held, counts, user)


async def refuse_request(ctx: Context, request_id: UUID, reason: str) -> PrivacyRequest:
    """Refuse what a person asks for, and say why; what an order held is free again.

    Emits: PrivacyRequestUpdated, PrivacyRequestRefused; Updated of the records that were held.
    Raises: RecordUnknown, ActionForbidden, StaleVersion, TransitionNotAllowed.
    """
    await request_commands.refuse_unless_trusted(ctx)
    person, held, _ = await _gathered(ctx, request_id)
    request = await _permitted(ctx, held, request_id)
    rules.refuse_step(request.state, "refused")
    if request.state.ordered_by is not None:
        erasure_commands.take_holds(ctx, person, held, request_id)
    fields = {"state": "refused", "refused_reason": reason, "done_at": ctx.now}
    new = await records.change(ctx, request, fields)
    ctx.emit(PrivacyRequestRefused(state=new))
    return new


async def _gathered(ctx: Context, request_id: UUID) -> tuple[Person, Held, dict[str, int]]:
    """Lock a request with all that there is of its person, and count it."""
    state = await queries.request_seen(ctx, request_id)
    person = await person_of(ctx, state)
    counts = await copies.counted(ctx, person.ids)
    for record_type, ids in person.own.items():
        if ids:
            counts[record_type.name] = len(ids)
    return person, await erasure_commands.hold_person(ctx, person, request_id), counts


async def _permitted(ctx: Context, held: Held, request_id: UUID) -> Locked[PrivacyRequest]:
    rights, locked = await rights_of(ctx), held.get(request_id)
    if locked is None or not batches.may(rights, "read", locked):
        raise RecordUnknown
    if not batches.may(rights, "update", locked):
        raise ActionForbidden(action="update", record=PRIVACY_REQUEST.record)
    refuse_stale(ctx, locked.state)
    return locked


async def _user(ctx: Context) -> UUID:
    """Return the user who asks: an order and its confirmation are by people.

    Raises:
        ActionForbidden: No user asks, or one who may not.
    """
    await request_commands.refuse_unless_trusted(ctx)
    subject = ctx.principal.subject
    if subject.kind != "user":
        raise ActionForbidden
    return UUID(subject.id)
