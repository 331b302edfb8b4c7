"""Sharing rules: records of some opened to others, beyond the tree of roles."""

from typing import Annotated

from kontor_schemas.annotations import searchable, set_once, sortable, unique
from kontor_schemas.condition import Condition
from kontor_schemas.fact import Fact
from kontor_schemas.identifiers import Instant, RecordName
from kontor_schemas.rights import Party, ShareLevel
from kontor_schemas.state import State
from kontor_schemas.text import Name, Text


class SharingRule(State, verbs=("created", "updated", "deleted", "restored", "purged")):
    """What is known of a sharing rule.

    Attributes:
        name: its name, unique in the tenant.
        description: why it is there.
        record: the record type it opens.
        source: whose records are opened: those of a role, of a role and all below, or of a group.
        target: whom they are opened to.
        level: whether to read, or to change too.
        condition: which of the records; null for all of them.
        until: when it ends by itself; null if it does not.
        is_active: whether it opens anything.
    """

    name: Annotated[Name, unique, searchable, sortable]
    description: Annotated[Text | None, searchable] = None
    record: Annotated[RecordName, set_once]
    source: Party
    target: Party
    level: ShareLevel = "read"
    condition: Condition | None = None
    until: Instant | None = None
    is_active: bool = False


class SharingRuleActivated(Fact[SharingRule], record="identity.sharing_rule"):
    """The rule opens records from now on."""


class SharingRuleDeactivated(Fact[SharingRule], record="identity.sharing_rule"):
    """The rule opens nothing any more."""
