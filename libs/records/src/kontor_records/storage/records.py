"""Records: created, locked, changed and read, by functions that commands call.

`lock` and `change` are the only way to change a record: rights, versions, history, derived rows
and facts are theirs, so that no command can forget one of them.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar
from uuid import UUID

from kontor_chassis.context import Context, ReadContext
from kontor_chassis.database import state_tables
from kontor_chassis.database.statements import Statement
from kontor_chassis.database.unit_of_work import Row
from kontor_chassis.errors import ActionForbidden, RecordInBin, RecordUnknown
from kontor_chassis.stamps import begun, changed, derived_into
from kontor_records.access.planner import EVERYTHING, Plan
from kontor_records.access.rights import Rights, rights_of
from kontor_records.access.rows import Rows
from kontor_records.customizing import writing as own_fields
from kontor_records.customizing.world import definitions_of
from kontor_records.declaration.record_type import RecordType
from kontor_records.errors import RecordMerged
from kontor_records.holds.refusing import refuse_held
from kontor_records.numbers import numbering
from kontor_records.storage import guards, staging, statements
from kontor_records.storage.kept import kept
from kontor_records.storage.showing import cut as cut
from kontor_records.storage.showing import refuse_closed as refuse_closed
from kontor_records.storage.showing import refuse_hidden as refuse_hidden
from kontor_records.storage.showing import refuse_uneditable as refuse_uneditable
from kontor_records.storage.showing import state_fields as state_fields
from kontor_records.storage.staleness import refuse_stale
from kontor_schemas.fact import changes
from kontor_schemas.record_state import RecordState

S = TypeVar("S", bound=RecordState)
Complete = Callable[[S], Mapping[str, Any]]
"""A rule that computes derived fields from a state; it may refuse the state."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Locked(Generic[S]):
    """A record that stands locked in this unit of work.

    Attributes:
        record_type: Its type.
        state: It as it stands.
        binned_with: The deletion that put it into the bin; None where it is live.
        merged_into: The record it was merged into; None for most.
    """

    record_type: RecordType[S]
    state: S
    binned_with: UUID | None = None
    merged_into: UUID | None = None


async def create(
    ctx: Context,
    record_type: RecordType[S],
    fields: Mapping[str, Any],
    *,
    complete: Complete[S] | None = None,
) -> S:
    """Create a record.

    Args:
        ctx: The command's context.
        record_type: Its type.
        fields: The fields as given, with derived ones that a command adds.
        complete: Computes derived fields from the state.

    Raises:
        ActionForbidden: The actor may not create records of this type.
        FieldForbidden: The actor may not give one of the fields.
        Faults: The fields do not make this state.
    """
    rights = await rights_of(ctx)
    refuse_uneditable(rights, record_type, fields)
    fields = await own_fields.taken(ctx, record_type, fields)
    fields = await numbering.numbered(ctx, record_type, fields)
    state = begun(ctx, record_type.state, {**_owned(ctx, record_type, fields), **fields})
    if complete is not None:
        state = derived_into(state, complete(state))
    state = own_fields.completed(ctx, record_type, state)
    await own_fields.refuse_missing(ctx, record_type, state)
    if not _holds(rights.plan("create", record_type), state):
        raise ActionForbidden(action="create", record=record_type.record)
    staging.add(ctx, record_type, state)
    return state


async def lock(
    ctx: Context,
    record_type: RecordType[S],
    record: UUID,
    *,
    action: str = "update",
    further: Iterable[UUID] = (),
) -> Locked[S]:
    """Lock a live record for this unit of work, with the actor's rights applied.

    `action` is what is to be done with it, `further` what must stand still meanwhile.

    Raises:
        RecordUnknown: There is none in this tenant that the actor can see.
        ActionForbidden: The actor can see it, and may not do this to it.
        RecordInBin: It was deleted.
        RecordMerged: It was merged into another.
        StaleVersion: The client decided on another version.
    """
    (locked,) = await lock_all(ctx, [(record_type, record)], action=action, further=further)
    await refuse_stale(ctx, record_type, locked.state)
    return locked


async def lock_all(
    ctx: Context,
    wanted: Sequence[tuple[RecordType[Any], UUID]],
    *,
    action: str = "update",
    further: Iterable[UUID] = (),
) -> list[Locked[Any]]:
    """Lock several live records in one call, whatever their types, in the order given.

    Args:
        ctx: The command's context.
        wanted: Type and id of each record.
        action: What is to be done with them.
        further: What must stand still meanwhile, and is neither changed nor shown.

    Raises:
        RecordUnknown, ActionForbidden, RecordInBin, RecordMerged: As `lock`.
    """
    found = await lock_wherever(ctx, wanted, action=action, further=further)
    for locked in found:
        if locked.merged_into is not None:
            raise RecordMerged(survivor=str(locked.merged_into))
        if locked.binned_with is not None:
            raise RecordInBin
    return found


async def lock_wherever(
    ctx: Context,
    wanted: Sequence[tuple[RecordType[Any], UUID]],
    *,
    action: str,
    further: Iterable[UUID] = (),
) -> list[Locked[Any]]:
    """Lock several records, also those in the bin and those that were merged.

    Raises:
        RecordUnknown, ActionForbidden: As `lock`.
    """
    rights = await rights_of(ctx)
    # Asked now, while no connection is held; whoever changes a record finds it at hand.
    await definitions_of(ctx)
    await ctx.unit.lock(*{record for _, record in wanted}, *further)
    rows: dict[UUID, Row] = {}
    for record_type in dict.fromkeys(record_type for record_type, _ in wanted):
        ids = [record for found, record in wanted if found is record_type]
        for row in await ctx.unit.all(statements.locking(record_type), ids=ids):
            rows[row["id"]] = row
    return [
        _permitted(rights, record_type, rows.get(record), action) for record_type, record in wanted
    ]


def _permitted(
    rights: Rights, record_type: RecordType[Any], row: Row | None, action: str
) -> Locked[Any]:
    if row is None:
        raise RecordUnknown
    locked = locked_row(record_type, row)
    if not _holds(rights.plan("read", record_type), locked.state):
        raise RecordUnknown
    if not _holds(rights.plan(action, record_type), locked.state):
        raise ActionForbidden(action=action, record=record_type.record)
    return locked


async def change(
    ctx: Context,
    locked: Locked[S],
    fields: Mapping[str, Any],
    *,
    complete: Complete[S] | None = None,
) -> S:
    """Change a locked record; a change that changes nothing leaves no version and no fact.

    Raises:
        Faults: The fields do not make this state.
        TransitionNotAllowed: The type's life cycle does not have this step.
        RecordHeld: Something holds the record, and does not allow these fields to change.
    """
    refuse_held(locked.state, fields)
    fields = await own_fields.taken(ctx, locked.record_type, fields, locked.state)
    new = changed(ctx, locked.state, fields)
    if complete is not None:
        new = derived_into(new, complete(new))
    new = own_fields.completed(ctx, locked.record_type, new)
    guards.refuse_step(locked.record_type, locked.state, new)
    difference = changes(locked.state, new)
    if not difference:
        return locked.state
    staging.put(ctx, locked.record_type, locked.state, new, difference)
    return new


async def change_given(
    ctx: Context,
    locked: Locked[S],
    fields: Mapping[str, Any],
    *,
    complete: Complete[S] | None = None,
) -> S:
    """Change a locked record to what a user gave: the fields' own rights apply as well.

    Raises:
        FieldForbidden: The actor may see one of the fields and not change it.
        Faults: A field is hidden or a verb's, or the fields do not make this state.
        TransitionNotAllowed: The type's life cycle does not have this step.
    """
    refuse_uneditable(await rights_of(ctx), locked.record_type, fields)
    guards.refuse_owned(locked.record_type, fields)
    new = await change(ctx, locked, fields, complete=complete)
    if new is not locked.state:
        await own_fields.refuse_missing(ctx, locked.record_type, new)
    return new


async def get_json(
    ctx: ReadContext, record_type: RecordType[Any], record: UUID
) -> tuple[bytes, int]:
    """Return a live record as JSON, as far as the actor may see it, and its version.

    Raises:
        RecordUnknown: There is none in this tenant that the actor can see.
        RecordMerged: It was merged into another.
    """
    rights = await rights_of(ctx)
    row = await visible(ctx, record_type, record)
    if row["merged_into"] is not None:
        raise RecordMerged(survivor=str(row["merged_into"]))
    if row["deleted_at"] is not None:
        raise RecordUnknown
    fields = state_tables.json_fields(record_type.table, row)
    return state_tables.encoded(cut(rights, record_type, fields)), row["version"]


async def visible(ctx: ReadContext, record_type: RecordType[Any], record: UUID) -> Row:
    """Return the row of a record that the actor can see, wherever it lies.

    Raises:
        RecordUnknown: There is none in this tenant that the actor can see.
    """
    plan = (await rights_of(ctx)).plan("read", record_type)
    row = None
    if isinstance(plan, Rows):
        statement = _getting_some(record_type, plan)
        row = await ctx.unit.one(statement, id=record, **plan.values())
    elif plan is EVERYTHING:
        row = await ctx.unit.one(statements.getting_any(record_type), id=record)
    if row is None:
        raise RecordUnknown
    return row


def _getting_some(record_type: RecordType[Any], plan: Rows) -> Statement:
    return kept(
        ("get", record_type.record, plan.shape),
        lambda: statements.getting(record_type, plan.clause(record_type.table, single=True)),
    )


def locked_row(record_type: RecordType[S], row: Row) -> Locked[S]:
    """Return a record out of the row that was read with its lock."""
    return Locked(
        record_type=record_type,
        state=state_tables.state_of(record_type.table, row, record_type.state),
        binned_with=row["deleted_with"] or (row["id"] if row["deleted_at"] else None),
        merged_into=row["merged_into"],
    )


def _owned(
    ctx: Context, record_type: RecordType[Any], fields: Mapping[str, Any]
) -> dict[str, UUID]:
    subject = ctx.principal.subject
    if not record_type.owner_is_actor or fields.get("owner_group") or subject.kind != "user":
        return {}
    return {"owner": UUID(subject.id)}


def _holds(plan: Plan, state: RecordState) -> bool:
    return plan.matches(state) if isinstance(plan, Rows) else plan is EVERYTHING
