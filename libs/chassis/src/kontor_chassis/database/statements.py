"""Statements: described with SQLAlchemy Core, compiled once, and the two forms that hold under RLS.

Forced row security hides every row until the tenant is set, and the setting must happen inside the
same statement to save a round trip. Only two forms do that reliably; three others that look right
return no rows without an error. Both live here and nowhere else:

* reads: `scoped` wraps a SELECT in a lateral join on the materialized setting;
* writes: `single` starts with the setting, then the idempotency row, and everything else depends
  on that row, so that a twin with the same key writes nothing.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any
from uuid import UUID

from sqlalchemy import (
    ARRAY,
    Boolean,
    Select,
    Table,
    Text,
    Uuid,
    bindparam,
    cast,
    func,
    select,
    true,
)
from sqlalchemy.dialects.postgresql.base import PGDialect
from sqlalchemy.engine import Dialect
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.elements import ClauseElement

DIALECT: Dialect = PGDialect(paramstyle="numeric_dollar")  # type: ignore[no-untyped-call]
_PLACEHOLDER = re.compile(r"\$(\d+)")

_tenant = bindparam("tenant", type_=Uuid())
SCOPE = (
    select(
        func.set_config(
            "kontor.tenant", cast(cast(_tenant, Uuid()), Text()), cast(true(), Boolean())
        ).label("s")
    )
    .cte("t")
    .prefix_with("MATERIALIZED")
)
TENANT = bindparam("tenant", type_=Uuid())
"""The tenant in the explicit filter of every statement; row security is the net under it."""


class VariedArray(ARRAY[Any]):
    """An array parameter whose length decides the plan: some ids, or those of a whole company.

    PostgreSQL soon plans a prepared statement once for all values. With a few owners in a large
    table that general plan was 150 times slower than one made for them.
    """

    inherit_cache = True


@dataclass(frozen=True, slots=True)
class Statement:
    """A compiled statement.

    Attributes:
        sql: Its text with `$n`.
        names: The names of its parameters in order.
        is_planned_anew: Whether each run has a plan of its own (`VariedArray`).
    """

    sql: str
    names: tuple[str, ...]
    is_planned_anew: bool = False

    def arguments(self, values: Mapping[str, object]) -> list[object]:
        """Return the values in the order of the placeholders."""
        return [values[name] for name in self.names]


def compiled(statement: ClauseElement) -> Statement:
    """Compile a Core statement whose literals are all bound parameters with names."""
    result = statement.compile(dialect=DIALECT)
    assert isinstance(result, SQLCompiler)  # noqa: S101 - a statement, not a piece of DDL
    positions = tuple(result.positiontup or ())
    constants = {name: value for name, value in result.params.items() if value is not None}
    sql = str(result)
    if constants:
        sql = _inline(sql, positions, constants)
        positions = tuple(name for name in positions if name not in constants)
    varied = any(isinstance(bound.type, VariedArray) for bound in result.binds.values())
    return Statement(sql, tuple(positions), is_planned_anew=varied)


def scoped(statement: Select[tuple[object, ...]]) -> Statement:
    """Compile a SELECT so that it sets the tenant itself: one statement, one round trip.

    The inner SELECT filters by `TENANT` explicitly; the lateral reference to the setting forces
    the order of evaluation. So does OFFSET 0 where there is no limit: without either, the planner
    pulls the SELECT up into the join and may read the table before the setting is made: no rows.
    """
    if statement._limit_clause is None:  # noqa: SLF001 - SQLAlchemy offers no public question
        statement = statement.offset(0)
    inner = statement.where(SCOPE.c.s.is_not(None)).lateral("x")
    return compiled(select(inner).select_from(SCOPE.join(inner, true())))


@lru_cache(maxsize=256)
def insert_of(table: Table) -> Statement:
    """Return the staged insert of a whole row: its values come only if row `i` came."""
    columns = [column for column in table.columns if column.computed is None]
    values = ", ".join(
        f"${place}::{column.type.compile(dialect=DIALECT)}"
        for place, column in enumerate(columns, start=1)
    )
    names = ", ".join(f'"{column.name}"' for column in columns)
    sql = f'INSERT INTO "{table.name}" ({names}) SELECT {values} FROM i RETURNING 1'
    return Statement(sql, tuple(column.name for column in columns))


@lru_cache(maxsize=1024)
def update_of(table: Table, changed: tuple[str, ...]) -> Statement:
    """Return the staged update of some columns of one row at the version that was locked."""
    sets = ", ".join(f'"{name}" = ${place}' for place, name in enumerate(changed, start=4))
    sql = (
        f'UPDATE "{table.name}" SET {sets}'
        " WHERE tenant_id = $1 AND id = $2 AND version = $3 RETURNING 1"
    )
    return Statement(sql, ("tenant_id", "id", "at_version", *changed))


Shape = tuple[tuple[str, int, bool], ...]
"""Staged statements: each with its number of parameters and whether it must meet a row."""

Condition = tuple[str, int]
"""What must find nothing: a SELECT from its FROM on, with a WHERE, and how many parameters."""

SET_TENANT = "SELECT set_config('kontor.tenant', $1::uuid::text, true) AS s"
INSERT_KEY = (
    "INSERT INTO idempotency (tenant_id, principal, key, request_hash, status, headers, body)"
    " SELECT $1::uuid, $2::text, $3::text, $4::bytea, $5::smallint, $6::text::jsonb, $7::bytea"
)


@lru_cache(maxsize=1024)
def single(writes: Shape, *, keyed: bool, unless: tuple[Condition, ...] = ()) -> str:
    """Compose the one-statement form: setting, key, and all writes that depend on the key.

    Args:
        writes: The staged statements.
        keyed: Whether the request has an idempotency key.
        unless: Where one of these finds a row, there is no key and nothing is written.
    """
    # $1 is the tenant for the setting and for the key alike.
    used = 7 if keyed else 1
    joins, found = "", []
    for place, (tail, parameters) in enumerate(unless):
        # The lateral form of the reads: only so is the setting made before the table is looked at.
        look = f"SELECT true AS found {_shifted(tail, used)} AND t.s IS NOT NULL LIMIT 1"
        joins += f" LEFT JOIN LATERAL ({look}) c{place} ON true"
        found.append(f"c{place}.found IS NULL")
        used += parameters
    source = f"FROM t{joins} WHERE {' AND '.join(found)}" if unless else "FROM t"
    key = (
        f"{INSERT_KEY} {source} ON CONFLICT DO NOTHING RETURNING 1"
        if keyed
        else f"SELECT 1 {source}"
    )
    return _composed(f"t AS MATERIALIZED ({SET_TENANT}), i AS ({key})", used, writes)


@lru_cache(maxsize=1024)
def following(writes: Shape, *, keyed: bool, unless: tuple[Condition, ...] = ()) -> str:
    """Compose the last statement of an open transaction, whose locks are held already."""
    used = 7 if keyed else 0
    looks = []
    for tail, parameters in unless:
        looks.append(f"NOT EXISTS (SELECT 1 {_shifted(tail, used)})")
        used += parameters
    source = f" WHERE {' AND '.join(looks)}" if unless else ""
    key = f"{INSERT_KEY}{source} RETURNING 1" if keyed else f"SELECT 1{source}"
    return _composed(f"i AS ({key})", used, writes)


def _composed(head: str, used: int, writes: Shape) -> str:
    parts, counts = [head], ["(SELECT count(*) FROM i)"]
    for place, (sql, parameters, must_meet) in enumerate(writes):
        parts.append(f"w{place} AS ({_shifted(sql, used)})")
        if must_meet:
            counts.append(f"(SELECT count(*) FROM w{place})")
        used += parameters
    return f"WITH {', '.join(parts)} SELECT {', '.join(counts)}"


def _shifted(sql: str, by: int) -> str:
    return _PLACEHOLDER.sub(lambda found: f"${int(found.group(1)) + by}", sql)


def _inline(sql: str, positions: tuple[str, ...], constants: Mapping[str, object]) -> str:
    """Write constants of the declaration into the text and close the gaps in the numbering."""
    places: dict[str, str] = {}
    kept = 0
    for place, name in enumerate(positions, start=1):
        if name in constants:
            places[str(place)] = _literal(constants[name])
        else:
            kept += 1
            places[str(place)] = f"${kept}"
    return _PLACEHOLDER.sub(lambda found: places[found.group(1)], sql)


def _literal(value: object) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int):
        return str(value)
    if isinstance(value, (str, UUID)):
        return "'" + str(value).replace("'", "''") + "'"
    message = f"a statement's constant must be text, integer or boolean, not {type(value).__name__}"
    raise TypeError(message)
