"""What a request may say of a user."""

from typing import TYPE_CHECKING, Annotated, Literal

from pydantic import StringConstraints

from kontor_chassis.http.shapes import Shape, change_shape, new_shape
from kontor_schemas.identity.user import User
from kontor_schemas.text import Line

Password = Annotated[str, StringConstraints(max_length=1024)]
"""As typed; how good it must be is a rule of `credential`, not of the form."""

if TYPE_CHECKING:  # shapes are made at run time; a type checker sees their base

    class _NewUserFields(Shape):
        email: str
        display_name: str

    UserChange = Shape
else:
    _NewUserFields = new_shape(User, without={"status"})
    UserChange = change_shape(User, without={"status"})


class NewUser(_NewUserFields):
    """A user; one without a password cannot sign in yet."""

    password: Password | None = None


class Suspension(Shape):
    """Why somebody may not sign in for now."""

    reason: Line | None = None


class NewPassword(Shape):
    """Another password."""

    password: Password


SortField = Literal["email", "display_name", "created_at", "updated_at"]
