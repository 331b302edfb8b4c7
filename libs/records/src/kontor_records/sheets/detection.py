"""How a text file is written: its encoding, its delimiter, its header, found from its bytes.

The first row names the columns; nothing is guessed about the values. What is found is shown to the
user, who may name another encoding or delimiter.
"""

import codecs
import csv
import re
from collections import Counter
from collections.abc import Sequence
from io import TextIOWrapper
from itertools import islice
from typing import BinaryIO, Final

from kontor_chassis.errors import MediaType
from kontor_records.sheets.errors import (
    MAX_COLUMNS,
    EncodingUnknown,
    HeaderInvalidFile,
    ImportTooLarge,
)

CSV: Final = "text/csv"
XLSX: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
DELIMITERS: Final = (";", "\t", ",", "|")
"""In the order in which they win where they divide the records equally well."""
ENCODINGS: Final = (
    "utf-8", "windows-1252", "utf-16", "iso-8859-1", "iso-8859-15", "windows-1250", "cp850",
    "mac-roman",
)  # fmt: skip
"""What a user may name. A byte order mark is never part of the text."""
_MARKS: Final = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_NOT_1252: Final = re.compile(rb"[\x81\x8d\x8f\x90\x9d]")
_BLOCK: Final = 1 << 20
_SAMPLE_RECORDS: Final = 100
_SAMPLE_CHARACTERS: Final = 1 << 18


def encoding_of(file: BinaryIO, named: str | None = None) -> str:
    """Return the encoding of a whole file: what the user named, what its mark says, UTF-8, 1252.

    Args:
        file: The file; it is read from its start and left at its start.
        named: One of `ENCODINGS`, which the file must then have.

    Raises:
        EncodingUnknown: A byte that cannot be read stands at `offset`.
        MediaType: The file is no text at all.
    """
    file.seek(0)
    head = file.read(4)
    marked = next((name for mark, name in _MARKS if head.startswith(mark)), None)
    encoding = named or marked
    fault = _first_fault(file, encoding or "utf-8")
    if fault is None:
        return encoding or "utf-8"
    if encoding is not None:
        raise EncodingUnknown(offset=fault)
    if (offset := _first_match(file, _NOT_1252)) is not None:
        raise EncodingUnknown(offset=offset)
    return "windows-1252"


def opened(file: BinaryIO, encoding: str) -> TextIOWrapper:
    """Open a file as text from its start, without its byte order mark."""
    file.seek(0)
    codec = "utf-8-sig" if encoding == "utf-8" else encoding
    return TextIOWrapper(file, codec, newline="")


def delimiter_of(text: str) -> str:
    """Return the delimiter that divides most of the first 100 records into equally many cells.

    Args:
        text: The beginning of the file; a record cut off at its end does no harm.
    """
    text = text[:_SAMPLE_CHARACTERS]
    found = [(_agreement(text, delimiter), delimiter) for delimiter in DELIMITERS]
    return max(found, key=lambda pair: pair[0])[1]


def header_of(cells: Sequence[str]) -> tuple[str, ...]:
    """Return the names of the columns.

    Raises:
        HeaderInvalidFile: There is none, a name is empty, or two columns share one.
        ImportTooLarge: There are more than 500.
    """
    if len(cells) > MAX_COLUMNS:
        raise ImportTooLarge(limit="columns", most=MAX_COLUMNS)
    names = tuple(cell.strip() for cell in cells)
    count = Counter(name.casefold() for name in names)
    wrong = [at for at, name in enumerate(names, 1) if not name or count[name.casefold()] > 1]
    if wrong or not names:
        raise HeaderInvalidFile(columns=wrong)
    return names


def _agreement(text: str, delimiter: str) -> int:
    """Return how many records have the number of cells (2 or more) that most of them have."""
    counts: Counter[int] = Counter()
    records = csv.reader(text.splitlines(keepends=True), delimiter=delimiter)
    try:
        for record in islice(filter(None, records), _SAMPLE_RECORDS):
            counts[len(record)] += 1
    except csv.Error:
        return 0
    del counts[1]
    return max(counts.values(), default=0)


def _first_fault(file: BinaryIO, encoding: str) -> int | None:
    """Return the offset of the first byte that the encoding does not have."""
    file.seek(0)
    decoder, before = codecs.getincrementaldecoder(encoding)(), 0
    while block := file.read(_BLOCK):
        if encoding != "utf-16" and b"\0" in block:
            raise MediaType(expected=[CSV, XLSX])
        pending = len(decoder.getstate()[0])
        try:
            decoder.decode(block)
        except UnicodeDecodeError as fault:
            return before - pending + fault.start
        before += len(block)
    try:
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return before - len(decoder.getstate()[0])
    return None


def _first_match(file: BinaryIO, pattern: re.Pattern[bytes]) -> int | None:
    file.seek(0)
    before = 0
    while block := file.read(_BLOCK):
        if found := pattern.search(block):
            return before + found.start()
        before += len(block)
    return None
