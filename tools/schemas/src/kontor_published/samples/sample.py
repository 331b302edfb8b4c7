"""What an example of a record consists of."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from kontor_schemas.fact import AnyFact
from kontor_schemas.state import State


@dataclass(frozen=True, slots=True, kw_only=True)
class Sample:
    """One record type by example.

    Attributes:
        state: a state with a value in every field, after a change; None for what is no record.
        before: the fields that the change touched, with their values before it.
        facts: one of each business fact.
    """

    state: State | None = None
    before: Mapping[str, Any] = field(default_factory=dict)
    facts: tuple[AnyFact, ...] = ()
