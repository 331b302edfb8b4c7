"""What can be done with an organization."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from kontor_chassis.context import Context
from kontor_contacts.records.organization import rules
from kontor_contacts.records.organization.record import ORGANIZATION
from kontor_records.storage import records
from kontor_schemas.contacts.organization import Organization


async def create_organization(ctx: Context, fields: Mapping[str, Any]) -> Organization:
    """Take up a company or institution.

    Emits: OrganizationCreated.
    Raises: ActionForbidden, FieldForbidden, HierarchyCycle, ReferenceUnknown, UniqueTaken.
    """
    return await records.create(ctx, ORGANIZATION, fields, complete=rules.completed)


async def change_organization(
    ctx: Context, organization_id: UUID, fields: Mapping[str, Any]
) -> Organization:
    """Change fields of an organization.

    Emits: OrganizationUpdated.
    Raises: RecordUnknown, ActionForbidden, FieldForbidden, RecordInBin, RecordMerged,
        StaleVersion, HierarchyCycle, ReferenceUnknown, UniqueTaken.
    """
    organization = await records.lock(ctx, ORGANIZATION, organization_id)
    return await records.change_given(ctx, organization, fields, complete=rules.completed)
