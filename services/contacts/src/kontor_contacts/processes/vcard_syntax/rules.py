"""The form of vCards (RFC 6350; 3.0 as RFC 2426 has it): folded lines, escaped values."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from kontor_contacts.processes.vcard_syntax.errors import VcardInvalid

VERSIONS: Final = frozenset({"3.0", "4.0"})
_FIRST: Final = ("BEGIN", "VCARD")  # kontor: allow commit_only_at_the_edge because cards begin so
_LAST: Final = ("END", "VCARD")
_LONGEST: Final = 75
"""Octets of a line, without its end."""
_NAME: Final = re.compile(r"(?:([A-Za-z0-9-]+)\.)?([A-Za-z0-9-]+)")
_GIVEN: Final = r'(?:"[^"]*"|[^";:,]*)'
_PARAMETER: Final = re.compile(rf";([A-Za-z0-9-]+)(?:=({_GIVEN}(?:,{_GIVEN})*))?")
_CARET: Final = {"^n": "\n", "^^": "^", "^'": '"'}
_ESCAPED: Final = re.compile(r"\\(.)", re.DOTALL)


@dataclass(frozen=True, slots=True, kw_only=True)
class Property:
    """One property of a card.

    Attributes:
        name: Its name, in capitals.
        value: What stands behind the colon, still escaped.
        params: Its parameters by name in capitals, each with its values.
        group: The group it belongs to; empty for most.
    """

    name: str
    value: str
    params: Mapping[str, Sequence[str]] = field(default_factory=dict)
    group: str = ""

    @property
    def text(self) -> str:
        """The value as one text."""
        return unescaped(self.value)

    @property
    def types(self) -> frozenset[str]:
        """The values of TYPE, in small letters, however they are given."""
        listed = (one for value in self.params.get("TYPE", ()) for one in value.split(","))
        return frozenset(one.strip().lower() for one in listed)

    @property
    def is_preferred(self) -> bool:
        """Whether it is marked as the first of its kind."""
        return "pref" in self.types or "1" in self.params.get("PREF", ())

    def first(self, parameter: str) -> str | None:
        """Return the first value of a parameter; None where it is not there."""
        return next(iter(self.params.get(parameter, ())), None)

    def parts(self) -> list[str]:
        """Return the components of a structured value, unescaped."""
        return [unescaped(part) for part in split(self.value, ";")]


def cards_of(text: str) -> list[list[Property]]:
    """Return the properties of each card of a text.

    Raises:
        VcardInvalid: A line is none, or the cards do not begin and end as cards do.
    """
    cards: list[list[Property]] = []
    card: list[Property] | None = None
    for number, line in _unfolded(text):
        found = _property(number, line)
        mark = (found.name, found.value.strip().upper())
        if mark == _FIRST and card is None:
            card = []
        elif mark == _LAST and card is not None:
            if not {one.value.strip() for one in card if one.name == "VERSION"} & VERSIONS:
                raise VcardInvalid(line=number)
            cards.append(card)
            card = None
        elif card is None or mark[0] in {_FIRST[0], _LAST[0]}:
            raise VcardInvalid(line=number)
        else:
            card.append(found)
    if card is not None or not cards:
        raise VcardInvalid(line=text.count("\n") + 1)
    return cards


def written(properties: Iterable[Property]) -> str:
    """Return one card, its lines folded; it is of version 4.0."""
    first, last = (":".join(mark) for mark in (_FIRST, _LAST))
    lines = [first, "VERSION:4.0", *(_line(one) for one in properties), last]
    return "".join(f"{folded(line)}\r\n" for line in lines)


def escaped(text: str) -> str:
    """Return a text as it may stand as a value or a component."""
    for plain, shown in (("\\", "\\\\"), ("\r\n", "\n"), ("\n", "\\n"), (",", "\\,"), (";", "\\;")):
        text = text.replace(plain, shown)
    return text


def unescaped(value: str) -> str:
    """Return the text that a value or a component stands for."""
    return _ESCAPED.sub(lambda found: "\n" if found[1] in "nN" else found[1], value)


def folded(line: str) -> str:
    """Return a line in pieces of at most 75 octets, none of which ends within a letter."""
    pieces, piece, size = [], "", 0
    for letter in line:
        width = len(letter.encode())
        if size + width > _LONGEST:
            pieces.append(piece)
            # The blank that marks what follows counts as well.
            piece, size = " ", 1
        piece += letter
        size += width
    return "\r\n".join([*pieces, piece])


def split(value: str, by: str) -> list[str]:
    """Split a value where a mark stands that is not escaped."""
    parts, part, is_escaped = [], "", False
    for letter in value:
        if letter == by and not is_escaped:
            parts.append(part)
            part = ""
            continue
        is_escaped = letter == "\\" and not is_escaped
        part += letter
    return [*parts, part]


def _unfolded(text: str) -> Iterator[tuple[int, str]]:
    """Give the whole lines of a text, each with the number of the line on which it begins."""
    begun: tuple[int, str] | None = None
    for number, raw in enumerate(text.removeprefix("\ufeff").split("\n"), start=1):
        line = raw.removesuffix("\r")
        if line[:1] in {" ", "\t"} and begun is not None:
            begun = (begun[0], begun[1] + line[1:])
            continue
        if begun is not None and begun[1].strip():
            yield begun
        begun = (number, line)
    if begun is not None and begun[1].strip():
        yield begun


def _property(number: int, line: str) -> Property:
    name = _NAME.match(line)
    if name is None:
        raise VcardInvalid(line=number)
    at = name.end()
    params: dict[str, Sequence[str]] = {}
    while found := _PARAMETER.match(line, at):
        key, given = found[1].upper(), found[2]
        # 3.0 allows a type without its name.
        key, given = ("TYPE", found[1]) if given is None else (key, given)
        params[key] = [*params.get(key, ()), *map(_parameter, _listed(given))]
        at = found.end()
    if line[at : at + 1] != ":":
        raise VcardInvalid(line=number)
    return Property(name=name[2].upper(), value=line[at + 1 :], params=params, group=name[1] or "")


def _listed(given: str) -> list[str]:
    return re.findall(r'"[^"]*"|[^",]+', given)


def _parameter(given: str) -> str:
    return re.sub(r"\^[n^']", lambda found: _CARET[found[0]], given.strip('"'))


def _line(one: Property) -> str:
    head = f"{one.group}.{one.name}" if one.group else one.name
    for name, values in one.params.items():
        head += f";{name}=" + ",".join(_quoted(value) for value in values)
    return f"{head}:{one.value}"


def _quoted(value: str) -> str:
    for plain, shown in (("^", "^^"), ("\n", "^n"), ('"', "^'")):
        value = value.replace(plain, shown)
    return f'"{value}"' if re.search(r"[,;:]", value) else value
