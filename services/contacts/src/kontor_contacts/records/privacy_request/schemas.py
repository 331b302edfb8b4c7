"""What a request may say of a privacy request beside its fields."""

from kontor_chassis.http.shapes import Shape
from kontor_schemas.text import Line


class Because(Shape):
    """Why it is refused."""

    reason: Line
