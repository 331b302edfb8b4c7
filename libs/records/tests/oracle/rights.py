"""The oracle: who may do what, said as plainly as the design says it, and as slowly.

It shares nothing with the engine: no planner, no statement, no cache. Where it is read aloud it is
the text on access, sentence by sentence.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from kontor_schemas.rights import ModuleRight, Party
from libs.records.tests.oracle.world import ACTIONS, LEVELS, World

State = Mapping[str, Any]


class Oracle:
    """Answers for one world at one moment."""

    def __init__(self, world: World, now: datetime) -> None:
        self.world = world
        self.now = now

    def may(self, user: UUID, action: str, record: str, state: State) -> bool:
        """Say whether a user may read, update or delete one record."""
        found = self.world.users[user]
        if not found.is_active:
            return False
        return found.is_administrator or (
            self.has_action(user, action, record)
            and self.has_action(user, "read", record)
            and action in self._opened(user, record, state)
        )

    def has_action(self, user: UUID, action: str, record: str) -> bool:
        """Say whether a user's profiles allow an action with a record type at all."""
        found = self.world.users[user]
        if not found.is_active or found.is_administrator:
            return found.is_active
        return action in self._actions(user, record)

    def has_tool(self, user: UUID, tool: str, record: str) -> bool:
        """Say whether a user's profiles allow a tool on a record type."""
        found = self.world.users[user]
        if not found.is_active or found.is_administrator:
            return found.is_active
        allowed, denied = set(), set()
        for profile in self._profiles(user):
            module = self._module(profile, record)
            allowed |= {*(module.tools if module else self.world.profiles[profile].tools)}
            denied |= {*(module.denied_tools if module else ())}
        return tool in allowed - denied

    def level(self, user: UUID, record: str, field: str) -> str:
        """Say how far a field is open to a user: the widest of their profiles, minus limits."""
        if self.world.users[user].is_administrator:
            return "edit"
        widest, limit = 0, LEVELS.index("edit")
        for profile in self._profiles(user):
            module = self._module(profile, record)
            actions = module.actions if module else self.world.profiles[profile].actions
            named = [each for each in (module.fields if module else ()) if each.field == field]
            open_to = LEVELS.index(named[0].level) if named else LEVELS.index("edit")
            if named and named[0].is_limit:
                limit = min(limit, open_to)
            # A field is never open further than the actions of its own profile are.
            if "read" not in actions:
                open_to = 0
            elif not {"create", "update"} & {*actions}:
                open_to = min(open_to, LEVELS.index("read"))
            widest = max(widest, open_to)
        # Denials count against all profiles: where nothing is left to write, nothing is edited.
        left = self._actions(user, record)
        if "read" not in left:
            return "none"
        if not {"create", "update"} & {*left}:
            limit = min(limit, LEVELS.index("read"))
        return LEVELS[min(widest, limit)]

    def members(self, group: UUID) -> set[UUID]:
        """Return the users of a group, however deep they are nested in it."""
        found = self.world.groups[group]
        users = {*found.users}
        for role in found.roles:
            users |= self._users_of(role)
        for role in found.roles_below:
            for below in self.below(role):
                users |= self._users_of(below)
        for inner in found.groups:
            users |= self.members(inner)
        return users

    def below(self, role: UUID) -> set[UUID]:
        """Return a role and all below it."""
        children = [one for one, parent in self.world.parents.items() if parent == role]
        return {role}.union(*(self.below(child) for child in children))

    def _users_of(self, role: UUID) -> set[UUID]:
        return {user for user, found in self.world.users.items() if found.role == role}

    def _profiles(self, user: UUID) -> set[UUID]:
        found = self.world.users[user]
        of_role = self.world.role_profiles[found.role] if found.role else []
        return {*found.profiles, *of_role}

    def _module(self, profile: UUID, record: str) -> ModuleRight | None:
        modules = self.world.profiles[profile].modules
        return next((module for module in modules if module.record == record), None)

    def _actions(self, user: UUID, record: str) -> set[str]:
        allowed: set[str] = set()
        denied: set[str] = set()
        for profile in self._profiles(user):
            module = self._module(profile, record)
            allowed |= {*(module.actions if module else self.world.profiles[profile].actions)}
            denied |= {*(module.denied_actions if module else ())}
        return allowed - denied

    def _opened(self, user: UUID, record: str, state: State) -> set[str]:
        """Return what a record's place opens to a user, whatever their profiles allow."""
        mode = self.world.openness.get(record, "private")
        if self._owns(user, state) or (mode != "record_level" and self._is_above(user, state)):
            return {*ACTIONS}
        opened = {
            "read": {"read"},
            "read_write": {"read", "update"},
            "read_write_delete": {"read", "update", "delete"},
        }.get(mode, set())
        for level in (*self._rules(user, record, state), *self._shares(user, state)):
            opened |= {"read"} if level == "read" else {"read", "update"}
        return opened

    def _owns(self, user: UUID, state: State) -> bool:
        group = state["owner_group"]
        return (
            state["owner"] == user
            or user in state["access"].co_owners
            or (group is not None and user in self.members(group))
        )

    def _is_above(self, user: UUID, state: State) -> bool:
        role = self.world.users[user].role
        if role is None or state["owner"] not in self.world.users:
            return False
        return self.world.users[state["owner"]].role in self.below(role) - {role}

    def _rules(self, user: UUID, record: str, state: State) -> list[str]:
        return [
            rule.level
            for rule in self.world.rules
            if rule.record == record
            and self._is_from(rule.source, state)
            and self._is_one_of(user, rule.target)
            and (rule.until is None or rule.until > self.now)
            and (rule.condition is None or holds(rule.condition, state))
        ]

    def _shares(self, user: UUID, state: State) -> list[str]:
        return [
            share.level
            for share in state["access"].shares
            if (share.until is None or share.until > self.now)
            and self._is_one_of(user, Party.model_validate(share.principal.model_dump()))
        ]

    def _is_from(self, source: Party, state: State) -> bool:
        if source.kind == "group" and state["owner_group"] == source.id:
            return True
        return state["owner"] is not None and self._is_one_of(state["owner"], source)

    def _is_one_of(self, user: UUID, party: Party) -> bool:
        role = self.world.users[user].role if user in self.world.users else None
        return {
            "user": lambda: user == party.id,
            "role": lambda: role == party.id,
            "role_below": lambda: role in self.below(party.id),
            "group": lambda: user in self.members(party.id),
        }[party.kind]()


def holds(condition: Mapping[str, Any], state: State) -> bool:
    """Say whether a condition holds for a record; an empty value equals nothing."""
    if "not" in condition:
        return not holds(condition["not"], state)
    if "any" in condition:
        return any(holds(part, state) for part in condition["any"])
    value, wanted = state[condition["field"]], condition["value"]
    return {
        "eq": lambda: value == wanted,
        "ne": lambda: value != wanted,
        "in": lambda: value in wanted,
    }[condition["op"]]()
