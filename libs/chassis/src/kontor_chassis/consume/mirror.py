"""Mirrors: this service's own copy of a foreign record, as far as needed, kept by its facts."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from operator import attrgetter
from uuid import UUID

import asyncpg

from kontor_chassis.consume.columns import Column, column_of
from kontor_chassis.consume.received import Received
from kontor_schemas.fact import AnyFact, Fact, Merged
from kontor_schemas.registry import facts_of
from kontor_schemas.state import STANDARD_VERBS, State

_VERBS = frozenset({*STANDARD_VERBS, "snapshot", "erased"})
_KEYS = ("tenant_id", "id", "version", "gone_at")


@dataclass(frozen=True, slots=True)
class _Last:
    """The last thing a batch says about a record: its state, or that it is gone."""

    version: int
    state: State | None
    at: datetime


@dataclass(frozen=True, kw_only=True)
class Mirror:
    """Keeps one row a record in a table of this service, up to the newest version it has heard of.

    The table has `tenant_id`, `id`, `version`, `gone_at` and the chosen fields of the state as
    columns, all nullable: a record that was deleted, merged away, purged or erased leaves a row
    with `gone_at` and no content, so that a late older state does not bring it back.

    Attributes:
        state: The newest major of the foreign state.
        table: The table's name.
        columns: The fields of the state to keep.
    """

    state: type[State]
    table: str
    columns: tuple[str, ...]

    @cached_property
    def facts(self) -> tuple[type[AnyFact], ...]:
        """The facts that carry a state or end the record; business facts repeat a known state."""
        found = [fact for fact in facts_of(self.state.RECORD) if self._concerns(fact)]
        newest = {fact.TYPE.rpartition(".v")[0]: fact for fact in found}
        return tuple(newest.values())

    @staticmethod
    def _concerns(fact: type[AnyFact]) -> bool:
        verb = fact.TYPE.split(".")[2]
        return verb in _VERBS

    @cached_property
    def _columns(self) -> tuple[Column, ...]:
        return tuple(column_of(self.state, name) for name in self.columns)

    def create_sql(self) -> str:
        """Return the statement that creates the table, for a migration to begin from."""
        columns = "".join(f",\n  {column.name} {column.type}" for column in self._columns)
        return (
            f"CREATE TABLE {self.table} (\n  tenant_id uuid NOT NULL,\n  id uuid NOT NULL,"
            f"\n  version bigint NOT NULL,\n  gone_at timestamptz{columns},"
            "\n  PRIMARY KEY (tenant_id, id)\n)"
        )

    @cached_property
    def _upsert(self) -> str:
        names = (*_KEYS, *self.columns)
        types = ("uuid", "uuid", "bigint", "timestamptz", *(c.type for c in self._columns))
        # JSON travels as text: asyncpg has no array of jsonb without a codec.
        passed = ["text" if kind == "jsonb" else kind for kind in types]
        arrays = ", ".join(f"${place}::{kind}[]" for place, kind in enumerate(passed, start=1))
        selected = ", ".join(
            f"r.{name}::jsonb" if kind == "jsonb" else f"r.{name}"
            for name, kind in zip(names, types, strict=True)
        )
        sets = ", ".join(f"{name} = excluded.{name}" for name in names[2:])
        return (
            f"INSERT INTO {self.table} AS m ({', '.join(names)})"
            f" SELECT {selected} FROM unnest({arrays}) AS r({', '.join(names)})"
            f" ON CONFLICT (tenant_id, id) DO UPDATE SET {sets}"
            " WHERE m.version < excluded.version"
            # The same version again is the same state, or the end of it: gone stays gone.
            " OR (m.version = excluded.version AND m.gone_at IS NULL)"
        )

    async def apply(self, connection: asyncpg.Connection, facts: Sequence[Received]) -> None:
        """Bring the rows of a batch's records to their last version, in one statement.

        Raises:
            Undecodable: The data of a fact has not the declared form.
        """
        last = self._folded(facts)
        # Always in the same order: two members may meet in a table, from intake and live topic.
        keys = sorted(last)
        rows = [last[key] for key in keys]
        arrays = [
            [column.value(value) for value in self._values(column.name, rows)]
            for column in self._columns
        ]
        await connection.execute(
            self._upsert,
            [tenant for tenant, _ in keys],
            [record for _, record in keys],
            [row.version for row in rows],
            [row.at if row.state is None else None for row in rows],
            *arrays,
        )

    @staticmethod
    def _values(name: str, rows: Sequence[_Last]) -> list[object]:
        take = attrgetter(name)
        return [None if row.state is None else take(row.state) for row in rows]

    @staticmethod
    def _folded(facts: Sequence[Received]) -> Mapping[tuple[UUID, UUID], _Last]:
        last: dict[tuple[UUID, UUID], _Last] = {}
        for received in facts:
            fact = received.fact()
            state = fact.state if isinstance(fact, Fact) and not isinstance(fact, Merged) else None
            found = _Last(
                version=fact.record_version,
                state=state,
                at=received.time,
            )
            key = (received.tenant, fact.subject)
            before = last.get(key)
            if (
                before is None
                or before.version < found.version
                or (before.version == found.version and before.state is not None)
            ):
                last[key] = found
        return last

    async def forget_gone(
        self, connection: asyncpg.Connection, before: datetime, limit: int = 1000
    ) -> int:
        """Delete rows of records that are gone for longer than any older state can still arrive.

        Returns:
            How many were deleted; call again until it is less than the limit.
        """
        status: str = await connection.execute(
            f"DELETE FROM {self.table} WHERE (tenant_id, id) IN (SELECT tenant_id, id"
            f" FROM {self.table} WHERE gone_at < $1 LIMIT $2)",
            before,
            limit,
        )
        return int(status.removeprefix("DELETE "))
