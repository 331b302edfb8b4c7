"""The work on one chunk: rights, holds and versions are asked record by record, written at once."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final
from uuid import UUID

from kontor_chassis.context import Context
from kontor_chassis.errors import (
    ActionForbidden,
    Faults,
    RecordInBin,
    RecordUnknown,
    Refusal,
    StaleVersion,
)
from kontor_chassis.stamps import changed, derived_into
from kontor_records.access import sharing
from kontor_records.access.rights import Rights, rights_of
from kontor_records.bulk.errors import ChangedSince
from kontor_records.bulk.moving import Judge, Lock, delete_many, restore_many
from kontor_records.bulk.orders import CHANGING, UNDONE, BulkType, parsed
from kontor_records.customizing import writing as own_fields
from kontor_records.customizing.world import definitions_of
from kontor_records.errors import NotInBin, RecordMerged
from kontor_records.holds.refusing import refuse_held
from kontor_records.merging.uniting import plain
from kontor_records.storage import batches, records
from kontor_records.storage.records import Locked
from kontor_schemas.record_state import RecordState, Share

_DECIDED_ON: Final = frozenset({"update", "delete"})
"""Actions for which the user looked at the record: one that was changed since is left alone."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Chunk:
    """Some records of a job.

    Attributes:
        ids: The records.
        versions: The version of each when the job was ordered, where it counts.
        befores: Of an undo: what the first job changed, by record.
    """

    ids: Sequence[UUID]
    versions: Sequence[int | None]
    befores: Mapping[str, Any] = field(default_factory=dict)


@dataclass(slots=True, kw_only=True)
class Outcome:
    """What became of a chunk.

    Attributes:
        finished: The records that were done.
        failures: Code and parameters of the others, by record.
        befores: What was changed from what to what, by record.
    """

    finished: list[UUID] = field(default_factory=list)
    failures: dict[str, dict[str, Any]] = field(default_factory=dict)
    befores: dict[str, Any] = field(default_factory=dict)

    def fail(self, record: UUID, refusal: Refusal) -> None:
        """Note why a record was not done."""
        fault = refusal.faults[0] if isinstance(refusal, Faults) else None
        code, params = (fault.code, fault.params) if fault else (refusal.code, refusal.params)
        self.failures[str(record)] = {"code": code, "params": dict(params)}


@dataclass(frozen=True, slots=True)
class FieldsOf:
    """What an action makes of the fields of a record."""

    action: str
    function: Callable[[Any], Mapping[str, Any]]


async def work(
    ctx: Context, bulk: BulkType, action: str, given: Mapping[str, Any], chunk: Chunk, lock: Lock
) -> Outcome:
    """Do what a job asks with the records of a chunk.

    Args:
        ctx: In the name of who ordered the job; nothing was locked in it yet.
        bulk: The type.
        action: One of the engine's own actions.
        given: Its values, in JSON.
        chunk: The records.
        lock: Locks them, and what goes along with them.
    """
    rights = await rights_of(ctx)
    await definitions_of(ctx)
    if action in CHANGING:
        locked = await lock({bulk.record_type: chunk.ids})
        fields_of = _fields(bulk, action, given, chunk)
        return _change(ctx, rights, bulk, chunk, locked, fields_of)
    outcome = Outcome()

    def accept(one: Locked[Any] | None, record: UUID) -> Locked[Any] | None:
        try:
            return _judged(rights, action, chunk, one, record)
        except Refusal as refusal:
            outcome.fail(record, refusal)
            return None

    move = delete_many if action == "delete" else restore_many
    outcome.finished = await move(
        ctx, bulk.record_type, chunk.ids, Judge(accept, outcome.fail, lock)
    )
    return outcome


def _change(
    ctx: Context,
    rights: Rights,
    bulk: BulkType,
    chunk: Chunk,
    locked: Mapping[UUID, Locked[Any]],
    fields_of: FieldsOf,
) -> Outcome:
    outcome = Outcome()
    told: list[tuple[Locked[Any], RecordState]] = []
    for record in chunk.ids:
        try:
            one = _judged(rights, fields_of.action, chunk, locked.get(record), record)
            fields = fields_of.function(one.state)
            records.refuse_uneditable(rights, bulk.record_type, fields)
            records.refuse_closed(rights, bulk.record_type, fields)
            refuse_held(one.state, fields)
            fields = own_fields.read(ctx, bulk.record_type, fields, one.state)
            new = changed(ctx, one.state, fields)
            if bulk.complete is not None:
                new = derived_into(new, bulk.complete(new))
        except Refusal as refusal:
            outcome.fail(record, refusal)
            continue
        told.append((one, new))
        outcome.finished.append(record)
        if fields_of.action != UNDONE:
            outcome.befores[str(record)] = _before(one.state, new, fields)
    batches.change_many(ctx, told)
    return outcome


def _judged(
    rights: Rights, action: str, chunk: Chunk, one: Locked[Any] | None, record: UUID
) -> Locked[Any]:
    """Return a record with which the job may go on.

    Raises:
        Refusal: It may not; the code says why.
    """
    if one is None or not batches.may(rights, "read", one):
        raise RecordUnknown
    if one.merged_into is not None:
        raise RecordMerged(survivor=str(one.merged_into))
    if action == "restore" and one.binned_with is None:
        raise NotInBin
    if action != "restore" and one.binned_with is not None:
        raise RecordInBin
    needed = "delete" if action in {"delete", "restore"} else "update"
    if not batches.may(rights, needed, one):
        raise ActionForbidden(action=needed, record=one.record_type.record)
    wanted = chunk.versions[chunk.ids.index(record)] if action in _DECIDED_ON else None
    if wanted is not None and wanted != one.state.version:
        raise StaleVersion(version=wanted, current=one.state.version)
    if action == "delete":
        refuse_held(one.state)
    return one


def _fields(bulk: BulkType, action: str, given: Mapping[str, Any], chunk: Chunk) -> FieldsOf:
    """Return the function that says what an action makes of a record's fields."""
    if action == UNDONE:
        return FieldsOf(action, lambda state: _undone(state, chunk.befores[str(state.id)]))
    values = parsed(bulk.record_type, action, given)
    if action == "share":
        share = Share.model_validate(values)
        return FieldsOf(action, lambda state: {"access": sharing.shared(state.access, share)})
    if action in {"tag", "untag"}:
        return FieldsOf(action, lambda state: {"tags": _tagged(state.tags, action, values["tags"])})
    return FieldsOf(action, lambda _state: values)


def _tagged(tags: Sequence[UUID], action: str, named: Sequence[UUID]) -> list[UUID]:
    if action == "tag":
        return list(dict.fromkeys([*tags, *named]))
    return [tag for tag in tags if tag not in named]


def _before(old: RecordState, new: RecordState, fields: Iterable[str]) -> dict[str, Any]:
    return {
        name: [plain(getattr(old, name)), plain(getattr(new, name))]
        for name in fields
        if getattr(old, name) != getattr(new, name)
    }


def _undone(state: RecordState, before: Mapping[str, Any]) -> dict[str, Any]:
    """Return the old values of a record whose fields still hold the new ones.

    Raises:
        ChangedSince: One of them does not.
    """
    others = [name for name, (_, new) in before.items() if plain(getattr(state, name)) != new]
    if others:
        raise ChangedSince(fields=others)
    return {name: old for name, (old, _) in before.items()}
