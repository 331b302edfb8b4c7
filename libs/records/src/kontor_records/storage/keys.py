"""Keys: the values by which a record is recognised, from its fields marked so."""

from collections.abc import Iterator
from functools import cache
from typing import Any

from kontor_records.conditions.text_order import text_key
from kontor_records.declaration.field_spec import FieldSpec
from kontor_records.declaration.record_type import RecordType

_FOUND_BY = frozenset({"match-key", "unique"})


def rows(record_type: RecordType[Any], state: Any) -> Iterator[tuple[object, ...]]:
    """Give (kind, value) for each value a record is found by: kind is the field's name."""
    for name, spec in record_type.fields.items():
        if spec.keys is not None:
            for element in getattr(state, name):
                value = getattr(element, spec.keys)
                if value:
                    yield name, str(value)
        elif spec.marks & _FOUND_BY:
            value = getattr(state, name)
            if value is not None:
                yield name, key_of(spec, value)
        elif spec.days is not None:
            yield from ((name, day) for day in spec.days.of(getattr(state, name)))


@cache
def read_of(record_type: RecordType[Any]) -> frozenset[str]:
    """Return the fields on which the rows of a record depend."""
    return frozenset(
        name
        for name, spec in record_type.fields.items()
        if spec.keys is not None or spec.days is not None or spec.marks & _FOUND_BY
    )


def key_of(spec: FieldSpec, value: object) -> str:
    """Return the form in which a value of a field is kept as a key: texts folded, others as is."""
    return text_key(value) if isinstance(value, str) and spec.keys is None else str(value)
