"""Assignment rules: who gets an incoming record, decided by conditions and turn by turn."""

from typing import Annotated, Literal
from uuid import UUID

from pydantic import Field

from kontor_schemas.annotations import reference, searchable, sortable
from kontor_schemas.choices import Choice
from kontor_schemas.condition import Condition
from kontor_schemas.identifiers import CountryCode, RecordName
from kontor_schemas.state import State
from kontor_schemas.text import Line, Name

RULE_VERBS = ("created", "updated", "deleted", "restored", "purged")


class AssignmentRule(State, verbs=RULE_VERBS):
    """What is known of an assignment rule.

    Rules of one record type are tried by `order`, lowest first; the first whose countries and
    condition fit decides. The pool is the members of `pool_group` and `pool_users`.
    """

    name: Annotated[Name, searchable, sortable]
    record: RecordName
    order: Annotated[int, Field(ge=0, le=1_000_000), sortable] = 100
    is_active: bool = True
    countries: Annotated[list[CountryCode], Field(max_length=250)] = []
    condition: Condition | None = None
    mode: Choice[Literal["round_robin"]] = "round_robin"
    pool_group: Annotated[UUID | None, reference("identity.group")] = None
    pool_users: Annotated[list[UUID], reference("identity.user"), Field(max_length=500)] = []
    next_step: Line | None = None
    next_step_in_days: Annotated[int | None, Field(ge=0, le=365)] = None
