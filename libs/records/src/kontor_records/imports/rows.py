"""Rows of a file as drafts of records: fields, references still in words, and what was wrong."""

import asyncio
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from kontor_chassis.errors import Fault
from kontor_records.customizing.own_fields import OwnFields
from kontor_records.imports.mapping import ID, ImportMapping
from kontor_records.imports.targets import CUSTOM, Target, parser_of, place_of
from kontor_records.sheets import values
from kontor_records.sheets.errors import CellRefused
from kontor_records.sheets.text_file import Row as FileRow
from kontor_records.sheets.values import Parser

_SLICE: Final = 25
"""So many rows are read before others get their turn in this process."""


@dataclass(frozen=True, slots=True)
class Trouble:
    """What is wrong with a row: its column, a code, safe parameters."""

    column: str
    code: str
    params: Mapping[str, object] = field(default_factory=dict)


@dataclass(slots=True)
class Draft:
    """One row, read.

    Attributes:
        row: Its number in the file.
        cells: As they were given.
        fields: Values of whole fields; of references also `Wanted`.
        pieces: Values of parts: field → element (0 for the field itself) → part → value.
        empty: Places whose cell is empty.
        troubles: What is wrong with it; such a row changes nothing.
        again: Whether it failed before and was mended since.
    """

    row: int
    cells: Sequence[str]
    fields: dict[str, Any] = field(default_factory=dict)
    pieces: dict[str, dict[int, dict[str, Any]]] = field(default_factory=dict)
    empty: list[Target] = field(default_factory=list)
    troubles: list[Trouble] = field(default_factory=list)
    again: bool = False

    @property
    def own(self) -> Mapping[str, Any]:
        """What it says of the tenant's own fields."""
        return self.pieces.get(CUSTOM, {}).get(0, {})


Step = tuple[int, str, Parser, Target]


class RowReader:
    """Reads the rows of one file by its mapping; everything that can be is worked out before."""

    def __init__(
        self,
        own: OwnFields,
        header: Sequence[str],
        mapping: ImportMapping,
        *,
        is_sheet: bool,
    ) -> None:
        self._width, self._is_sheet = len(header), is_sheet
        self._nulls = frozenset(mapping.nulls)
        self._literals = list(mapping.literals.values())
        self._lookups = mapping.lookups
        places = {path: at for at, name in enumerate(header) if (path := mapping.columns.get(name))}
        places |= {path: len(header) + at for at, path in enumerate(mapping.literals)}
        names = [*header, *mapping.literals]
        steps = [(at, names[at], place_of(own, path)) for path, at in places.items()]
        self._steps: list[Step] = [
            (at, name, self._parser(own, target, mapping, places), target)
            for at, name, target in steps
            if target is not None
        ]
        # An amount whose currency stands in a column of its own is put together from both.
        self._amounts = [
            (name, target.field, mapping.currency)
            for _, name, _, target in self._steps
            if f"{target.path}.currency" in places
        ]
        self._columns = {target.path: name for _, name, _, target in self._steps}
        self._first = {target.field: name for _, name, _, target in reversed(self._steps)}

    def read(self, row: int, cells: Sequence[str]) -> Draft:
        """Read one row."""
        draft = Draft(row, cells)
        if len(cells) != self._width and not (self._is_sheet and len(cells) < self._width):
            params = {"found": len(cells), "expected": self._width}
            draft.troubles.append(Trouble("", "column_count", params))
            return draft
        if self._is_sheet:
            cells = [*cells, *[""] * (self._width - len(cells))]
        if self._literals:
            cells = [*cells, *self._literals]
        nulls = self._nulls
        for at, name, parse, target in self._steps:
            cell = cells[at]
            if name in self._lookups:
                cell = self._lookups[name].get(cell, cell)
            if not cell or cell in nulls or cell.isspace():
                draft.empty.append(target)
                continue
            try:
                value = parse(cell)
            except CellRefused as refused:
                draft.troubles.append(Trouble(name, refused.code, refused.params))
                continue
            if target.part:
                elements = draft.pieces.setdefault(target.field, {})
                elements.setdefault(target.place, {})[target.part] = value
            else:
                draft.fields[target.field] = value
        for name, amount, currency in self._amounts:
            self._put_together(draft, name, amount, currency)
        return draft

    def trouble_of(self, fault: Fault) -> Trouble:
        """Return what is wrong in the words of the file: which column a refused field came from."""
        _, name, *rest = (*fault.pointer.split("/"), "")
        place = f"_{int(rest[0]) + 1}" if rest and rest[0].isdigit() else ""
        own = rest[0] if name == CUSTOM else ""
        part = f".{own or rest[1]}" if own or len(rest) > 2 else ""
        path = f"{name}{place}"
        column = self._columns.get(path + part) or self._columns.get(path) or self._first.get(name)
        return Trouble(column or "", fault.code, fault.params)

    def column_of(self, name: str) -> str:
        """Return the first column that a field comes from."""
        return self._first.get(name, "")

    @staticmethod
    def _put_together(draft: Draft, name: str, field: str, currency: str) -> None:
        given = draft.pieces.pop(field, {}).get(0, {})
        if field not in draft.fields:
            return
        try:
            draft.fields[field] = values.money_of(
                draft.fields[field], given.get("currency", currency)
            )
        except CellRefused as refused:
            draft.troubles.append(Trouble(name, refused.code, refused.params))

    @staticmethod
    def _parser(
        own: OwnFields, target: Target, mapping: ImportMapping, places: Mapping[str, int]
    ) -> Parser:
        if target.field == ID:
            return values.identifier
        if f"{target.path}.currency" in places:
            return values.number_parser(mapping.reading)
        return parser_of(own, target, mapping.reading)


class Ahead:
    """Rows that are read while the ones before them are written."""

    def __init__(self) -> None:
        self._rows: Iterator[FileRow] = iter(())
        self.drafts: list[Draft] = []

    def begin(self, reader: RowReader, rows: Iterator[FileRow], *, again: bool = False) -> None:
        """Read these rows."""
        self._reader, self._rows, self._again = reader, rows, again

    async def fill(self, count: int) -> None:
        """Read until some rows are ready, or there are no more."""
        for number, cells in self._rows:
            self.drafts.append(self._reader.read(number, cells))
            self.drafts[-1].again = self._again
            if len(self.drafts) % _SLICE == 0:
                await asyncio.sleep(0)
            if len(self.drafts) >= count:
                break
