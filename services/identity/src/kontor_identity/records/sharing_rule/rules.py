"""What holds for a sharing rule."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Literal
from uuid import UUID

from kontor_chassis.errors import (
    Fault,
    Faults,
    ReferenceUnknown,
    Refusal,
    TransitionNotAllowed,
)
from kontor_identity.records.sharing_rule.errors import SharingRuleSelf
from kontor_records.access.errors import UntilPast
from kontor_records.access.vocabularies import vocabulary
from kontor_records.access.world import World
from kontor_records.conditions.binding import bind
from kontor_records.conditions.fields import Vocabulary
from kontor_schemas.identity.sharing_rule import SharingRule
from kontor_schemas.rights import Party

_SHOWN = 100


def refuse_unsound(rule: SharingRule, world: World, now: datetime) -> None:
    """Refuse a rule that names what is not there, opens to its own source, or is over.

    Raises:
        Faults: The record type is unknown, or the source is a single user.
        ReferenceUnknown: The tenant has not whom it names.
        SharingRuleSelf: Source and target are the same.
        UntilPast: Its end is past.
        ConditionInvalid, ConditionTooLarge, FieldUnknown, OpNotAllowed: The condition is none.
    """
    if rule.source.kind == "user":
        raise Faults(Fault("/source/kind", "choice_unknown", {"expected": _SOURCES}))
    for name, party in (("source", rule.source), ("target", rule.target)):
        refuse_unknown(f"/{name}/id", party, world)
    if rule.source == rule.target:
        raise SharingRuleSelf
    if rule.until is not None and rule.until <= now:
        raise UntilPast
    try:
        known = vocabulary(rule.record)
    except LookupError:
        raise Faults(Fault("/record", "choice_unknown")) from None
    if rule.condition is not None:
        _refuse_unsound_condition(rule.condition.model_dump(mode="json", by_alias=True), known)


def _refuse_unsound_condition(condition: object, known: Vocabulary) -> None:
    try:
        bind(condition, known)
    except Refusal as refused:
        path = f"/condition{refused.params.get('path', '')}"
        raise type(refused)(retry_after=None, **{**refused.params, "path": path}) from None


_SOURCES = "role, role_below, group"


def refuse_unknown(path: str, party: Party, world: World) -> None:
    """Refuse a user, role or group that the tenant does not have.

    Raises:
        ReferenceUnknown: So it is.
    """
    there: Mapping[str, Mapping[UUID, Any]] = {
        "user": world.users,
        "role": world.roles,
        "role_below": world.roles,
        "group": world.groups,
    }
    if party.id not in there.get(party.kind, {}):
        raise ReferenceUnknown(path=path)


def activated(rule: SharingRule, now: datetime) -> dict[str, bool]:
    """Return what changes when a rule begins to open records.

    Raises:
        TransitionNotAllowed: It does so already.
        UntilPast: Its end is past.
    """
    if rule.is_active:
        raise TransitionNotAllowed(allowed=["deactivate"])
    if rule.until is not None and rule.until <= now:
        raise UntilPast
    return {"is_active": True}


def deactivated(rule: SharingRule) -> dict[str, bool]:
    """Return what changes when a rule opens nothing any more.

    Raises:
        TransitionNotAllowed: It opens nothing now.
    """
    if not rule.is_active:
        raise TransitionNotAllowed(allowed=["activate"])
    return {"is_active": False}


def preview(rule: SharingRule, world: World) -> dict[str, Any]:
    """Return whose records a rule opens and who gains by it, before it does so.

    Users who have left are passed over; nobody gains what comes from nobody.
    """
    sources = _active(rule.source, world)
    gaining = sorted(set(_active(rule.target, world)) - set(sources))
    warnings: list[Literal["source_empty", "target_empty"]] = []
    if not sources and rule.source.kind != "group":
        warnings.append("source_empty")
    if not _active(rule.target, world):
        warnings.append("target_empty")
    return {
        "owners": len(sources),
        "gaining": len(gaining),
        "gaining_users": [str(user) for user in gaining[:_SHOWN]],
        "warnings": warnings,
    }


def _active(party: Party, world: World) -> list[UUID]:
    users = world.users_of(party)
    return sorted(u for u in users if u in world.users and world.users[u].status == "active")
