"""What the OpenAPI documents say of the query of lists and boards, which is read by hand.

The simple form names fields of the record type itself, so the parameters are open.
"""

from collections.abc import Mapping
from typing import Any, Final

_TEXT: Final = {"type": "string"}
_COUNT: Final = {"type": "string", "enum": ["true", "false", "exact"]}


def _parameter(name: str, description: str, schema: Mapping[str, Any] = _TEXT) -> dict[str, Any]:
    return {"name": name, "in": "query", "description": description, "schema": dict(schema)}


_LISTED: Final = (
    _parameter("filter", "A condition as JSON; beside it, `stage=won&amount.minor[gte]=100`."),
    _parameter("sort", "At most three sortable fields, `-` before one for descending."),
    _parameter("fields", "The fields that are shown."),
    _parameter("limit", "Rows of a page.", {"type": "integer", "minimum": 1, "maximum": 200}),
)
_PAGED: Final = (
    _parameter("cursor", "Where the page begins: `next` or `prev` of another page."),
    _parameter("from", "A value of the sort field with which the page begins."),
    _parameter(
        "count", "Whether to count.", {"type": "string", "enum": ["true", "false", "exact"]}
    ),
    _parameter("marks", "Whether to give cursors of every 1,000th row.", {"type": "boolean"}),
)
_GROUPED: Final = (
    _parameter("group_by", "The choice or reference whose values are the columns."),
    _parameter("sum", "Amounts that are summed in every column."),
)

LIST: Final[dict[str, Any]] = {"parameters": [*_LISTED, *_PAGED]}
BOARD: Final[dict[str, Any]] = {"parameters": [*_GROUPED, *_LISTED]}
