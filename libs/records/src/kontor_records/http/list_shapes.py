"""The shapes of what lists and boards answer, for the OpenAPI documents and for tests."""

from typing import Any

from pydantic import BaseModel, ConfigDict, Field, create_model

from kontor_records.access.fields import NEVER_SHOWN
from kontor_schemas.record_state import RecordState


class RefShape(BaseModel):
    """What a referenced record is called; `hidden` where the reader may not see it."""

    model_config = ConfigDict(extra="forbid")

    title: str | None = None
    binned: bool = False
    hidden: bool = False


class PageShape(BaseModel):
    """A page of a list; `next` and `prev` are null at its ends."""

    model_config = ConfigDict(extra="forbid")

    items: list[Any]
    refs: dict[str, RefShape]
    next: str | None
    prev: str | None
    count: int | str | None = None
    marks: list[str] | None = None


class ColumnShape(BaseModel):
    """A column of a board; sums are by field and currency, the cursor goes on with its list."""

    model_config = ConfigDict(extra="forbid")

    key: str | bool | None
    order: int
    count: int
    sums: dict[str, dict[str, int]]
    cards: list[dict[str, Any]]
    cursor: str | None


class BoardShape(BaseModel):
    """A board: all columns, those without cards too."""

    model_config = ConfigDict(extra="forbid")

    group_by: str
    columns: list[ColumnShape]
    refs: dict[str, RefShape]


def page_shape(state: type[RecordState]) -> type[PageShape]:
    """Return the shape of a page of records: any of their fields, as many as the reader sees."""
    fields: dict[str, Any] = {
        name: (info.annotation, None)
        for name, info in state.model_fields.items()
        if name not in NEVER_SHOWN
    }
    item = create_model(f"{state.__name__}Item", **fields)
    return create_model(f"{state.__name__}Page", __base__=PageShape, items=(list[item], ...))


def record_shape(state: type[RecordState]) -> type[BaseModel]:
    """Return the shape of one record, with `_meta` (`can`, `refs`, `binned`) if asked for."""
    shown: dict[str, Any] = {key: (one.annotation, one) for key, one in state.model_fields.items()}
    shown["meta"] = (dict[str, Any] | None, Field(default=None, alias="_meta"))
    return create_model(f"{state.__name__}Record", __config__={"extra": "forbid"}, **shown)
