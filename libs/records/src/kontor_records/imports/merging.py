"""Merging: the fields a row gives to a new record, and those it changes in one that is there."""

from collections.abc import Callable, Mapping
from typing import Any, Final
from uuid import UUID

from kontor_records.conditions.readers import is_empty
from kontor_records.conditions.text_order import text_key
from kontor_records.declaration.record_type import RecordType
from kontor_records.imports.mapping import ID
from kontor_records.imports.rows import Draft
from kontor_records.imports.targets import CUSTOM, Wanted, main_part
from kontor_schemas.record_state import RecordState

Elements = list[dict[str, Any]]
Resolve = Callable[[str, Wanted], UUID]

_KEPT: Final = ("kind", "is_primary")
"""What a list's element keeps when another address or number takes its place."""


def given(record_type: RecordType[Any], draft: Draft, resolve: Resolve) -> dict[str, Any]:
    """Return the fields of a new record."""
    fields = {
        name: _resolved(name, value, resolve) for name, value in draft.fields.items() if name != ID
    }
    for name, elements in draft.pieces.items():
        if name == CUSTOM:
            fields[name] = _own(elements, resolve)
            continue
        fields[name] = [
            parts
            for _, parts in sorted(elements.items())
            if main_part(record_type, name) in {"", *parts}
        ]
    return fields


def merged(
    record_type: RecordType[Any],
    old: RecordState,
    draft: Draft,
    resolve: Resolve,
    *,
    fills_only: bool,
    clears: bool,
) -> dict[str, Any]:
    """Return the fields that a row changes in a record.

    Args:
        record_type: The type.
        old: The record as it stands.
        draft: The row.
        resolve: Turns a named record into its id.
        fills_only: Whether values that are there stay.
        clears: Whether empty cells clear values.
    """
    fields = {
        name: _resolved(name, value, resolve)
        for name, value in draft.fields.items()
        if name != ID and not (fills_only and not is_empty(getattr(old, name)))
    }
    for name, pieces in draft.pieces.items():
        if name == CUSTOM:
            fields[name] = {
                key: value
                for key, value in _own(pieces, resolve).items()
                if not (fills_only and key in old.custom)
            }
            continue
        elements = [element.model_dump() for element in getattr(old, name)]
        for place, parts in sorted(pieces.items()):
            _put(elements, place - 1, parts, main_part(record_type, name), fills_only=fills_only)
        fields[name] = elements
    if clears:
        _clear(record_type, old, draft, fields)
    return fields


def _put(
    elements: Elements, at: int, parts: Mapping[str, Any], main: str, *, fills_only: bool
) -> None:
    """Put an element of a row into its list: where it is already, in its place, or at the end."""
    value = parts.get(main)
    alike = (each for each in elements if value is not None and _is_same(each[main], value))
    same = next(alike, None)
    there = same or (elements[at] if at < len(elements) else None)
    if there is None:
        if value is not None or not main:
            elements.append(dict(parts))
    elif fills_only:
        there.update({name: part for name, part in parts.items() if is_empty(there.get(name))})
    elif same or value is None:
        there.update(parts)
    else:
        elements[at] = {name: there[name] for name in _KEPT if name in there} | dict(parts)


def _is_same(one: object, other: object) -> bool:
    return text_key(str(one)) == text_key(str(other))


def _clear(
    record_type: RecordType[Any], old: RecordState, draft: Draft, fields: dict[str, Any]
) -> None:
    for target in draft.empty:
        if target.field == CUSTOM:
            fields.setdefault(CUSTOM, {})[target.part] = None
        elif not target.place:
            info = record_type.state.model_fields[target.field]
            fields[target.field] = None if info.is_required() else info.get_default()
        elif target.part == main_part(record_type, target.field):
            whole = fields.get(target.field)
            if whole is None:
                whole = [element.model_dump() for element in getattr(old, target.field)]
            # An empty one keeps the places of the others; it is dropped at the end.
            if target.place <= len(whole):
                whole[target.place - 1] = {}
            fields[target.field] = whole
    for name, value in fields.items():
        if isinstance(value, list):
            fields[name] = [element for element in value if element != {}]


def _own(pieces: Mapping[int, Mapping[str, Any]], resolve: Resolve) -> dict[str, Any]:
    """Return what a row says of the tenant's own fields."""
    return {key: _resolved(f"{CUSTOM}/{key}", value, resolve) for key, value in pieces[0].items()}


def _resolved(name: str, value: Any, resolve: Resolve) -> Any:
    if isinstance(value, Wanted):
        return resolve(name, value)
    if isinstance(value, list):
        return [resolve(name, each) if isinstance(each, Wanted) else each for each in value]
    return value
