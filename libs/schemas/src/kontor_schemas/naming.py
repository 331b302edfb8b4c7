"""How classes get the names they have on the wire: from their module and from their class name."""

import re
from dataclasses import dataclass

PACKAGE = "kontor_schemas"
_TYPE = re.compile(
    r"(?P<service>[a-z][a-z0-9_]*)\.(?P<noun>[a-z][a-z0-9_]*)\.(?P<verb>[a-z][a-z0-9_]*)"
    r"\.v(?P<major>[1-9][0-9]{0,3})",
    re.ASCII,
)
_MAJOR = re.compile(r"(?P<stem>.*?)(?:V(?P<major>[2-9]|[1-9][0-9]+))?")
_HUMP = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")


@dataclass(frozen=True, slots=True, kw_only=True)
class TypeName:
    """The parts of a fact's type: `contacts.lead.assigned.v1`."""

    service: str
    noun: str
    verb: str
    major: int

    @property
    def record(self) -> str:
        """The record's name, as in `contacts.lead`."""
        return f"{self.service}.{self.noun}"

    @property
    def unversioned(self) -> str:
        """The type without its major, as in `contacts.lead.assigned`."""
        return f"{self.service}.{self.noun}.{self.verb}"

    def __str__(self) -> str:
        return f"{self.unversioned}.v{self.major}"


def parsed_type(text: str) -> TypeName | None:
    """Take a fact's type apart; None where the text has not the form of one."""
    if (found := _TYPE.fullmatch(text)) is None:
        return None
    return TypeName(
        service=found["service"],
        noun=found["noun"],
        verb=found["verb"],
        major=int(found["major"]),
    )


def record_of_module(module: str) -> str:
    """Name the record that a module of this package is about.

    Raises:
        TypeError: the module is not `kontor_schemas.<service>.<record>`; a class declared
            elsewhere names its record itself (`class Sample(State, record="sample.thing")`).
    """
    parts = module.split(".")
    if len(parts) != 3 or parts[0] != PACKAGE:
        raise TypeError(f"{module} is no record's module: give the class record='service.record'")
    return f"{parts[1]}.{parts[2]}"


def topic_of(record: str) -> str:
    """Name the topic that carries a record's facts."""
    return f"kontor.{record}"


def major_of_class(name: str) -> tuple[str, int]:
    """Split a class name into its stem and its major: `LeadAssignedV2` is of major 2."""
    found = _MAJOR.fullmatch(name)
    if found is None:  # pragma: no cover (the pattern matches every text)
        return name, 1
    return found["stem"], int(found["major"] or 1)


def verb_of_class(stem: str, record: str) -> str:
    """Give the past verb of a fact's class name, without the record's own name before it.

    Raises:
        TypeError: the class name does not begin with the record's name.
    """
    noun = "".join(part.title() for part in record.partition(".")[2].split("_"))
    verb = stem.removeprefix(noun)
    if verb == stem or not verb:
        raise TypeError(f"{stem} must be called {noun}<PastVerb>: it is a fact of {record}")
    return _HUMP.sub("_", verb).lower()
