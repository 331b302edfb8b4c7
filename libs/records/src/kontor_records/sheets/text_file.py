"""Rows of a delimited text file, by the standard library's reader inside bounds of our own."""

import csv
from collections.abc import Iterator
from functools import partial
from itertools import chain
from typing import BinaryIO, Final

from kontor_records.sheets.detection import opened
from kontor_records.sheets.errors import MAX_CELL, FileRefused, ImportTooLarge

Row = tuple[int, list[str]]
"""Its number in the file, the header being 1, and its cells."""

_MAX_LINE: Final = 1 << 23
"""A longer line is cut: the reader would list each delimiter in a file of nothing else."""

csv.field_size_limit(MAX_CELL)


def text_rows(file: BinaryIO, encoding: str, delimiter: str) -> Iterator[Row]:
    """Yield the rows of a file, the header first; lines without anything are passed over.

    Raises:
        ImportTooLarge: A cell is longer than 100,000 characters.
        FileRefused: A quotation mark is never closed, so that the rest was read as one cell.
    """
    text, ended = opened(file, encoding), False

    def end() -> Iterator[str]:
        nonlocal ended
        ended = True
        yield from ()

    lines = chain(iter(partial(text.readline, _MAX_LINE), ""), end())
    number = 0
    try:
        for number, cells in enumerate(csv.reader(lines, delimiter=delimiter), 1):
            # The reader asks for a line after the last one only while a quotation is open.
            if ended:
                raise FileRefused(reason="quotation_open", row=number)
            if cells:
                yield number, cells
    except csv.Error:
        raise ImportTooLarge(limit="cell", most=MAX_CELL, row=number + 1) from None
    finally:
        if not file.closed:  # whoever stops in between may have closed it first
            text.detach()
