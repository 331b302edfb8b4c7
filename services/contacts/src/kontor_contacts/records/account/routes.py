"""HTTP for accounts."""

from uuid import UUID

from starlette.responses import Response

from kontor_chassis.http.edge import Writes
from kontor_contacts.records.account import commands
from kontor_contacts.records.account.record import ACCOUNT
from kontor_contacts.records.account.schemas import Reason
from kontor_records.http.routes import Verbs, record_routes, state_answer
from kontor_schemas.contacts.account import Account

router = record_routes(
    ACCOUNT,
    Verbs(
        create=commands.create_account,
        change=commands.change_account,
        hidden=frozenset({"status", "churn_reason", "is_blocked", "blocked_reason"}),
    ),
)


@router.post(
    "/accounts/{account_id}/block",
    summary="Refuse new papers of an account",
    response_model=Account,
)
async def block(ctx: Writes, account_id: UUID, body: Reason) -> Response:
    return await state_answer(ctx, ACCOUNT, await commands.block_account(ctx, account_id, body))


@router.post(
    "/accounts/{account_id}/unblock",
    summary="Take new papers of an account again",
    response_model=Account,
)
async def unblock(ctx: Writes, account_id: UUID) -> Response:
    return await state_answer(ctx, ACCOUNT, await commands.unblock_account(ctx, account_id))


@router.post(
    "/accounts/{account_id}/churn",
    summary="Take note that a customer has left",
    response_model=Account,
)
async def churn(ctx: Writes, account_id: UUID, body: Reason) -> Response:
    return await state_answer(ctx, ACCOUNT, await commands.churn_account(ctx, account_id, body))
