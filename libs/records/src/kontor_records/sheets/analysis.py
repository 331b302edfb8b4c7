"""Analysis: how a file is written, what its columns are called and seem to hold, how long it is."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import BinaryIO, Final

from kontor_records.sheets import values
from kontor_records.sheets.detection import delimiter_of, encoding_of, header_of, opened
from kontor_records.sheets.errors import (
    MAX_COLUMNS,
    MAX_ROWS,
    CellRefused,
    HeaderInvalidFile,
    ImportTooLarge,
)
from kontor_records.sheets.text_file import Row, text_rows
from kontor_records.sheets.values import Parser, Reading
from kontor_records.sheets.workbook import Broken, is_workbook, workbook_rows
from kontor_schemas.values import normal_email

_SAMPLE: Final = 20
_HEAD: Final = 1 << 18


@dataclass(frozen=True, kw_only=True, slots=True)
class Analysis:
    """What is known of a file.

    Attributes:
        layout: `kind`, and of text `encoding` and `delimiter`.
        header: The names of the columns.
        types: What the cells of each column seem to be.
        sample: The first 20 rows, as a reader would see them.
        rows: How many rows there are below the header.
    """

    layout: Mapping[str, str]
    header: Sequence[str]
    types: Sequence[str]
    sample: Sequence[Sequence[str]]
    rows: int


def analysed(file: BinaryIO, encoding: str | None = None, delimiter: str | None = None) -> Analysis:
    """Look through a whole file.

    Raises:
        MediaType, FileRefused, EncodingUnknown, HeaderInvalidFile: It is no file of rows.
        ImportTooLarge: It has more rows, columns or characters than allowed.
    """
    layout = _layout(file, encoding, delimiter)
    rows = rows_of(file, layout)
    first = next(rows, None)
    if first is None:
        raise HeaderInvalidFile(columns=[])
    header = header_of(first[1])
    sample: list[Sequence[str]] = []
    count = 0
    for count, (_, cells) in enumerate(rows, 1):
        if count > MAX_ROWS:
            raise ImportTooLarge(limit="rows", most=MAX_ROWS)
        if len(cells) > MAX_COLUMNS:
            raise ImportTooLarge(limit="columns", most=MAX_COLUMNS)
        if count <= _SAMPLE:
            sample.append(cells)
    return Analysis(
        layout=layout,
        header=header,
        types=[_type([row[at] for row in sample if at < len(row)]) for at in range(len(header))],
        sample=[[as_seen(cell) for cell in row] for row in sample],
        rows=count,
    )


def rows_of(file: BinaryIO, layout: Mapping[str, str]) -> Iterator[Row]:
    """Yield the rows of an analysed file, the header first."""
    if layout["kind"] == "xlsx":
        return workbook_rows(file)
    return text_rows(file, layout["encoding"], layout["delimiter"])


def _layout(file: BinaryIO, encoding: str | None, delimiter: str | None) -> Mapping[str, str]:
    file.seek(0)
    if is_workbook(file.read(4)):
        return {"kind": "xlsx"}
    encoding = encoding_of(file, encoding)
    text = opened(file, encoding)
    delimiter = delimiter or delimiter_of(text.read(_HEAD))
    text.detach()
    return {"kind": "csv", "encoding": encoding, "delimiter": delimiter}


def as_seen(cell: str) -> str:
    """Return a cell as a reader would see it."""
    return str(cell) if not cell or isinstance(cell, Broken) else values.as_text(cell)


def _type(cells: Sequence[str]) -> str:
    given = [cell for cell in cells if cell.strip() and cell not in values.NULLS]
    for name, parse in _guesses().items():
        if given and all(_is_read(parse, cell) for cell in given):
            return name
    return "text"


def _is_read(parse: Parser, cell: str) -> bool:
    try:
        return parse(cell) is not None
    except CellRefused:
        return False


@lru_cache(maxsize=1)
def _guesses() -> Mapping[str, Parser]:
    # Not at the start: the data of a language are 4 MB.
    return {
        "number": values.number_parser(Reading()),
        "datetime": values.datetime_parser(Reading()),
        "email": normal_email,
    }
