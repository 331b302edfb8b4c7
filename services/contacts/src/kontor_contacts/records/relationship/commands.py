"""What can be done with a relationship."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from asyncpg import LockNotAvailableError

from kontor_chassis.context import Context
from kontor_chassis.errors import ReferenceUnknown
from kontor_contacts.records.contact.record import CONTACT
from kontor_contacts.records.organization.record import ORGANIZATION
from kontor_contacts.records.relationship import queries, rules
from kontor_contacts.records.relationship.errors import RelationshipCycle, RelationshipExists
from kontor_contacts.records.relationship.record import RELATIONSHIP
from kontor_records.storage import records
from kontor_records.storage.some import titles_of
from kontor_schemas.contacts.relationship import Relationship


async def create_relationship(ctx: Context, fields: Mapping[str, Any]) -> Relationship:
    """Say what two parties are to each other.

    Emits: RelationshipCreated.
    Raises: ActionForbidden, FieldForbidden, RelationshipEnds, RelationshipCycle,
        RelationshipExists, ReferenceUnknown, Faults.
    """
    fields = rules.in_order(fields)
    kind, ends = fields["kind"], rules.ends_of(fields)
    await _refuse_unknown(ctx, kind, ends)
    ordered = kind in rules.ORDERED
    up = await queries.above_seen(ctx, kind, ends.second) if ordered else set()
    # All above the second are locked: two relationships that could close a circle meet there.
    await ctx.unit.lock(*{*ends, *up})
    if ordered:
        now = await queries.above(ctx, kind, ends.second)
        if now != up:
            raise LockNotAvailableError("the chain changed while its end was looked for")
        if ends.first in now:
            raise RelationshipCycle
    if (known := await queries.same(ctx, kind, ends)) is not None:
        raise RelationshipExists(relationship=str(known))
    return await records.create(ctx, RELATIONSHIP, fields, complete=rules.completed)


async def change_relationship(
    ctx: Context, relationship_id: UUID, fields: Mapping[str, Any]
) -> Relationship:
    """Change since when, until when, and the remark.

    Emits: RelationshipUpdated.
    Raises: RecordUnknown, ActionForbidden, FieldForbidden, RecordInBin, StaleVersion, Faults.
    """
    locked = await records.lock(ctx, RELATIONSHIP, relationship_id)
    return await records.change_given(ctx, locked, fields, complete=rules.completed)


async def _refuse_unknown(ctx: Context, kind: str, ends: rules.Ends) -> None:
    joins = ORGANIZATION if kind in rules.OF_ORGANIZATIONS else CONTACT
    seen = await titles_of(ctx, joins, ends)
    for path, end in zip((f"/from_{joins.name}", f"/to_{joins.name}"), ends, strict=True):
        if end not in seen:
            raise ReferenceUnknown(path=path)
