"""Rights on the wire: what a profile allows, whom a rule names, how far a record type is open."""

from typing import Annotated, Literal
from uuid import UUID

from pydantic import Field, StringConstraints

from kontor_schemas.choices import Choice
from kontor_schemas.identifiers import RecordName
from kontor_schemas.text import Code
from kontor_schemas.values import Value

MOST_MODULES = 200
MOST_FIELDS = 500

Action = Choice[Literal["read", "create", "update", "delete"]]
"""What is done with a record of a type."""

Tool = Choice[
    Literal[
        "import",
        "export",
        "export_all",
        "bulk",
        "merge",
        "print",
        "api",
        "report",
        "empty_bin",
        "offline",
        "manage_access",
        "manage_tags",
        "customize",
    ]
]
"""What is done with many records at once, or beside them.

`manage_access` grants what one holds oneself, `manage_tags` renames, merges and deletes shared
tags, `customize` gives record types fields and lists of the tenant's own.
"""

FieldLevel = Choice[Literal["none", "masked", "read", "edit"]]
"""How far a field is open: not at all, its last four characters, to read, to change."""

ShareLevel = Choice[Literal["read", "write"]]
"""How far a record is opened to somebody who does not own it."""

Openness = Choice[Literal["private", "read", "read_write", "read_write_delete", "record_level"]]
"""How far all records of a type are open to everybody whose profile allows the type.

`private`: to their owner and the roles above; `record_level`: to owner and co-owners alone.
"""

FieldName = Annotated[str, StringConstraints(max_length=64, pattern=r"^[a-z][a-z0-9_]*$")]
"""A field of a record type, or a tenant's own one (`c_…`)."""


class Party(Value):
    """Whom something is given to, or whose records are meant.

    Attributes:
        kind: one user, the users of a role, those of a role and of all below it, or of a group.
        id: the user's, role's or group's id.
    """

    kind: Choice[Literal["user", "role", "role_below", "group"]]
    id: UUID


class FieldRight(Value):
    """How far one field is open.

    Attributes:
        field: the field.
        level: how far it is open; the widest of a user's profiles counts.
        is_limit: whether no other profile of the user may open it further.
    """

    field: FieldName
    level: FieldLevel
    is_limit: bool = False


class ModuleRight(Value):
    """What a profile allows with one record type.

    Attributes:
        record: the record type.
        actions: what may be done with its records.
        denied_actions: what may not be done, whatever another profile of the user allows.
        tools: the tools that may be used on it.
        denied_tools: the tools that may not, whatever another profile of the user allows.
        fields: the fields that are not open as far as the actions are.
    """

    record: RecordName
    actions: Annotated[list[Action], Field(max_length=4)] = []
    denied_actions: Annotated[list[Action], Field(max_length=4)] = []
    tools: Annotated[list[Tool], Field(max_length=20)] = []
    denied_tools: Annotated[list[Tool], Field(max_length=20)] = []
    fields: Annotated[list[FieldRight], Field(max_length=MOST_FIELDS)] = []


class Limit(Value):
    """How much of something is allowed; the largest of a user's profiles counts.

    Attributes:
        name: what is counted, such as `export_rows`.
        most: the largest number that is allowed.
    """

    name: Code
    most: Annotated[int, Field(ge=0, le=2**53 - 1)]


class Permissions(Value):
    """All that a profile allows.

    Attributes:
        actions: what may be done with records of the types that are not named in `modules`.
        tools: the tools that may be used on them, and those that concern no type.
        denied_tools: the tools that may not, whatever another profile of the user allows.
        modules: the record types for which something else holds.
        is_strict: whether tenants' own fields are closed unless they are named.
        flags: what else is switched on.
        limits: how much of something is allowed.
    """

    actions: Annotated[list[Action], Field(max_length=4)] = []
    tools: Annotated[list[Tool], Field(max_length=20)] = []
    denied_tools: Annotated[list[Tool], Field(max_length=20)] = []
    modules: Annotated[list[ModuleRight], Field(max_length=MOST_MODULES)] = []
    is_strict: bool = False
    flags: Annotated[list[Code], Field(max_length=100)] = []
    limits: Annotated[list[Limit], Field(max_length=50)] = []
