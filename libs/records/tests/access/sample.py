"""A service with bargains, by which it is tried who may see and do what."""

from datetime import date
from pathlib import Path
from typing import Annotated, Any, Literal

from sqlalchemy import select

from kontor_chassis.context import Context
from kontor_chassis.database.statements import TENANT, scoped
from kontor_chassis.definition import ServiceDefinition
from kontor_chassis.settings import ServiceSettings
from kontor_chassis.stamps import begun
from kontor_chassis.testing.bench import Bench
from kontor_records.access.planner import EVERYTHING, NOTHING, Plan
from kontor_records.access.rows import Rows
from kontor_records.declaration.record_type import RecordType
from kontor_records.http.routes import record_routes
from kontor_records.storage import staging
from kontor_schemas.annotations import searchable
from kontor_schemas.choices import Choice
from kontor_schemas.record_state import RecordState
from kontor_schemas.text import Line, Name
from kontor_schemas.values import Money


class Bargain(RecordState, record="realm.bargain"):
    """Something that is bargained for."""

    name: Annotated[Name, searchable] = "Bargain"
    stage: Choice[Literal["open", "won", "lost"]] = "open"
    size: int | None = None
    due_on: date | None = None
    region: Line | None = None
    price: Money | None = None


BARGAIN = RecordType(state=Bargain, name="bargain", plural="bargains", title="name")
REALM = ServiceDefinition(
    name="realm",
    settings=ServiceSettings,
    migrations=Path(__file__).parent / "migrations",
    routers=[record_routes(BARGAIN)],
)
TABLE = BARGAIN.table


def a_bargain(ctx: Context, **fields: Any) -> Bargain:
    """Stage a bargain; nobody owns it but whom the fields name."""
    bargain = begun(ctx, Bargain, fields)
    staging.add(ctx, BARGAIN, bargain)
    return bargain


async def stored(bench: Bench, **fields: Any) -> Bargain:
    """Store a bargain."""
    async with bench.writing() as ctx:
        return a_bargain(ctx, **fields)


async def found(bench: Bench, plan: Plan, *, single: bool = False) -> set[Any]:
    """Return the ids of the bargains that the database finds by a plan."""
    if plan is NOTHING:
        return set()
    statement = select(TABLE.c.id).where(TABLE.c.tenant_id == TENANT)
    values: dict[str, object] = {}
    if plan is not EVERYTHING:
        assert isinstance(plan, Rows)
        statement = statement.where(plan.clause(TABLE, single=single))
        values = plan.values()
    rows = await bench.reading().unit.all(scoped(statement), **values)
    return {row["id"] for row in rows}


def met(plan: Plan, bargains: list[Bargain]) -> set[Any]:
    """Return the ids of the bargains that meet a plan in memory."""
    if plan is NOTHING:
        return set()
    if plan is EVERYTHING:
        return {bargain.id for bargain in bargains}
    assert isinstance(plan, Rows)
    return {bargain.id for bargain in bargains if plan.matches(bargain)}
