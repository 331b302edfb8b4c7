"""What can be done with a lead."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from kontor_chassis.context import Context
from kontor_contacts.processes.erasure.queries import lock_unless_erased
from kontor_contacts.records.lead import rules
from kontor_contacts.records.lead.record import LEAD
from kontor_contacts.records.lead.schemas import Assignment
from kontor_records.storage import records
from kontor_schemas.contacts.lead import Lead, LeadAssigned


async def create_lead(ctx: Context, fields: Mapping[str, Any]) -> Lead:
    """Take up somebody's interest.

    Emits: LeadCreated.
    Raises: ActionForbidden, FieldForbidden, LeadNameless.
    """
    fields = {**fields, "stage_since": ctx.now}
    return await records.create(ctx, LEAD, fields, complete=rules.completed)


async def change_lead(ctx: Context, lead_id: UUID, fields: Mapping[str, Any]) -> Lead:
    """Change fields of a lead.

    Emits: LeadUpdated.
    Raises: RecordUnknown, ActionForbidden, FieldForbidden, RecordInBin, RecordMerged,
        StaleVersion, LeadNameless, LeadConverting, LeadAlreadyConverted, Faults.
    """
    locked = await lock_unless_erased(ctx, LEAD, lead_id)
    rules.refuse_ended(locked.state)
    return await records.change_given(ctx, locked, fields, complete=rules.completed)


async def assign_lead(ctx: Context, lead_id: UUID, assignment: Assignment) -> Lead:
    """Give a lead to a user, with what to do next.

    Emits: LeadUpdated, LeadAssigned.
    Raises: RecordUnknown, ActionForbidden, RecordInBin, RecordMerged, StaleVersion,
        LeadConverting, LeadAlreadyConverted.
    """
    locked = await lock_unless_erased(ctx, LEAD, lead_id)
    rules.refuse_ended(locked.state)
    lead = await records.change(ctx, locked, assignment.lead_fields())
    if lead is locked.state:
        return lead
    ctx.emit(
        LeadAssigned(
            state=lead,
            previous_owner=locked.state.owner,
            reason=assignment.reason,
            rule=assignment.rule,
            rule_version=assignment.rule_version,
        )
    )
    return lead
