"""Sources: where the words of a record type come from, read once from its declaration."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import Enum
from functools import cache
from typing import Any, get_args

from pydantic import BaseModel

from kontor_records.declaration.field_spec import FieldSpec, fields_of
from kontor_records.declaration.record_type import RecordType

_NO_TEXT = re.compile(
    r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}"
    r"|[0-9]{4}-[0-9]{2}-[0-9]{2}(T.*)?"
)


class Kind(Enum):
    """How the text of a field becomes words."""

    NAME = "name"
    """A person's names and addresses: nobody inflects them."""
    PROSE = "prose"
    """Anything else that is read: its words have stems."""
    NUMBER = "number"
    """What tells one record from all others: found as a whole as well."""
    PHONE = "phone"
    """Digits: found by any five in a row."""


@dataclass(frozen=True, slots=True)
class Source:
    """A searchable field, the way of its words, and which parts of its value objects are text."""

    field: str
    kind: Kind
    parts: tuple[str, ...] = ()


@cache
def sources_of(record_type: RecordType[Any]) -> tuple[Source, ...]:
    """Return the searchable fields of a record type, in the order of declaration."""
    found = (_source(record_type, record_type.fields[name]) for name in searchable(record_type))
    return tuple(source for source in found if source is not None)


def searchable(record_type: RecordType[Any]) -> tuple[str, ...]:
    """Name the searchable fields of a record type."""
    return record_type.marked("searchable")


@cache
def parents_of(record_type: RecordType[Any]) -> tuple[tuple[str, str], ...]:
    """Return the references by whose titles a record is found, each with the type it leads to.

    What stands in another service is not searched here.
    """
    references = record_type.references
    return tuple(
        (name, references[name])
        for name in record_type.parents
        if references.get(name, "").partition(".")[0] == record_type.service
    )


def texts_of(source: Source, value: Any) -> Iterator[str]:
    """Return the texts in a field's value: its own, its elements', or their parts'.

    Args:
        source: The field.
        value: What a state holds there, or what its JSON does.
    """
    if value is None:
        return
    for element in value if isinstance(value, list) else (value,):
        if not source.parts:
            yield str(element)
            continue
        for part in source.parts:
            text = element.get(part) if isinstance(element, dict) else getattr(element, part)
            if text:
                yield text


def custom_texts(custom: Mapping[str, Any]) -> Iterator[tuple[Source, list[str]]]:
    """Return the texts in a record's custom fields; ids and dates are none."""
    for key, value in custom.items():
        elements = value if isinstance(value, list) else [value]
        texts = [
            element
            for element in elements
            if isinstance(element, str) and element and not _NO_TEXT.fullmatch(element)
        ]
        if texts:
            yield Source(key, Kind.PROSE), texts


def _source(record_type: RecordType[Any], spec: FieldSpec) -> Source | None:
    if model := _model(record_type.state.model_fields[spec.name].annotation):
        is_phone = spec.type == "phone"
        parts = tuple(part.name for part in fields_of(model).values() if _is_text(part, is_phone))
        return Source(spec.name, Kind.PHONE if is_phone else Kind.NAME, parts) if parts else None
    if spec.type not in {"text", "long_text"}:
        return None
    if spec.marks & {"unique", "match-key"} and not spec.is_list:
        return Source(spec.name, Kind.NUMBER)
    is_name = spec.type == "text" and "personal" in spec.marks
    return Source(spec.name, Kind.NAME if is_name else Kind.PROSE)


def _is_text(part: FieldSpec, is_phone: bool) -> bool:  # noqa: FBT001 - one caller, one word
    """Say whether people write a part of a value object, as opposed to a code or what is derived.

    Of a phone number the international form counts as well: it may be typed by that.
    """
    written = part.max_length is not None and "derived" not in part.marks
    return part.type in {"text", "long_text"} and (is_phone or written)


def _model(annotation: Any) -> Any:
    """Return the value object in an annotation, if there is one."""
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    return next((found for part in get_args(annotation) if (found := _model(part))), None)
