"""What a request may say of a profile."""

from typing import TYPE_CHECKING, Annotated, Any, Literal
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field

from kontor_chassis.http.shapes import Shape, change_shape, new_shape
from kontor_schemas.identity.profile import Profile
from kontor_schemas.text import Name

if TYPE_CHECKING:  # shapes are made at run time; a type checker sees their base
    NewProfile = Shape
    ProfileChange = Shape
else:
    NewProfile = new_shape(Profile)
    ProfileChange = change_shape(Profile)


class Holders(Shape):
    """Who gets a profile, or gives it back."""

    users: Annotated[tuple[UUID, ...], Field(max_length=1000)] = ()
    roles: Annotated[tuple[UUID, ...], Field(max_length=100)] = ()


class ProfileName(Shape):
    """What the copy of a profile is called."""

    name: Name


class WhoseRights(BaseModel):
    """Whose rights are asked for."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    user: UUID


class TwoUsers(WhoseRights):
    """Whose rights are compared with whose."""

    other: UUID


class EffectiveRights(BaseModel):
    """What a user may do by all profiles together."""

    user: UUID
    is_administrator: bool
    tools: list[str]
    flags: list[str]
    modules: dict[str, Any]


class RightsComparison(BaseModel):
    """Where the rights of two users differ: path → the first's and the second's value."""

    differences: dict[str, list[Any]]


SortField = Literal["name", "created_at", "updated_at"]
