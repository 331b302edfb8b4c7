"""The types of a tenant's own fields: what each takes, and how it is compared and sorted."""

from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Annotated, Any, Final
from uuid import UUID

from pydantic import AfterValidator, BeforeValidator, Field, StringConstraints
from pydantic_core import PydanticCustomError

from kontor_records.conditions.fields import FieldType
from kontor_records.conditions.text_order import text_key
from kontor_schemas.customizing import CustomFieldState, FieldLimits
from kontor_schemas.identifiers import Instant
from kontor_schemas.text import LINE_LENGTH, Code, Line, cleaned
from kontor_schemas.values import Money, normal_email

_LARGEST: Final = 1e15
LONGEST_KEY: Final = 400
_SCHEMES: Final = ("http://", "https://")

COMPARED: Final[Mapping[str, FieldType]] = {
    "text": FieldType.TEXT,
    "number": FieldType.NUMBER,
    "money": FieldType.OBJECT,
    "date": FieldType.DATE,
    "datetime": FieldType.DATETIME,
    "choice": FieldType.CHOICE,
    "multi_choice": FieldType.CHOICE,
    "boolean": FieldType.BOOLEAN,
    "email": FieldType.TEXT,
    "phone": FieldType.TEXT,
    "url": FieldType.TEXT,
    "reference": FieldType.REFERENCE,
}
"""How the values of a type are compared by conditions."""

WIDER: Final[Mapping[str, frozenset[str]]] = {
    "number": frozenset({"text"}),
    "date": frozenset({"text"}),
    "datetime": frozenset({"text"}),
    "boolean": frozenset({"text"}),
    "email": frozenset({"text"}),
    "phone": frozenset({"text"}),
    "url": frozenset({"text"}),
    "choice": frozenset({"text", "multi_choice"}),
}
"""The types that take every value of another, converted."""


def held_type(field: CustomFieldState) -> str:
    """Return the type of what a field holds: of a formula, that of its result."""
    return field.result or "text" if field.type == "formula" else field.type


def annotation_of(field: CustomFieldState) -> Any:
    """Return the Pydantic annotation that a value of a field must fit."""
    made = _ANNOTATIONS.get(field.type)
    return made(field.limits) if made else _PLAIN[field.type]


def widened(value: Any, old: str, new: str) -> Any:
    """Return a value of a narrower type as one of a wider; one that is so already stays."""
    if new == "multi_choice":
        return value if isinstance(value, list) else [value]
    if isinstance(value, str):
        return value
    if old == "boolean":
        return "true" if value else "false"
    return str(value)


def moment_of(kind: str, value: str) -> date | datetime:
    """Return a stored date or instant as one."""
    return date.fromisoformat(value) if kind == "date" else datetime.fromisoformat(value)


def sort_text(kind: str, value: Any) -> str:
    """Return a text that sorts among those of its type as the value does among values."""
    if kind == "number":
        return number_text(Decimal(repr(value)))
    if kind == "money":
        return f"{value['currency']}{number_text(Decimal(value['minor']))}"
    if kind == "datetime":
        return datetime.fromisoformat(value).astimezone(UTC).isoformat(timespec="microseconds")
    if kind in ("text", "email", "phone", "url"):
        return text_key(value)[:LONGEST_KEY]
    return str(value).lower() if kind == "boolean" else str(value)


def number_text(value: Decimal) -> str:
    """Return a text that sorts among those of numbers as the number does."""
    # Six decimals of numbers below 10^19: moved up so that none is negative.
    return f"{int(value * 10**6) + 10**25:026d}"


def _text(limits: FieldLimits) -> Any:
    longest = limits.max_length or LINE_LENGTH
    if longest <= LINE_LENGTH:
        return Annotated[Line, Field(max_length=longest)]
    return Annotated[str, StringConstraints(max_length=longest), BeforeValidator(cleaned)]


def _number(limits: FieldLimits) -> Any:
    low = -_LARGEST if limits.min is None else limits.min
    high = _LARGEST if limits.max is None else limits.max
    if limits.decimals == 0:
        return Annotated[int, Field(strict=True, ge=low, le=high)]
    decimals = 6 if limits.decimals is None else limits.decimals

    def exact(value: float) -> float:
        if round(value, decimals) != value:
            raise PydanticCustomError(
                "value_format", "At most {decimals} decimals", {"decimals": decimals}
            )
        return value

    bounded = Field(strict=True, ge=low, le=high, allow_inf_nan=False)
    return Annotated[float, bounded, AfterValidator(exact), BeforeValidator(_plain_number)]


def _money(limits: FieldLimits) -> Any:
    def within(value: Money) -> Money:
        if (limits.min is not None and value.minor < limits.min) or (
            limits.max is not None and value.minor > limits.max
        ):
            raise PydanticCustomError("value_range", "Out of range")
        return value

    return Annotated[Money, AfterValidator(within)]


def _not_a_number(value: Any) -> Any:
    # Pydantic would read 5 as the sixth of January 1970.
    if isinstance(value, (bool, int, float)):
        raise PydanticCustomError("field_type", "Not a number")
    return value


def _plain_number(value: Any) -> Any:
    return float(value) if isinstance(value, Decimal) else value


def _email(value: str) -> str:
    if normal_email(value) is None:
        raise PydanticCustomError("email_invalid", "Not an e-mail address")
    return value


def _url(value: str) -> str:
    if not value.lower().startswith(_SCHEMES):
        raise PydanticCustomError("url_scheme", "Only http and https")
    return value


_ANNOTATIONS: Final[Mapping[str, Callable[[FieldLimits], Any]]] = {
    "text": _text,
    "number": _number,
    "money": _money,
}
_PLAIN: Final[Mapping[str, Any]] = {
    "date": Annotated[date, BeforeValidator(_not_a_number)],
    "datetime": Annotated[Instant, BeforeValidator(_not_a_number)],
    "choice": Code,
    "multi_choice": Annotated[list[Code], Field(max_length=50)],
    "boolean": Annotated[bool, Field(strict=True)],
    "email": Annotated[Line, AfterValidator(_email)],
    "phone": Annotated[Line, Field(max_length=50)],
    "url": Annotated[Line, AfterValidator(_url)],
    "reference": UUID,
}
