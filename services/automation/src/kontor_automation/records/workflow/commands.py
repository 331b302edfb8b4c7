"""What can be done with a workflow."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal
from uuid import UUID

from kontor_automation.engine import active_rules
from kontor_automation.records.workflow import queries, rules
from kontor_automation.records.workflow.model import WORKFLOW
from kontor_chassis.context import Context
from kontor_chassis.database.state_tables import changed_columns, row_of
from kontor_chassis.stamps import begun, changed
from kontor_schemas.automation.workflow import Workflow, WorkflowActivated, WorkflowPaused
from kontor_schemas.fact import Created, Deleted, Updated, changes


@dataclass(frozen=True, slots=True, kw_only=True)
class Circle:
    """Why the platform itself pauses a workflow, and the facts by which it went in a circle."""

    version: int
    reason: Literal["depth", "chain", "record_rate", "workflow_rate"]
    chain: Sequence[UUID]


async def create_workflow(ctx: Context, fields: Mapping[str, Any]) -> Workflow:
    """Lay down what is done when something happens.

    Emits: Created[Workflow].
    Raises: Faults (`record_type_unknown`, `field_unknown`, `op_not_allowed`, `condition_invalid`,
        `condition_too_large`, `step_type`, …).
    """
    rules.refuse_condition(fields["on"], fields.get("condition"))
    workflow = begun(ctx, Workflow, {"owner": _author(ctx), **fields})
    rules.refuse_steps(workflow)
    ctx.unit.insert(WORKFLOW, row_of(WORKFLOW, workflow))
    if workflow.is_active:
        active_rules.stage_active(ctx, rules.in_force(workflow))
    ctx.emit(Created[Workflow](state=workflow))
    return workflow


async def change_workflow(ctx: Context, workflow_id: UUID, fields: Mapping[str, Any]) -> Workflow:
    """Change fields of a workflow; runs that began go on with the version they began with.

    Emits: Updated[Workflow].
    Raises: RecordUnknown, RecordInBin, StaleVersion, Faults (as `create_workflow`).
    """
    old = await queries.lock_workflow(ctx, workflow_id)
    rules.refuse_condition(fields.get("on", old.on), fields.get("condition", old.condition))
    new = changed(ctx, old, fields)
    rules.refuse_steps(new)
    return _store(ctx, old, new)


async def activate_workflow(ctx: Context, workflow_id: UUID) -> Workflow:
    """Let a workflow run from now on; one that runs already stays as it is.

    Emits: Updated[Workflow], WorkflowActivated.
    Raises: RecordUnknown, RecordInBin, StaleVersion.
    """
    old = await queries.lock_workflow(ctx, workflow_id)
    new = _store(ctx, old, changed(ctx, old, {"is_active": True}))
    if new is not old:
        ctx.emit(WorkflowActivated(state=new))
    return new


async def pause_workflow(ctx: Context, workflow_id: UUID, circle: Circle | None = None) -> Workflow:
    """Let a workflow run no more; its runs that have not ended are cancelled.

    With a circle it is the platform that pauses; a version changed meanwhile is left alone.

    Emits: Updated[Workflow], WorkflowPaused.
    Raises: RecordUnknown, RecordInBin, StaleVersion.
    """
    old = await queries.lock_workflow(ctx, workflow_id)
    if circle is not None and circle.version != old.version:
        return old
    new = _store(ctx, old, changed(ctx, old, {"is_active": False}))
    if new is old:
        return old
    if circle is None:
        ctx.emit(WorkflowPaused(state=new))
    else:
        ctx.emit(WorkflowPaused(state=new, reason=circle.reason, chain=[*circle.chain]))
    return new


async def delete_workflow(ctx: Context, workflow_id: UUID) -> None:
    """Put a workflow into the recycle bin; it runs no more.

    Emits: Deleted[Workflow].
    Raises: RecordUnknown, RecordInBin, StaleVersion.
    """
    old = await queries.lock_workflow(ctx, workflow_id)
    version = old.version + 1
    gone = {"deleted_at": ctx.now, "version": version}
    ctx.unit.update(WORKFLOW, old.id, old.version, gone)
    if old.is_active:
        active_rules.stage_ended(ctx, rules.in_force(old))
    ctx.emit(Deleted[Workflow](id=old.id, version=version))


def _store(ctx: Context, old: Workflow, new: Workflow) -> Workflow:
    """Store the next version, with what the engine must know; nothing where nothing changed."""
    if not (difference := changes(old, new)):
        return old
    ctx.unit.update(WORKFLOW, old.id, old.version, changed_columns(WORKFLOW, old, new))
    if new.is_active:
        active_rules.stage_active(ctx, rules.in_force(new))
    elif old.is_active:
        active_rules.stage_ended(ctx, rules.in_force(new))
    ctx.emit(Updated[Workflow](state=new, changed=difference))
    return new


def _author(ctx: Context) -> UUID | None:
    return UUID(ctx.actor.id) if ctx.actor.kind == "user" else None
