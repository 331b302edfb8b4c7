"""Worlds: who is who in a tenant, drawn from a seed, in nothing but plain data."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from random import Random
from typing import Any
from uuid import UUID

from kontor_records.testing.realm import Realm
from kontor_schemas.record_state import Share
from kontor_schemas.rights import FieldRight, ModuleRight, Party, Permissions

FIELDS: Mapping[str, tuple[str, ...]] = {
    "sample.harbour": ("name", "code", "country", "owner"),
    "sample.boat": (
        "name", "number", "length", "skipper", "notes", "status", "harbour", "price", "owner",
    ),
    "sample.sailor": ("family_name", "given_name", "number", "boat", "birth_on", "emails", "rank"),
}  # fmt: skip
"""The types of a world, each with the fields that profiles open and close."""
OPENNESS = ("private", "read", "read_write", "read_write_delete", "record_level")
ACTIONS = ("read", "create", "update", "delete")
LEVELS = ("none", "masked", "read", "edit")
TOOLS = ("bulk", "merge", "import", "export")
LONG_AGO = datetime(2020, 1, 1, tzinfo=UTC)
IN_A_YEAR = datetime.now(UTC) + timedelta(days=365)
CONDITIONS: Mapping[str, tuple[Any, ...]] = {
    "sample.harbour": (None, {"field": "country", "op": "eq", "value": "DE"}),
    "sample.boat": (
        None,
        {"field": "status", "op": "eq", "value": "planned"},
        {"not": {"field": "status", "op": "eq", "value": "planned"}},
        {"any": [{"field": "has_sails", "op": "eq", "value": True},
                 {"field": "status", "op": "ne", "value": "planned"}]},
    ),
    "sample.sailor": (None, {"field": "salutation", "op": "in", "value": ["ms", "mx"]}),
}  # fmt: skip


@dataclass(slots=True)
class User:
    """A user: what identity tells of them."""

    role: UUID | None = None
    profiles: list[UUID] = field(default_factory=list)
    is_active: bool = True
    is_administrator: bool = False


@dataclass(slots=True)
class Group:
    """Who is named as a member of a group."""

    users: list[UUID] = field(default_factory=list)
    roles: list[UUID] = field(default_factory=list)
    roles_below: list[UUID] = field(default_factory=list)
    groups: list[UUID] = field(default_factory=list)


@dataclass(slots=True, kw_only=True)
class Rule:
    """An active sharing rule."""

    record: str
    source: Party
    target: Party
    level: str
    condition: Any
    until: datetime | None


@dataclass(slots=True)
class World:
    """All that decides who may do what, beside the records themselves."""

    users: dict[UUID, User] = field(default_factory=dict)
    parents: dict[UUID, UUID | None] = field(default_factory=dict)
    role_profiles: dict[UUID, list[UUID]] = field(default_factory=dict)
    groups: dict[UUID, Group] = field(default_factory=dict)
    profiles: dict[UUID, Permissions] = field(default_factory=dict)
    rules: list[Rule] = field(default_factory=list)
    openness: dict[str, str] = field(default_factory=dict)


async def draw_world(realm: Realm, drawn: Random, administrator: UUID, users: int) -> World:
    """Draw a world and tell it to the service as identity would."""
    world = World()
    world.users[administrator] = User(is_administrator=True)
    for _ in range(5):
        permissions = _permissions(drawn)
        world.profiles[await realm.profile(permissions)] = permissions
    for _ in range(6):
        parent = drawn.choice(list(world.parents)) if world.parents else None
        given = drawn.sample(list(world.profiles), drawn.choice((0, 0, 1)))
        role = await realm.role(parent, given)
        world.parents[role], world.role_profiles[role] = parent, given
    for number in range(users):
        made = User(
            role=drawn.choice([*world.parents, None]),
            profiles=drawn.sample(list(world.profiles), 0 if number == 0 else drawn.choice((1, 2))),
            is_active=number != 1,
        )
        told = {"role": made.role, "profiles": made.profiles}
        status = "active" if made.is_active else "suspended"
        world.users[await realm.user(**told, status=status)] = made
    for _ in range(4):
        group = Group(
            users=drawn.sample(list(world.users), drawn.choice((0, 1, 2))),
            roles=drawn.sample(list(world.parents), drawn.choice((0, 0, 1))),
            roles_below=drawn.sample(list(world.parents), drawn.choice((0, 0, 0, 1))),
            groups=drawn.sample(list(world.groups), min(len(world.groups), drawn.choice((0, 1)))),
        )
        made_group = await realm.group(
            members=group.users,
            roles=group.roles,
            roles_below=group.roles_below,
            groups=group.groups,
        )
        world.groups[made_group] = group
    await _open(realm, drawn, world)
    return world


async def _open(realm: Realm, drawn: Random, world: World) -> None:
    for record in FIELDS:
        if drawn.random() < 0.8:
            world.openness[record] = drawn.choice(OPENNESS)
            await realm.open(record, world.openness[record])
        for _ in range(2):
            rule = Rule(
                record=record,
                source=_party(drawn, world, ("role", "role_below", "group")),
                target=_party(drawn, world, ("user", "role", "role_below", "group")),
                level=drawn.choice(("read", "write")),
                condition=drawn.choice(CONDITIONS[record]),
                until=drawn.choice((None, None, LONG_AGO, IN_A_YEAR)),
            )
            world.rules.append(rule)
            await realm.rule(
                record, rule.source, rule.target,
                level=rule.level, condition=rule.condition, until=rule.until,
            )  # fmt: skip


def _party(drawn: Random, world: World, kinds: tuple[str, ...]) -> Party:
    kind = drawn.choice(kinds)
    known = {"user": world.users, "group": world.groups}.get(kind, world.parents)
    return Party.model_validate({"kind": kind, "id": drawn.choice(list(known))})


def _permissions(drawn: Random) -> Permissions:
    modules = [_module(drawn, record) for record in FIELDS if drawn.random() < 0.7]
    return Permissions.model_validate({
        "actions": _actions(drawn),
        "tools": drawn.sample(TOOLS, drawn.choice((0, 1, 2))),
        "modules": modules,
    })  # fmt: skip


def _actions(drawn: Random) -> list[str]:
    if drawn.random() < 0.15:
        return []
    return ["read", *(action for action in ACTIONS[1:] if drawn.random() < 0.6)]


def _module(drawn: Random, record: str) -> ModuleRight:
    fields = [
        FieldRight.model_validate({
            "field": name, "level": drawn.choice(LEVELS), "is_limit": drawn.random() < 0.3,
        })
        for name in FIELDS[record]
        if drawn.random() < 0.35
    ]  # fmt: skip
    return ModuleRight.model_validate({
        "record": record,
        "actions": _actions(drawn),
        "denied_actions": drawn.sample(ACTIONS[1:], 1) if drawn.random() < 0.2 else [],
        "tools": drawn.sample(TOOLS, drawn.choice((0, 1, 2))),
        "denied_tools": drawn.sample(TOOLS, 1) if drawn.random() < 0.2 else [],
        "fields": fields,
    })  # fmt: skip


def draw_place(drawn: Random, world: World) -> dict[str, Any]:
    """Draw whose a record is, and to whom it is opened beside them."""
    users = list(world.users)
    kind = drawn.choice(("user", "user", "user", "group", "both"))
    shares = [
        Share.model_validate({
            "principal": _party(drawn, world, ("user", "group", "role")).model_dump(),
            "level": drawn.choice(("read", "write")),
            "until": drawn.choice((None, None, LONG_AGO, IN_A_YEAR)),
        })
        for _ in range(drawn.choice((0, 0, 1, 2)))
    ]  # fmt: skip
    return {
        "owner": None if kind == "group" else drawn.choice(users),
        "owner_group": None if kind == "user" else drawn.choice(list(world.groups)),
        "access": {
            "co_owners": drawn.sample(users, drawn.choice((0, 0, 0, 1))),
            "shares": shares,
        },
    }
