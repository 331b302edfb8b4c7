"""The source of a formula, looked at before it ever runs: its words, comprehensions and size.

The library parses CEL but shows no tree, and what costs too much must be refused when a formula is
saved: a comprehension inside another one multiplies, three of them ran for 156 seconds.
"""

import re
from dataclasses import dataclass
from typing import Final

from kontor_records.formula.errors import FormulaInvalid, FormulaTooLarge

MOST_BYTES: Final = 2_048
MOST_COMPREHENSIONS: Final = 8

_MACROS: Final = frozenset({"all", "exists", "exists_one", "existsOne", "filter", "map"})
_WORDS: Final = frozenset({"true", "false", "null", "in"})
_TOKEN: Final = re.compile(
    r'//[^\n]*|(?P<text>[rRbB]{0,2}(?:"""(?:[^\\]|\\.)*?"""|\'\'\'(?:[^\\]|\\.)*?\'\'\''
    r'|"(?:[^"\\\n]|\\.)*"|\'(?:[^\'\\\n]|\\.)*\'))'
    r"|(?P<name>[A-Za-z_][A-Za-z0-9_]*)|(?P<number>[0-9][0-9A-Za-z_.]*)|(?P<sign>\S)",
    re.DOTALL,
)


@dataclass(frozen=True, slots=True)
class Name:
    """A name in a formula that stands for a field, a bound variable or a namespace."""

    text: str
    position: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Outline:
    """What a formula is made of.

    Attributes:
        names: The names that stand for values, in order; not those bound by a comprehension.
        functions: The names that are called, comprehensions aside, in order.
        words: How many names, texts and numbers there are in all.
        comprehensions: How many comprehensions there are.
    """

    names: tuple[Name, ...]
    functions: tuple[Name, ...]
    words: int
    comprehensions: int


def outline_of(source: str) -> Outline:
    """Return what a formula is made of.

    Raises:
        FormulaTooLarge: More than 2 kB; a comprehension inside, or over the result of, another that
            makes new elements; more than eight of them.
        FormulaInvalid: Its bytes or brackets end where they must not.
    """
    if len(source.encode()) > MOST_BYTES:
        raise FormulaTooLarge(limit=MOST_BYTES, unit="bytes")
    walk = _Walk(list(_TOKEN.finditer(source)))
    walk.run()
    if len(walk.macros) > MOST_COMPREHENSIONS or walk.macros.count("map") > 1:
        # A `map` over the result of a `map` doubles what it made: 30 of them fill any memory.
        raise FormulaTooLarge(limit=MOST_COMPREHENSIONS, unit="comprehensions")
    free = tuple(name for name in walk.names if name.text not in walk.bound)
    return Outline(
        names=free,
        functions=tuple(walk.functions),
        words=walk.words,
        comprehensions=len(walk.macros),
    )


class _Walk:
    """One pass over the tokens, which knows inside which comprehension it is."""

    def __init__(self, tokens: list[re.Match[str]]) -> None:
        self._tokens = [token for token in tokens if token.lastgroup]
        self._brackets: list[bool] = []
        self.macros: list[str] = []
        self.names: list[Name] = []
        self.functions: list[Name] = []
        self.bound: set[str] = set()
        self.words = sum(token.lastgroup != "sign" for token in self._tokens)

    def run(self) -> None:
        opens_macro = False
        for place, token in enumerate(self._tokens):
            text = token.group()
            if text in "([{" and token.lastgroup == "sign":
                self._brackets.append(opens_macro and text == "(")
                opens_macro = False
            elif text in ")]}" and token.lastgroup == "sign":
                if not self._brackets:
                    raise FormulaInvalid(position=token.start())
                self._brackets.pop()
            elif token.lastgroup == "name" and text not in _WORDS:
                opens_macro = self._name(place, Name(text, token.start()))

    def _name(self, place: int, name: Name) -> bool:
        """Enter a name; return whether it is the beginning of a comprehension."""
        is_member = self._at(place - 1) == "."
        if self._at(place + 1) == "(":
            if not (is_member and name.text in _MACROS):
                self.functions.append(name)
                return False
            if any(self._brackets):
                raise FormulaTooLarge(limit=1, unit="depth", position=name.position)
            self.macros.append(name.text)
            self.bound.add(self._at(place + 2))
            return True
        # After a dot it is a part of a value; before a colon in braces it would be a field of a
        # message, which this language has none of.
        if not is_member:
            self.names.append(name)
        return False

    def _at(self, place: int) -> str:
        return self._tokens[place].group() if 0 <= place < len(self._tokens) else ""
