"""The fields of a record as CEL takes them."""

from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime, time
from decimal import Decimal
from typing import Any, Final
from uuid import UUID

from pydantic import BaseModel


def cel_value(value: Any) -> Any:
    """Return a value of a state as CEL takes it.

    A day is its midnight in UTC, since CEL knows instants only; an id is its text; what is empty
    is null.
    """
    for kind, converted in _CONVERTED:
        if isinstance(value, kind):
            return converted(value)
    return None if value == "" else value


_CONVERTED: Final[tuple[tuple[Any, Callable[[Any], Any]], ...]] = (
    # Order matters: an instant is a day, too.
    (datetime, lambda instant: instant),
    (date, lambda day: datetime.combine(day, time(), UTC)),
    (UUID, str),
    (Decimal, float),
    (BaseModel, lambda part: {name: cel_value(held) for name, held in part}),
    (Mapping, lambda parts: {name: cel_value(part) for name, part in parts.items()}),
    ((list, tuple), lambda parts: [cel_value(part) for part in parts]),
)
