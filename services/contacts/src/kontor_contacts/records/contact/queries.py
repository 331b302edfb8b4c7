"""Contacts found by what they share."""

from collections.abc import Awaitable, Callable, Collection
from typing import Final
from uuid import UUID

from kontor_chassis.context import Context
from kontor_chassis.database.statements import Statement
from kontor_chassis.database.unit_of_work import Stage

_HELD: Final = (
    "FROM record_key WHERE tenant_id = $1 AND record_type = 'contacts.contact'"
    " AND kind = 'emails' AND value = ANY($2::text[])"
)
_SCOPE = "WITH t AS MATERIALIZED (SELECT set_config('kontor.tenant', $1::uuid::text, true) s) "
_HOLDERS: Final = Statement(
    f"{_SCOPE}SELECT x.* FROM t CROSS JOIN LATERAL (SELECT record {_HELD}"
    " AND t.s IS NOT NULL LIMIT 20) x",
    ("tenant", "mails"),
)


def create_unless_held(
    ctx: Context, mails: Collection[str], explain: Callable[[], Awaitable[None]]
) -> None:
    """Let a contact come about only where nobody has one of these addresses, in normal form."""
    ctx.unit.commit_unless(_HELD, ctx.tenant, sorted(mails), explain=explain)


async def holders_of(ctx: Context, mails: Collection[str]) -> set[UUID]:
    """Return live contacts with one of these e-mail addresses, given in normal form."""
    # Inside the transaction where there is one: a second connection would be waited for.
    is_fresh = ctx.unit.stage is Stage.FRESH
    read = ctx.unit.peek if is_fresh else ctx.unit.all
    return {row["record"] for row in await read(_HOLDERS, mails=sorted(mails))}
