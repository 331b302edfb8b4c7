"""Facts: what happened to a record, in the past tense, immutable, told to everybody."""

from collections.abc import Mapping
from operator import attrgetter
from typing import Any, ClassVar, Generic, TypeVar, Unpack
from uuid import UUID

from pydantic import BaseModel, ConfigDict, JsonValue

from kontor_schemas import wire
from kontor_schemas.description import described
from kontor_schemas.identifiers import Version
from kontor_schemas.naming import major_of_class, record_of_module, topic_of, verb_of_class
from kontor_schemas.state import State

UNTOLD = frozenset({"version", "updated_at", "updated_by"})
"""Fields that change with every write, and are therefore never listed as changed."""

S = TypeVar("S", bound=State)

BUSINESS: dict[str, type["AnyFact"]] = {}
"""Every business fact that has been imported, by its type."""


class AnyFact(BaseModel):
    """What all facts share: a name, a topic, a record they are about.

    The class is the only place a fact is registered. Its name on the wire comes from the class
    name without the record's (`LeadAssigned` in `contacts/lead.py` is
    `contacts.lead.assigned.v1`); the suffix `V2` makes a new major.
    """

    model_config = ConfigDict(
        frozen=True, extra="forbid", defer_build=True, json_schema_extra=described
    )

    TYPE: ClassVar[str]
    RECORD: ClassVar[str]
    TOPIC: ClassVar[str]
    MAJOR: ClassVar[int]
    REVISION: ClassVar[int]
    SCHEMA: ClassVar[str]
    KEY: ClassVar[str] = "id"
    """Where the message's key stands in the data, as a path of fields."""

    def __init_subclass__(
        cls,
        record: str | None = None,
        revision: int = 1,
        is_base: bool = False,  # noqa: FBT001, FBT002 - class arguments are named anyway
        **config: Unpack[ConfigDict],
    ) -> None:
        """Accept the class arguments; the names are given once the fields are known."""
        super().__init_subclass__(**config)

    @classmethod
    def __pydantic_init_subclass__(
        cls,
        record: str | None = None,
        revision: int = 1,
        is_base: bool = False,  # noqa: FBT001, FBT002 - class arguments are named anyway
        **_config: Any,
    ) -> None:
        """Give a concrete fact its names and enter business facts into the register."""
        generic = cls.__pydantic_generic_metadata__
        origin = generic["origin"]
        if is_base or (cls.__module__ == __name__ and origin is None):
            return  # what is only built upon: the bases of this module, and those named so
        if generic["parameters"]:
            return  # still open: Created[S]
        state = _state_of(cls)
        if origin is not None:
            if origin in STANDARD.values() and state is not None:
                verb = next(verb for verb, fact in STANDARD.items() if fact is origin)
                _name(cls, state.RECORD, verb, state.MAJOR, state.REVISION)
            return  # Fact[Lead], the step between Fact and LeadAssigned, has no name
        _name_business(cls, state, record, revision)

    @property
    def subject(self) -> UUID:
        """The id of the record this fact is about."""
        raise NotImplementedError

    @property
    def record_version(self) -> int:
        """The version of the record that this fact describes."""
        raise NotImplementedError

    @property
    def key(self) -> str:
        """The key of the message: all facts of a record are in one partition, in order."""
        return str(attrgetter(self.KEY)(self))

    def encode(self) -> bytes:
        """Encode the fact's data, the value of its message."""
        return wire.to_json(self)


def _state_of(fact: type[AnyFact]) -> type[State] | None:
    for parent in fact.__mro__:
        arguments = getattr(parent, "__pydantic_generic_metadata__", {}).get("args", ())
        if arguments and isinstance(arguments[0], type) and issubclass(arguments[0], State):
            return arguments[0]
    return None


def _name(fact: type[AnyFact], record: str, verb: str, major: int, revision: int) -> None:
    fact.RECORD = record
    fact.TOPIC = INTAKE if verb == "snapshot" else topic_of(record)
    fact.MAJOR = major
    fact.REVISION = revision
    fact.TYPE = f"{record}.{verb}.v{major}"
    fact.SCHEMA = f"urn:kontor:schema:{fact.TYPE}:{revision}"


def _name_business(
    fact: type[AnyFact], state: type[State] | None, record: str | None, revision: int
) -> None:
    own = state.RECORD if state else record or record_of_module(fact.__module__)
    if record not in (None, own):
        raise TypeError(f"{fact.__name__} says record {record!r}, but is a fact of {own}")
    stem, major = major_of_class(fact.__name__)
    verb = verb_of_class(stem, own)
    if state is not None and verb in STANDARD:
        raise TypeError(f"{fact.__name__} is a standard fact: use {verb.title()}[{state.__name__}]")
    # A fact changes its form with the state it carries, so both revisions count.
    _name(fact, own, verb, major, revision + (state.REVISION - 1 if state else 0))
    earlier = BUSINESS.setdefault(fact.TYPE, fact)
    if (earlier.__module__, earlier.__qualname__) != (fact.__module__, fact.__qualname__):
        raise TypeError(f"{fact.TYPE} is declared already, by {earlier.__qualname__}")
    BUSINESS[fact.TYPE] = fact


class Fact(AnyFact, Generic[S]):
    """A fact with the record's full public state, so that no reader has to ask back.

    Attributes:
        state: the record as it is after what happened.
    """

    KEY: ClassVar[str] = "state.id"

    state: S

    @property
    def subject(self) -> UUID:
        """The id of the state's record."""
        return self.state.id

    @property
    def record_version(self) -> int:
        """The version of the state."""
        return self.state.version


class BareFact(AnyFact):
    """A fact without a state: what it tells is in its own fields.

    Attributes:
        id: the id of what the fact is about.
        version: the version it was true for; 1 where the thing has no versions.
    """

    id: UUID
    version: Version

    @property
    def subject(self) -> UUID:
        """The id this fact is about."""
        return self.id

    @property
    def record_version(self) -> int:
        """The version it was true for; 1 where the thing has no versions."""
        return self.version


class Created(Fact[S], Generic[S]):
    """The record was created.

    Attributes:
        state: the record as it was created.
    """


class Updated(Fact[S], Generic[S]):
    """Fields of the record changed.

    The fields that change with every write (version, time and author of the change) are not listed
    as changed.

    Attributes:
        state: the record after the change.
        changed: each changed field with its old and its new value.
    """

    changed: dict[str, tuple[JsonValue, JsonValue]]


class Deleted(BareFact, Generic[S]):
    """The record was moved to the recycle bin. The fact carries none of its content.

    Attributes:
        id: the record's id.
        version: its version after the deletion.
    """


class Restored(Fact[S], Generic[S]):
    """The record came back from the recycle bin.

    Attributes:
        state: the record as it came back.
    """


class Purged(BareFact, Generic[S]):
    """The record was removed for good. The fact carries none of its content.

    Attributes:
        id: the record's id.
        version: its last version.
    """


class Merged(Fact[S], Generic[S]):
    """The record was merged into another of its kind and lives on as another name for it.

    What the survivor gained is told by an `updated` fact of its own.

    Attributes:
        state: the last state of the record that ended.
        survivor: the record that took its place.
    """

    survivor: UUID


class Unmerged(Fact[S], Generic[S]):
    """A merge was undone.

    Attributes:
        state: the record as it stands alone again.
        survivor: the record it had been merged into.
    """

    survivor: UUID


class Snapshot(Fact[S], Generic[S]):
    """The record as it is now, sent again at the request of one consumer. Nothing happened.

    Snapshots travel on that consumer's own intake topic only, never on the record's topic.

    Attributes:
        state: the record as it is now.
    """


INTAKE = "kontor.intake.{consumer}"
"""The address of snapshots: each consumer has its own."""

STANDARD: dict[str, type[AnyFact]] = {
    "created": Created,
    "updated": Updated,
    "deleted": Deleted,
    "restored": Restored,
    "purged": Purged,
    "merged": Merged,
    "unmerged": Unmerged,
    "snapshot": Snapshot,
}
"""The facts that come with a state, by their verb."""


def changes(old: State, new: State) -> dict[str, tuple[JsonValue, JsonValue]]:
    """List the fields that differ between two states, each with its old and its new value.

    Returns:
        The values in their JSON form, in the order of declaration; empty where nothing changed.
    """
    before, after = old.model_dump(mode="json"), new.model_dump(mode="json")
    return {
        name: (before[name], after[name])
        for name in after
        if name not in UNTOLD and before[name] != after[name]
    }


def created_data(state: bytes) -> bytes:
    """Wrap an already encoded state into the data of a `created` or `restored` fact."""
    return b'{"state":' + state + b"}"


def updated_data(state: bytes, changed: Mapping[str, tuple[JsonValue, JsonValue]]) -> bytes:
    """Wrap an already encoded state and its changes into the data of an `updated` fact."""
    return b'{"state":' + state + b',"changed":' + wire.plain_json(dict(changed)) + b"}"
