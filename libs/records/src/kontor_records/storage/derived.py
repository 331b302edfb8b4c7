"""Derived rows: what is found by a record's values stands in tables of its own, kept by difference.

Under forced row security only plain btree rows are found fast. Each such table is described here
once; its rows come from a pure function of a record's state, so that one record and ten thousand
go the same way: on a change, the rows that are no longer true are deleted and the new ones added.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any
from uuid import UUID

from kontor_chassis.database.unit_of_work import WriteUnit
from kontor_records.declaration.record_type import RecordType

Row = tuple[object, ...]
RowsOf = Callable[[RecordType[Any], Any], Iterable[Row]]
ReadsOf = Callable[[RecordType[Any]], frozenset[str]]


@dataclass(frozen=True, kw_only=True)
class DerivedTable:
    """A table whose rows follow from states.

    Its columns are `tenant_id`, `record_type`, `record` and those named here; all of them are its
    primary key but those in `carried`.

    Attributes:
        name: The table's name.
        columns: Further columns of the key, each with its SQL type.
        carried: Columns that are not part of the key.
        rows: Gives the values of `columns` and `carried` for a state; no two rows are the same.
        while_binned: Whether the rows stay while the record is in the bin.
        reads: Gives the fields on which the rows of a type depend, where those are not all: a
            change of others asks for no rows.
        reads_own: Gives what else the rows depend on in the tenant's own fields.
    """

    name: str
    columns: tuple[tuple[str, str], ...]
    rows: RowsOf
    carried: tuple[tuple[str, str], ...] = ()
    while_binned: bool = False
    reads: ReadsOf | None = None
    reads_own: Callable[[Mapping[str, Any]], Iterable[object]] | None = None

    @cached_property
    def insert_sql(self) -> str:
        """Insert rows given as arrays: record types, records, then one array per column."""
        return self._insert("r.*", "$2::text[], $3::uuid[], ")

    @cached_property
    def insert_of_one_sql(self) -> str:
        """Insert rows of one record: its type, the record, then one array per column."""
        return self._insert("$2::text, $3::uuid, r.*", "")

    @cached_property
    def delete_sql(self) -> str:
        """Delete rows given as arrays: record types, records, then one array per key column."""
        arrays = f"$2::text[], $3::uuid[], {self._arrays(self.columns)}".removesuffix(", ")
        names = [f'"{name}"' for name, _ in self.columns]
        same = "".join(f" AND d.{name} = r.{name}" for name in names)
        listed = ", ".join(["record_type", "record", *names])
        return (
            f'DELETE FROM "{self.name}" AS d USING i, unnest({arrays}) AS r({listed})'
            f" WHERE d.tenant_id = $1::uuid AND d.record_type = r.record_type"
            f" AND d.record = r.record{same} RETURNING 1"
        )

    @staticmethod
    def _arrays(columns: tuple[tuple[str, str], ...]) -> str:
        return ", ".join(f"${place}::{kind}[]" for place, (_, kind) in enumerate(columns, start=4))

    def _insert(self, selected: str, heads: str) -> str:
        every = (*self.columns, *self.carried)
        names = ", ".join(f'"{name}"' for name, _ in every)
        return (
            f'INSERT INTO "{self.name}" (tenant_id, record_type, record, {names})'
            f" SELECT $1::uuid, {selected} FROM i, unnest({heads}{self._arrays(every)}) AS r"
            f" ON CONFLICT {self._at_conflict} RETURNING 1"
        )

    @property
    def _at_conflict(self) -> str:
        """What is carried by a key that stays is replaced in place.

        A statement must not delete a row and insert its key anew: nobody says which comes first.
        """
        if not self.carried:
            return "DO NOTHING"
        key = ", ".join(["tenant_id", "record_type", "record", *(name for name, _ in self.columns)])
        sets = ", ".join(f'"{name}" = excluded."{name}"' for name, _ in self.carried)
        return f"({key}) DO UPDATE SET {sets}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """What happened to one record: its state before and after; None where it is not live."""

    record_type: RecordType[Any]
    record: UUID
    before: Any
    after: Any
    is_binned: bool = False


def stage(unit: WriteUnit, tables: Sequence[DerivedTable], steps: Sequence[Step]) -> None:
    """Stage the difference that steps make to derived tables: at most two statements a table.

    What two descriptions say of the same table is written together.
    """
    gone: dict[str, tuple[DerivedTable, list[Row]]] = {}
    come: dict[str, tuple[DerivedTable, list[Row]]] = {}
    for table in tables:
        _, lost = gone.setdefault(table.name, (table, []))
        _, won = come.setdefault(table.name, (table, []))
        for step in steps:
            if _is_untouched(table, step):
                continue
            head = (step.record_type.record, step.record)
            before, after = _rows(table, step, step.before), _after(table, step)
            width = len(table.columns)
            kept = {row[:width] for row in after}
            lost += [(*head, *row[:width]) for row in before if row[:width] not in kept]
            won += [(*head, *row) for row in after if row not in before]
    for table, rows in gone.values():
        if rows:
            unit.stage_rows(table.delete_sql, unit.tenant, *_columns(rows))
    for table, rows in come.values():
        if rows:
            _stage_insert(unit, table, rows)


def _is_untouched(table: DerivedTable, step: Step) -> bool:
    """Whether a change cannot have made a difference to the rows of a table."""
    before, after = step.before, step.after
    if table.reads is None or before is None or after is None:
        return False
    fields = table.reads(step.record_type)
    if any(getattr(before, name) != getattr(after, name) for name in fields):
        return False
    own = table.reads_own
    return own is None or list(own(before.custom)) == list(own(after.custom))


def _rows(table: DerivedTable, step: Step, state: Any) -> dict[Row, None]:
    return {} if state is None else dict.fromkeys(table.rows(step.record_type, state))


def _after(table: DerivedTable, step: Step) -> dict[Row, None]:
    if step.is_binned:
        return _rows(table, step, step.before if table.while_binned else None)
    return _rows(table, step, step.after)


def _stage_insert(unit: WriteUnit, table: DerivedTable, rows: list[Row]) -> None:
    types, records, *others = _columns(rows)
    if len(set(records)) == 1:
        # Putting a value into an array costs more than the database needs to store it.
        unit.stage_rows(table.insert_of_one_sql, unit.tenant, types[0], records[0], *others)
    else:
        unit.stage_rows(table.insert_sql, unit.tenant, types, records, *others)


def _columns(rows: list[Row]) -> list[list[object]]:
    # In one order for all: two writers that meet in a table wait for each other and never in turn.
    # Key columns come first and are all different, so that the others are never compared.
    return [list(column) for column in zip(*sorted(rows), strict=True)]
