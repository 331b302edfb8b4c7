"""Reading workflows."""

from uuid import UUID

from sqlalchemy import Uuid, bindparam, select

from kontor_automation.records.workflow.model import WORKFLOW
from kontor_chassis.context import Context, ReadContext
from kontor_chassis.database import paging, state_tables
from kontor_chassis.database.statements import TENANT, compiled, scoped
from kontor_chassis.errors import RecordInBin, RecordUnknown
from kontor_chassis.stamps import refuse_stale
from kontor_schemas.automation.workflow import Workflow

_ONE = select(WORKFLOW).where(
    WORKFLOW.c.tenant_id == TENANT, WORKFLOW.c.id == bindparam("id", type_=Uuid())
)
_GET = scoped(_ONE.where(WORKFLOW.c.deleted_at.is_(None)))
_LOCK = compiled(_ONE.with_for_update())


async def workflow_json(ctx: ReadContext, workflow_id: UUID) -> tuple[bytes, int]:
    """Return a workflow as JSON, and its version.

    Raises:
        RecordUnknown: There is none in this tenant.
    """
    row = await ctx.unit.one(_GET, id=workflow_id)
    if row is None:
        raise RecordUnknown
    return state_tables.json_of(WORKFLOW, row), row["version"]


async def workflows_page(ctx: ReadContext, listing: paging.Listing, cursor: str | None) -> bytes:
    """Return a page of workflows as JSON.

    Raises:
        CursorInvalid: The cursor belongs to another list.
    """
    return await paging.page(ctx, WORKFLOW, listing, cursor)


async def lock_workflow(ctx: Context, workflow_id: UUID) -> Workflow:
    """Lock a workflow for this unit of work and return it as it stands.

    Raises:
        RecordUnknown: There is none in this tenant.
        RecordInBin: It was deleted.
        StaleVersion: The client decided on another version.
    """
    await ctx.unit.lock(workflow_id)
    row = await ctx.unit.one(_LOCK, id=workflow_id)
    if row is None:
        raise RecordUnknown
    if row["deleted_at"] is not None:
        raise RecordInBin
    workflow = state_tables.state_of(WORKFLOW, row, Workflow)
    refuse_stale(ctx, workflow)
    return workflow
