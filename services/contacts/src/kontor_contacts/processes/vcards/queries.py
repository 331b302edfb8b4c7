"""Cards as they are kept beside contacts: what they are recognised by, and what means nothing."""

from collections.abc import Collection, Mapping, Sequence
from typing import Any, Final
from uuid import UUID

import orjson

from kontor_chassis.context import Context, ReadContext
from kontor_chassis.database import state_tables
from kontor_chassis.database.statements import Statement
from kontor_chassis.errors import RecordUnknown
from kontor_contacts.processes.vcard_syntax.rules import Property, written
from kontor_contacts.processes.vcards import rules
from kontor_contacts.records.contact.record import CONTACT
from kontor_records.access.rights import rights_of
from kontor_records.errors import RecordMerged
from kontor_records.storage import records

_SCOPE = "WITH t AS MATERIALIZED (SELECT set_config('kontor.tenant', $1::uuid::text, true) s) "
_KEPT: Final = Statement(
    _SCOPE + "SELECT x.* FROM t CROSS JOIN LATERAL (SELECT uid, rest FROM vcard"
    " WHERE tenant_id = $1 AND contact = $2::uuid AND t.s IS NOT NULL LIMIT 1) x",
    ("tenant", "contact"),
)
_BY_UID: Final = Statement(
    _SCOPE + "SELECT x.* FROM t CROSS JOIN LATERAL (SELECT uid, contact FROM vcard"
    " WHERE tenant_id = $1 AND uid = ANY($2::text[]) AND t.s IS NOT NULL OFFSET 0) x",
    ("tenant", "uids"),
)
_KEEP: Final = (
    "INSERT INTO vcard AS v (tenant_id, contact, uid, rest)"
    " SELECT $1::uuid, $2::uuid, $3::text, $4::text::jsonb FROM i"
    " ON CONFLICT (tenant_id, contact) DO UPDATE SET uid = excluded.uid, rest = excluded.rest"
    " RETURNING 1"
)


async def card_text(ctx: ReadContext, contact: UUID) -> str:
    """Return the card of a contact, as far as the actor may see it.

    Raises:
        RecordUnknown: There is none in this tenant that the actor can see.
        RecordMerged: It was merged into another.
    """
    row = await records.visible(ctx, CONTACT, contact)
    if row["merged_into"] is not None:
        raise RecordMerged(survivor=str(row["merged_into"]))
    if row["deleted_at"] is not None:
        raise RecordUnknown
    rights = await rights_of(ctx)
    fields = state_tables.json_fields(CONTACT.table, row)
    shown = orjson.loads(state_tables.encoded(records.cut(rights, CONTACT, fields)))
    kept = await ctx.unit.one(_KEPT, contact=contact)
    uid = kept["uid"] if kept else f"{rules.PREFIX}{contact}"
    # What came along may be anything: it is for those who see all there is of the person.
    is_whole = rights.readable(CONTACT) is None
    rest = [Property(**one) for one in orjson.loads(kept["rest"])] if kept and is_whole else []
    return written(rules.card_of(shown, rest, uid))


async def known(ctx: Context, uids: Collection[str]) -> Mapping[str, UUID]:
    """Return the contacts that were made of cards, by what those are recognised by."""
    rows = await ctx.unit.peek(_BY_UID, uids=sorted(uids))
    return {row["uid"]: row["contact"] for row in rows}


def keep(ctx: Context, contact: UUID, uid: str, rest: Sequence[Property]) -> None:
    """Stage what a card is recognised by, and what means nothing here."""
    told: list[Any] = [
        {"name": one.name, "value": one.value, "params": dict(one.params), "group": one.group}
        for one in rest
    ]
    ctx.unit.stage_write(_KEEP, ctx.tenant, contact, uid, orjson.dumps(told).decode())
