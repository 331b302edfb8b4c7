"""What is asked of the funnel."""

from datetime import date
from typing import Literal

from kontor_chassis.http.shapes import Shape

Period = Literal["month", "quarter", "year"]


class FunnelQuery(Shape):
    """Which leads, by the day they were made, and how they are grouped."""

    since_on: date
    until_on: date
    period: Period = "month"
