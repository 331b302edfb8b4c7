"""Value objects that several records share: money, e-mail, phone, address, references."""

import re
from datetime import date
from typing import Annotated, Literal, TypeVar
from uuid import UUID

from pydantic import (
    AfterValidator,
    BaseModel,
    ConfigDict,
    Field,
    StringConstraints,
    ValidationInfo,
    field_validator,
)
from pydantic_core import PydanticCustomError

from kontor_schemas.annotations import derived, personal
from kontor_schemas.choices import WIRE, Choice
from kontor_schemas.description import described
from kontor_schemas.identifiers import CountryCode, CurrencyCode, Instant, RecordName
from kontor_schemas.text import Code, Line, Text

_LARGEST = 2**63 - 1
_LOCAL = re.compile(r"[^\s@\"(),:;<>\[\\\]\x00-\x1f\x7f]{1,64}")
_LABEL = re.compile(r"[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?")


class Value(BaseModel):
    """The base of all value objects: compared by what they hold, never changed in place."""

    model_config = ConfigDict(
        frozen=True, extra="forbid", defer_build=True, json_schema_extra=described
    )


class Money(Value):
    """An amount in the smallest unit of its currency: 1190 EUR is `{"minor": 119000, …}`.

    Attributes:
        minor: the amount in the smallest unit: cents for EUR, whole yen for JPY.
        currency: the currency (ISO 4217).
    """

    minor: int = Field(ge=-_LARGEST, le=_LARGEST, strict=True)
    currency: CurrencyCode


def normal_email(value: str) -> str | None:
    """Give the form by which two spellings of an address are recognised as the same.

    The domain becomes its lower-case ASCII form, the local part lower case. Dots and plus signs
    stay: they mean something to most mail servers.

    Returns:
        The normal form, or None where the text is no address.
    """
    local, at, domain = value.rpartition("@")
    if (
        not at
        or not _LOCAL.fullmatch(local)
        or local[0] == "."
        or local[-1] == "."
        or ".." in local
    ):
        return None
    try:
        ascii_domain = (
            domain.lower() if domain.isascii() else domain.encode("idna").decode().lower()
        )
    except UnicodeError:
        return None
    labels = ascii_domain.split(".")
    if len(labels) < 2 or len(ascii_domain) > 253 or labels[-1].isdigit():
        return None
    if not all(_LABEL.fullmatch(label) for label in labels):
        return None
    return f"{local.lower()}@{ascii_domain}"


def _an_address(value: str, info: ValidationInfo) -> str:
    # A reader takes what the owner once accepted, even if the owner's rule was wider.
    if info.context != WIRE and normal_email(value) is None:
        raise PydanticCustomError("email_invalid", "Not an e-mail address")
    return value


EmailAddress = Annotated[Line, AfterValidator(_an_address)]
"""One e-mail address, kept as typed."""


class Email(Value):
    """An e-mail address as typed, and the normal form by which it is found.

    Attributes:
        value: the address as it was typed.
        normal: the address in the form by which equal addresses are recognised.
        kind: what it is used for.
        is_primary: whether it is the one to write to; exactly one of a list is.
        status: what is known of it: never tried, confirmed, bounced, complained about.
        bounced_at: when a mail to it last came back.
    """

    value: Annotated[EmailAddress, personal]
    normal: Annotated[Line, personal, derived] = Field(default="", validate_default=True)
    kind: Choice[Literal["work", "private", "other"]] = "work"
    is_primary: bool = False
    status: Choice[Literal["unverified", "verified", "bounced", "complained"]] = "unverified"
    bounced_at: Instant | None = None

    @field_validator("normal", mode="before")
    @classmethod
    def _normalise(cls, given: object, info: ValidationInfo) -> object:
        if "value" not in info.data or (given and info.context == WIRE):
            return given
        return normal_email(info.data["value"]) or ""


class Phone(Value):
    """A phone number as typed, and its international form where it is a valid number.

    Attributes:
        raw: the number as it was typed.
        e164: the number in international form, such as +4930123456; null if it is none.
        extension: the extension behind the number.
        kind: what it is used for.
        is_primary: whether it is the one to call; exactly one of a list is.
    """

    raw: Annotated[Line, personal]
    e164: Annotated[
        Annotated[str, StringConstraints(pattern=r"^\+[1-9][0-9]{3,14}$")] | None,
        personal,
        derived,
    ] = None
    extension: Annotated[Code | None, personal] = None
    kind: Choice[Literal["work", "mobile", "private", "fax", "other"]] = "work"
    is_primary: bool = False


class Address(Value):
    """A postal address.

    Attributes:
        kind: what it is used for.
        line1: street and house number, or the post box.
        line2: a further line.
        postal_code: the postal code.
        city: the town.
        region: the state, province or canton.
        country: the country (ISO 3166-1, two letters).
        is_primary: whether it is the main address of its kind.
        valid_from_on: the first day on which it holds; null for always.
        valid_until_on: the last day on which it holds; null for no end.
        lat_e6: the latitude in millionths of a degree, as typed or imported.
        lon_e6: the longitude in millionths of a degree.
    """

    kind: Choice[Literal["billing", "delivery", "visit", "home", "other"]] = "visit"
    line1: Annotated[Line, personal]
    line2: Annotated[Line | None, personal] = None
    postal_code: Annotated[Code | None, personal] = None
    city: Annotated[Line, personal]
    region: Line | None = None
    country: CountryCode
    is_primary: bool = False
    valid_from_on: date | None = None
    valid_until_on: date | None = None
    lat_e6: Annotated[int | None, personal, Field(ge=-90_000_000, le=90_000_000)] = None
    lon_e6: Annotated[int | None, personal, Field(ge=-180_000_000, le=180_000_000)] = None


P = TypeVar("P", Email, Phone)


def one_primary(items: list[P], info: ValidationInfo) -> list[P]:
    """Make the first item the primary one where none is.

    Raises:
        PydanticCustomError: `primary_not_unique`, where two are; a reader takes what is there.
    """
    marked = sum(item.is_primary for item in items)
    if marked > 1 and info.context != WIRE:
        raise PydanticCustomError("primary_not_unique", "Only one entry can be the primary one")
    if items and not marked:
        promoted = list(items)
        promoted[0] = items[0].model_copy(update={"is_primary": True})
        return promoted
    return items


def one_primary_of_each_kind(items: list[Address], info: ValidationInfo) -> list[Address]:
    """Make the first address of each kind the primary one of that kind where none is.

    Raises:
        PydanticCustomError: `primary_not_unique`, where two are; a reader takes what is there.
    """
    primary = [item.kind for item in items if item.is_primary]
    if len(set(primary)) < len(primary) and info.context != WIRE:
        raise PydanticCustomError("primary_not_unique", "Only one entry can be the primary one")
    found = list(items)
    missing = {item.kind for item in items} - set(primary)
    for place, item in enumerate(found):
        if item.kind in missing:
            missing.remove(item.kind)
            found[place] = item.model_copy(update={"is_primary": True})
    return found


class LocalText(Value):
    """A text of the tenant's own in the languages of the platform; at least one is given.

    Attributes:
        de: the text in German.
        en: the text in English.
    """

    de: Text | None = None
    en: Text | None = None


class RecordReference(Value):
    """A record of any type, named by its type and id.

    Attributes:
        record: the record type, such as `contacts.lead`.
        id: the record's id.
    """

    record: RecordName
    id: UUID
