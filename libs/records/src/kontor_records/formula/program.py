"""Formulas: CEL over the fields of one record, compiled once, with an answer for every record.

What cannot be computed (an empty field, a division by zero, a number too large) is no fault of
whoever writes the record: the answer is `ERROR`, and the field is empty and marked.
"""

import re
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import lru_cache
from math import isfinite
from typing import Any, Final, Literal

from pydantic_core import PydanticCustomError

from kontor_records.formula.errors import FormulaInvalid
from kontor_records.formula.source import Name, outline_of
from kontor_schemas.text import TEXT_LENGTH, cleaned

Result = Literal["text", "number", "boolean", "date"]
"""What a formula may answer; never money, which is not computed in floating point."""

MOST_ELEMENTS: Final = 1_000
_MOST_WORK: Final = 200_000_000
_INT: Final = 2**63
_PLACE: Final = re.compile(r"<input>:([0-9]+):([0-9]+)")

_EXTENSIONS: Final = (
    "lowerAscii", "upperAscii", "trim", "substring", "math.abs", "math.ceil", "math.floor",
    "math.round", "math.trunc", "math.sign", "math.greatest", "math.least",
)  # fmt: skip
_FUNCTIONS: Final = frozenset({
    "size", "contains", "startsWith", "endsWith", "string", "int", "double", "timestamp",
    "duration", "has", "getFullYear", "getMonth", "getDate", "getDayOfMonth", "getDayOfWeek",
    "getDayOfYear", "getHours", "getMinutes", "getSeconds",
    *(name.rpartition(".")[2] for name in _EXTENSIONS),
})  # fmt: skip
"""What may be called. `matches` is missing: it compiles its pattern at each call, for up to 12 ms;
so are the functions that make much of little, such as `replace` and `join`."""
_NAMESPACES: Final = frozenset({"math"})


class _Error:
    """The type of `ERROR`."""

    def __repr__(self) -> str:
        return "ERROR"


ERROR: Final = _Error()
"""The answer where a formula has none."""

Answer = str | int | float | bool | None | _Error


@dataclass(frozen=True, slots=True, kw_only=True)
class Formula:
    """A formula that can be asked.

    Attributes:
        source: Its text.
        result: What it answers.
        fields: The fields it reads.
    """

    source: str
    result: Result
    fields: frozenset[str]
    _program: Any
    _words: int
    _comprehensions: int

    def answer(self, values: Mapping[str, Any]) -> Answer:
        """Return the answer for a record in the form in which it is stored, or `ERROR`.

        Args:
            values: The record's fields as CEL takes them (`values.cel_values`); what is missing
                is empty.
        """
        import cel  # noqa: PLC0415 - nine megabytes, for those alone who have formulas

        given = {name: values.get(name) for name in self.fields}
        if self._is_too_much(given.values()):
            return ERROR
        try:
            found = self._program.execute(cel.Context(given, _functions(cel.stdlib)))
            return _READ[self.result](found)
        except Exception:  # noqa: BLE001 - whatever a formula stumbles over is its own
            return ERROR

    def _is_too_much(self, given: Collection[Any]) -> bool:
        """Say whether this could take longer than a write may wait, by a bound that is safe.

        A text of a formula is built of at most as many parts as it has words, each part as long as
        the longest value; a comprehension does so for each element.
        """
        longest, elements = 32, 1
        for value in given:
            if isinstance(value, str):
                longest = max(longest, len(value))
            elif isinstance(value, list):
                elements = max(elements, len(value))
                longest = max(longest, *(len(part) for part in value if isinstance(part, str)), 32)
        if elements > MOST_ELEMENTS:
            return True
        work = self._words * self._words * longest
        if self._comprehensions:
            work *= elements
        return work > _MOST_WORK


@lru_cache(maxsize=4096)
def compiled(source: str, result: Result, known: frozenset[str]) -> Formula:
    """Return a formula that can be asked.

    Args:
        source: CEL.
        result: What it answers.
        known: The fields it may read.

    Raises:
        FormulaTooLarge: It is longer or its comprehensions are deeper than allowed.
        FormulaInvalid: It is no CEL, or names a field or function that does not exist.
    """
    import cel  # noqa: PLC0415 - as above

    outline = outline_of(source)
    try:
        program = cel.compile(source)
    except ValueError as fault:
        raise FormulaInvalid(position=_position(source, str(fault))) from None
    _refuse_unknown(outline.functions, _FUNCTIONS)
    _refuse_unknown(outline.names, known | _NAMESPACES)
    return Formula(
        source=source,
        result=result,
        fields=frozenset(name.text for name in outline.names) - _NAMESPACES,
        _program=program,
        _words=max(outline.words, 1),
        _comprehensions=outline.comprehensions,
    )


def _refuse_unknown(names: Collection[Name], known: Collection[str]) -> None:
    for name in names:
        if name.text not in known:
            raise FormulaInvalid(position=name.position, name=name.text)


def _position(source: str, fault: str) -> int:
    """Return the place the parser names, which counts lines and columns from 1."""
    found = _PLACE.search(fault)
    if found is None:
        return 0
    line, column = int(found[1]), int(found[2])
    before = source.split("\n")[: line - 1]
    return min(sum(len(text) + 1 for text in before) + column - 1, len(source))


@lru_cache(maxsize=1)
def _functions(stdlib: Any) -> dict[str, Callable[..., Any]]:
    return {name: stdlib.STDLIB_FUNCTIONS[name] for name in _EXTENSIONS}


def _text(found: object) -> Answer:
    if not isinstance(found, str) or len(found) > TEXT_LENGTH:
        return ERROR
    try:
        return str(cleaned(found))
    except PydanticCustomError:
        return ERROR


def _number(found: object) -> Answer:
    if isinstance(found, bool):
        return ERROR
    if isinstance(found, int):
        return found if -_INT <= found < _INT else ERROR
    return found if isinstance(found, float) and isfinite(found) else ERROR


def _boolean(found: object) -> Answer:
    return found if isinstance(found, bool) else ERROR


def _date(found: object) -> Answer:
    if isinstance(found, datetime):
        return found.astimezone(UTC).date().isoformat()
    return date.fromisoformat(found).isoformat() if isinstance(found, str) else ERROR


_READ: Final[Mapping[Result, Callable[[object], Answer]]] = {
    "text": _text,
    "number": _number,
    "boolean": _boolean,
    "date": _date,
}
