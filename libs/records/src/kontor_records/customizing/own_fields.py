"""A tenant's own fields of one record type, as values that decide without I/O."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any, Final

from pydantic import BaseModel, ConfigDict, ValidationError, create_model
from pydantic_core import to_jsonable_python

from kontor_chassis.errors import Fault, Faults
from kontor_chassis.validation import faults_of
from kontor_records.conditions import binding
from kontor_records.conditions.fields import Field, FieldType, Vocabulary
from kontor_records.conditions.moment import Moment
from kontor_records.conditions.predicate import Predicate
from kontor_records.customizing import types
from kontor_records.declaration.field_spec import FieldSpec
from kontor_records.declaration.record_type import RecordType
from kontor_records.formula.order import in_order
from kontor_records.formula.program import Formula, compiled
from kontor_records.formula.values import cel_value
from kontor_schemas.customizing import ChoiceListState, ChoiceValue, CustomFieldState
from kontor_schemas.record_state import RecordState

ERRORS: Final = "formula_errors"
"""Beside the fields in `custom`: the formulas that have no answer for this record."""
PREFIX: Final = "custom."
"""What the path of a tenant's own field begins with: `custom.c_region`."""


def wire_form(condition: BaseModel) -> object:
    """Return a condition as it came over the wire: only what was said."""
    return condition.model_dump(mode="json", by_alias=True, exclude_unset=True)


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnField(FieldSpec):
    """A tenant's own field as the rest of the engine reads fields; `name` is its path.

    Attributes:
        definition: What the tenant said of it.
    """

    definition: CustomFieldState

    @property
    def key(self) -> str:
        """Its name in `custom`."""
        return self.definition.key


def own_field(definition: CustomFieldState, choices: Sequence[str] = ()) -> OwnField:
    """Return a definition as a field."""
    held = types.held_type(definition)
    marks = {
        "personal": definition.is_personal,
        "unique": definition.is_unique,
        "sortable": definition.is_indexed,
        "match-key": definition.is_unique,
        "derived": definition.type == "formula",
        "searchable": held in ("text", "email", "phone", "url"),
    }
    return OwnField(
        name=f"{PREFIX}{definition.key}",
        type=held,  # type: ignore[arg-type]  # the types of own fields are among those of fields
        is_list=definition.type == "multi_choice",
        required=definition.is_required,
        nullable=True,
        choices=tuple(choices),
        target=definition.target,
        max_length=definition.limits.max_length,
        marks=frozenset(name for name, holds in marks.items() if holds),
        definition=definition,
    )


class OwnFields:
    """The fields that a tenant has given one record type, with all that follows from them."""

    def __init__(
        self,
        record_type: RecordType[Any],
        definitions: Iterable[CustomFieldState],
        lists: Mapping[str, ChoiceListState],
        *,
        is_filled: bool = True,
    ) -> None:
        """Compile the definitions of one record type.

        Args:
            record_type: The type.
            definitions: What the tenant said of its fields.
            lists: The tenant's lists by name.
            is_filled: Whether the index has all values; a job may still be at it.
        """
        self._is_filled = is_filled
        self.record_type = record_type
        self.lists = lists
        ordered = sorted(definitions, key=lambda found: (found.position, found.key))
        self.fields: Mapping[str, OwnField] = {
            found.key: own_field(found, [value.key for value in self._values(found.choice_list)])
            for found in ordered
        }
        known = frozenset({*record_type.fields, *self.fields})
        formulas = {
            key: compiled(own.definition.formula, own.definition.result or "text", known)
            for key, own in self.fields.items()
            if own.definition.type == "formula" and own.definition.formula
        }
        self.formulas: tuple[tuple[str, Formula], ...] = in_order(formulas)

    @cached_property
    def merged(self) -> Mapping[str, FieldSpec]:
        """All fields of the type by path: the declared ones, then the tenant's own."""
        return {**self.record_type.fields, **{own.name: own for own in self.fields.values()}}

    @cached_property
    def vocabulary(self) -> Vocabulary:
        """What a condition may name: the declared fields and the tenant's own."""
        known = self.record_type.vocabulary
        return replace(known, fields={**known.fields, **self._compared})

    @cached_property
    def _compared(self) -> Mapping[str, Field]:
        found: dict[str, Field] = {}
        for each in self.fields.values():
            is_found = each.definition.is_indexed or each.definition.is_unique
            indexed = self.record_type.record if is_found and self._is_filled else ""
            found |= dict(_compared(each, indexed))
        return found

    @cached_property
    def _model(self) -> type[BaseModel]:
        shapes: dict[str, Any] = {
            key: (types.annotation_of(own.definition) | None, None)
            for key, own in self.fields.items()
            if own.definition.type != "formula"
        }
        config = ConfigDict(extra="forbid", frozen=True)
        return create_model("Custom", __config__=config, **shapes)

    @cached_property
    def _conditions(self) -> Mapping[str, Predicate]:
        return {
            key: Predicate(binding.bind(wire_form(own.definition.show_if), self.vocabulary))
            for key, own in self.fields.items()
            if own.definition.show_if is not None and own.definition.is_required
        }

    def read(self, given: Mapping[str, Any], before: Mapping[str, Any] | None) -> dict[str, Any]:
        """Return what `custom` holds after a write, formulas aside.

        Args:
            given: What the request names; null empties a field.
            before: What the record held; None for a new one, which gets the defaults.

        Raises:
            Faults: A key is unknown, computed, or its value does not fit, each with its pointer.
        """
        try:
            shape = self._model.model_validate(dict(given))
        except ValidationError as invalid:
            faults = faults_of(invalid.errors()).faults
            raise Faults(
                *(
                    Fault(f"/custom{fault.pointer}", self._code(fault), fault.params)
                    for fault in faults
                )
            ) from None
        values = dict(before if before is not None else self._defaults)
        for key in shape.model_fields_set:
            value = to_jsonable_python(getattr(shape, key))
            self._refuse_choice(self.fields[key].definition, value, values.get(key))
            values[key] = value
        return {key: value for key, value in values.items() if value not in (None, "", [])}

    def complete(self, state: RecordState) -> dict[str, Any]:
        """Return `custom` with every formula computed anew for a state; errors are marked."""
        custom = {key: value for key, value in state.custom.items() if key != ERRORS}
        if not self.formulas:
            return custom
        values: dict[str, Any] = {}
        failed: list[str] = []
        for key, formula in self.formulas:
            for name in formula.fields - values.keys():
                values[name] = self._value(state, custom, name)
            answer = formula.answer(values)
            values.pop(key, None)
            custom.pop(key, None)
            if answer is None or not isinstance(answer, (str, int, float, bool)):
                failed.append(key)
            elif answer != "":
                custom[key] = answer
        return {**custom, ERRORS: sorted(failed)} if failed else custom

    def refuse_missing(self, state: RecordState, moment: Moment) -> None:
        """Refuse a state that lacks a required value of a field that is shown.

        Raises:
            Faults: `field_required`, with the pointer of each.
        """
        lacking = [
            key
            for key, own in self.fields.items()
            if own.required and state.custom.get(key) in (None, "", [])
        ]
        shown = state.model_dump(mode="json") if lacking and self._conditions else {}
        faults = [
            Fault(f"/custom/{key}", "field_required")
            for key in lacking
            if key not in self._conditions or self._conditions[key](shown, moment)
        ]
        if faults:
            raise Faults(*faults)

    def keys(self, custom: Mapping[str, Any]) -> set[tuple[str, str, bool]]:
        """Return (key, sort text, whether unique) for each value that is found by an index."""
        return {
            (key, types.sort_text(own.type, each), own.definition.is_unique)
            for key, own in self._found.items()
            for each in each_of(custom.get(key))
        }

    @property
    def is_indexed(self) -> bool:
        """Whether any value is found by an index."""
        return bool(self._found)

    @cached_property
    def _found(self) -> Mapping[str, OwnField]:
        return {
            key: own
            for key, own in self.fields.items()
            if own.definition.is_indexed or own.definition.is_unique
        }

    @cached_property
    def _defaults(self) -> Mapping[str, Any]:
        return {
            key: own.definition.default
            for key, own in self.fields.items()
            if own.definition.default is not None
        }

    def _code(self, fault: Fault) -> str:
        # A computed field is there to be read: naming it is no typing error.
        is_own = fault.pointer.removeprefix("/") in self.fields
        return "field_immutable" if is_own and fault.code == "field_unknown" else fault.code

    def _values(self, name: str | None) -> Sequence[ChoiceValue]:
        found = self.lists.get(name or "")
        return sorted(found.values, key=lambda value: value.order) if found else ()

    def _refuse_choice(self, definition: CustomFieldState, value: Any, before: Any) -> None:
        if definition.choice_list is None or value is None:
            return
        kept = each_of(before)
        active = {each.key for each in self._values(definition.choice_list) if each.is_active}
        for each in each_of(value):
            if each not in active and each not in kept:
                raise Faults(Fault(f"/custom/{definition.key}", "choice_unknown"))

    def _value(self, state: RecordState, custom: Mapping[str, Any], name: str) -> Any:
        own = self.fields.get(name)
        if own is None:
            return cel_value(getattr(state, name))
        value = custom.get(name)
        if value is not None and own.type in ("date", "datetime"):
            return cel_value(types.moment_of(own.type, value))
        if own.type == "number" and value is not None and own.definition.limits.decimals != 0:
            return float(value)
        return cel_value(value)


def each_of(value: Any) -> Sequence[Any]:
    """Return the values of a field, whether it holds one, several or none."""
    if value is None:
        return ()
    return value if isinstance(value, list) else (value,)


def _compared(own: OwnField, indexed: str) -> Iterable[tuple[str, Field]]:
    keys = ("custom", own.key)
    kind = types.COMPARED[own.type]
    choices = frozenset(own.choices)
    yield (
        own.name,
        Field(
            type=kind,
            keys=keys,
            is_list=own.is_list,
            choices=choices,
            list_at=len(keys),
            indexed=indexed if own.type != "money" else "",
        ),
    )
    if own.type == "money":
        yield f"{own.name}.minor", Field(type=FieldType.INTEGER, keys=(*keys, "minor"))
        yield f"{own.name}.currency", Field(type=FieldType.TEXT, keys=(*keys, "currency"))
