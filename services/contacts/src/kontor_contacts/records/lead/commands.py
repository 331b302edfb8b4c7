"""What can be done with a lead."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from kontor_chassis.context import Context
from kontor_chassis.database.state_tables import changed_columns, row_of
from kontor_chassis.stamps import begun, changed, derived_into
from kontor_contacts.records.lead import queries, rules
from kontor_contacts.records.lead.model import LEAD
from kontor_contacts.records.lead.schemas import Assignment
from kontor_schemas.contacts.lead import Lead, LeadAssigned
from kontor_schemas.fact import Created, Deleted, Updated, changes

# A generic class is looked up anew at each subscription: here it is done once.
LeadCreated = Created[Lead]
LeadUpdated = Updated[Lead]
LeadDeleted = Deleted[Lead]


async def create_lead(ctx: Context, fields: Mapping[str, Any]) -> Lead:
    """Take up somebody's interest.

    Emits: LeadCreated.
    Raises: LeadNameless.
    """
    lead = begun(ctx, Lead, {**fields, "stage_since": ctx.now})
    lead = derived_into(lead, rules.completed(lead))
    ctx.unit.insert(LEAD, row_of(LEAD, lead))
    ctx.emit(LeadCreated(state=lead))
    return lead


async def change_lead(ctx: Context, lead_id: UUID, fields: Mapping[str, Any]) -> Lead:
    """Change fields of a lead; a change that changes nothing leaves no version and no fact.

    Emits: LeadUpdated.
    Raises: RecordUnknown, RecordInBin, StaleVersion, LeadNameless, TransitionNotAllowed.
    """
    old = await queries.lock_lead(ctx, lead_id)
    new = changed(ctx, old, fields)
    new = derived_into(new, {**rules.completed(new), **rules.moved(old, new, ctx.now)})
    if not (difference := changes(old, new)):
        return old
    ctx.unit.update(LEAD, old.id, old.version, changed_columns(LEAD, old, new))
    ctx.emit(LeadUpdated(state=new, changed=difference))
    return new


async def assign_lead(ctx: Context, lead_id: UUID, assignment: Assignment) -> Lead:
    """Give a lead to a user, with what to do next.

    Emits: LeadUpdated, LeadAssigned.
    Raises: RecordUnknown, RecordInBin, StaleVersion.
    """
    old = await queries.lock_lead(ctx, lead_id)
    new = changed(ctx, old, assignment.lead_fields())
    if not (difference := changes(old, new)):
        return old
    ctx.unit.update(LEAD, old.id, old.version, changed_columns(LEAD, old, new))
    ctx.emit(LeadUpdated(state=new, changed=difference))
    ctx.emit(
        LeadAssigned(
            state=new,
            previous_owner=old.owner,
            reason=assignment.reason,
            rule=assignment.rule,
            rule_version=assignment.rule_version,
        )
    )
    return new


async def delete_lead(ctx: Context, lead_id: UUID) -> None:
    """Put a lead into the recycle bin.

    Emits: LeadDeleted.
    Raises: RecordUnknown, RecordInBin, StaleVersion.
    """
    old = await queries.lock_lead(ctx, lead_id)
    version = old.version + 1
    ctx.unit.update(LEAD, old.id, old.version, {"deleted_at": ctx.now, "version": version})
    ctx.emit(LeadDeleted(id=old.id, version=version))
