"""The columns of an export: named and read as an import of the same file takes them."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from functools import partial
from typing import Any

import orjson
from babel import Locale
from babel.numbers import get_currency_precision

from kontor_records.access.fields import masked
from kontor_records.access.rights import Rights
from kontor_records.conditions.errors import FieldUnknown
from kontor_records.customizing.own_fields import OwnFields
from kontor_records.declaration.record_type import RecordType
from kontor_records.imports.targets import CUSTOM, Target, place_of
from kontor_records.sheets.values import Reading
from kontor_records.sheets.writers import Column, Kind, Row

_KINDS: dict[str, Kind] = {
    "number": "number", "decimal": "number", "boolean": "boolean", "date": "date",
    "datetime": "datetime",
}  # fmt: skip
_NESTED = frozenset({"email", "phone", "address", "json", "tags", "multi_choice"})


def targets_of(own: OwnFields, paths: Sequence[str], rights: Rights) -> list[Target]:
    """Return the places that columns are asked for; `custom` is all own fields that are seen.

    Raises:
        FieldUnknown: There is none of this name.
    """
    seen = [
        each.name
        for each in own.fields.values()
        if rights.field_right(own.record_type, each.name) != "none"
    ]
    every = [one for path in paths for one in (seen if path == CUSTOM else (path,))]
    found = [place_of(own, path) for path in every]
    known = [
        target for target in found if target and (target.field != CUSTOM or target.path in seen)
    ]
    if len(known) < len(every):
        raise FieldUnknown(path="/fields")
    return known


def columns_of(
    record_type: RecordType[Any], targets: Sequence[Target], rights: Rights, reading: Reading
) -> list[Column]:
    """Return the columns for some places; of those that are masked only the end is shown."""
    hidden = rights.masked(record_type)
    return [
        column
        for target in targets
        for column in (
            _own(record_type, target, rights, reading)
            if target.field == CUSTOM
            else _columns(record_type, target, target.field in hidden)
        )
    ]


def _own(
    record_type: RecordType[Any], target: Target, rights: Rights, reading: Reading
) -> Iterator[Column]:
    key, kind = target.part, target.spec.type
    if rights.field_right(record_type, target.path) == "masked":
        yield Column(name=target.path, kind="text", read=lambda row: masked(_held(key, row)))
    else:
        shown = _OWN.get(kind, _as_it_is)
        yield Column(
            name=target.path,
            kind=_KINDS.get(kind, "text"),
            read=lambda row: None if (held := _held(key, row)) is None else shown(held, reading),
        )


def _held(key: str, row: Row) -> Any:
    return orjson.loads(row[CUSTOM]).get(key)


def _as_it_is(value: Any, _reading: Reading) -> Any:
    return orjson.dumps(value).decode() if isinstance(value, list) else value


def _money(value: Any, reading: Reading) -> str:
    # In one cell, as an import reads it: without groups, and with all its decimals.
    amount = Decimal(value["minor"]).scaleb(-get_currency_precision(value["currency"]))
    point = Locale.parse(reading.locale, sep="-").number_symbols["latn"]["decimal"]
    return f"{amount:f} {value['currency']}".replace(".", point)


_OWN: Mapping[str, Callable[[Any, Reading], Any]] = {
    "number": lambda value, _reading: Decimal(repr(value)),
    "date": lambda value, _reading: date.fromisoformat(value),
    "datetime": lambda value, _reading: datetime.fromisoformat(value),
    "money": _money,
}
"""How the values of own fields, which are stored as JSON, become cells."""


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
