"""Forgetting a person: runs about them end, and nothing quotes them any more."""

from uuid import UUID

from kontor_automation.processes.erasure import queries
from kontor_chassis.context import Context
from kontor_schemas.automation.erasure import ErasureCompleted
from kontor_schemas.automation.run import RunCancelled
from kontor_schemas.values import RecordReference


async def forget_record(ctx: Context, record: UUID, request: UUID) -> None:
    """Forget what is kept of a person's contact or lead, and say so.

    Emits: RunCancelled for each run of a workflow that had not ended, ErasureCompleted.
    Raises: nothing.
    """
    counts = await queries.counted(ctx, record)
    unended = await queries.open_runs(ctx, record)
    queries.forget(ctx, record, [run["id"] for run in unended])
    for run in unended:
        if run["kind"] == "workflow":
            ctx.emit(
                RunCancelled(
                    id=run["id"],
                    version=run["fence"] + 2,
                    workflow=run["rule"],
                    workflow_version=run["rule_version"],
                    trigger=run["fact_id"],
                    record=RecordReference(record=run["record"], id=run["record_id"]),
                )
            )
    ctx.emit(ErasureCompleted(id=record, request=request, counts=counts))
