"""Many records at once: the way of imports and bulk jobs, one statement a table.

The same rows, history and facts as one record at a time; the caller has asked for rights and
applied rules, and keeps its chunks to what fits a tenth of a second.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, cast
from uuid import UUID

from sqlalchemy import Table

from kontor_chassis.context import Context
from kontor_chassis.database.statements import DIALECT
from kontor_records.customizing.writing import completed
from kontor_records.declaration.record_type import RecordType
from kontor_records.storage import staging
from kontor_records.storage.derived import Step
from kontor_records.storage.records import Locked
from kontor_records.storage.tables import HISTORY
from kontor_schemas import wire
from kontor_schemas.fact import AnyFact, changes, created_data, updated_data

_AS_TEXT = frozenset({"JSON", "JSONB"})
"""Types that travel as text: asyncpg has no arrays of them without a codec."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Changed:
    """A locked record and the state it is to have."""

    locked: Locked[Any]
    new: Any


def create_many(ctx: Context, record_type: RecordType[Any], states: Sequence[Any]) -> None:
    """Stage new records: rows, history, derived rows, `created` facts.

    Args:
        ctx: The command's context.
        record_type: Their type.
        states: First versions, made by `stamps.begun` and completed by the type's rule; what the
            tenant's formulas compute is added here.
    """
    if not states:
        return
    states = [completed(ctx, record_type, state) for state in states]
    insert_rows(ctx, record_type.table, [record_type.row(state) for state in states])
    # Encoded once, for the history and for the fact.
    bodies = [wire.to_json(state) for state in states]
    entry = staging.history_row(ctx, record_type, states[0], kind="created")
    insert_rows(ctx, HISTORY, [
        {**entry, "record": state.id, "version": state.version, "state": body.decode()}
        for state, body in zip(states, bodies, strict=True)
    ])  # fmt: skip
    staging.derive(ctx, [
        Step(record_type=record_type, record=state.id, before=None, after=state)
        for state in states
    ])  # fmt: skip
    ctx.emit_encoded(cast("type[AnyFact]", record_type.fact("created")), (
        (state.id, state.version, created_data(body))
        for state, body in zip(states, bodies, strict=True)
    ))  # fmt: skip


def change_many(
    ctx: Context, record_type: RecordType[Any], wanted: Sequence[Changed]
) -> list[UUID]:
    """Stage the next versions of locked records; those in which nothing changes are left out.

    Returns:
        The ids of those that change.
    """
    pairs = [(one.locked.state, completed(ctx, record_type, one.new)) for one in wanted]
    altered = [(old, new, found) for old, new in pairs if (found := changes(old, new))]
    if not altered:
        return []
    rows = [{**record_type.row(new), "at_version": old.version} for old, new, _ in altered]
    update_rows(ctx, record_type.table, rows)
    insert_rows(ctx, HISTORY, [
        staging.history_row(ctx, record_type, new, kind="updated", changes=difference)
        for _, new, difference in altered
    ])  # fmt: skip
    staging.derive(ctx, [
        Step(record_type=record_type, record=new.id, before=old, after=new)
        for old, new, _ in altered
    ])  # fmt: skip
    ctx.emit_encoded(cast("type[AnyFact]", record_type.fact("updated")), (
        (new.id, new.version, updated_data(wire.to_json(new), dict(difference)))
        for _, new, difference in altered
    ))  # fmt: skip
    return [new.id for _, new, _ in altered]


def insert_rows(ctx: Context, table: Table, rows: Sequence[Mapping[str, object]]) -> None:
    """Stage rows of a table; all of them name the same columns, all but `tenant_id`.

    A column in which all rows agree travels once, and not at all where it is empty: putting a value
    into an array costs more than the database needs to store it.
    """
    same: dict[str, object] = {}
    varying: dict[str, list[object]] = {}
    for name, first in rows[0].items():
        if name != "tenant_id":
            values = [row[name] for row in rows]
            if values.count(first) < len(values):
                varying[name] = values
            elif first is not None:
                same[name] = first
    sql = _insert_sql(table, tuple(same), tuple(varying))
    ctx.unit.stage_rows(sql, ctx.tenant, len(rows), *same.values(), *varying.values())


def update_rows(ctx: Context, table: Table, rows: Sequence[Mapping[str, object]]) -> None:
    """Stage changes of rows that stand locked: `id`, `at_version`, and the columns to set."""
    names = tuple(name for name in rows[0] if name not in {"tenant_id", "id", "at_version"})
    arrays = [[row[name] for row in rows] for name in ("id", "at_version", *names)]
    ctx.unit.stage_rows(_update_sql(table, names), ctx.tenant, *arrays)


@lru_cache(maxsize=512)
def _insert_sql(table: Table, same: tuple[str, ...], varying: tuple[str, ...]) -> str:
    listed = ", ".join(f'"{name}"' for name in (*same, *varying))
    once = [
        f"${place}::text::{kind}"
        if (kind := _type(table, name)) in _AS_TEXT
        else f"${place}::{kind}"
        for place, name in enumerate(same, start=3)
    ]
    each = [_selected(table, varying)] if varying else []
    arrays = [_arrays(table, varying, first=3 + len(same))] if varying else []
    names = ", ".join(["n", *(f'"{name}"' for name in varying)])
    counted = ", ".join(
        ["generate_series(1, $2::integer)", *(f"unnest({array})" for array in arrays)]
    )
    return (
        f'INSERT INTO "{table.name}" (tenant_id, {listed})'
        f" SELECT {', '.join(['$1::uuid', *once, *each])}"
        f" FROM i, ROWS FROM ({counted}) AS r({names}) RETURNING 1"
    )


@lru_cache(maxsize=256)
def _update_sql(table: Table, names: tuple[str, ...]) -> str:
    listed = ", ".join(f'"{name}"' for name in names)
    sets = ", ".join(
        f'"{name}" = {value}'
        for name, value in zip(names, _selected(table, names).split(", "), strict=True)
    )
    return (
        f'UPDATE "{table.name}" AS d SET {sets}'
        f" FROM i, unnest($2::uuid[], $3::bigint[], {_arrays(table, names, first=4)})"
        f" AS r(id, at_version, {listed})"
        " WHERE d.tenant_id = $1::uuid AND d.id = r.id AND d.version = r.at_version RETURNING 1"
    )


def _selected(table: Table, names: Sequence[str]) -> str:
    return ", ".join(
        f'r."{name}"::{_type(table, name)}' if _type(table, name) in _AS_TEXT else f'r."{name}"'
        for name in names
    )


def _arrays(table: Table, names: Sequence[str], *, first: int) -> str:
    kinds = ("text" if (kind := _type(table, name)) in _AS_TEXT else kind for name in names)
    return ", ".join(f"${place}::{kind}[]" for place, kind in enumerate(kinds, start=first))


def _type(table: Table, name: str) -> str:
    return str(table.c[name].type.compile(dialect=DIALECT))
