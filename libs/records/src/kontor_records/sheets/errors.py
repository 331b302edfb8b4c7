"""What can be refused about a file of rows, its bounds, and the codes of single rows."""

from typing import Final

from kontor_chassis.errors import CODES, Kind, Refusal

MAX_BYTES: Final = 100 * 1024 * 1024
MAX_ROWS: Final = 1_000_000
MAX_COLUMNS: Final = 500
MAX_CELL: Final = 100_000


class ImportTooLarge(Refusal):
    """More bytes, rows, columns or characters in a cell than `limit` names."""

    kind = Kind.TOO_LARGE


class EncodingUnknown(Refusal):
    """The byte at `offset` belongs to no text that could be guessed; the user may name one."""

    kind = Kind.INVALID


class HeaderInvalidFile(Refusal):
    """The first row does not name each column once; `columns` are those at fault."""

    kind = Kind.INVALID


class FileRefused(Refusal):
    """A file that is made to harm, or damaged; `reason` says how it was known."""

    kind = Kind.INVALID


class CellRefused(Exception):  # noqa: N818 - a row's refusal, reported and never raised to a caller
    """One cell cannot be read; the row is reported and the next one taken."""

    def __init__(self, code: str, **params: object) -> None:
        super().__init__(code)
        self.code = code
        self.params = params


ROW_CODES: Final = frozenset({
    "number_format", "date_invalid", "time_missing_hour", "cell_error", "column_count",
    "match_ambiguous", "match_repeated",
})  # fmt: skip
"""Codes that only rows have; fields of a row are refused in the words of any request."""

for _code in ROW_CODES:
    CODES[_code] = Kind.INVALID
