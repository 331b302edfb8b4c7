"""All that contacts knows of one person: which records, wherever they lie, and which are theirs."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final
from uuid import UUID

from kontor_chassis.context import Context, ReadContext
from kontor_chassis.database.statements import Statement
from kontor_chassis.database.unit_of_work import Row
from kontor_contacts.records.account.record import ACCOUNT
from kontor_contacts.records.contact.record import CONTACT
from kontor_contacts.records.lead.record import LEAD
from kontor_contacts.records.relationship.record import RELATIONSHIP
from kontor_records.declaration.record_type import RecordType
from kontor_records.merging import aliases
from kontor_schemas.contacts.privacy_request import PrivacyRequest

_SCOPE = "WITH t AS MATERIALIZED (SELECT set_config('kontor.tenant', $1::uuid::text, true) s) "


def _statement(select: str, *names: str) -> Statement:
    return Statement(
        f"{_SCOPE}SELECT x.* FROM t CROSS JOIN LATERAL ({select} OFFSET 0) x", ("tenant", *names)
    )


_LEADS: Final = _statement(
    "SELECT DISTINCT lead AS id FROM conversion WHERE tenant_id = $1"
    " AND contact = ANY($2::uuid[]) AND state IN ('done', 'deal_pending') AND t.s IS NOT NULL",
    "contacts",
)
_CONTACTS: Final = _statement(
    "SELECT DISTINCT contact AS id FROM conversion WHERE tenant_id = $1"
    " AND lead = ANY($2::uuid[]) AND state IN ('done', 'deal_pending') AND t.s IS NOT NULL",
    "leads",
)
_ACCOUNTS: Final = _statement(
    "SELECT id, contact, status FROM account WHERE tenant_id = $1 AND t.s IS NOT NULL"
    " AND (contact = ANY($2::uuid[]) OR billing_contact = ANY($2::uuid[])"
    " OR primary_contact = ANY($2::uuid[]))",
    "contacts",
)
_RELATIONSHIPS: Final = _statement(
    "SELECT id FROM relationship WHERE tenant_id = $1 AND t.s IS NOT NULL"
    " AND (from_contact = ANY($2::uuid[]) OR to_contact = ANY($2::uuid[]))",
    "contacts",
)
_REFERRED: Final = _statement(
    "SELECT id FROM contact WHERE tenant_id = $1 AND referred_by = ANY($2::uuid[])"
    " AND t.s IS NOT NULL",
    "contacts",
)
_CONVERSIONS: Final = _statement(
    "SELECT id FROM conversion WHERE tenant_id = $1 AND t.s IS NOT NULL"
    " AND (contact = ANY($2::uuid[]) OR lead = ANY($3::uuid[]))",
    "contacts",
    "leads",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """The records of one person, live, in the bin or merged.

    Attributes:
        contacts: The contact with all others that were merged into it.
        leads: The leads that became the contact, with all that were merged into them.
        accounts: The person's own accounts.
        relationships: What the person is to others.
        mentions: Records of others that name the person: by type.
        conversions: The conversions of those leads.
    """

    contacts: frozenset[UUID]
    leads: frozenset[UUID]
    accounts: frozenset[UUID]
    relationships: frozenset[UUID]
    mentions: Mapping[RecordType[Any], frozenset[UUID]]
    conversions: frozenset[UUID]

    @property
    def own(self) -> Mapping[RecordType[Any], frozenset[UUID]]:
        """The person's own records by type."""
        return {
            CONTACT: self.contacts,
            LEAD: self.leads,
            ACCOUNT: self.accounts,
            RELATIONSHIP: self.relationships,
        }

    @property
    def ids(self) -> list[UUID]:
        """The ids of the person's own records."""
        return sorted(one for ids in self.own.values() for one in ids)


async def person_of(ctx: Context | ReadContext, request: PrivacyRequest) -> Person:
    """Find the records of the person a request is about, beside the unit of work."""
    contacts = {request.contact} if request.contact else set()
    leads = {request.lead} if request.lead else set()
    contacts |= await _ids(ctx, _CONTACTS, leads=sorted(leads))
    contacts |= await _merged(ctx, contacts)
    leads |= await _ids(ctx, _LEADS, contacts=sorted(contacts))
    leads |= await _merged(ctx, leads)
    wanted = sorted(contacts)
    accounts = await _read(ctx, _ACCOUNTS, contacts=wanted)
    own = frozenset(row["id"] for row in accounts if row["contact"] in contacts)
    mentions: dict[RecordType[Any], frozenset[UUID]] = {
        ACCOUNT: frozenset(row["id"] for row in accounts) - own,
        CONTACT: frozenset(await _ids(ctx, _REFERRED, contacts=wanted)) - contacts,
    }
    return Person(
        contacts=frozenset(contacts),
        leads=frozenset(leads),
        accounts=own,
        relationships=frozenset(await _ids(ctx, _RELATIONSHIPS, contacts=wanted)),
        mentions=mentions,
        conversions=frozenset(await _ids(ctx, _CONVERSIONS, contacts=wanted, leads=sorted(leads))),
    )


async def _merged(ctx: Context | ReadContext, records: set[UUID]) -> set[UUID]:
    found: set[UUID] = set()
    for record in records:
        found |= set(await aliases.other_names(ctx, record))
    return found


async def _ids(ctx: Context | ReadContext, statement: Statement, **values: object) -> set[UUID]:
    return {UUID(str(row["id"])) for row in await _read(ctx, statement, **values)}


async def _read(
    ctx: Context | ReadContext, statement: Statement, **values: object
) -> Sequence[Row]:
    read = ctx.unit.peek if isinstance(ctx, Context) else ctx.unit.all
    return await read(statement, **values)
