"""How the rule set of marketing is put."""

from kontor_chassis.http.shapes import Shape
from kontor_schemas.text import Json


class RuleSet(Shape):
    """What a lead must meet to be qualified by marketing, as a condition."""

    condition: Json
