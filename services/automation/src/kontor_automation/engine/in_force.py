"""What is in force: the part of a rule that decides, told by the rule and stored for the engine."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

from kontor_schemas.state import State


@dataclass(frozen=True, slots=True, kw_only=True)
class InForce:
    """What the engine must know of one rule.

    Attributes:
        kind: What sort of rule it is.
        rule: The record it is of.
        fact: The type, without its major, of the facts it waits for.
        position: Its place among rules that compete.
        definition: The rest, as JSON.
    """

    kind: Literal["assignment", "workflow"]
    rule: State
    fact: str
    position: int
    definition: Mapping[str, Any]
