"""Reading cards of stored records: only the columns a plan reads, and whether they may be seen."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final
from uuid import UUID

import orjson
from sqlalchemy import (
    ARRAY,
    Boolean,
    Date,
    Text,
    Uuid,
    any_,
    bindparam,
    cast,
    false,
    or_,
    select,
    true,
)
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.sql.elements import ColumnElement

from kontor_chassis.context import Context, ReadContext
from kontor_chassis.database.statements import TENANT, Statement, scoped
from kontor_chassis.database.unit_of_work import Row, WriteUnit
from kontor_records.access.planner import EVERYTHING, Plan
from kontor_records.access.rights import Rights
from kontor_records.access.rows import Rows
from kontor_records.declaration.record_type import RecordType
from kontor_records.duplicates.cards import Card, card_of, keys_of
from kontor_records.duplicates.plan import MatchPlan

_STATEMENTS: Final[dict[tuple[object, ...], Statement]] = {}


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredCard:
    """The card of a live record.

    Attributes:
        id: The record's id.
        title: What it is called.
        card: Its card.
        keys: What it is found by.
        is_visible: Whether the reader may see the record.
    """

    id: UUID
    title: str
    card: Card
    keys: frozenset[tuple[str, str]]
    is_visible: bool


async def read(ctx: Context | ReadContext, statement: Statement, **values: object) -> Sequence[Row]:
    """Read with a scoped statement, beside the transaction of a command."""
    if isinstance(ctx.unit, WriteUnit):
        return await ctx.unit.peek(statement, **values)
    return await ctx.unit.all(statement, **values)


async def stored_cards(
    ctx: Context | ReadContext,
    rights: Rights,
    record_type: RecordType[Any],
    ids: Sequence[UUID],
    second: Card | None = None,
) -> list[StoredCard]:
    """Return the cards of those records that are live.

    Args:
        ctx: Who reads.
        rights: What they may see.
        record_type: The type of all of them; it has a plan.
        ids: Which records.
        second: Only of those that belong to the same or were born on the same day as this one.
    """
    plan = record_type.matching
    if plan is None or not ids or (second and not second.together and not second.born_on):
        return []
    sight = rights.plan("read", record_type)
    values: dict[str, object] = {"ids": list(ids)}
    if second is not None:
        values |= _second_values(plan, second)
    if isinstance(sight, Rows):
        values |= sight.values()
    statement = _statement(record_type, plan, sight, narrowed=second is not None)
    needed = {name: values[name] for name in statement.names if name != "tenant"}
    return [_stored(plan, row) for row in await read(ctx, statement, **needed)]


def _stored(plan: MatchPlan, row: Row) -> StoredCard:
    state = {name: _plain(row[name]) for name in plan.fields}
    return StoredCard(
        id=UUID(str(row["id"])),
        title=str(row["title"] or ""),
        card=card_of(plan, state),
        keys=keys_of(plan, state),
        is_visible=row["is_visible"],
    )


def _plain(value: Any) -> Any:
    is_json = isinstance(value, str) and value[:1] in ("[", "{")
    return orjson.loads(value) if is_json else value


def _second_values(plan: MatchPlan, second: Card) -> Mapping[str, object]:
    born_on = date.fromisoformat(second.born_on) if second.born_on else None
    first, _, inner = plan.together.partition(".")
    together: list[object] = [UUID(one) for one in sorted(second.together)]
    if first and inner:
        together = [orjson.dumps([{inner: str(one)}]).decode() for one in together]
    return {"together": together, "born_on": born_on}


def _statement(
    record_type: RecordType[Any],
    plan: MatchPlan,
    sight: Plan,
    *,
    narrowed: bool,
) -> Statement:
    key = (record_type, narrowed, sight.shape if isinstance(sight, Rows) else sight)
    if (found := _STATEMENTS.get(key)) is None:
        found = _STATEMENTS[key] = _compiled(record_type, plan, sight, narrowed=narrowed)
    return found


def _compiled(
    record_type: RecordType[Any],
    plan: MatchPlan,
    sight: Plan,
    *,
    narrowed: bool,
) -> Statement:
    table = record_type.table
    if isinstance(sight, Rows):
        is_visible: ColumnElement[bool] = sight.clause(table, single=True)
    else:
        is_visible = true() if sight is EVERYTHING else false()
    statement = select(
        table.c.id,
        table.c[record_type.title].label("title"),
        *(table.c[name] for name in plan.fields if name != "id"),
        cast(is_visible, Boolean()).label("is_visible"),
    ).where(
        table.c.tenant_id == TENANT,
        table.c.id == any_(bindparam("ids", type_=ARRAY(Uuid()))),
        table.c.deleted_at.is_(None),
        table.c.merged_into.is_(None),
    )
    return scoped(statement.where(_agrees(record_type, plan)) if narrowed else statement)


def _agrees(record_type: RecordType[Any], plan: MatchPlan) -> ColumnElement[bool]:
    table = record_type.table
    agreements: list[ColumnElement[bool]] = []
    first, _, inner = plan.together.partition(".")
    if first and inner:
        wanted = cast(bindparam("together", type_=ARRAY(Text())), ARRAY(JSONB()))
        agreements.append(table.c[first].contains(any_(wanted)))
    elif first:
        agreements.append(table.c[first] == any_(bindparam("together", type_=ARRAY(Uuid()))))
    if plan.born_on:
        agreements.append(table.c[plan.born_on] == bindparam("born_on", type_=Date()))
    return or_(false(), *agreements)
