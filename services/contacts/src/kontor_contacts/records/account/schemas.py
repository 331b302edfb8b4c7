"""What a request may say of an account beside its fields."""

from kontor_chassis.http.shapes import Shape
from kontor_schemas.text import Line


class Reason(Shape):
    """Why something is done."""

    reason: Line
