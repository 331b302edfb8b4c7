"""What can be done with an organization."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from kontor_chassis.context import Context
from kontor_chassis.database.state_tables import changed_columns, row_of
from kontor_chassis.stamps import begun, changed, derived_into
from kontor_contacts.records.organization import queries, rules
from kontor_contacts.records.organization.model import ORGANIZATION
from kontor_schemas.contacts.organization import Organization
from kontor_schemas.fact import Created, Deleted, Updated, changes

# A generic class is looked up anew at each subscription: here it is done once.
OrganizationCreated = Created[Organization]
OrganizationUpdated = Updated[Organization]
OrganizationDeleted = Deleted[Organization]


async def create_organization(ctx: Context, fields: Mapping[str, Any]) -> Organization:
    """Take up a company or institution.

    Emits: OrganizationCreated.
    Raises: HierarchyCycle, ReferenceUnknown, UniqueTaken.
    """
    organization = begun(ctx, Organization, fields)
    organization = derived_into(organization, rules.completed(organization))
    ctx.unit.insert(ORGANIZATION, row_of(ORGANIZATION, organization))
    ctx.emit(OrganizationCreated(state=organization))
    return organization


async def change_organization(
    ctx: Context, organization_id: UUID, fields: Mapping[str, Any]
) -> Organization:
    """Change fields of an organization; one that changes nothing leaves no version and no fact.

    Emits: OrganizationUpdated.
    Raises: RecordUnknown, RecordInBin, StaleVersion, HierarchyCycle, ReferenceUnknown,
        UniqueTaken.
    """
    old = await queries.lock_organization(ctx, organization_id)
    new = changed(ctx, old, fields)
    new = derived_into(new, rules.completed(new))
    if not (difference := changes(old, new)):
        return old
    ctx.unit.update(ORGANIZATION, old.id, old.version, changed_columns(ORGANIZATION, old, new))
    ctx.emit(OrganizationUpdated(state=new, changed=difference))
    return new


async def delete_organization(ctx: Context, organization_id: UUID) -> None:
    """Put an organization into the recycle bin.

    Emits: OrganizationDeleted.
    Raises: RecordUnknown, RecordInBin, StaleVersion.
    """
    old = await queries.lock_organization(ctx, organization_id)
    version = old.version + 1
    ctx.unit.update(ORGANIZATION, old.id, old.version, {"deleted_at": ctx.now, "version": version})
    ctx.emit(OrganizationDeleted(id=old.id, version=version))
