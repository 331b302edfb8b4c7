"""What is found out before a conversion: who is certainly meant, and whether a map can be followed.

It is read before the locks, as it says what to lock, and looked at again under them.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final
from uuid import UUID

from asyncpg import LockNotAvailableError

from kontor_chassis.context import Context
from kontor_contacts.processes.conversion import rules
from kontor_contacts.processes.conversion.schemas import Conversion, FieldMap, Target
from kontor_contacts.processes.normal_forms.rules import domain_of
from kontor_contacts.records.contact import queries as contact_queries
from kontor_contacts.records.contact.record import CONTACT
from kontor_contacts.records.contact.rules import personal_mails, stands_for
from kontor_contacts.records.lead.record import LEAD
from kontor_contacts.records.organization.record import ORGANIZATION
from kontor_records.access.rights import rights_of
from kontor_records.customizing.world import definitions_of
from kontor_records.declaration.record_type import RecordType
from kontor_records.duplicates.finding import suspects
from kontor_records.duplicates.score import CERTAIN, PROBABLE
from kontor_records.storage import records, statements
from kontor_schemas.contacts.lead import Lead


@dataclass(frozen=True, slots=True, kw_only=True)
class Foreseen:
    """A conversion as it will be, unless something comes in between.

    Attributes:
        wanted: What is wanted, with records in the place of matches.
        mails: The addresses that the lead alone reads.
        holders: The contacts that have one of them.
        locks: What stands for the addresses among the locks.
    """

    wanted: Conversion
    mails: frozenset[str] = frozenset()
    holders: frozenset[UUID] = frozenset()
    locks: Sequence[UUID] = ()


async def foreseen(ctx: Context, lead_id: UUID, wanted: Conversion) -> Foreseen:
    """Find out who is certainly meant by a lead, as far as the actor may see."""
    rows = await ctx.unit.peek(statements.getting_any(LEAD), id=lead_id)
    if not rows:
        return Foreseen(wanted=wanted)
    lead: Lead = records.locked_row(LEAD, rows[0]).state
    mails = personal_mails(lead.emails)
    holders = await contact_queries.holders_of(ctx, mails) if mails else set()
    contact, organization = wanted.contact, wanted.organization
    if contact is not None and contact.match:
        contact = await _target(ctx, CONTACT, rules.contact_fields(lead), CERTAIN)
    if organization is not None and organization.match:
        body = rules.organization_fields(lead)
        body["domain"] = domain_of(body.get("website"))
        is_named = "name" in body
        organization = (
            await _target(ctx, ORGANIZATION, body, PROBABLE, alone=True) if is_named else None
        )
    return Foreseen(
        wanted=wanted.model_copy(update={"contact": contact, "organization": organization}),
        mails=mails,
        holders=frozenset(holders),
        locks=stands_for(ctx.tenant, mails),
    )


async def refuse_change(ctx: Context, known: Foreseen) -> None:
    """Have the conversion tried again where somebody of the same address came in between.

    Raises:
        LockNotAvailableError: Somebody did.
    """
    if known.mails and await contact_queries.holders_of(ctx, known.mails) != known.holders:
        raise LockNotAvailableError("a person of the same address came in between")


async def refuse_map(ctx: Context, field_map: FieldMap) -> None:
    """Refuse a map that names what is not there, or what the actor may not see.

    Raises:
        Faults: `field_unknown`.
    """
    if not (field_map.contact or field_map.organization):
        return
    rights, definitions = await rights_of(ctx), await definitions_of(ctx)
    sources = {
        name
        for name in definitions.of(LEAD).merged
        if rights.field_right(LEAD, name) in ("read", "edit")
    }
    for record_type, ways in ((CONTACT, field_map.contact), (ORGANIZATION, field_map.organization)):
        targets = {
            name
            for name, spec in definitions.of(record_type).merged.items()
            if _is_free(record_type, name, spec)
        }
        rules.refuse_map(ways, f"/field_map/{record_type.name}", sources, targets)


_KEPT: Final = frozenset({"id", "version", "custom", "tags", "access", "holds"})


def _is_free(record_type: RecordType[Any], name: str, spec: Any) -> bool:
    is_owned = name in record_type.owned_by_verb or name in _KEPT
    return spec.is_writable and not is_owned


async def _target(
    ctx: Context,
    record_type: RecordType[Any],
    fields: dict[str, Any],
    least: int,
    *,
    alone: bool = False,
) -> Target:
    found = [
        one
        for one in (await suspects(ctx, record_type, fields)).candidates
        if one.record == record_type.record and one.score.points >= least
    ]
    if not found or (alone and len(found) > 1):
        return Target(create=True)
    return Target(link=found[0].id)
