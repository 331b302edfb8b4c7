"""What a request may say of a group."""

from typing import TYPE_CHECKING, Literal

from kontor_chassis.http.shapes import Shape, change_shape, new_shape
from kontor_schemas.identity.group import Group

if TYPE_CHECKING:  # shapes are made at run time; a type checker sees their base
    NewGroup = Shape
    GroupChange = Shape
else:
    NewGroup = new_shape(Group)
    GroupChange = change_shape(Group)

SortField = Literal["name", "created_at", "updated_at"]
