"""Tags as every service with records publishes them: the shared ones; private ones stay private."""

from typing import Annotated

from pydantic import BeforeValidator, StringConstraints

from kontor_schemas.customizing import Hue
from kontor_schemas.state import State
from kontor_schemas.text import one_line

MOST_OF_A_NAME = 50

TagName = Annotated[
    str,
    StringConstraints(min_length=1, max_length=MOST_OF_A_NAME),
    BeforeValidator(one_line),
]
"""What a tag is called: at most 50 characters on one line."""


class TagState(State, is_base=True):
    """A word that a tenant's people put on records. Its id follows from tenant and name.

    Attributes:
        name: the word as it was written first.
        hue: the hue it is shown in.
    """

    name: TagName
    hue: Hue = "slate"
