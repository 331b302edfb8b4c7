"""What can be done with an account."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from kontor_chassis.context import Context
from kontor_chassis.errors import ReferenceUnknown
from kontor_contacts.records.account import queries, rules
from kontor_contacts.records.account.errors import AccountExists
from kontor_contacts.records.account.record import ACCOUNT
from kontor_contacts.records.account.schemas import Reason
from kontor_contacts.records.contact.record import CONTACT
from kontor_contacts.records.organization.record import ORGANIZATION
from kontor_records.storage import records
from kontor_records.storage.some import titles_of
from kontor_schemas.contacts.account import (
    Account,
    AccountBlocked,
    AccountChurned,
    AccountUnblocked,
)


async def create_account(ctx: Context, fields: Mapping[str, Any]) -> Account:
    """Open the account of an organization or a person.

    Emits: AccountCreated.
    Raises: ActionForbidden, FieldForbidden, AccountParty, AccountExists, ReferenceUnknown, Faults,
        UniqueTaken.
    """
    organization, contact = fields.get("organization"), fields.get("contact")
    party = rules.party_of(organization, contact)
    titles = await titles_of(ctx, ORGANIZATION if organization else CONTACT, [party])
    if party not in titles:
        raise ReferenceUnknown(path="/organization" if organization else "/contact")
    # Whoever opens an account of this party waits here; the next one finds it.
    await ctx.unit.lock(party)
    if (known := await queries.account_of(ctx, party)) is not None:
        raise AccountExists(account=str(known))
    fields = {**fields, "name": titles[party]}
    return await records.create(ctx, ACCOUNT, fields, complete=rules.completed)


async def change_account(ctx: Context, account_id: UUID, fields: Mapping[str, Any]) -> Account:
    """Change fields of an account.

    Emits: AccountUpdated.
    Raises: RecordUnknown, ActionForbidden, FieldForbidden, RecordInBin, RecordMerged,
        StaleVersion, Faults, UniqueTaken.
    """
    locked = await records.lock(ctx, ACCOUNT, account_id)
    return await records.change_given(ctx, locked, fields, complete=rules.completed)


async def block_account(ctx: Context, account_id: UUID, reason: Reason) -> Account:
    """Let sales and billing refuse new papers.

    Emits: AccountUpdated, AccountBlocked.
    Raises: RecordUnknown, ActionForbidden, RecordInBin, RecordMerged, StaleVersion.
    """
    locked = await records.lock(ctx, ACCOUNT, account_id)
    fields = {"is_blocked": True, "blocked_reason": reason.reason}
    account = await records.change(ctx, locked, fields)
    if not locked.state.is_blocked:
        ctx.emit(AccountBlocked(state=account))
    return account


async def unblock_account(ctx: Context, account_id: UUID) -> Account:
    """Let sales and billing take new papers again.

    Emits: AccountUpdated, AccountUnblocked.
    Raises: RecordUnknown, ActionForbidden, RecordInBin, RecordMerged, StaleVersion.
    """
    locked = await records.lock(ctx, ACCOUNT, account_id)
    account = await records.change(ctx, locked, {"is_blocked": False, "blocked_reason": None})
    if locked.state.is_blocked:
        ctx.emit(AccountUnblocked(state=account))
    return account


async def churn_account(ctx: Context, account_id: UUID, reason: Reason) -> Account:
    """Take note that a customer has left.

    Emits: AccountUpdated, AccountChurned.
    Raises: RecordUnknown, ActionForbidden, RecordInBin, RecordMerged, StaleVersion,
        TransitionNotAllowed.
    """
    locked = await records.lock(ctx, ACCOUNT, account_id)
    fields = {"status": "churned", "churn_reason": reason.reason}
    account = await records.change(ctx, locked, fields)
    if locked.state.status != "churned":
        ctx.emit(AccountChurned(state=account))
    return account
