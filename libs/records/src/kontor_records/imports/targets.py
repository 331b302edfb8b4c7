"""Targets: where a column of a file may go, and how its cells are read for that place.

A path is a field (`name`), the n-th element of a list (`emails_1`: its main part), or a part of one
(`emails_1.kind`, `addresses_2.city`, `revenue.currency`). Exports name their columns alike.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final, get_args

from pydantic import BaseModel

from kontor_chassis.texts import catalogue
from kontor_records.customizing.own_fields import OwnField, OwnFields
from kontor_records.declaration.field_spec import FieldSpec, fields_of
from kontor_records.declaration.record_type import RecordType
from kontor_records.sheets import values
from kontor_records.sheets.countries import country
from kontor_records.sheets.errors import CellRefused
from kontor_records.sheets.values import Parser, Reading

CUSTOM: Final = "custom"
_PATH: Final = re.compile(r"([a-z]\w*?)(?:_([1-9]\d?))?(?:\.([a-z]\w*))?", re.ASCII)


@dataclass(frozen=True, kw_only=True, slots=True)
class Target:
    """One place in a state.

    Attributes:
        field: The field.
        place: The element of its list, from 1; 0 for the field as a whole.
        part: The part of the value object, if not all of it.
        spec: What is there.
        path: Its name, as columns are called.
    """

    field: str
    path: str
    place: int = 0
    part: str = ""
    spec: FieldSpec


@dataclass(frozen=True, slots=True)
class Wanted:
    """A record that a cell names in words: by id, number, unique key or title."""

    record: str
    text: str


def place_of(own: OwnFields, path: str) -> Target | None:
    """Return the place a path names, or None where there is none of this name.

    The tenant's own fields are places each (`custom.c_region`), never `custom` as a whole.
    """
    if isinstance(spec := own.merged.get(path), OwnField):
        return Target(field=CUSTOM, part=spec.key, path=path, spec=spec)
    return None if path == CUSTOM else target_of(own.record_type, path)


def target_of(record_type: RecordType[Any], path: str) -> Target | None:
    """Return the place a path names in the declared fields of a type, if it has one."""
    if (spec := record_type.fields.get(path)) is not None:
        return Target(field=path, path=path, spec=spec)
    found = _PATH.fullmatch(path)
    spec = record_type.fields.get(found[1]) if found else None
    if found is None or spec is None:
        return None
    field, place, part = found[1], int(found[2] or 0), found[3] or ""
    if spec.type == "money" and part == "currency" and not place:
        return Target(field=field, path=path, part=part, spec=_CURRENCY)
    parts = parts_of(record_type, field)
    if not place or not parts:
        return None
    main = main_part(record_type, field)
    part = part or main
    if part not in parts or not parts[part].is_writable:
        return None
    path = f"{field}_{place}" if part == main else path
    return Target(field=field, path=path, place=place, part=part, spec=parts[part])


def parts_of(record_type: RecordType[Any], field: str) -> Mapping[str, FieldSpec]:
    """Return the parts of the value objects in a list field; of any other field none."""
    if not record_type.fields[field].is_list:
        return {}
    found = [*_models(record_type.state.model_fields[field].annotation)]
    return fields_of(found[0]) if found else {}


def main_part(record_type: RecordType[Any], field: str) -> str:
    """Return the part a value object is about, the only one it needs; empty where it needs more."""
    needed = [name for name, spec in parts_of(record_type, field).items() if spec.required]
    return needed[0] if len(needed) == 1 else ""


def parser_of(own: OwnFields, target: Target, reading: Reading) -> Parser:
    """Return the reader of the cells of a column that goes to a place.

    References come back as `Wanted`, to be looked up for many rows at once.
    """
    spec = target.spec
    if target.part == "country":
        return country
    if target.place == 0 and parts_of(own.record_type, target.field):
        return _whole_list
    one = _scalar(own, target, reading)
    return values.list_parser(one) if spec.is_list else one


_PARSERS: Final[Mapping[str, Callable[[Reading], Parser]]] = {
    "number": values.integer_parser,
    "decimal": values.number_parser,
    "money": values.money_parser,
    "boolean": lambda _reading: values.boolean,
    "date": values.date_parser,
    "datetime": values.datetime_parser,
    "json": lambda _reading: values.json_value,
}


def _scalar(own: OwnFields, target: Target, reading: Reading) -> Parser:
    spec = target.spec
    if spec.type in {"choice", "multi_choice"}:
        return values.choice_parser(_labels(own, target))
    if spec.type in {"reference", "multi_reference"}:
        return _reference(spec.target or "")
    kind = spec.type
    if isinstance(spec, OwnField) and kind == "number" and spec.definition.limits.decimals != 0:
        kind = "decimal"
    made = _PARSERS.get(kind)
    return made(reading) if made else values.as_text


def _reference(record: str) -> Parser:
    return lambda cell: Wanted(record, values.as_text(cell).strip())


def _whole_list(cell: str) -> list[Any]:
    if (found := values.json_list(values.as_text(cell))) is None:
        raise CellRefused("value_format")
    return found


def _labels(own: OwnFields, target: Target) -> Mapping[str, tuple[str, ...]]:
    """Return the choices of a place with what they are called, for people read labels."""
    if isinstance(target.spec, OwnField):
        found = own.lists.get(target.spec.definition.choice_list or "")
        offered = found.values if found else ()
        return {each.key: tuple(filter(None, each.label.model_dump().values())) for each in offered}
    texts = [catalogue.known(language) for language in catalogue.LANGUAGES]
    name = f"{own.record_type.record}.{target.field}{f'.{target.part}' if target.part else ''}"
    return {
        key: tuple(label for each in texts if (label := each.get(f"{name}.{key}")))
        for key in target.spec.choices
    }


def _models(annotation: Any) -> Iterator[type[BaseModel]]:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        yield annotation
    for argument in get_args(annotation):
        yield from _models(argument)


_CURRENCY: Final = FieldSpec(name="currency", type="text")
