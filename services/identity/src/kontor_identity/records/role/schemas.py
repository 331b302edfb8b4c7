"""What a request may say of a role."""

from typing import TYPE_CHECKING, Literal
from uuid import UUID

from kontor_chassis.http.shapes import Shape, change_shape, new_shape
from kontor_schemas.identity.role import Role

if TYPE_CHECKING:  # shapes are made at run time; a type checker sees their base
    NewRole = Shape
    RoleChange = Shape
else:
    NewRole = new_shape(Role)
    RoleChange = change_shape(Role, without={"parent"})


class NewParent(Shape):
    """The role it hangs below from now on."""

    parent: UUID


class RoleTarget(Shape):
    """The role that stands in the place of another."""

    target: UUID


SortField = Literal["name", "created_at", "updated_at"]
