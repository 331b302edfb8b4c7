"""Record types: what the engine must know of one, as data; everything else is derived from it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, Generic, TypeVar

from sqlalchemy import Column, Table, Uuid

from kontor_chassis.database import state_tables
from kontor_records.conditions.fields import Vocabulary, vocabulary_of
from kontor_records.declaration.field_spec import FieldSpec, fields_of
from kontor_records.declaration.presentation import STANDARD, NumberPattern, Shown, Verb
from kontor_records.duplicates.plan import MatchPlan
from kontor_records.lists.sort_columns import stored_columns
from kontor_schemas.annotations import Listed, Reference, annotation_of
from kontor_schemas.fact import AnyFact
from kontor_schemas.record_state import RecordState
from kontor_schemas.registry import standard_fact

S = TypeVar("S", bound=RecordState)

CAPABILITIES = frozenset({
    "list", "board", "search", "tags", "bin", "history", "import", "export", "bulk", "merge",
    "share", "custom_fields",
})  # fmt: skip
"""What every record type has unless it is switched off."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Lifecycle:
    """Which value of a field may follow which.

    Attributes:
        field: The choice that is the record's status.
        steps: From each value to those that may follow it.
    """

    field: str
    steps: Mapping[str, frozenset[str]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Board:
    """How records stand on a board.

    Attributes:
        group_by: Fields that may be its columns, the first by default.
        card: Fields on a card.
        sums: Amounts that are summed for each column.
    """

    group_by: tuple[str, ...]
    card: tuple[str, ...] = ()
    sums: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """A group of fields on the record's page; its label is a text of the service."""

    key: str
    fields: tuple[str, ...]


RECORD_TYPES: dict[str, "RecordType[Any]"] = {}
"""Every record type that has been declared in this process, by its name in the platform."""


@dataclass(frozen=True, kw_only=True, eq=False)
class RecordType(Generic[S]):
    """One record type, as data; a type that does something differently binds it in `app.py`.

    Attributes:
        state: The published state: the one place where its fields are written.
        name: The noun in the singular, also the table's name.
        plural: The noun in the plural, also the address below `/api/v1/`.
        title: The field that names a record to people.
        subtitle: Fields shown below the title.
        list_columns: The columns of its list; the required fields where none are named.
        default_sort: The order of its list, `-` before the field for descending.
        parents: References whose records it is shown under.
        owned_by: The reference to the record it is a part of: deleted and restored with it.
        lifecycle: The steps of its status.
        quick_create: Fields of the short form.
        board: How it stands on a board.
        sections: Groups of fields on its page.
        off: Capabilities it does not have.
        owned_by_verb: Fields that only a verb changes, with the verb.
        owner_is_actor: Whether a record without an owner is given to the user who creates it.
        matching: Which fields tell that two records are one; without it, none are looked for.
        number: How it is numbered.
        verbs: What can be done with it beside the standard.
        shown: How it looks among the others.
    """

    state: type[S]
    name: str
    plural: str
    title: str
    subtitle: tuple[str, ...] = ()
    list_columns: tuple[str, ...] = ()
    default_sort: str = "-created_at"
    parents: tuple[str, ...] = ()
    owned_by: str | None = None
    lifecycle: Lifecycle | None = None
    quick_create: tuple[str, ...] = ()
    board: Board | None = None
    sections: tuple[Section, ...] = ()
    off: frozenset[str] = frozenset()
    owned_by_verb: Mapping[str, str] = field(default_factory=dict)
    owner_is_actor: bool = True
    matching: MatchPlan | None = None
    number: NumberPattern | None = None
    verbs: tuple[Verb, ...] = ()
    shown: Shown = STANDARD

    def __post_init__(self) -> None:
        """Enter the type into the register.

        Raises:
            TypeError: A field or capability it names does not exist.
        """
        named = {
            self.title, *self.subtitle, *self.list_columns, self.default_sort.removeprefix("-"),
            *self.parents, *self.quick_create, *self.owned_by_verb,
            *((self.owned_by,) if self.owned_by else ()),
            *((self.lifecycle.field,) if self.lifecycle else ()),
            *((self.number.field,) if self.number else ()),
            *(name for section in self.sections for name in section.fields),
            *(self.matching.fields if self.matching else ()),
        }  # fmt: skip
        if unknown := named - set(self.state.model_fields):
            raise TypeError(f"{self.record} has no fields {sorted(unknown)}")
        if missing := self.off - CAPABILITIES:
            raise TypeError(f"{self.record} switches off {sorted(missing)}, which do not exist")
        RECORD_TYPES[self.record] = self

    @property
    def record(self) -> str:
        """Its name in the platform, such as `support.asset`."""
        return self.state.RECORD

    @property
    def service(self) -> str:
        """The service that owns it."""
        return self.record.partition(".")[0]

    @cached_property
    def table(self) -> Table:
        """Its table: the state's columns, the bin, what a merge left behind, what sorts it."""
        return state_tables.state_table(
            self.name,
            self.state,
            Column("deleted_with", Uuid()),
            Column("merged_into", Uuid()),
            *stored_columns(self.state),
        )

    @cached_property
    def fields(self) -> Mapping[str, FieldSpec]:
        """Its fields by name, in the order of declaration."""
        return fields_of(self.state)

    @cached_property
    def vocabulary(self) -> Vocabulary:
        """What a condition on its records may name, its references' fields aside."""
        return vocabulary_of(self.state)

    @cached_property
    def references(self) -> Mapping[str, str]:
        """Its reference fields, each with the record type it leads to."""
        return {
            name: found.record
            for name, info in self.state.model_fields.items()
            if (found := annotation_of(info, Reference)) is not None
        }

    @cached_property
    def choice_lists(self) -> Mapping[str, str]:
        """Its fields with a tenant's own list of values, each with the list's name."""
        return {
            name: found.name
            for name, info in self.state.model_fields.items()
            if (found := annotation_of(info, Listed)) is not None
        }

    def has(self, capability: str) -> bool:
        """Say whether it has a capability."""
        return capability not in self.off

    def marked(self, mark: str) -> tuple[str, ...]:
        """Name the fields that carry a mark, such as `searchable`."""
        return tuple(name for name, spec in self.fields.items() if mark in spec.marks)

    def fact(self, verb: str) -> Callable[..., AnyFact]:
        """Return what makes one of its standard facts: `created`, `updated`, …."""
        return standard_fact(self.state, verb)

    def row(self, state: S) -> dict[str, object]:
        """Return the column values of a live record; the tenant is added by the unit of work."""
        return {**state_tables.row_of(self.table, state), "deleted_with": None, "merged_into": None}


def types_owned_by(record: str) -> tuple[tuple[RecordType[Any], str], ...]:
    """List the types that are a part of a record of this type, each with its reference to it."""
    return tuple(
        (found, found.owned_by)
        for found in RECORD_TYPES.values()
        if found.owned_by and found.references.get(found.owned_by) == record
    )


def types_referring_to(record: str) -> tuple[tuple[RecordType[Any], str], ...]:
    """List the types with a reference to records of this type, each with that field."""
    return tuple(
        (found, name)
        for found in RECORD_TYPES.values()
        for name, target in found.references.items()
        if target == record
    )
