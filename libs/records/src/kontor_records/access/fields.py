"""What a user's profiles allow together: actions, tools, fields and limits of each record type."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Final
from uuid import UUID

from kontor_records.access.world import World
from kontor_schemas.rights import ModuleRight, Permissions
from kontor_schemas.state import STAMPS

NONE: Final = "none"
MASKED: Final = "masked"
READ: Final = "read"
EDIT: Final = "edit"
_ORDER: Final[Mapping[str, int]] = {NONE: 0, MASKED: 1, READ: 2, EDIT: 3}
_LEVELS: Final = (NONE, MASKED, READ, EDIT)

ALWAYS_READ: Final = frozenset(STAMPS) - {"owner"}
"""Without these a record cannot be named, listed or changed; no profile hides them."""

NEVER_SHOWN: Final = frozenset({"access"})
"""Fields that no answer carries: whom a record is given to is asked by a route of its own."""

_OWN_FIELD: Final = "c_"
_SHOWN: Final = 4
_HIDDEN: Final = "••••"


class Effective:
    """The union of a user's profiles, minus what one of them denies."""

    def __init__(self, profiles: Sequence[Permissions]) -> None:
        self._profiles = profiles
        self._modules = [{module.record: module for module in p.modules} for p in profiles]
        self._actions: dict[str, frozenset[str]] = {}
        self._fields: dict[tuple[str, str], str] = {}

    @property
    def named(self) -> frozenset[str]:
        """The record types for which a profile says something of its own."""
        return frozenset(record for modules in self._modules for record in modules)

    def fields_of(self, record: str) -> frozenset[str]:
        """Return the fields of a type of which a profile says something."""
        modules = (module for _, module in self._of(record) if module)
        return frozenset(right.field for module in modules for right in module.fields)

    def actions(self, record: str) -> frozenset[str]:
        """Return what may be done with records of a type."""
        known = self._actions.get(record)
        if known is None:
            known = self._actions[record] = self._allowed(record)
        return known

    def tools(self, record: str | None) -> frozenset[str]:
        """Return the tools that may be used on a type, or on none at all."""
        found, denied = set[str](), set[str]()
        for profile, module in self._of(record):
            found.update(module.tools if module else profile.tools)
            denied.update(profile.denied_tools)
            denied.update(module.denied_tools if module else ())
        return frozenset(found - denied)

    def field(self, record: str, field: str) -> str:
        """Return how far a field of a type is open: `none`, `masked`, `read` or `edit`."""
        known = self._fields.get((record, field))
        if known is None:
            known = self._fields[record, field] = self._field(record, field)
        return known

    def restricts(self, record: str) -> bool:
        """Whether any field of a type may be less open than the type itself.

        Asked so that the usual case, in which nothing is hidden, costs nothing.
        """
        return any(
            (module and module.fields) or profile.is_strict for profile, module in self._of(record)
        )

    def limit(self, name: str) -> int | None:
        """Return how much of something is allowed; None where no profile sets a limit."""
        found = [each.most for p in self._profiles for each in p.limits if each.name == name]
        return max(found, default=None)

    def flags(self) -> frozenset[str]:
        """Return what else is switched on."""
        return frozenset(flag for profile in self._profiles for flag in profile.flags)

    def _allowed(self, record: str) -> frozenset[str]:
        found, denied = set[str](), set[str]()
        for profile, module in self._of(record):
            found.update(module.actions if module else profile.actions)
            denied.update(module.denied_actions if module else ())
        allowed = found - denied
        # Whoever may not see a record can do nothing else with it either.
        return frozenset(allowed) if "read" in allowed else frozenset()

    def _of(self, record: str | None) -> Iterable[tuple[Permissions, ModuleRight | None]]:
        for profile, modules in zip(self._profiles, self._modules, strict=True):
            yield profile, modules.get(record) if record else None

    def _field(self, record: str, field: str) -> str:
        allowed = self.actions(record)
        if "read" not in allowed:
            return NONE
        if field in ALWAYS_READ:
            return READ
        widest, limit = 0, _ORDER[EDIT]
        for profile, module in self._of(record):
            right = _right(module, field)
            if right and right[1]:
                limit = min(limit, _ORDER.get(right[0], 0))
            widest = max(widest, _ORDER.get(_opened(profile, module, field, right), 0))
        if not allowed & {"create", "update"}:
            limit = min(limit, _ORDER[READ])
        return _LEVELS[min(widest, limit)]


def effective(world: World, user: UUID) -> Effective:
    """Return what a user's own profiles and those of the role allow together."""
    key = ("effective", user)
    known = world.memo.get(key)
    if not isinstance(known, Effective):
        known = world.memo[key] = Effective(profiles_of(world, user))
    return known


def profiles_of(world: World, user: UUID) -> list[Permissions]:
    """Return the profiles of a user: the user's own and those of the role, each once."""
    grant = world.users.get(user)
    if grant is None:
        return []
    role = world.roles.get(grant.role) if grant.role else None
    names = dict.fromkeys([*grant.profiles, *(role.profiles if role else ())])
    return [world.profiles[name] for name in names if name in world.profiles]


def masked(value: object) -> str | None:
    """Return what is shown of a masked value: its last four characters, if it has more."""
    if value is None or isinstance(value, (bool, Mapping, list, tuple)):
        return None
    text = str(value)
    return _HIDDEN + text[-_SHOWN:] if len(text) > _SHOWN else _HIDDEN


def _right(module: ModuleRight | None, field: str) -> tuple[str, bool] | None:
    """Return the level a module gives a field, and whether it limits other profiles."""
    for right in module.fields if module else ():
        if right.field == field:
            return right.level, right.is_limit
    return None


def _opened(
    profile: Permissions, module: ModuleRight | None, field: str, right: tuple[str, bool] | None
) -> str:
    """Return how far one profile opens a field: as it says, else as far as its actions go."""
    actions = module.actions if module else profile.actions
    if "read" not in actions:
        return NONE
    # What a profile opens does not go beyond its own actions: those of another do not widen it.
    most = EDIT if {"create", "update"} & {*actions} else READ
    if right is not None:
        return min(right[0], most, key=lambda level: _ORDER.get(level, 0))
    return NONE if profile.is_strict and field.startswith(_OWN_FIELD) else most
