"""Staging: the one place where a record's row, history, derived rows and fact are written together.

Nothing here decides anything: commands locked and rules decided before.
"""

from collections.abc import Mapping, Sequence
from typing import Any, TypeVar, cast

import orjson

from kontor_chassis.context import Context
from kontor_chassis.database.state_tables import changed_columns
from kontor_records.customizing.writing import stage_keys
from kontor_records.declaration.record_type import RecordType
from kontor_records.storage import derived
from kontor_records.storage.derived import Step
from kontor_records.storage.participants import PARTICIPANTS
from kontor_records.storage.tables import HISTORY
from kontor_schemas import wire
from kontor_schemas.fact import AnyFact, created_data
from kontor_schemas.record_state import RecordState

S = TypeVar("S", bound=RecordState)
Changes = Mapping[str, tuple[Any, Any]]


def add(ctx: Context, record_type: RecordType[S], state: S) -> None:
    """Stage a new record: row, history, derived rows, `created`."""
    ctx.unit.insert(record_type.table, record_type.row(state))
    # Encoded once, for the history and for the fact.
    body = wire.to_json(state)
    entry = history_row(ctx, record_type, state, kind="created")
    ctx.unit.insert(HISTORY, {**entry, "state": body.decode()})
    derive(ctx, [Step(record_type=record_type, record=state.id, before=None, after=state)])
    told = (state.id, state.version, created_data(body))
    ctx.emit_encoded(cast("type[AnyFact]", record_type.fact("created")), [told])


def put(ctx: Context, record_type: RecordType[S], old: S, new: S, difference: Changes) -> None:
    """Stage the next version of a record: row, history, derived rows, `updated`."""
    columns = changed_columns(record_type.table, old, new)
    ctx.unit.update(record_type.table, old.id, old.version, columns)
    write_history(ctx, record_type, new, kind="updated", changes=difference)
    derive(ctx, [Step(record_type=record_type, record=new.id, before=old, after=new)])
    ctx.emit(record_type.fact("updated")(state=new, changed=dict(difference)))


def derive(ctx: Context, steps: Sequence[Step]) -> None:
    """Stage what steps of records of one type make of the rows that follow from them."""
    derived.stage(ctx.unit, PARTICIPANTS, steps)
    if steps:
        changes = ((step.record, step.before, step.after) for step in steps)
        stage_keys(ctx, steps[0].record_type, changes)


def write_history(
    ctx: Context,
    record_type: RecordType[Any],
    state: RecordState,
    *,
    kind: str,
    changes: Changes | None = None,
) -> None:
    """Stage an entry of a record's history."""
    ctx.unit.insert(HISTORY, history_row(ctx, record_type, state, kind=kind, changes=changes))


def history_row(
    ctx: Context,
    record_type: RecordType[Any],
    state: RecordState,
    *,
    kind: str,
    changes: Changes | None = None,
) -> dict[str, object]:
    """Return an entry of a record's history as column values; the tenant is added at the insert.

    The whole state, which the first entry holds, is added by whoever has it encoded.
    """
    return {
        "record": state.id,
        "version": state.version,
        "record_type": record_type.record,
        "kind": kind,
        "at": ctx.now,
        "actor": str(ctx.actor),
        "cause": cause_of(ctx),
        "state": None,
        "changes": None if changes is None else wire.plain_json(dict(changes)).decode(),
    }


def cause_of(ctx: Context) -> str:
    """Return what brought a change about, as JSON: causing fact, chain, and who really acted."""
    cause: dict[str, object] = {"correlation": str(ctx.cause.correlation_id)}
    if ctx.cause.causation_id is not None:
        cause["fact"] = str(ctx.cause.causation_id)
    if ctx.principal.subject != ctx.actor:
        cause["for"] = str(ctx.principal.subject)
    return orjson.dumps(cause).decode()


def next_version(ctx: Context, state: S, **fields: object) -> S:
    """Return a state one version later, with some fields set and nothing validated."""
    stamps = {
        "version": state.version + 1,
        "updated_at": ctx.now,
        "updated_by": str(ctx.actor),
    }
    return state.model_copy(update={**stamps, **fields})
