"""Request shapes whose condition is taken as it came, so that its own errors can be named."""

from typing import Any

from pydantic import MISSING, Field, JsonValue, create_model

from kontor_chassis.http.shapes import Shape

_DESCRIPTION = (
    "A condition: `all`, `any`, `not`, or one comparison"
    ' `{"field": …, "op": …, "value": …}`; null for none.'
)


def with_condition(shape: type[Shape], *, is_change: bool = False) -> type[Shape]:
    """Return a shape with the field `condition` as plain JSON.

    Read as its wire type, a bad condition would be refused in words about unions and tags; the
    commands judge it against the fields it may name, and say which node is wrong and why.
    """
    info: Any = Field(default=None, description=_DESCRIPTION)
    kind: Any = JsonValue
    if is_change:
        info, kind = MISSING, JsonValue | MISSING
    return create_model(shape.__name__, __base__=shape, condition=(kind, info))
