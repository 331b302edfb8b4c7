"""What may be said of one field beside its type: markers for `Annotated`, outermost in the field.

Libraries derive tables, filters, imports and catalogues from them; the published schemas show
them as `x-…` keywords.
"""

from dataclasses import dataclass
from typing import TypeVar

from pydantic import BaseModel, GetJsonSchemaHandler
from pydantic.fields import FieldInfo
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import CoreSchema


@dataclass(frozen=True, slots=True)
class _Shown:
    """A marker that the JSON Schema of its field shows."""

    def keyword(self) -> tuple[str, object]:
        """Give the JSON Schema keyword and its value."""
        raise NotImplementedError

    def __get_pydantic_json_schema__(
        self, schema: CoreSchema, handler: GetJsonSchemaHandler
    ) -> JsonSchemaValue:
        """Add the keyword to the field's own schema."""
        name, value = self.keyword()
        return {**handler(schema), name: value}


@dataclass(frozen=True, slots=True)
class Mark(_Shown):
    """A plain yes: the field has this property."""

    name: str

    def keyword(self) -> tuple[str, object]:
        """Give `x-<name>`: true."""
        return f"x-{self.name}", True


@dataclass(frozen=True, slots=True)
class Reference(_Shown):
    """The field holds the id of a record of another type."""

    record: str

    def keyword(self) -> tuple[str, object]:
        """Give `x-reference` with the record's name."""
        return "x-reference", self.record


@dataclass(frozen=True, slots=True)
class Keys(_Shown):
    """The field is a list of value objects, found by one of their fields."""

    field: str

    def keyword(self) -> tuple[str, object]:
        """Give `x-keys` with the field's name."""
        return "x-keys", self.field


@dataclass(frozen=True, slots=True)
class Listed(_Shown):
    """The field holds a key of one of the tenant's own lists."""

    name: str

    def keyword(self) -> tuple[str, object]:
        """Give `x-choice-list` with the list's name."""
        return "x-choice-list", self.name


@dataclass(frozen=True, slots=True)
class Days(_Shown):
    """The field is found by days: its own value, or these fields of its value objects."""

    fields: tuple[str, ...]

    def keyword(self) -> tuple[str, object]:
        """Give `x-days` with the names of the fields."""
        return "x-days", list(self.fields)

    def of(self, value: object) -> list[str]:
        """Give the days in a value of the field, each once."""
        elements = value if isinstance(value, list) else [value]
        found = (
            getattr(element, part) if part else element
            for element in elements
            for part in self.fields or ("",)
            if element is not None
        )
        return sorted({str(day) for day in found if day is not None})


searchable = Mark("searchable")
"""Its words are found by the search."""
sortable = Mark("sortable")
"""Lists may be sorted by it."""
unique = Mark("unique")
"""No two live records of a tenant share a value."""
match_key = Mark("match-key")
"""Import and the search for duplicates recognise a record by it."""
derived = Mark("derived")
"""Computed by the owner; nobody may write it."""
personal = Mark("personal")
"""Tells something of a person: erased with them, never on a compacted topic."""
set_once = Mark("set-once")
"""May be given at creation and never changes."""


def reference(record: str) -> Reference:
    """Say that the field holds the id of a record, such as `contacts.organization`."""
    return Reference(record)


def keys(field: str) -> Keys:
    """Say by which field the value objects of a list are found, such as `value` of e-mails."""
    return Keys(field)


def days(*fields: str) -> Days:
    """Say that a record is found by the days of the field, or of these fields of its values."""
    return Days(fields)


def choice_list(name: str) -> Listed:
    """Say that the field holds a key of a tenant's own list, such as `source`."""
    return Listed(name)


def marked(model: type[BaseModel], mark: Mark) -> tuple[str, ...]:
    """Name the fields of a model that carry a marker, in the order of declaration."""
    return tuple(name for name, field in model.model_fields.items() if mark in field.metadata)


M = TypeVar("M", Reference, Keys, Listed, Days)


def annotation_of(field: FieldInfo, kind: type[M]) -> M | None:
    """Find the reference, the key, the list or the days of a field, if it has them."""
    return next((found for found in field.metadata if isinstance(found, kind)), None)
