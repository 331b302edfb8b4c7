"""Users: people who sign in, each in one tenant."""

from typing import Annotated, Literal
from uuid import UUID

from pydantic import Field

from kontor_schemas.annotations import personal, reference, searchable, sortable, unique
from kontor_schemas.choices import Choice
from kontor_schemas.fact import Fact
from kontor_schemas.identifiers import LanguageCode, ZoneName
from kontor_schemas.state import State
from kontor_schemas.text import Line, Name


class User(State, verbs=("created", "updated", "deleted", "restored", "purged")):
    """What is known of a user. Passwords and other secrets are never part of it.

    Attributes:
        email: the address the user signs in with, unique in the tenant.
        display_name: the name others see.
        locale: the language the user sees.
        zone: the time zone the user sees times in.
        status: whether the user may sign in; only `active` ones may.
        is_administrator: whether the user may do everything in the tenant.
        role: the user's place in the tree of roles.
        profiles: what the user may do beside what the role's profiles allow.
        manager: whom the user reports to.
    """

    email: Annotated[Line, unique, searchable, sortable, personal, Field(min_length=3)]
    display_name: Annotated[Name, searchable, sortable, personal]
    locale: LanguageCode = "de"
    zone: ZoneName = "Europe/Berlin"
    status: Annotated[
        Choice[Literal["invited", "active", "suspended", "deactivated"]], sortable
    ] = "active"
    is_administrator: bool = False
    role: Annotated[UUID | None, reference("identity.role")] = None
    profiles: Annotated[list[UUID], reference("identity.profile"), Field(max_length=20)] = []
    manager: Annotated[UUID | None, reference("identity.user")] = None


class UserSuspended(Fact[User], record="identity.user"):
    """The user may not sign in for now; sessions and keys have ended.

    Attributes:
        reason: why, if a reason was given.
    """

    reason: Line | None = None


class UserResumed(Fact[User], record="identity.user"):
    """A suspended user may sign in again."""


class UserDeactivated(Fact[User], record="identity.user"):
    """The user has left for good; sessions and keys have ended.

    Attributes:
        reason: why, if a reason was given.
    """

    reason: Line | None = None


class UserCredentialsChanged(Fact[User], record="identity.user"):
    """The user has a new password; every session begun with an earlier one has ended."""


class UserRoleChanged(Fact[User], record="identity.user"):
    """The user has another place in the tree of roles.

    Attributes:
        previous_role: the role the user had before.
    """

    previous_role: Annotated[UUID | None, reference("identity.role")] = None


class UserProfilesChanged(Fact[User], record="identity.user"):
    """The user has other profiles than before.

    Attributes:
        previous_profiles: the profiles the user had before.
    """

    previous_profiles: Annotated[
        list[UUID], reference("identity.profile"), Field(max_length=20)
    ] = []
