"""The columns of an export: named and read as an import of the same file takes them."""

from collections.abc import Callable, Iterator, Sequence
from decimal import Decimal
from functools import partial
from typing import Any

import orjson
from babel.numbers import get_currency_precision

from kontor_records.access.fields import masked
from kontor_records.conditions.errors import FieldUnknown
from kontor_records.declaration.record_type import RecordType
from kontor_records.imports.targets import Target, target_of
from kontor_records.sheets.writers import Column, Kind, Row

_KINDS: dict[str, Kind] = {
    "number": "number", "decimal": "number", "boolean": "boolean", "date": "date",
    "datetime": "datetime",
}  # fmt: skip
_NESTED = frozenset({"email", "phone", "address", "json", "tags", "multi_choice"})


def targets_of(record_type: RecordType[Any], paths: Sequence[str]) -> list[Target]:
    """Return the places that columns are asked for.

    Raises:
        FieldUnknown: There is none of this name.
    """
    found = [target_of(record_type, path) for path in paths]
    if None in found:
        raise FieldUnknown(path="/fields")
    return [target for target in found if target is not None]


def columns_of(
    record_type: RecordType[Any], targets: Sequence[Target], hidden: frozenset[str]
) -> list[Column]:
    """Return the columns for some places; of `hidden` ones only the end is shown."""
    return [
        column
        for target in targets
        for column in _columns(record_type, target, target.field in hidden)
    ]


def _columns(
    record_type: RecordType[Any],
    target: Target,
    is_hidden: bool,  # noqa: FBT001
) -> Iterator[Column]:
    name, spec = target.field, record_type.fields[target.field]
    is_nested = spec.is_list or spec.type in _NESTED
    if is_hidden:
        yield Column(name=target.path, kind="text", read=partial(_masked, name, is_nested))
    elif spec.type == "money":
        yield Column(name=name, kind="number", read=partial(_amount, name))
        yield Column(name=f"{name}.currency", kind="text", read=_plain(f"{name}_currency"))
    elif target.place:
        yield Column(name=target.path, kind="text", read=partial(_part, target))
    elif is_nested:
        yield Column(name=name, kind="text", read=partial(_list, name))
    else:
        yield Column(name=name, kind=_KINDS.get(spec.type, "text"), read=_plain(name))


def _plain(name: str) -> Callable[[Row], Any]:
    return lambda row: row[name]


def _masked(name: str, is_nested: bool, row: Row) -> str | None:  # noqa: FBT001
    return None if is_nested or name not in row else masked(row[name])


def _amount(name: str, row: Row) -> Decimal | None:
    if (minor := row[f"{name}_minor"]) is None:
        return None
    return Decimal(minor).scaleb(-get_currency_precision(row[f"{name}_currency"]))


def _list(name: str, row: Row) -> str | None:
    # As it is stored: JSON is the one form in which every list comes back as it was.
    text: str | None = row[name]
    return None if text in {None, "[]", "{}"} else text


def _part(target: Target, row: Row) -> Any:
    elements = orjson.loads(row[target.field] or "[]")
    if len(elements) < target.place:
        return None
    return elements[target.place - 1].get(target.part)
