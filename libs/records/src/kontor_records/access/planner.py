"""The planner: from a user's grants to everything, nothing, or a condition on the rows."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import Enum
from typing import Final
from uuid import UUID

import structlog

from kontor_chassis.errors import Refusal
from kontor_records.access.fields import effective
from kontor_records.access.principals import OWN
from kontor_records.access.rows import Rows, RuleRows
from kontor_records.access.vocabularies import vocabulary
from kontor_records.access.world import NOBODY, World
from kontor_records.conditions.binding import Bound, bind
from kontor_records.conditions.moment import Moment
from kontor_schemas.identity.grant import RuleGrant

_log = structlog.get_logger("access")

ACTIONS: Final = frozenset({"read", "create", "update", "delete"})

OPEN: Final[Mapping[str, frozenset[str]]] = {
    "read": frozenset({"read"}),
    "read_write": frozenset({"read", "update"}),
    "read_write_delete": frozenset({"read", "update", "delete"}),
}
"""What a module default opens to everybody; `private` and `record_level` open nothing."""

LEVELS: Final[Mapping[str, tuple[str, ...]]] = {
    "read": ("read", "write", OWN),
    "update": ("write", OWN),
    "delete": (OWN,),
}
"""Which levels of a share, a rule or a co-ownership are enough for an action."""


class Whole(Enum):
    """A decision that does not depend on the record."""

    EVERYTHING = "everything"
    NOTHING = "nothing"


EVERYTHING: Final = Whole.EVERYTHING
NOTHING: Final = Whole.NOTHING

Plan = Whole | Rows


@dataclass(frozen=True, slots=True, kw_only=True)
class Reach:
    """What a user may do one action with, as far as it does not depend on the time.

    Attributes:
        owners: Users whose records are in reach.
        owner_groups: Groups whose records are.
        principals: By which ids records are shared with the user.
        rules: Sharing rules that open only some of their source's records.
        ending: Those that end by themselves.
    """

    owners: frozenset[UUID]
    owner_groups: frozenset[UUID]
    principals: frozenset[UUID]
    rules: tuple[RuleRows, ...]
    ending: tuple[tuple[datetime, RuleRows], ...]


def plan(world: World, user: UUID, action: str, record: str, now: datetime) -> Plan:
    """Return what an active user, who is no administrator, may do an action with.

    Both must allow it: a profile the action, and the record's owner, role tree, shares or sharing
    rules this very record. Creating depends on the profile alone.

    Args:
        world: The tenant's grants.
        user: The user.
        action: `read`, `create`, `update` or `delete`.
        record: The record type.
        now: When: shares and rules may have ended.
    """
    if action not in effective(world, user).actions(record):
        return NOTHING
    if action == "create" or action in OPEN.get(world.openness(record), NOBODY):
        return EVERYTHING
    reach = _reach(world, user, action, record)
    still = tuple(rule for until, rule in reach.ending if now < until)
    return Rows(
        record=record,
        owners=reach.owners,
        owner_groups=reach.owner_groups,
        principals=reach.principals,
        levels=LEVELS[action],
        rules=reach.rules + still,
        moment=moment_of(world, user, now),
    )


def moment_of(world: World, user: UUID, now: datetime) -> Moment:
    """Return when, where and for whom the conditions of sharing rules are asked."""
    return Moment(now=now, zone=world.zone, user=user, team=world.team_of(user))


def principals_of_user(world: World, user: UUID) -> frozenset[UUID]:
    """Return by which ids records are shared with a user: the user's own, groups' and role's."""
    grant = world.users.get(user)
    role = {grant.role} if grant is not None and grant.role is not None else set[UUID]()
    return world.groups_of(user) | role | {user}


def _reach(world: World, user: UUID, action: str, record: str) -> Reach:
    key = ("reach", user, action, record)
    known = world.memo.get(key)
    if not isinstance(known, Reach):
        known = world.memo[key] = _worked_out(world, user, action, record)
    return known


def _worked_out(world: World, user: UUID, action: str, record: str) -> Reach:
    owners, owner_groups = {user}, set(world.groups_of(user))
    if world.openness(record) != "record_level":
        owners |= world.users_below(user)
    rules, ending = list[RuleRows](), list[tuple[datetime, RuleRows]]()
    for identifier, rule in world.rules(record):
        if rule.level not in LEVELS[action] or not world.is_meant(user, rule.target):
            continue
        opened = opened_by(world, identifier, rule)
        if opened is None:
            continue
        if rule.until is not None:
            ending.append((rule.until, opened))
        elif opened.bound is not None:
            rules.append(opened)
        else:
            owners |= opened.owners
            owner_groups |= opened.owner_groups
    return Reach(
        owners=frozenset(owners),
        owner_groups=frozenset(owner_groups),
        principals=principals_of_user(world, user),
        rules=tuple(rules),
        ending=tuple(ending),
    )


def opened_by(world: World, identifier: UUID, rule: RuleGrant) -> RuleRows | None:
    """Return the rows a rule opens: those its source owns, a group's members included."""
    bound = None
    if rule.condition is not None:
        bound = bound_condition(world, identifier, rule)
        if bound is None:
            return None
    groups = frozenset({rule.source.id}) if rule.source.kind == "group" else NOBODY
    return RuleRows(
        rule=identifier, owners=world.users_of(rule.source), owner_groups=groups, bound=bound
    )


def bound_condition(world: World, identifier: UUID, rule: RuleGrant) -> Bound | None:
    """Return a rule's condition, or None where this service cannot read it: it opens nothing."""
    key = ("condition", identifier)
    if key not in world.memo:
        assert rule.condition is not None  # noqa: S101 - callers asked before
        wire = rule.condition.model_dump(mode="json", by_alias=True)
        try:
            world.memo[key] = bind(wire, vocabulary(rule.record))
        except (Refusal, LookupError):
            # A newer identity may know fields that this version does not: closed, never open.
            _log.warning("sharing_rule_unreadable", rule=str(identifier), record=rule.record)
            world.memo[key] = None
    bound: Bound | None = world.memo[key]
    return bound
