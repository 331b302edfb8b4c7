"""Record types for the rows of a food trader: its customers, and its employees with their line."""

from datetime import date
from typing import Annotated
from uuid import UUID

from pydantic import AfterValidator, Field

from kontor_records.declaration.record_type import RecordType
from kontor_schemas.annotations import keys, match_key, reference, searchable, sortable, unique
from kontor_schemas.file_facts import export_facts, import_facts
from kontor_schemas.record_state import RecordState
from kontor_schemas.text import Code, Line, Name, Text
from kontor_schemas.values import Address, Email, Money, one_primary


class Customer(RecordState, record="trade.customer"):
    """Somebody who buys."""

    number: Annotated[Code | None, searchable, unique, match_key] = None
    name: Annotated[Name, searchable, sortable]
    person: Annotated[Line | None, searchable] = None
    person_title: Line | None = None
    street: Line | None = None
    city: Annotated[Line | None, sortable] = None
    region: Line | None = None
    postal_code: Code | None = None
    country: Line | None = None
    phone: Line | None = None
    fax: Line | None = None
    revenue: Money | None = None
    since: date | None = None
    emails: Annotated[
        list[Email],
        AfterValidator(one_primary),
        keys("normal"),
        searchable,
        match_key,
        Field(max_length=10),
    ] = []  # noqa: RUF012 - Pydantic copies it
    addresses: Annotated[list[Address], AfterValidator(one_primary), Field(max_length=10)] = []  # noqa: RUF012


class Employee(RecordState, record="trade.employee"):
    """Somebody who sells, for somebody else perhaps."""

    number: Annotated[Code | None, unique, match_key] = None
    family_name: Annotated[Line, searchable, sortable]
    given_name: Annotated[Line | None, searchable] = None
    title: Line | None = None
    birth_on: date | None = None
    hired_on: date | None = None
    postal_code: Code | None = None
    notes: Text | None = None
    reports_to: Annotated[UUID | None, reference("trade.employee")] = None
    customer: Annotated[UUID | None, reference("trade.customer")] = None


CUSTOMER = RecordType(state=Customer, name="customer", plural="customers", title="name")
EMPLOYEE = RecordType(state=Employee, name="employee", plural="employees", title="family_name")
TYPES = (CUSTOMER, EMPLOYEE)
IMPORT_FACTS, EXPORT_FACTS = import_facts("trade"), export_facts("trade")
