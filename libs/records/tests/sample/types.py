"""Record types that no service has: harbours, boats in them, their cabins, and sailors."""

from datetime import date
from typing import Annotated, Any, Literal
from uuid import UUID

from pydantic import AfterValidator, BaseModel, Field

from kontor_records.declaration.presentation import NumberPattern, Verb
from kontor_records.declaration.record_type import Board, Lifecycle, RecordType
from kontor_records.duplicates.phones import filled
from kontor_records.duplicates.plan import Contrary, MatchPlan
from kontor_schemas.annotations import (
    choice_list,
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
from kontor_schemas.text import Code, Line, Name, PersonName, Text
from kontor_schemas.values import Address, Email, Money, Phone, Value, one_primary


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


class Berth(Value):
    """A place a sailor has on a boat."""

    boat: Annotated[UUID, reference("sample.boat")]
    role: Line | None = None


class Sailor(RecordState, record="sample.sailor"):
    """A person: what tells that two records are one, and references of every form."""

    given_name: Annotated[PersonName | None, searchable, sortable, personal] = None
    family_name: Annotated[PersonName, searchable, sortable, personal]
    number: Annotated[Code | None, unique, match_key] = None
    salutation: Annotated[Choice[Literal["none", "mr", "ms", "mx"]], personal] = "none"
    birth_on: Annotated[date | None, personal] = None
    emails: Annotated[
        list[Email], AfterValidator(one_primary), keys("normal"), personal, Field(max_length=3)
    ] = []
    phones: Annotated[list[Phone], AfterValidator(one_primary), keys("e164"), personal] = []
    addresses: Annotated[list[Address], AfterValidator(one_primary), personal] = []
    boat: Annotated[UUID | None, reference("sample.boat")] = None
    captain: Annotated[UUID | None, reference("sample.sailor")] = None
    friends: Annotated[list[UUID], reference("sample.sailor")] = []
    berths: list[Berth] = []
    processing: Choice[Literal["normal", "restricted"]] = "normal"
    rank: Choice[Literal["mate", "master"]] = "mate"


class Pier(RecordState, record="sample.pier"):
    """A place in a harbour, numbered, of a kind that each tenant names."""

    number: Annotated[Code | None, sortable, unique] = None
    title: Annotated[Name, searchable, sortable]
    kind: Annotated[Code | None, choice_list("pier_kind")] = None
    length: int | None = None
    won: int | None = None
    asked: int | None = None
    harbour: Annotated[UUID | None, reference("sample.harbour")] = None


class Renting(BaseModel):
    """What it takes to rent a berth out."""

    length: int
    note: Line | None = None
    owner: UUID | None = None
    side: Literal["lee", "windward"] | None = None


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
PIER = RecordType(
    state=Pier,
    name="pier",
    plural="piers",
    title="title",
    number=NumberPattern(field="number", pattern="K-{n:06}"),
    verbs=(Verb(name="rent", body=Renting, tone="primary", place=("header", "bulk")),),
)
SAILOR = RecordType(
    state=Sailor,
    name="sailor",
    plural="sailors",
    title="family_name",
    owned_by_verb={"rank": "promote"},
    matching=MatchPlan(
        subject="person",
        name=("given_name", "family_name"),
        family="family_name",
        mails="emails",
        phones="phones",
        addresses="addresses",
        together="boat",
        born_on="birth_on",
        contrary=Contrary(field="salutation", values=frozenset({"mr", "ms"})),
        prevailing={"processing": "restricted"},
    ),
)
TYPES = (HARBOUR, BOAT, CABIN, SAILOR, PIER)


def complete_sailor(sailor: Sailor) -> dict[str, Any]:
    """Give the derived parts of a sailor: the normal form of the phone numbers."""
    return {"phones": filled(sailor.phones, "DE")}
