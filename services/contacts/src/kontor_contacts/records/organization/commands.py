"""What can be done with an organization."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID, uuid5

from asyncpg import LockNotAvailableError

from kontor_chassis.context import Context
from kontor_chassis.errors import ReferenceUnknown
from kontor_contacts.processes.vat_ids.rules import vat_id
from kontor_contacts.records.organization import queries, rules
from kontor_contacts.records.organization.errors import DuplicateVatId, HasChildren
from kontor_contacts.records.organization.record import ORGANIZATION
from kontor_records.access.rights import rights_of
from kontor_records.bin import binning
from kontor_records.storage import records
from kontor_records.storage.keys import key_of
from kontor_records.storage.records import Locked
from kontor_records.storage.staleness import refuse_stale
from kontor_schemas.contacts.organization import Organization


async def create_organization(ctx: Context, fields: Mapping[str, Any]) -> Organization:
    """Take up a company or institution.

    Emits: OrganizationCreated.
    Raises: ActionForbidden, FieldForbidden, Faults, HierarchyTooDeep, DuplicateVatId,
        ReferenceUnknown, UniqueTaken.
    """
    parent, vat = fields.get("parent"), fields.get("vat_id")
    above = await queries.above(ctx, parent) if parent else []
    if parent and not above:
        raise ReferenceUnknown(path="/parent")
    if parent or vat:
        await ctx.unit.lock(*above, *_named(ctx, vat))
    if parent:
        await _refuse_moved(ctx, parent, above)
        rules.refuse_place(parent, above[1:], 1)
    await _refuse_duplicate_vat(ctx, vat, None)
    return await records.create(ctx, ORGANIZATION, fields, complete=rules.completed)


async def change_organization(
    ctx: Context, organization_id: UUID, fields: Mapping[str, Any]
) -> Organization:
    """Change fields of an organization.

    Emits: OrganizationUpdated.
    Raises: RecordUnknown, ActionForbidden, FieldForbidden, RecordInBin, RecordMerged,
        StaleVersion, Faults, DuplicateVatId, UniqueTaken.
    """
    vat = fields.get("vat_id")
    if vat is None:
        organization = await records.lock(ctx, ORGANIZATION, organization_id)
    else:
        (organization,) = await _locked(ctx, [organization_id], _named(ctx, vat))
        if organization.state.vat_id != vat:
            await _refuse_duplicate_vat(ctx, vat, organization_id)
    return await records.change_given(ctx, organization, fields, complete=rules.completed)


async def move_organization(
    ctx: Context, organization_id: UUID, parent: UUID | None
) -> Organization:
    """Hang an organization, and all below it, below another one or at the top.

    Emits: OrganizationUpdated.
    Raises: RecordUnknown, ActionForbidden, RecordInBin, RecordMerged, StaleVersion,
        ReferenceUnknown, HierarchyCycle, HierarchyTooDeep.
    """
    above = await queries.above(ctx, parent) if parent else []
    if parent and not above:
        raise ReferenceUnknown(path="/parent")
    # Whoever moves locks all above the new place: two moves that could close a circle meet there.
    (organization,) = await _locked(ctx, [organization_id], above)
    if parent:
        await _refuse_moved(ctx, parent, above)
    below = await queries.height_below(ctx, organization_id)
    rules.refuse_place(organization_id, above, below)
    return await records.change(ctx, organization, {"parent": parent}, complete=rules.completed)


async def delete_organization(
    ctx: Context, organization_id: UUID, children: str | None = None
) -> None:
    """Put an organization into the bin.

    What hangs below it goes where `children` says: `reparent` to what is above it, `orphan` to
    the top. Its people stay; their affiliation ends by the fact.

    Emits: OrganizationDeleted, OrganizationUpdated of each child.
    Raises: RecordUnknown, ActionForbidden, RecordInBin, RecordMerged, StaleVersion, HasChildren.
    """
    below = await queries.children(ctx, organization_id)
    if not below:
        await binning.delete(ctx, ORGANIZATION, organization_id)
        return
    if children is None:
        raise HasChildren(count=len(below))
    (organization, *moved) = await _locked(ctx, [organization_id, *below], (), action="delete")
    parent = organization.state.parent if children == "reparent" else None
    for child in moved:
        await records.change(ctx, child, {"parent": parent}, complete=rules.completed)
    binning.bin_all(ctx, [organization], batch=organization_id)
    binning.set_purge(ctx, ORGANIZATION, organization_id)


async def _locked(
    ctx: Context, mine: Sequence[UUID], further: Sequence[UUID], action: str = "update"
) -> list[Locked[Organization]]:
    """Lock organizations with the actor's rights, and what must stand still meanwhile without."""
    found = await records.lock_all(
        ctx, [(ORGANIZATION, one) for one in mine], action=action, further=further
    )
    await refuse_stale(ctx, ORGANIZATION, found[0].state)
    return found


async def _refuse_moved(ctx: Context, parent: UUID, above: Sequence[UUID]) -> None:
    """Have the unit of work tried again where the way to the top changed before the locks held."""
    if await queries.above_now(ctx, parent) != list(above):
        raise LockNotAvailableError("the hierarchy changed while a place in it was looked for")


def _named(ctx: Context, vat: str | None) -> list[UUID]:
    """Return what stands for a VAT id among the locks, so that no two take it at once."""
    return [uuid5(ctx.tenant, vat_id("/vat_id", vat).value)] if vat else []


async def _refuse_duplicate_vat(ctx: Context, vat: str | None, own: UUID | None) -> None:
    if not vat:
        return
    rights = await rights_of(ctx)
    spec = ORGANIZATION.fields["vat_id"]
    taken = [
        found
        for found in await queries.with_vat_id(ctx, key_of(spec, vat_id("/vat_id", vat).value))
        if found != own
    ]
    # Companies taxed as one group share a number: whoever may say so, may enter it twice.
    if taken and not rights.flag("organization.duplicate_vat"):
        raise DuplicateVatId(record=str(taken[0]))
