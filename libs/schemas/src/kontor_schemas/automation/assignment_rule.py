"""Assignment rules: who gets an incoming record, decided by conditions and turn by turn."""

from typing import Annotated, Literal
from uuid import UUID

from pydantic import Field

from kontor_schemas.annotations import reference, searchable, sortable
from kontor_schemas.choices import Choice
from kontor_schemas.condition import Condition
from kontor_schemas.fact import Fact
from kontor_schemas.identifiers import CountryCode, RecordName
from kontor_schemas.state import State
from kontor_schemas.text import Line, Name

RULE_VERBS = ("created", "updated", "deleted", "restored", "purged")


class AssignmentRule(State, verbs=RULE_VERBS):
    """What is known of an assignment rule.

    Rules of one record type are tried in their order; the first whose countries and condition fit
    decides.

    Attributes:
        name: its name.
        record: the record type it gives out, such as `contacts.lead`.
        order: its place among the rules of this record type, lowest first.
        is_active: whether it is applied.
        countries: the territory: only records of these countries; empty for all.
        condition: what a record must fulfil besides; null for nothing.
        mode: how one of the pool is chosen; in `round_robin` each in turn.
        pool_group: a group whose members take part.
        pool_users: users who take part, beside the group.
        next_step: the next step the record gets when it is given out.
        next_step_in_days: in how many days that step is due.
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


class AssignmentRuleActivated(Fact[AssignmentRule], record="automation.assignment_rule"):
    """The rule is applied from now on."""


class AssignmentRulePaused(Fact[AssignmentRule], record="automation.assignment_rule"):
    """The rule is applied no more until somebody activates it; records that waited wait no more."""
