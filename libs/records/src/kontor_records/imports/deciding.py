"""Deciding: what each row of a chunk does, the same way in a dry run and in a run.

A chunk ends before a row that means a record of an earlier row in it, so that no row depends on
another of its own transaction.
"""

from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, cast
from uuid import UUID

from asyncpg import LockNotAvailableError

from kontor_chassis.context import Context
from kontor_chassis.errors import ActionForbidden, Fault, Faults, Refusal
from kontor_chassis.stamps import begun, changed, derived_into
from kontor_records.access.planner import EVERYTHING, Plan
from kontor_records.access.rights import Rights, rights_of
from kontor_records.access.rows import Rows
from kontor_records.conditions.text_order import text_key
from kontor_records.customizing import writing as own_fields
from kontor_records.declaration.record_type import RecordType
from kontor_records.holds.refusing import refuse_held
from kontor_records.imports import matching
from kontor_records.imports.mapping import ID, ImportMapping
from kontor_records.imports.matching import Key, Seen
from kontor_records.imports.merging import given, merged
from kontor_records.imports.rows import Draft, RowReader, Trouble
from kontor_records.imports.targets import Wanted
from kontor_records.storage.many import Changed
from kontor_records.storage.records import Locked
from kontor_schemas.fact import changes
from kontor_schemas.record_state import RecordState

Complete = Callable[[Any], Mapping[str, Any]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Importing:
    """A record type that can be imported, with the rule that computes its derived fields."""

    record_type: RecordType[Any]
    complete: Complete | None = None


@dataclass(slots=True)
class Outcome:
    """What became of a row: `created`, `updated`, `unchanged`, `skipped` or `failed`."""

    draft: Draft
    result: str
    record: UUID | None = None
    version: int | None = None
    troubles: Sequence[Trouble] = ()
    pending: Mapping[str, str] = field(default_factory=dict)


@dataclass(slots=True)
class Chunk:
    """Rows that are written in one transaction.

    Attributes:
        drafts: The rows.
        rights: What the user may do.
        found: Row → the record it means.
        troubles: Row → what stands against it already.
        named: What cells name → the records of that name.
        created, changed, outcomes: What it does.
    """

    drafts: list[Draft]
    rights: Rights
    found: dict[int, UUID] = field(default_factory=dict)
    troubles: dict[int, list[Trouble]] = field(default_factory=dict)
    named: dict[Wanted, list[UUID]] = field(default_factory=dict)
    created: list[RecordState] = field(default_factory=list)
    changed: list[Changed] = field(default_factory=list)
    outcomes: list[Outcome] = field(default_factory=list)


class Decider:
    """Decides chunks of one import."""

    def __init__(
        self,
        importing: Importing,
        mapping: ImportMapping,
        reader: RowReader,
        run: UUID,
        own: frozenset[int] = frozenset(),
    ) -> None:
        self._type, self._complete = importing.record_type, importing.complete
        self._mapping, self._reader, self._run, self._own = mapping, reader, run, own
        self._unique = matching.unique_fields(self._type)

    def keys(self, draft: Draft) -> list[Key]:
        """Return the keys by which a row means a record."""
        return list(matching.keys_of(self._type, draft, self._mapping.match))

    def all_keys(self, draft: Draft) -> set[Key]:
        """Return the keys that no two rows of a chunk may share."""
        return {*self.keys(draft), *matching.keys_of(self._type, draft, self._unique)}

    async def open(self, ctx: Context, drafts: Sequence[Draft], foreseen: Seen | None) -> Chunk:
        """Find out which records the first of some rows mean; nothing is locked yet."""
        taken: list[Draft] = []
        seen: set[Key] = set()
        for draft in drafts:
            keys = set() if draft.troubles else self.all_keys(draft)
            if keys & seen:
                break
            seen |= keys
            taken.append(draft)
        chunk = Chunk(taken, await rights_of(ctx))
        known = await matching.records_with(ctx, self._type, seen)
        ids = {UUID(value) for kind, value in seen if kind == ID}
        ids |= {record for records in known.values() for record in records}
        shown = await matching.visible(ctx, chunk.rights, self._type, ids)
        if foreseen:
            before = foreseen.states(seen)
            known |= {key: [state.id] for key, state in before.items()}
            shown |= {state.id for state in before.values()}
        chunk.named = await matching.named(ctx, chunk.rights, self._wanted(taken))
        for draft in taken:
            self._match(chunk, draft, known, shown)
        return chunk

    async def create(self, ctx: Context, chunk: Chunk) -> None:
        """Decide the rows that need no record to be locked."""
        plan = chunk.rights.plan("create", self._type)
        for draft in chunk.drafts:
            outcome = Outcome(draft, "skipped", chunk.found.get(draft.row))
            chunk.outcomes.append(outcome)
            outcome.troubles = [*draft.troubles, *chunk.troubles.get(draft.row, ())]
            if not outcome.troubles and outcome.record is None:
                await self._tried(outcome, self._create(ctx, chunk, outcome, plan))
            if outcome.troubles:
                outcome.result = "failed"

    def to_lock(self, chunk: Chunk) -> set[UUID]:
        """Return the records that the chunk may change."""
        if self._mapping.mode == "skip":
            return set()
        return {
            outcome.record
            for outcome in chunk.outcomes
            if outcome.result == "skipped" and outcome.record is not None
        }

    async def change(self, ctx: Context, chunk: Chunk, states: Mapping[UUID, RecordState]) -> None:
        """Decide the rows whose records stand locked.

        Raises:
            LockNotAvailableError: A record has gone meanwhile; look again.
        """
        if self._mapping.mode == "skip":
            return
        plan = chunk.rights.plan("update", self._type)
        for outcome in chunk.outcomes:
            if outcome.result != "skipped":
                continue
            if (old := states.get(cast("UUID", outcome.record))) is None:
                raise LockNotAvailableError("a record has gone since it was found")
            await self._tried(outcome, self._change(ctx, chunk, outcome, old, plan))

    async def _tried(self, outcome: Outcome, attempt: Awaitable[None]) -> None:
        try:
            await attempt
        except Faults as faults:
            outcome.troubles = [self._reader.trouble_of(fault) for fault in faults.faults]
        except Refusal as refused:
            outcome.troubles = [Trouble("", refused.code, refused.params)]
        if outcome.troubles:
            outcome.result = "failed"

    @staticmethod
    def _wanted(drafts: Iterable[Draft]) -> set[Wanted]:
        return {
            each
            for draft in drafts
            for value in (*draft.fields.values(), *draft.own.values())
            for each in (value if isinstance(value, list) else (value,))
            if isinstance(each, Wanted)
        }

    def _match(
        self, chunk: Chunk, draft: Draft, known: Mapping[Key, Sequence[UUID]], shown: set[UUID]
    ) -> None:
        for key in self.keys(draft):
            records = [UUID(key[1])] if key[0] == ID else known.get(key, [])
            seen = {record for record in records if record in shown}
            if len(seen) > 1:
                self._trouble(chunk, draft, key[0], "match_ambiguous")
                return
            if seen:
                (record,) = seen
                chunk.found[draft.row] = record
                if self._mapping.mode == "create":
                    code = "match_repeated" if record > self._run else "unique_taken"
                    self._trouble(chunk, draft, key[0], code, record=str(record))
                break
        for key in matching.keys_of(self._type, draft, self._unique):
            others = {*known.get(key, [])} - {chunk.found.get(draft.row)}
            if others and draft.row not in chunk.troubles:
                seen_others = [str(record) for record in others if record in shown]
                named = {"record": seen_others[0]} if seen_others else {}
                self._trouble(chunk, draft, key[0], "unique_taken", field=key[0], **named)

    def _trouble(self, chunk: Chunk, draft: Draft, name: str, code: str, **params: object) -> None:
        trouble = Trouble(self._reader.column_of(name), code, params)
        chunk.troubles.setdefault(draft.row, []).append(trouble)

    async def _create(self, ctx: Context, chunk: Chunk, outcome: Outcome, plan: Plan) -> None:
        fields = given(self._type, self._linked(chunk, outcome), self._resolver(chunk))
        taken = await own_fields.taken(ctx, self._type, fields)
        if self._type.owner_is_actor and not fields.get("owner_group"):
            taken = {"owner": UUID(ctx.principal.subject.id), **taken}
        state = begun(ctx, self._type.state, taken)
        state = await self._completed(ctx, state)
        _refuse_unheld(plan, state, "create")
        chunk.created.append(state)
        outcome.result, outcome.record, outcome.version = "created", state.id, state.version

    async def _change(
        self, ctx: Context, chunk: Chunk, outcome: Outcome, old: RecordState, plan: Plan
    ) -> None:
        _refuse_unheld(plan, old, "update")
        mapping = self._mapping
        fields = merged(
            self._type,
            old,
            self._linked(chunk, outcome),
            self._resolver(chunk),
            fills_only=mapping.mode == "merge",
            clears=mapping.mode == "update" and mapping.empty == "clear",
        )
        taken = await own_fields.taken(ctx, self._type, fields, old)
        new = await self._completed(ctx, changed(ctx, old, taken))
        if not (difference := changes(old, new)):
            outcome.result = "unchanged"
            return
        refuse_held(old, difference)
        locked = Locked(record_type=self._type, state=old)
        chunk.changed.append(Changed(locked=locked, new=new))
        outcome.result, outcome.version = "updated", new.version

    async def _completed(self, ctx: Context, state: RecordState) -> RecordState:
        if self._complete is not None:
            state = derived_into(state, self._complete(state))
        state = own_fields.completed(ctx, self._type, state)
        await own_fields.refuse_missing(ctx, self._type, state)
        return state

    def _linked(self, chunk: Chunk, outcome: Outcome) -> Draft:
        """Leave out references to rows that are not there yet: they are set at the end."""
        draft, own = outcome.draft, self._type.record
        outcome.pending = {
            name: value.text
            for name, value in draft.fields.items()
            if isinstance(value, Wanted)
            and value.record == own
            and not chunk.named.get(value)
            and hash(text_key(value.text)) in self._own
        }
        if not outcome.pending:
            return draft
        fields = {name: draft.fields[name] for name in draft.fields.keys() - outcome.pending.keys()}
        return replace(draft, fields=fields)

    def _resolver(self, chunk: Chunk) -> Callable[[str, Wanted], UUID]:
        def resolve(name: str, wanted: Wanted) -> UUID:
            found = chunk.named.get(wanted, [])
            if len(found) != 1:
                code = "match_ambiguous" if found else "reference_unknown"
                raise Faults(Fault(f"/{name}", code))
            return found[0]

        return resolve


def _refuse_unheld(plan: Plan, state: RecordState, action: str) -> None:
    if not (plan.matches(state) if isinstance(plan, Rows) else plan is EVERYTHING):
        raise ActionForbidden(action=action)
