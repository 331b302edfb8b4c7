"""What can be done with a privacy request before its person's data is looked at."""

from collections.abc import Mapping
from typing import Any, Final
from uuid import UUID

from kontor_chassis.context import Context
from kontor_chassis.errors import ActionForbidden, ReferenceUnknown
from kontor_chassis.jobs.timers import set_timer
from kontor_contacts.records.contact.record import CONTACT
from kontor_contacts.records.lead.record import LEAD
from kontor_contacts.records.privacy_request import rules
from kontor_contacts.records.privacy_request.record import PRIVACY_REQUEST
from kontor_records.access.rights import rights_of
from kontor_records.storage import records
from kontor_records.storage.records import Locked
from kontor_records.storage.some import titles_of
from kontor_schemas.contacts.privacy_request import (
    PrivacyRequest,
    PrivacyRequestDueSoon,
)

REMINDER: Final = "privacy_request.due_soon"
"""The kind of the timer that reminds of a request before it is due."""
FLAG: Final = "privacy"
"""What a profile must switch on for whoever answers requests."""


async def create_request(ctx: Context, fields: Mapping[str, Any]) -> PrivacyRequest:
    """Take up what a person asks for.

    Emits: PrivacyRequestCreated.
    Raises: ActionForbidden, FieldForbidden, PrivacySubject, ReferenceUnknown, Faults.
    """
    await refuse_unless_trusted(ctx)
    for record_type in (CONTACT, LEAD):
        subject = fields.get(record_type.name)
        if subject and not await titles_of(ctx, record_type, [subject]):
            raise ReferenceUnknown(path=f"/{record_type.name}")
    request = await records.create(ctx, PRIVACY_REQUEST, fields, complete=rules.completed)
    _remind(ctx, request)
    return request


async def change_request(
    ctx: Context, request_id: UUID, fields: Mapping[str, Any]
) -> PrivacyRequest:
    """Give a request to another owner.

    Emits: PrivacyRequestUpdated.
    Raises: RecordUnknown, ActionForbidden, FieldForbidden, StaleVersion, Faults.
    """
    locked = await lock_request(ctx, request_id)
    return await records.change_given(ctx, locked, fields, complete=rules.completed)


async def verify_identity(ctx: Context, request_id: UUID) -> PrivacyRequest:
    """Take note that the person is who they say.

    Emits: PrivacyRequestUpdated.
    Raises: RecordUnknown, ActionForbidden, StaleVersion, TransitionNotAllowed.
    """
    locked = await lock_request(ctx, request_id)
    rules.refuse_step(locked.state, "verified")
    subject = ctx.principal.subject
    if subject.kind != "user":
        raise ActionForbidden
    fields = {"state": "verified", "identity_checked_by": UUID(subject.id)}
    return await records.change(ctx, locked, fields)


async def extend_term(ctx: Context, request_id: UUID) -> PrivacyRequest:
    """Extend the term by two months, once; the person is told.

    Emits: PrivacyRequestUpdated.
    Raises: RecordUnknown, ActionForbidden, StaleVersion, TransitionNotAllowed, TermExtended.
    """
    locked = await lock_request(ctx, request_id)
    rules.refuse_extended(locked.state)
    request = await records.change(ctx, locked, {"is_extended": True}, complete=rules.completed)
    _remind(ctx, request)
    return request


async def remind(ctx: Context, request_id: UUID, days: int) -> None:
    """Remind of a request that is due in some days, unless it is answered.

    Emits: PrivacyRequestDueSoon.
    Raises: RecordUnknown.
    """
    locked = await records.lock(ctx, PRIVACY_REQUEST, request_id)
    if locked.state.state in rules.STEPS:
        ctx.emit(PrivacyRequestDueSoon(state=locked.state, days=days))


async def lock_request(ctx: Context, request_id: UUID) -> Locked[PrivacyRequest]:
    """Lock a request for somebody who may answer it.

    Emits: nothing.

    Raises:
        RecordUnknown, ActionForbidden, StaleVersion: As `records.lock`.
    """
    await refuse_unless_trusted(ctx)
    return await records.lock(ctx, PRIVACY_REQUEST, request_id)


async def refuse_unless_trusted(ctx: Context) -> None:
    """Let pass who may answer requests.

    Emits: nothing.

    Raises:
        ActionForbidden: The actor may not.
    """
    if not (await rights_of(ctx)).flag(FLAG):
        raise ActionForbidden(flag=FLAG)


def _remind(ctx: Context, request: PrivacyRequest) -> None:
    for days, at in rules.reminders(request, ctx.now).items():
        what = {"request": str(request.id), "days": days}
        set_timer(ctx, f"{REMINDER}:{request.id}:{days}", at, REMINDER, what)
