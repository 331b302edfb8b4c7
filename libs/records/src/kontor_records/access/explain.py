"""Why somebody may do something with a record: every path by which it is granted."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final
from uuid import UUID

from kontor_records.access import planner
from kontor_records.access.planner import LEVELS, NOTHING, OPEN
from kontor_records.access.principals import OWN, owner_group_of, owner_of, principals_of
from kontor_records.access.rights import Rights
from kontor_schemas.state import State

EXPLAINED: Final = ("read", "update", "delete")


@dataclass(frozen=True, slots=True, kw_only=True)
class Path:
    """One way in which an action is granted; a single one is enough.

    Attributes:
        kind: `administrator`, `service`, `module_default`, `owner`, `role_below`, `owner_group`,
            `co_owner`, `share` or `sharing_rule`.
        via: The user below, the group, role or user it is shared with, or the rule.
    """

    kind: str
    via: UUID | None = None


def explain(
    rights: Rights, record: str, state: State | Mapping[str, Any]
) -> dict[str, tuple[Path, ...]]:
    """Return for each action on a record all paths by which it is granted; none refuses it.

    Args:
        rights: Whose rights (`rights_in` gives those of somebody else).
        record: The record type's name.
        state: The record.
    """
    return {action: tuple(_paths(rights, action, record, state)) for action in EXPLAINED}


def _paths(
    rights: Rights, action: str, record: str, state: State | Mapping[str, Any]
) -> Iterator[Path]:
    if rights.is_unlimited:
        yield Path(kind="service" if rights.user is None else "administrator")
        return
    plan = rights.plan(action, record)
    if plan is NOTHING or rights.user is None:
        return
    if action in OPEN.get(rights.world.openness(record), ()):
        yield Path(kind="module_default")
    yield from _owning(rights, rights.user, record, state)
    yield from _shared(rights, rights.user, action, state)
    yield from _ruled(rights, rights.user, action, record, state)


def _owning(
    rights: Rights, user: UUID, record: str, state: State | Mapping[str, Any]
) -> Iterator[Path]:
    owner, group = owner_of(state), owner_group_of(state)
    if owner == user:
        yield Path(kind="owner")
    has_tree = rights.world.openness(record) != "record_level"
    if owner is not None and has_tree and owner in rights.world.users_below(user):
        yield Path(kind="role_below", via=owner)
    if group is not None and group in rights.world.groups_of(user):
        yield Path(kind="owner_group", via=group)


def _shared(
    rights: Rights, user: UUID, action: str, state: State | Mapping[str, Any]
) -> Iterator[Path]:
    held = planner.principals_of_user(rights.world, user)
    for each in principals_of(state):
        if each.id in held and each.level in LEVELS[action] and each.until > rights.now:
            yield Path(kind="co_owner" if each.level == OWN else "share", via=each.id)


def _ruled(
    rights: Rights, user: UUID, action: str, record: str, state: State | Mapping[str, Any]
) -> Iterator[Path]:
    world = rights.world
    for identifier, rule in world.rules(record):
        if rule.level not in LEVELS[action] or not world.is_meant(user, rule.target):
            continue
        if rule.until is not None and rule.until <= rights.now:
            continue
        opened = planner.opened_by(world, identifier, rule)
        if opened is not None and opened.opens(state, planner.moment_of(world, user, rights.now)):
            yield Path(kind="sharing_rule", via=identifier)
