"""Rows of the first sheet of an XLSX file, streamed: memory does not grow with the sheet."""

from collections.abc import Iterator
from typing import BinaryIO, ClassVar, Final

from kontor_records.sheets.archive import BLOCK, Attributes, Book, opened_book, parser_of, unescaped
from kontor_records.sheets.errors import MAX_CELL, MAX_COLUMNS, FileRefused, ImportTooLarge
from kontor_records.sheets.text_file import Row

_MAX_TOKEN: Final = 1 << 23


class Number(str):
    """A number as the sheet stores it, with a point whatever the language."""

    __slots__ = ()
    FIRST_DAY: ClassVar[int] = 0
    """What is added to it where it is read as a date."""


class Number1904(Number):
    """A number of a sheet whose days are counted from 1904."""

    __slots__ = ()
    FIRST_DAY = 1462


class Serial(Number):
    """A number that the sheet shows as a date: days since the end of 1899."""

    __slots__ = ()


class Broken(str):
    """What a formula could not compute, such as `#N/A`."""

    __slots__ = ()


def is_workbook(head: bytes) -> bool:
    """Return whether a file begins like an archive, as XLSX files do."""
    return head.startswith(b"PK\x03\x04")


def workbook_rows(file: BinaryIO) -> Iterator[Row]:
    """Yield the rows of the first sheet that is shown, the header first; empty ones are left out.

    Raises:
        MediaType: It is an archive of something else.
        FileRefused: It is encrypted, damaged, packed to burst, or brings macros or entities.
        ImportTooLarge: Too many columns or characters.
    """
    with opened_book(file) as book:
        sheet = _Sheet(book)
        with book.parts.open(book.sheet) as part:
            parser = parser_of(sheet.start, sheet.end, sheet.text)
            for fed, block in enumerate(iter(lambda: part.read(BLOCK), b""), 1):
                parser.Parse(block)
                if fed * BLOCK - parser.CurrentByteIndex > _MAX_TOKEN:
                    raise FileRefused(reason="token")
                yield from sheet.taken()
            parser.Parse(b"", True)
            yield from sheet.taken()


class _Sheet:
    """What expat tells of a sheet, put together to rows."""

    def __init__(self, book: Book) -> None:
        self._texts, self._dates, self._is_1904 = book.texts, book.date_styles, book.is_1904
        self._columns: dict[str, int] = {}
        self._rows: list[Row] = []
        self._number, self._cells = 0, [""]
        self._given: Attributes = {}
        self._place, self._pieces = 0, [""]
        self._is_text = self._is_spoken = False

    def taken(self) -> list[Row]:
        """Return the rows that are complete, once."""
        rows, self._rows = self._rows, []
        return rows

    def start(self, name: str, given: Attributes) -> None:
        if name == "c":
            self._given, self._pieces = given, []
            self._place = self._column(given["r"]) if "r" in given else self._place + 1
        elif name in {"v", "t"}:
            self._is_text = not self._is_spoken
        elif name == "rPh":
            self._is_spoken = True
        elif name == "row":
            self._number = max(int(given.get("r", 0)), self._number + 1)
            self._cells, self._place = [], -1

    def text(self, data: str) -> None:
        if self._is_text:
            self._pieces.append(data)

    def end(self, name: str) -> None:
        if name in {"v", "t"}:
            self._is_text = False
        elif name == "c":
            value = "".join(self._pieces)
            if value:
                if len(value) > MAX_CELL:
                    raise ImportTooLarge(limit="cell", most=MAX_CELL, row=self._number)
                if self._place >= MAX_COLUMNS:
                    raise ImportTooLarge(limit="columns", most=MAX_COLUMNS, row=self._number)
                self._cells += [""] * (self._place - len(self._cells))
                self._cells.append(self._cell(value))
        elif name == "rPh":
            self._is_spoken = False
        elif name == "row" and any(self._cells):
            self._rows.append((self._number, self._cells))

    def _column(self, place: str) -> int:
        letters = place.rstrip("0123456789")
        if (found := self._columns.get(letters)) is None:
            found = 0
            for letter in letters[:4]:
                found = found * 26 + ord(letter) - 64
            self._columns[letters] = found = found - 1
        return found

    def _cell(self, value: str) -> str:
        kind = self._given.get("t", "n")
        if kind == "s":
            return self._texts[int(value)]
        if kind == "n":
            if self._given.get("s", "0") not in self._dates:
                return Number1904(value) if self._is_1904 else Number(value)
            return Serial(float(value) + 1462 if self._is_1904 else value)
        if kind == "e":
            return Broken(value)
        if kind == "b":
            return "true" if value == "1" else "false"
        return unescaped(value)
