"""What a view asks for, held against what one may ask: when it is saved, and at each opening."""

from collections.abc import Mapping
from typing import Any

from kontor_chassis.errors import Refusal
from kontor_records.conditions.binding import bind, problems
from kontor_records.conditions.errors import FieldUnknown
from kontor_records.conditions.fields import FieldType
from kontor_records.lists.errors import NotGroupable
from kontor_records.lists.order import order_of
from kontor_records.lists.sight import Sight

_GROUPED = (FieldType.CHOICE, FieldType.REFERENCE)


def check_view(sight: Sight, fields: Mapping[str, Any]) -> None:
    """Refuse a view that its maker could not run: a field, an order or a condition is none.

    Args:
        sight: What the maker sees of the record type.
        fields: Those fields of the view that are given.

    Raises:
        ConditionInvalid, ConditionTooLarge, OpNotAllowed: The filter is none.
        FieldUnknown: A field is not there, or the maker may not know of it.
        NotGroupable: Boards have no columns of this field.
        NotSortable: Lists are not sorted by a field.
    """
    if (condition := fields.get("filter")) is not None:
        try:
            bind(condition, sight.vocabulary)
        except Refusal as refused:
            params: dict[str, Any] = {**refused.params, "path": f"/filter{refused.params['path']}"}
            raise type(refused)(**params) from None
    if sort := fields.get("sort"):
        order_of(sight, sort)
    for place, column in enumerate(fields.get("columns") or ()):
        if column not in sight.fields:
            raise FieldUnknown(path=f"/columns/{place}")
    if (group := fields.get("group_by")) is not None:
        known = sight.vocabulary.fields.get(group)
        if known is None:
            raise FieldUnknown(path="/group_by")
        if known.is_list or known.type not in _GROUPED:
            raise NotGroupable(field=group)


def broken_paths(sight: Sight, condition: Any, sort: list[str]) -> list[str]:
    """Return the places of a view that somebody cannot run: nothing there is left out silently."""
    found = [] if condition is None else problems(condition, sight.vocabulary)
    paths = [f"/filter{refused.params.get('path', '')}" for refused in found]
    for place, field in enumerate(sort):
        try:
            order_of(sight, [field])
        except Refusal:
            paths.append(f"/sort/{place}")
    return paths
