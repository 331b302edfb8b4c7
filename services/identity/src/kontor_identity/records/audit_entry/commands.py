"""What is noted for the audit."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID
from weakref import WeakKeyDictionary

import orjson

from kontor_chassis.context import Context
from kontor_chassis.database.unit_of_work import WriteUnit
from kontor_identity.records.audit_entry import queries, rules
from kontor_identity.records.audit_entry.model import AUDIT_ENTRY
from kontor_identity.records.audit_entry.rules import Link

# A unit of work may note several things before any of them is written.
_last: WeakKeyDictionary[WriteUnit, Link] = WeakKeyDictionary()


async def note(ctx: Context, action: str, subject: UUID, detail: Mapping[str, Any]) -> None:
    """Note something for the audit; the tenant's lock is held, so that entries follow each other.

    Args:
        ctx: A context of the tenant it is about.
        action: What was done, such as `grant.role.changed`.
        subject: To whom or to what.
        detail: Ids, words and numbers; never anything about a person.

    Emits: nothing.
    """
    last = _last.get(ctx.unit) or await queries.last_link(ctx)
    entry: dict[str, Any] = {
        "number": last.number + 1,
        "at": ctx.now,
        "actor": str(ctx.actor),
        "action": action,
        "subject": subject,
        # As it will come back from the database: without types that JSON does not know.
        "detail": orjson.loads(orjson.dumps(detail, default=str)),
    }
    digest = rules.digest(last.digest, entry)
    detail_text = orjson.dumps(entry["detail"]).decode()
    ctx.unit.insert(AUDIT_ENTRY, {**entry, "detail": detail_text, "digest": digest})
    _last[ctx.unit] = Link(number=entry["number"], digest=digest)
