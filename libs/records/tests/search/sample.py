"""A service with companies and people, by which the search is tried on its own."""

from pathlib import Path
from typing import Annotated, Any
from uuid import UUID

from pydantic import Field

from kontor_chassis.context import Context
from kontor_chassis.definition import ServiceDefinition
from kontor_chassis.settings import ServiceSettings
from kontor_chassis.stamps import begun
from kontor_records.declaration.record_type import RecordType
from kontor_records.http.routes import record_routes
from kontor_records.http.search import service_search_routes
from kontor_records.storage import staging
from kontor_schemas.annotations import derived, keys, personal, reference, searchable, unique
from kontor_schemas.fact import changes
from kontor_schemas.record_state import RecordState
from kontor_schemas.text import Code, Line, Name, PersonName, Text
from kontor_schemas.values import Address, Email, Phone


class Company(RecordState, record="finding.company"):
    """A company."""

    number: Annotated[Code | None, searchable, unique] = None
    name: Annotated[Name, searchable]
    emails: Annotated[list[Email], keys("normal"), searchable] = Field(default=[])
    description: Annotated[Text | None, searchable] = None


class Person(RecordState, record="finding.person"):
    """Somebody, at a company or not."""

    number: Annotated[Code | None, searchable, unique] = None
    given_name: Annotated[PersonName | None, searchable, personal] = None
    family_name: Annotated[PersonName | None, searchable, personal] = None
    display_name: Annotated[Line, derived, searchable, personal] = ""
    company: Annotated[UUID | None, reference("finding.company")] = None
    emails: Annotated[list[Email], keys("normal"), searchable, personal] = Field(default=[])
    phones: Annotated[list[Phone], keys("e164"), searchable, personal] = Field(default=[])
    addresses: Annotated[list[Address], searchable, personal, Field(max_length=20)] = Field(
        default=[]
    )
    secret: Annotated[Line | None, searchable] = None
    description: Annotated[Text | None, searchable, personal] = None


COMPANY = RecordType(state=Company, name="company", plural="companies", title="name")
PERSON = RecordType(
    state=Person,
    name="person",
    plural="people",
    title="display_name",
    subtitle=("company",),
    parents=("company",),
)
FINDING = ServiceDefinition(
    name="finding",
    settings=ServiceSettings,
    migrations=Path(__file__).parent / "migrations",
    routers=[
        record_routes(COMPANY),
        record_routes(PERSON),
        service_search_routes("finding", [PERSON, COMPANY]),
    ],
)


def a_company(ctx: Context, name: str, **fields: Any) -> Company:
    """Stage a company."""
    company = begun(ctx, Company, {"name": name, **fields})
    staging.add(ctx, COMPANY, company)
    return company


def a_person(ctx: Context, name: str = "", **fields: Any) -> Person:
    """Stage a person; the first word of the name is the given one."""
    given, _, family = name.partition(" ")
    named = {"given_name": given or None, "family_name": family or None}
    person = begun(ctx, Person, {**named, **fields})
    shown = " ".join(part for part in (person.given_name, person.family_name) if part)
    person = person.model_copy(update={"display_name": shown})
    staging.add(ctx, PERSON, person)
    return person


def change(ctx: Context, old: Person, **fields: Any) -> Person:
    """Stage a change of a person."""
    new = staging.next_version(ctx, old, **fields)
    staging.put(ctx, PERSON, old, new, changes(old, new))
    return new
