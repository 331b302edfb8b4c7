"""What a user may prefer: how the front end looks to them, and where they were last."""

from typing import Annotated, Literal
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field

from kontor_chassis.http.shapes import Shape

_Key = Annotated[str, Field(min_length=1, max_length=100, pattern=r"^[A-Za-z0-9_.:/-]+$")]
_Keys = Annotated[list[_Key], Field(max_length=100)]


class Recent(BaseModel):
    """A record that was opened."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    record: _Key
    id: UUID


class PreferenceChange(Shape):
    """What is to be preferred from now on; what is not named stays, null takes it back.

    Attributes:
        theme: How bright.
        density: How close the rows.
        language: In which language; without, that of the user.
        font_size: How large, in pixels.
        has_keys: Whether single letters are keys.
        favourites: What is on top of the navigation, in order.
        columns: Which columns a list has, by record type, in order.
        views: Which view of a record type was open last.
        recents: What was opened last, the latest first.
    """

    theme: Literal["system", "light", "dark"] | None = None
    density: Literal["compact", "standard", "comfortable"] | None = None
    language: Literal["de", "en"] | None = None
    font_size: Literal[13, 14, 16] | None = None
    has_keys: bool | None = None
    favourites: _Keys | None = None
    columns: Annotated[dict[_Key, _Keys], Field(max_length=200)] | None = None
    views: Annotated[dict[_Key, _Key], Field(max_length=200)] | None = None
    recents: Annotated[list[Recent], Field(max_length=50)] | None = None
