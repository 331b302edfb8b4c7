"""What holds for a user."""

import hashlib
import unicodedata
from contextlib import suppress
from uuid import UUID, uuid5

from kontor_chassis.errors import Fault, Faults, ReferenceUnknown, TransitionNotAllowed
from kontor_identity.records.user.errors import LastAdmin, ManagerCycle
from kontor_records.access.world import World
from kontor_schemas.identity.user import User
from kontor_schemas.values import normal_email

OWN_FIELDS = frozenset({"display_name", "locale", "zone"})
"""What everybody may change of themselves."""

GRANTED = frozenset({"is_administrator", "role", "profiles", "manager"})
"""What decides what a user may do."""

_LOGINS = UUID("5f0c6f0e-8f0b-4d5a-9f4e-7d1f6b9f3c11")
_LOOK_ALIKES = str.maketrans(
    "\u0430\u0435\u043e\u0440\u0441\u0443\u0445\u0456\u0458\u0455\u04bb\u0501\u051b\u051d\u04cf"
    "\u03bf\u03b1\u03b9\u03bd\u03c1\u03c5\u03c7\u0131\u0261\u0251\u1d0f\u0585\u057d\u0578\u0570",
    "aeopcyxijshdqwloaivpuxigaoounh",
)
"""Small Cyrillic, Greek, Armenian and Latin letters that look like one of a to z."""


def login_digest(email: str) -> str:
    """Return under which name a sign-in finds an address: the same for all that look the same.

    Case, width, composition and letters of other scripts that look alike make no difference, so
    that nobody can be mistaken for somebody else by their address.
    """
    local, _, domain = (normal_email(email) or email.strip().lower()).rpartition("@")
    with suppress(UnicodeError):  # else it is not the ASCII form of anything, and taken as it is
        domain = domain.encode("ascii").decode("idna")
    folded = unicodedata.normalize("NFKC", f"{local}@{domain}").casefold()
    return hashlib.sha256(folded.translate(_LOOK_ALIKES).encode("utf-8", "replace")).hexdigest()


def login_lock(digest: str) -> UUID:
    """Return what is locked while an address is given to a user."""
    return uuid5(_LOGINS, digest)


def refuse_no_address(email: str) -> None:
    """Refuse what is no e-mail address.

    Raises:
        Faults: It is none.
    """
    if normal_email(email) is None:
        raise Faults(Fault("/email", "email_invalid"))


def suspended(user: User) -> str:
    """Return the status of a user who may not sign in for now.

    Raises:
        TransitionNotAllowed: The user could not sign in before either.
    """
    if user.status not in {"active", "invited"}:
        raise TransitionNotAllowed(allowed=_STEPS[user.status])
    return "suspended"


def resumed(user: User, *, has_password: bool) -> str:
    """Return the status of a user who may sign in again.

    Raises:
        TransitionNotAllowed: The user was not suspended.
    """
    if user.status != "suspended":
        raise TransitionNotAllowed(allowed=_STEPS[user.status])
    return "active" if has_password else "invited"


_STEPS = {
    "active": ["suspend"],
    "invited": ["suspend"],
    "suspended": ["resume"],
    "deactivated": [],
    "other": [],
}


def is_active_administrator(user: User) -> bool:
    """Whether the tenant can be administered by this user."""
    return user.is_administrator and user.status == "active"


def refuse_last_administrator(old: User, new: User | None, others: int) -> None:
    """Refuse a change after which nobody could administer the tenant.

    Args:
        old: The user before.
        new: The user after; None is gone.
        others: How many other active administrators there are.

    Raises:
        LastAdmin: There would be none left.
    """
    stays = new is not None and is_active_administrator(new)
    if is_active_administrator(old) and not stays and others == 0:
        raise LastAdmin


def refuse_unknown_place(user: User, world: World) -> None:
    """Refuse a role, profile or manager that the tenant does not have.

    Raises:
        ReferenceUnknown: Names the place of the first one.
    """
    if user.role is not None and user.role not in world.roles:
        raise ReferenceUnknown(path="/role")
    for place, profile in enumerate(user.profiles):
        if profile not in world.profiles:
            raise ReferenceUnknown(path=f"/profiles/{place}")
    if user.manager is not None and user.manager not in {*world.users, user.id}:
        raise ReferenceUnknown(path="/manager")


def refuse_manager_cycle(user: User, world: World) -> None:
    """Refuse a manager who reports, however far up, to the user.

    Raises:
        ManagerCycle: So it is.
    """
    above, seen = user.manager, set[UUID]()
    while above is not None and above not in seen:
        if above == user.id:
            raise ManagerCycle
        seen.add(above)
        grant = world.users.get(above)
        above = grant.manager if grant else None
