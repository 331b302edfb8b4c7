"""Saved views as every service with records publishes them: how somebody looks at a list."""

from typing import Annotated, Literal

from pydantic import Field

from kontor_schemas.annotations import derived
from kontor_schemas.choices import Choice
from kontor_schemas.condition import Condition
from kontor_schemas.identifiers import RecordName
from kontor_schemas.record_state import Principal
from kontor_schemas.state import State
from kontor_schemas.text import Code, Line, Name

MOST_SORTS = 3
MOST_COLUMNS = 50


class ViewState(State, is_base=True):
    """How somebody looks at the records of a type. It says what to show and opens nothing.

    Attributes:
        record: the record type.
        name: what the view is called; no two views of an owner and a type share it.
        slug: the name as it stands in addresses.
        filter: which records; null for all of them.
        sort: by which fields, `-` before one for descending.
        columns: which fields are shown; the type's own where none are named.
        display: how the records are laid out.
        group_by: the field whose values are the columns of a board.
        visibility: whether anybody beside the owner sees the view.
        shared_with: who sees it, where it is shared.
        is_default: whether the list opens with it.
    """

    record: Annotated[RecordName, derived]
    name: Name
    slug: Annotated[Code, derived]
    filter: Condition | None = None
    sort: Annotated[list[Line], Field(max_length=MOST_SORTS)] = []
    columns: Annotated[list[Line], Field(max_length=MOST_COLUMNS)] = []
    display: Choice[Literal["list", "board", "calendar"]] = "list"
    group_by: Line | None = None
    visibility: Annotated[Choice[Literal["private", "shared"]], derived] = "private"
    shared_with: Annotated[list[Principal], derived, Field(max_length=200)] = []
    is_default: Annotated[bool, derived] = False
