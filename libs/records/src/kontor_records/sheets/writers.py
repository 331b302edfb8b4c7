"""Files of rows: CSV, XLSX and JSON lines, written piece by piece into any binary file.

Text that a spreadsheet would take for a formula is defused, in XLSX too, since such a file is
saved as CSV one day; numbers, days and instants stay what they are.
"""

import csv
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from io import StringIO
from typing import Any, BinaryIO, Final, Literal, Protocol
from zoneinfo import ZoneInfo

from babel import Locale

from kontor_records.sheets.defusing import defused
from kontor_records.sheets.values import Reading

Kind = Literal["text", "number", "date", "datetime", "boolean"]
Row = Mapping[str, Any]

SHEET_ROWS: Final = 1_048_575
"""Rows of a sheet below its header; what is more goes to the next sheet."""
_LONGEST: Final = 32_767
"""Characters of a cell: what is more, no spreadsheet can hold."""
_EXACT: Final = 10**15
"""Spreadsheets keep 15 digits: a longer number is written as text."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Column:
    """A column of the file: what it is called, what it holds, and how it is found in a row."""

    name: str
    kind: Kind
    read: Callable[[Row], Any]


class Writer(Protocol):
    """What takes rows and writes them to a file."""

    lossy: int
    """How many characters the encoding does not have; a file that lost some is not to be used."""

    def write(self, rows: Iterable[Row]) -> None:
        """Write some rows."""
        ...

    def finish(self) -> None:
        """Write what belongs to the end."""
        ...


class CsvWriter:
    """CSV with the numbers and dates of a locale; without a row it still has its header."""

    def __init__(
        self,
        out: BinaryIO,
        columns: Sequence[Column],
        reading: Reading,
        *,
        encoding: str = "utf-8",
        delimiter: str = ";",
    ) -> None:
        self.lossy = 0
        self._out, self._encoding, self._buffer = out, encoding, StringIO(newline="")
        self._writer = csv.writer(self._buffer, delimiter=delimiter, lineterminator="\r\n")
        shown = _shown(reading)
        self._cells = [(column.read, shown[column.kind]) for column in columns]
        if encoding == "utf-8":
            out.write(b"\xef\xbb\xbf")
        self._writer.writerow([defused(column.name) for column in columns])

    def write(self, rows: Iterable[Row]) -> None:
        """Write some rows."""
        cells = self._cells
        for row in rows:
            self._writer.writerow(
                [
                    "" if (value := read(row)) is None else show(value)
                    for read, show in cells
                ]
            )  # fmt: skip
        self._drain()

    def finish(self) -> None:
        """Write the header where no row came."""
        self._drain()

    def _drain(self) -> None:
        text = self._buffer.getvalue()
        self._buffer.seek(0)
        self._buffer.truncate()
        try:
            self._out.write(text.encode(self._encoding))
        except UnicodeEncodeError:
            self.lossy += len(text) - len(text.encode(self._encoding, "ignore"))


class XlsxWriter:
    """XLSX with the types kept; it is complete, and can be read, only when it is finished."""

    def __init__(self, out: BinaryIO, columns: Sequence[Column], reading: Reading) -> None:
        import xlsxwriter  # noqa: PLC0415 - for those alone who write a workbook

        self.lossy = 0
        self._columns, self._zone = columns, ZoneInfo(reading.zone)
        self._book = xlsxwriter.Workbook(out, {"constant_memory": True})
        self._formats = {
            "date": self._book.add_format({"num_format": "yyyy-mm-dd"}),
            "datetime": self._book.add_format({"num_format": "yyyy-mm-dd hh:mm:ss"}),
        }
        self._begin_sheet()

    def write(self, rows: Iterable[Row]) -> None:
        """Write some rows."""
        for row in rows:
            if self._next > SHEET_ROWS:
                self._begin_sheet()
            for at, column in enumerate(self._columns):
                if (value := column.read(row)) is not None:
                    self._cell(at, column.kind, value)
            self._next += 1

    def finish(self) -> None:
        """Put the file together."""
        self._book.close()

    def _begin_sheet(self) -> None:
        self._sheet = self._book.add_worksheet()
        for at, column in enumerate(self._columns):
            self._sheet.write_string(0, at, defused(column.name))
        self._next = 1

    def _cell(self, at: int, kind: Kind, value: Any) -> None:
        sheet, row = self._sheet, self._next
        if kind == "text":
            sheet.write_string(row, at, defused(str(value))[:_LONGEST])
        elif kind == "boolean":
            sheet.write_boolean(row, at, value)
        elif kind == "number":
            number = Decimal(value)
            if len(number.as_tuple().digits) > 15 or abs(number) >= _EXACT:
                sheet.write_string(row, at, f"{number:f}")
            else:
                sheet.write_number(row, at, float(number))
        else:
            local = _local(value, self._zone) if kind == "datetime" else value
            if local is None or local.year < 1901:
                sheet.write_string(row, at, value.isoformat())
            else:
                sheet.write_datetime(row, at, local, self._formats[kind])


class JsonLinesWriter:
    """One JSON object a line, as the API shows the record."""

    def __init__(self, out: BinaryIO, encode: Callable[[Row], bytes]) -> None:
        self.lossy = 0
        self._out, self._encode = out, encode

    def write(self, rows: Iterable[Row]) -> None:
        """Write some rows."""
        encode = self._encode
        self._out.write(b"".join(encode(row) + b"\n" for row in rows))

    def finish(self) -> None:
        """Write nothing: each line stands alone."""


def _shown(reading: Reading) -> Mapping[Kind, Callable[[Any], str]]:
    """Return how values of each kind are written, so that an import of this locale reads them."""
    locale, zone = Locale.parse(reading.locale, sep="-"), ZoneInfo(reading.zone)
    point = locale.number_symbols["latn"]["decimal"]
    is_month_first = locale.date_formats["short"].pattern[0] == "M"

    def number(value: Any) -> str:
        text = str(value) if type(value) is int else f"{Decimal(value):f}"
        return text.replace(".", point)

    def day(value: date) -> str:
        if is_month_first:
            return f"{value.month:02}/{value.day:02}/{value.year:04}"
        return f"{value.day:02}.{value.month:02}.{value.year:04}"

    def instant(value: datetime) -> str:
        local = _local(value, zone)
        if local is None:
            return value.astimezone(UTC).isoformat()
        return f"{day(local)} {local.hour:02}:{local.minute:02}:{local.second:02}"

    return {
        "text": lambda value: defused(str(value)),
        "number": number,
        "date": day,
        "datetime": instant,
        "boolean": lambda value: "true" if value else "false",
    }


def _local(value: datetime, zone: ZoneInfo) -> datetime | None:
    """Return the local time of an instant, or None where it would not lead back to the instant."""
    local = value.astimezone(zone)
    if value.microsecond or local.utcoffset() != local.replace(fold=1 - local.fold).utcoffset():
        return None
    return local.replace(tzinfo=None)
