"""The published state of a record: what the world may know of it, written once."""

from typing import Annotated, ClassVar, Unpack
from uuid import UUID

from pydantic import BaseModel, ConfigDict

from kontor_schemas.annotations import derived, reference, sortable
from kontor_schemas.description import described
from kontor_schemas.identifiers import Actor, Instant, Version
from kontor_schemas.naming import major_of_class, record_of_module

STANDARD_VERBS = ("created", "updated", "deleted", "restored", "purged", "merged", "unmerged")
"""The facts every record type has unless its state says otherwise."""
STAMPS = ("id", "version", "owner", "created_at", "created_by", "updated_at", "updated_by")
"""The fields every state begins with."""

STATES: dict[tuple[str, int], type["State"]] = {}
"""Every state class that has been imported, by record name and major."""


class State(BaseModel):
    """The base of all published states: flat, frozen, begun by the stamps.

    A subclass in `kontor_schemas/contacts/lead.py` is the state of `contacts.lead`. Class
    arguments, all optional: `record` for a class outside this package, `revision` (raised by one
    with each addition after a release), `verbs` (the standard facts this record type has; a
    snapshot can be asked of every one), `is_base` for a class that is only built upon.

    Attributes:
        id: the record's id, for ever (UUIDv7).
        version: 1 at creation, one more with each change.
        owner: the user responsible for the record; null if nobody is yet.
        created_at: when the record was created.
        created_by: who created it.
        updated_at: when it last changed.
        updated_by: who last changed it.
    """

    model_config = ConfigDict(
        frozen=True, extra="forbid", defer_build=True, json_schema_extra=described
    )

    RECORD: ClassVar[str]
    MAJOR: ClassVar[int]
    REVISION: ClassVar[int]
    VERBS: ClassVar[tuple[str, ...]]

    id: UUID
    version: Version
    owner: Annotated[UUID | None, reference("identity.user")] = None
    created_at: Annotated[Instant, derived, sortable]
    created_by: Annotated[Actor, derived]
    updated_at: Annotated[Instant, derived, sortable]
    updated_by: Annotated[Actor, derived]

    def __init_subclass__(
        cls,
        record: str | None = None,
        revision: int = 1,
        verbs: tuple[str, ...] = STANDARD_VERBS,
        is_base: bool = False,  # noqa: FBT001, FBT002 - class arguments are named anyway
        **config: Unpack[ConfigDict],
    ) -> None:
        """Give the class its names on the wire and enter it into the register.

        Raises:
            TypeError: the class has no record's module, or another state already has its name.
        """
        super().__init_subclass__(**config)
        if is_base:
            return
        cls.RECORD = record or record_of_module(cls.__module__)
        cls.MAJOR = major_of_class(cls.__name__)[1]
        cls.REVISION = revision
        cls.VERBS = (*verbs, "snapshot")
        earlier = STATES.setdefault((cls.RECORD, cls.MAJOR), cls)
        if (earlier.__module__, earlier.__qualname__) != (cls.__module__, cls.__qualname__):
            raise TypeError(f"{cls.RECORD} has a state already: {earlier.__qualname__}")
        STATES[cls.RECORD, cls.MAJOR] = cls
