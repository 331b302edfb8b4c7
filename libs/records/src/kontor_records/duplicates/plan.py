"""What a record type says of itself so that two of its records can be found to be one: data."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Literal


@dataclass(frozen=True, slots=True, kw_only=True)
class Weights:
    """What each agreement is worth, in points of a hundred."""

    name: int = 40
    sound: int = 5
    personal_mail: int = 50
    role_mail: int = 15
    mobile: int = 40
    phone: int = 20
    together: int = 10
    place: int = 10
    same_birth: int = 15
    other_birth: int = -40
    contrary: int = -20
    identifier: int = 60
    other_identifier: int = -60
    domain: int = 35
    other_legal_form: int = -10


STANDARD_WEIGHTS = Weights()


@dataclass(frozen=True, slots=True, kw_only=True)
class Identifier:
    """A number given by an authority.

    Attributes:
        field: The field that holds it.
        tells_apart: Whether two different ones prove two bodies.
    """

    field: str
    tells_apart: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Contrary:
    """A field of which some values exclude each other.

    Attributes:
        field: The field.
        values: The values; any other says nothing.
    """

    field: str
    values: frozenset[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class MatchPlan:
    """Which fields tell that two records are one. A field inside a list is named by its path.

    Records whose plans have the same subject are compared, whatever their types.

    Attributes:
        subject: What a record stands for; it decides what a name is stripped of.
        name: The fields that make the name, in order.
        family: The field by whose sound a name is looked up; all words of the name where empty.
        mails: List of e-mail addresses.
        phones: List of phone numbers.
        addresses: List of postal addresses.
        together: Reference to what two of them may belong to.
        born_on: Date of birth.
        contrary: A field whose values may exclude each other.
        identifiers: Numbers given by authorities.
        domain: Domain name of its own.
        legal_form: Its legal form, where it is not only part of the name.
        prevailing: Field → the value that a merge keeps if any of the records has it.
        weights: What each agreement is worth.
    """

    subject: Literal["person", "body"]
    name: tuple[str, ...]
    family: str = ""
    mails: str = ""
    phones: str = ""
    addresses: str = ""
    together: str = ""
    born_on: str = ""
    contrary: Contrary | None = None
    identifiers: tuple[Identifier, ...] = ()
    domain: str = ""
    legal_form: str = ""
    prevailing: Mapping[str, object] = field(default_factory=dict)
    weights: Weights = STANDARD_WEIGHTS

    @property
    def fields(self) -> tuple[str, ...]:
        """The first field of every path that the plan reads, each once."""
        named = (
            *self.name, self.family, self.mails, self.phones, self.addresses, self.together,
            self.born_on, self.contrary.field if self.contrary else "",
            *(identifier.field for identifier in self.identifiers), self.domain, self.legal_form,
        )  # fmt: skip
        return _first(named)

    def fields_behind(self, term: str) -> tuple[str, ...]:
        """Return the fields that a term of a score tells something of."""
        identifiers = tuple(identifier.field for identifier in self.identifiers)
        behind: Mapping[str, tuple[str, ...]] = {
            "name": self.name,
            "sound": self.name,
            "personal_mail": (self.mails,),
            "role_mail": (self.mails,),
            "mobile": (self.phones,),
            "phone": (self.phones,),
            "together": (self.together,),
            "place": (self.addresses,),
            "birth": (self.born_on,),
            "contrary": (self.contrary.field if self.contrary else "",),
            "identifier": identifiers,
            "other_identifier": identifiers,
            "domain": (self.domain, self.mails),
            "other_legal_form": (self.legal_form, *self.name),
        }
        return _first(behind[term])


def _first(paths: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(path.partition(".")[0] for path in paths if path))
