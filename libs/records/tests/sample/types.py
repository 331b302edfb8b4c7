"""Record types that no service has: harbours, the boats in them, the cabins of a boat."""

from datetime import date
from typing import Annotated, Literal
from uuid import UUID

from pydantic import AfterValidator, Field

from kontor_records.declaration.record_type import Board, Lifecycle, RecordType
from kontor_schemas.annotations import (
    keys,
    match_key,
    personal,
    reference,
    searchable,
    sortable,
    unique,
)
from kontor_schemas.choices import Choice
from kontor_schemas.identifiers import CountryCode, Instant
from kontor_schemas.record_state import RecordState
from kontor_schemas.text import Code, Line, Name, Text
from kontor_schemas.values import Email, Money, Phone, one_primary


class Harbour(RecordState, record="sample.harbour"):
    """Where boats lie."""

    name: Annotated[Name, searchable, sortable]
    code: Annotated[Code | None, searchable, sortable, unique, match_key] = None
    country: Annotated[CountryCode | None, sortable] = None


class Boat(RecordState, record="sample.boat"):
    """A boat: one field of every kind."""

    name: Annotated[Name, searchable, sortable]
    number: Annotated[Code | None, searchable, sortable, unique, match_key] = None
    status: Annotated[Choice[Literal["planned", "afloat", "sunk"]], sortable] = "planned"
    harbour: Annotated[UUID | None, reference("sample.harbour")] = None
    length: Annotated[int | None, sortable] = None
    has_sails: bool = False
    price: Money | None = None
    built_on: Annotated[date | None, sortable] = None
    seen_at: Instant | None = None
    colours: list[Choice[Literal["red", "white", "blue"]]] = []
    skipper: Annotated[Line | None, searchable, personal] = None
    emails: Annotated[
        list[Email],
        AfterValidator(one_primary),
        keys("normal"),
        searchable,
        match_key,
        personal,
        Field(max_length=10),
    ] = []
    phones: Annotated[
        list[Phone],
        AfterValidator(one_primary),
        keys("e164"),
        searchable,
        personal,
        Field(max_length=10),
    ] = []
    notes: Annotated[Text | None, searchable] = None


class Cabin(RecordState, record="sample.cabin"):
    """A part of a boat: it goes where the boat goes, into the bin too."""

    name: Annotated[Name, searchable, sortable]
    boat: Annotated[UUID, reference("sample.boat")]


HARBOUR = RecordType(state=Harbour, name="harbour", plural="harbours", title="name")
BOAT = RecordType(
    state=Boat,
    name="boat",
    plural="boats",
    title="name",
    subtitle=("number", "harbour"),
    list_columns=("name", "number", "status", "harbour", "price"),
    parents=("harbour",),
    lifecycle=Lifecycle(
        field="status",
        steps={
            "planned": frozenset({"afloat"}),
            "afloat": frozenset({"sunk"}),
            "sunk": frozenset(),
        },
    ),
    board=Board(group_by=("status", "harbour"), card=("number", "price"), sums=("price",)),
)
CABIN = RecordType(
    state=Cabin, name="cabin", plural="cabins", title="name", parents=("boat",), owned_by="boat"
)
TYPES = (HARBOUR, BOAT, CABIN)
