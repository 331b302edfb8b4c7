"""The state of a record that people work with: beside the stamps, what every such record has."""

from typing import Annotated, Literal
from uuid import UUID

from pydantic import Field

from kontor_schemas.annotations import derived, reference
from kontor_schemas.choices import Choice
from kontor_schemas.identifiers import Instant
from kontor_schemas.state import State
from kontor_schemas.text import Code, Json, Line
from kontor_schemas.values import Value


class Principal(Value):
    """Somebody to whom a record can be opened.

    Attributes:
        kind: whether it is a user, a group or a role.
        id: the id of that user, group or role.
    """

    kind: Choice[Literal["user", "group", "role"]]
    id: UUID


class Share(Value):
    """A record opened to somebody.

    Attributes:
        principal: to whom.
        level: whether they may read it or change it too.
        until: when it ends; null for as long as nobody takes it back.
    """

    principal: Principal
    level: Choice[Literal["read", "write"]] = "read"
    until: Instant | None = None


class Access(Value):
    """Who may see a record beside those whom owner, role tree and sharing rules let in.

    Attributes:
        co_owners: users with the rights of its owner.
        shares: to whom it is opened.
    """

    co_owners: Annotated[list[UUID], reference("identity.user"), Field(max_length=50)] = []
    shares: list[Share] = Field(default=[], max_length=200)


class Hold(Value):
    """A named lock on a record, set by a service.

    Attributes:
        name: what holds it, such as `approval`.
        holder: the id of the thing that holds it.
        link: where that thing is seen.
        allowed: the fields that may change all the same.
    """

    name: Code
    holder: UUID
    link: Line | None = None
    allowed: list[Code] = Field(default=[], max_length=200)


OPEN_TO_NOBODY_ELSE = Access()


def _open_to_nobody_else() -> Access:
    # A default that is a model is copied deeply for every state; this one never changes.
    return OPEN_TO_NOBODY_ELSE


class RecordState(State, is_base=True):
    """The base of the states of records that have owners, tags, custom fields and holds.

    Attributes:
        owner_group: the group responsible for the record; null if none is.
        tags: the shared tags on it.
        custom: the values of the tenant's own fields, by key.
        access: who may see it beside its owner.
        holds: what holds it; while anything does, only fields that all holds allow may change.
    """

    owner_group: Annotated[UUID | None, reference("identity.group")] = None
    tags: Annotated[list[UUID], derived, Field(max_length=100)] = []
    custom: dict[str, Json] = Field(default={}, max_length=200)
    access: Annotated[Access, derived] = Field(default_factory=_open_to_nobody_else)
    holds: Annotated[list[Hold], derived, Field(max_length=20)] = []
