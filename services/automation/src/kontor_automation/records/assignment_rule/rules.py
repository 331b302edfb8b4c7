"""What holds for an assignment rule."""

from collections.abc import Mapping
from typing import Any

from kontor_automation.engine import catalogue
from kontor_automation.engine.errors import RecordTypeUnknown
from kontor_automation.engine.in_force import InForce
from kontor_automation.records.assignment_rule.errors import PoolEmpty
from kontor_chassis.errors import Fault, Faults
from kontor_schemas.automation.assignment_rule import AssignmentRule


def refuse_condition(record: str, condition: object) -> None:
    """Refuse what cannot be asked of this record type; asked before the rule's state is made.

    Raises:
        Faults: The record type is not given out, or the condition cannot be asked of it.
    """
    kind = catalogue.KINDS.get(record)
    if kind is None or not kind.is_assignable:
        known = [name for name, found in catalogue.KINDS.items() if found.is_assignable]
        raise Faults(Fault("/record", RecordTypeUnknown.code, {"known": ", ".join(known)}))
    if condition is None:
        return
    faults = catalogue.condition_faults(condition, catalogue.record_vocabulary(record))
    if faults:
        raise Faults(*faults)


def refuse_pool(rule: AssignmentRule) -> None:
    """Refuse a rule that could never choose anybody.

    Raises:
        Faults: The pool is empty.
    """
    if rule.pool_group is None and not rule.pool_users:
        raise Faults(Fault("/pool_users", PoolEmpty.code))


def in_force(rule: AssignmentRule) -> InForce:
    """Return what the engine must know of a rule."""
    condition = rule.condition.model_dump(mode="json") if rule.condition else None
    definition: Mapping[str, Any] = {
        "name": rule.name,
        "record": rule.record,
        "countries": rule.countries,
        "condition": condition,
        "pool_group": rule.pool_group,
        "pool_users": rule.pool_users,
        "next_step": rule.next_step,
        "next_step_in_days": rule.next_step_in_days,
    }
    return InForce(
        kind="assignment",
        rule=rule,
        fact=catalogue.created_type(rule.record),
        position=rule.order,
        definition=definition,
    )
