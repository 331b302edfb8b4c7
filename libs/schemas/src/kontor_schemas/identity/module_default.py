"""Module defaults: how far all records of a type are open to everybody in the tenant."""

from typing import Annotated

from kontor_schemas.annotations import set_once, sortable, unique
from kontor_schemas.fact import Fact
from kontor_schemas.identifiers import RecordName
from kontor_schemas.rights import Openness
from kontor_schemas.state import State


class ModuleDefault(State, verbs=("created", "updated")):
    """What is known of a module default.

    Attributes:
        record: the record type; each has one default.
        openness: how far its records are open to everybody whose profile allows the type.
    """

    record: Annotated[RecordName, unique, set_once, sortable]
    openness: Openness = "private"


class ModuleDefaultChanged(Fact[ModuleDefault], record="identity.module_default"):
    """A record type is open further, or less far, than before.

    Attributes:
        previous: how far it was open.
    """

    previous: Openness
