"""What an operator says of a new tenant."""

from typing import Annotated

from pydantic import Field

from kontor_chassis.http.shapes import Shape
from kontor_identity.records.user.schemas import Password
from kontor_schemas.identity.tenant import Slug
from kontor_schemas.text import Line, Name


class NewTenant(Shape):
    """A tenant and its first administrator, who makes all other users."""

    slug: Slug
    name: Name
    admin_email: Line
    admin_password: Annotated[Password, Field(repr=False)]
