"""What a request may say of a group."""

from typing import TYPE_CHECKING, Literal
from uuid import UUID

from kontor_chassis.http.shapes import Shape, change_shape, new_shape
from kontor_schemas.identity.group import Group
from kontor_schemas.rights import Party

if TYPE_CHECKING:  # shapes are made at run time; a type checker sees their base
    NewGroup = Shape
    GroupChange = Shape
else:
    NewGroup = new_shape(Group)
    GroupChange = change_shape(Group)


class Member(Shape):
    """Who comes or goes."""

    member: Party


class GroupTarget(Shape):
    """The group that stands in the place of another."""

    target: UUID


SortField = Literal["name", "created_at", "updated_at"]
