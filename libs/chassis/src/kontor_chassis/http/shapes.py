"""Shapes of requests, made from a published state at start-up, so that a field is written once."""

from collections.abc import Collection
from typing import Annotated, Any

from pydantic import MISSING, BaseModel, ConfigDict, create_model
from pydantic.fields import FieldInfo

from kontor_schemas.annotations import derived, marked, set_once
from kontor_schemas.state import STAMPS, State

_STRICT = ConfigDict(extra="forbid", frozen=True, defer_build=False)


class Shape(BaseModel):
    """A request's body: unknown fields are refused, never ignored."""

    model_config = _STRICT


def new_shape(
    state: type[State], *, without: Collection[str] = (), also: type[Shape] = Shape
) -> type[Shape]:
    """Return the body that creates a record: its fields without stamps and derived ones.

    Args:
        state: The published state.
        without: Further fields that only a verb may set.
        also: What the request may say beside the fields.
    """
    hidden = {*STAMPS, *marked(state, derived), *without} - {"owner"}
    fields: dict[str, Any] = {
        name: (info.annotation, info)
        for name, info in state.model_fields.items()
        if name not in hidden
    }
    return create_model(f"New{state.__name__}", __base__=also, **fields)


def change_shape(
    state: type[State], *, without: Collection[str] = (), also: type[Shape] = Shape
) -> type[Shape]:
    """Return the body of a PATCH: any of the fields, each with its rules, none of them required."""
    hidden = {*STAMPS, *marked(state, derived), *marked(state, set_once), *without} - {"owner"}
    fields: dict[str, Any] = {
        name: (_whole(info) | MISSING, MISSING)
        for name, info in state.model_fields.items()
        if name not in hidden
    }
    return create_model(f"{state.__name__}Change", __base__=also, **fields)


def given(shape: BaseModel) -> dict[str, Any]:
    """Return the fields a body named, and only those."""
    return {name: getattr(shape, name) for name in shape.model_fields_set}


def _whole(info: FieldInfo) -> Any:
    """Return a field's annotation with its rules, which Pydantic keeps apart from the bare type."""
    return Annotated[info.annotation, *info.metadata] if info.metadata else info.annotation
