"""Conditions on the wire: a tree of all, any, not, and comparisons of one field with a value.

What a tree means, and whether its fields exist, is decided where it is evaluated.
"""

from typing import Annotated, Any, Literal

from pydantic import ConfigDict, Discriminator, Field, StringConstraints, Tag

from kontor_schemas.choices import Choice
from kontor_schemas.text import Json
from kontor_schemas.values import Value

MAX_DEPTH = 8
"""How deep a tree may be nested; its root is at depth 1."""
MAX_LEAVES = 100
"""How many comparisons a tree may hold."""

FieldPath = Annotated[
    str,
    StringConstraints(max_length=200, pattern=r"^[a-z][a-z0-9_]*(\.[a-z][a-z0-9_]*){0,3}$"),
]
"""A field, or a path over references to one: `stage`, `budget.minor`, `organization.country`."""

Operator = Choice[
    Literal[
        "eq",
        "ne",
        "lt",
        "lte",
        "gt",
        "gte",
        "in",
        "not_in",
        "contains",
        "contains_any",
        "contains_all",
        "starts_with",
        "is_empty",
        "is_set",
        "between",
        "changed",
        "changed_to",
        "changed_from",
    ]
]
"""What a comparison asks; the last three ask for the change a fact tells of."""


class Leaf(Value):
    """A comparison: `{"field": "stage", "op": "eq", "value": "new"}`.

    Attributes:
        field: the field, or a path over references to one.
        op: what is asked of it.
        value: what it is compared with: a scalar, a list, `{"relative": "-7d"}`,
            `{"relative": "today"}`, or `{"current": "user"}` for who is asking.
    """

    field: FieldPath
    op: Operator
    value: Json = None


class AllOf(Value):
    """True where every part is true; an empty one is true.

    Attributes:
        all: the parts.
    """

    all: list["Condition"] = Field(max_length=MAX_LEAVES)


class AnyOf(Value):
    """True where at least one part is true; an empty one is false.

    Attributes:
        any: the parts.
    """

    any: list["Condition"] = Field(max_length=MAX_LEAVES)


class Not(Value):
    """True where its part is not.

    Attributes:
        not_: the part.
    """

    model_config = ConfigDict(validate_by_name=True, serialize_by_alias=True)

    not_: "Condition" = Field(alias="not")


def _kind(node: Any) -> str:
    names = node if isinstance(node, dict) else getattr(type(node), "model_fields", ())
    for kind in ("all", "any", "not"):
        if kind in names or f"{kind}_" in names:
            return kind
    return "leaf"


Condition = Annotated[
    Annotated[AllOf, Tag("all")]
    | Annotated[AnyOf, Tag("any")]
    | Annotated[Not, Tag("not")]
    | Annotated[Leaf, Tag("leaf")],
    Discriminator(_kind),
]
"""A condition tree."""
