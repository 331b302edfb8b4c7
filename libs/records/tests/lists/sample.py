"""Two record types that no service has: offers, and the companies they are made to."""

from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Annotated, Any, Literal
from uuid import UUID

from pydantic import Field

from kontor_chassis.definition import ServiceDefinition
from kontor_chassis.ids import new_id
from kontor_chassis.settings import ServiceSettings
from kontor_chassis.testing.bench import Bench
from kontor_chassis.testing.engines import Engines
from kontor_records.declaration.record_type import Board, Lifecycle, RecordType
from kontor_records.http.routes import record_routes
from kontor_schemas.annotations import reference, searchable, sortable
from kontor_schemas.cataloguing import CatalogueFact
from kontor_schemas.choices import Choice
from kontor_schemas.customizing import ChoiceListState, CustomFieldState
from kontor_schemas.identifiers import Instant
from kontor_schemas.record_state import RecordState
from kontor_schemas.text import Line, Name
from kontor_schemas.values import Email, Money
from kontor_schemas.viewing import ViewState


class View(ViewState, record="listed.view", verbs=("created", "updated", "deleted")):
    """A saved view of this service."""


class CustomField(
    CustomFieldState,
    record="listed.custom_field",
    verbs=("created", "updated", "deleted", "restored"),
):
    """A field of a tenant's own in this service."""


class ChoiceList(ChoiceListState, record="listed.choice_list", verbs=("created", "updated")):
    """A list of values in this service."""


class CataloguePublished(CatalogueFact, record="listed.catalogue"):
    """What the types of this service are."""


class Company(RecordState, record="listed.company"):
    """Whom an offer is made to."""

    name: Annotated[Name, sortable, searchable]
    country: Annotated[Line | None, sortable] = None
    above: Annotated[UUID | None, reference("listed.company")] = None


class Offer(RecordState, record="listed.offer"):
    """A record with a sortable field of every kind."""

    name: Annotated[Line | None, sortable] = None
    stage: Annotated[Choice[Literal["open", "won", "lost"]] | None, sortable] = None
    stage_since: Instant | None = None
    blocked_reason: Line | None = None
    amount: Annotated[Money | None, sortable] = None
    odds: Annotated[Decimal | None, sortable] = None
    pages: Annotated[int | None, sortable] = None
    due_on: Annotated[date | None, sortable] = None
    company: Annotated[UUID | None, reference("listed.company")] = None
    partners: Annotated[list[UUID], reference("listed.company")] = Field(default=[])
    emails: list[Email] = Field(default=[])
    remark: Line | None = None


COMPANY = RecordType(
    state=Company, name="company", plural="companies", title="name", owner_is_actor=False
)
OFFER = RecordType(
    state=Offer,
    name="offer",
    plural="offers",
    title="name",
    parents=("company",),
    lifecycle=Lifecycle(
        field="stage",
        steps={"open": frozenset({"won", "lost"}), "won": frozenset(), "lost": frozenset()},
    ),
    board=Board(group_by=("stage", "owner", "company"), card=("name", "amount"), sums=("amount",)),
    owner_is_actor=False,
)
SORTS = ("name", "stage", "amount", "odds", "pages", "due_on", "created_at", "updated_at")
LISTED = ServiceDefinition(
    name="listed",
    settings=ServiceSettings,
    migrations=Path(__file__).parent / "migrations",
    routers=[record_routes(COMPANY), record_routes(OFFER)],
)
BEFORE = datetime(2026, 1, 1, tzinfo=UTC)


def made(record_type: RecordType[Any], **fields: Any) -> Any:
    """Return a state as it would stand in the table."""
    stamps = {
        "id": new_id(),
        "version": 1,
        "created_at": BEFORE,
        "created_by": "service:test",
        "updated_at": BEFORE,
        "updated_by": "service:test",
    }
    return record_type.state.model_validate({**stamps, **fields})


async def put(bench: Bench, record_type: RecordType[Any], *states: Any) -> None:
    """Write rows and nothing else: lists read what stands in the table."""
    async with bench.writing() as ctx:
        for state in states:
            ctx.unit.insert(record_type.table, record_type.row(state))


async def administrator(bench: Bench) -> Any:
    """Connect past row security and the limits of the api role, to make many rows at once."""
    return await Engines.found().connect(bench.runtime.settings.database.name)
