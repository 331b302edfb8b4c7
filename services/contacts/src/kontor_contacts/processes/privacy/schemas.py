"""What a service brings to the packet of a request."""

from typing import Any

from pydantic import Field

from kontor_chassis.http.shapes import Shape
from kontor_schemas.text import Code


class Part(Shape):
    """What one service knows of the person, or did for the request."""

    service: Code
    counts: dict[Code, int] = Field(default={}, max_length=50)
    content: dict[str, Any] = Field(default={})
