"""What a tenant defines for itself: fields of its own, and the values of its lists.

Every service that has records publishes both for its own types; these are the states' bases.
"""

from typing import Annotated, Literal

from pydantic import Field, StringConstraints

from kontor_schemas.annotations import set_once
from kontor_schemas.choices import Choice
from kontor_schemas.condition import Condition
from kontor_schemas.identifiers import RecordName
from kontor_schemas.state import State
from kontor_schemas.text import Code, Json, Text
from kontor_schemas.values import LocalText, Value

MOST_VALUES = 500
"""How many values a list may have, inactive ones included."""

Hue = Choice[Literal["slate", "blue", "teal", "green", "amber", "red", "pink", "violet"]]
"""One of the eight hues of the platform; never a colour."""

CustomKey = Annotated[str, StringConstraints(pattern=r"^c_[a-z][a-z0-9_]{0,39}$")]
"""The key of a tenant's own field."""

CustomType = Choice[
    Literal[
        "text", "number", "money", "date", "datetime", "choice", "multi_choice", "boolean",
        "email", "phone", "url", "reference", "formula",
    ]
]  # fmt: skip
"""What a tenant's own field holds."""

FormulaResult = Choice[Literal["text", "number", "boolean", "date"]]
"""What a formula answers; never money."""


class ChoiceValue(Value):
    """One value of a list.

    Attributes:
        key: what records hold; it never changes.
        label: what people read.
        order: its place in the list.
        hue: the hue it is shown in.
        is_active: whether it is offered; an inactive one stays readable.
        category: the step of a life cycle it stands for, where one runs over the list.
    """

    key: Code
    label: LocalText
    order: int = Field(default=0, ge=0, le=10_000)
    hue: Hue = "slate"
    is_active: bool = True
    category: Code | None = None


class FieldLimits(Value):
    """What a value must keep to.

    Attributes:
        max_length: the longest text.
        min: the smallest number or amount in its smallest unit.
        max: the largest.
        decimals: how many digits may follow the point.
    """

    max_length: int | None = Field(default=None, ge=1, le=10_000)
    min: int | None = Field(default=None, ge=-(10**15), le=10**15)
    max: int | None = Field(default=None, ge=-(10**15), le=10**15)
    decimals: int | None = Field(default=None, ge=0, le=6)


class CustomFieldState(State, is_base=True):
    """A field that a tenant has given one of its record types.

    Attributes:
        record: the record type that has it.
        key: its name in `custom`.
        type: what it holds.
        label: what people read.
        hint: what helps them to fill it in.
        is_required: whether new and edited records must have a value.
        is_unique: whether no two live records share a value.
        is_indexed: whether filters and sorting by it are fast.
        is_personal: whether it tells something of a person.
        default: what a new record gets that names no value.
        limits: what a value must keep to.
        show_if: when it is shown; always where nothing is said.
        choice_list: the list its values are of.
        target: the record type a reference leads to.
        formula: CEL over the record's fields, for a computed one.
        result: what the formula answers.
        position: its place among the tenant's own fields.
    """

    record: Annotated[RecordName, set_once]
    key: Annotated[CustomKey, set_once]
    type: CustomType
    label: LocalText
    hint: LocalText | None = None
    is_required: bool = False
    is_unique: bool = False
    is_indexed: bool = False
    is_personal: bool = False
    default: Json = None
    limits: FieldLimits = FieldLimits()
    show_if: Condition | None = None
    choice_list: Annotated[Code | None, set_once] = None
    target: Annotated[RecordName | None, set_once] = None
    formula: Text | None = None
    result: FormulaResult | None = None
    position: int = Field(default=0, ge=0, le=10_000)


class ChoiceListState(State, is_base=True):
    """A list of values that a tenant may change.

    Attributes:
        name: what fields call it by; it never changes.
        label: what people read.
        values: its values.
    """

    name: Annotated[Code, set_once]
    label: LocalText
    values: list[ChoiceValue] = Field(default=[], max_length=MOST_VALUES)
