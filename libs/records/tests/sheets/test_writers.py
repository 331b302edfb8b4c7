"""What is written can be read again, and nothing in it is ever computed."""

import csv
import io
from datetime import UTC, date, datetime
from decimal import Decimal
from operator import itemgetter
from typing import Any

import orjson
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from kontor_records.sheets import values
from kontor_records.sheets.defusing import DANGEROUS, defused, restored
from kontor_records.sheets.detection import delimiter_of, encoding_of
from kontor_records.sheets.text_file import text_rows
from kontor_records.sheets.values import Reading
from kontor_records.sheets.workbook import Serial, workbook_rows
from kontor_records.sheets.writers import Column, CsvWriter, JsonLinesWriter, Kind, XlsxWriter

GERMAN = Reading()
KINDS: dict[str, Kind] = {
    "name": "text", "amount": "number", "on": "date", "at": "datetime", "is_open": "boolean",
}  # fmt: skip
COLUMNS = [Column(name=name, kind=kind, read=itemgetter(name)) for name, kind in KINDS.items()]
ROWS: list[dict[str, Any]] = [
    {
        "name": "=HYPERLINK(1)", "amount": Decimal("-5.00"), "on": date(2026, 3, 1),
        "at": datetime(2026, 3, 1, 13, 30, tzinfo=UTC), "is_open": True,
    },
    {"name": 'Ä "quoted";\r\n🙂', "amount": 1234567, "on": None, "at": None, "is_open": False},
    {
        "name": "'@x", "amount": None, "on": date(1899, 1, 1), "is_open": None,
        "at": datetime(2026, 10, 25, 0, 30, 0, 5, tzinfo=UTC),
    },
]  # fmt: skip


def as_csv(rows: list[dict[str, Any]], **options: str) -> tuple[bytes, int]:
    out = io.BytesIO()
    writer = CsvWriter(out, COLUMNS, GERMAN, **options)
    writer.write(rows)
    writer.finish()
    return out.getvalue(), writer.lossy


def test_csv_cell_by_cell() -> None:
    data, lossy = as_csv(ROWS)
    assert (data[:3], lossy) == (b"\xef\xbb\xbf", 0)
    assert list(csv.reader(io.StringIO(data[3:].decode(), newline=""), delimiter=";")) == [
        ["name", "amount", "on", "at", "is_open"],
        ["'=HYPERLINK(1)", "-5,00", "01.03.2026", "01.03.2026 14:30:00", "true"],
        ['Ä "quoted";\r\n🙂', "1234567", "", "", "false"],
        ["''@x", "", "01.01.1899", "2026-10-25T00:30:00.000005+00:00", ""],
    ]


def test_csv_comes_back_as_it_was() -> None:
    file = io.BytesIO(as_csv(ROWS)[0])
    _, *rows = text_rows(file, encoding_of(file), ";")
    parsers = (
        values.as_text, values.number_parser(GERMAN), values.date_parser(GERMAN),
        values.datetime_parser(GERMAN), values.boolean,
    )  # fmt: skip
    back = [
        [parse(cell) if cell else None for parse, cell in zip(parsers, cells, strict=True)]
        for _, cells in rows
    ]
    assert back == [list(row[name] for name in KINDS) for row in ROWS]  # noqa: C400 - in this order


def test_csv_of_no_row_has_its_header() -> None:
    assert as_csv([], delimiter=",")[0] == b"\xef\xbb\xbfname,amount,on,at,is_open\r\n"


def test_what_the_encoding_lacks_is_counted() -> None:
    data, lossy = as_csv([{**ROWS[0], "name": "Ωmega 🙂 €"}], encoding="windows-1252")
    assert lossy == 2
    data, lossy = as_csv([{**ROWS[0], "name": "€ Müller"}], encoding="windows-1252")
    assert (lossy, b"\x80 M\xfcller;-5,00" in data) == (0, True)


def test_a_workbook_keeps_types() -> None:
    out = io.BytesIO()
    writer = XlsxWriter(out, COLUMNS, GERMAN)
    writer.write([*ROWS, {**ROWS[1], "amount": 12345678901234567}])
    writer.finish()
    _, *rows = workbook_rows(out)
    assert [cells for _, cells in rows] == [
        ["'=HYPERLINK(1)", "-5", "46082", "46082.60416666666", "true"],
        ['Ä "quoted";\r\n🙂', "1234567", "", "", "false"],
        ["''@x", "", "1899-01-01", "2026-10-25T00:30:00.000005+00:00"],
        ['Ä "quoted";\r\n🙂', "12345678901234567", "", "", "false"],
    ]
    assert isinstance(rows[0][1][2], Serial)
    assert values.datetime_parser(GERMAN)(rows[0][1][3]) == ROWS[0]["at"]


def test_a_full_sheet_is_followed_by_another(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("kontor_records.sheets.writers.SHEET_ROWS", 2)
    out = io.BytesIO()
    writer = XlsxWriter(out, COLUMNS, GERMAN)
    writer.write([ROWS[0]] * 5)
    writer.finish()
    assert [number for number, _ in workbook_rows(out)] == [1, 2, 3]
    assert len(writer._book.worksheets()) == 3


def test_json_lines() -> None:
    out = io.BytesIO()
    writer = JsonLinesWriter(out, lambda row: orjson.dumps({"name": row["name"]}))
    writer.write(ROWS[1:])
    writer.finish()
    assert [orjson.loads(line) for line in out.getvalue().splitlines()] == [
        {"name": row["name"]} for row in ROWS[1:]
    ]


@pytest.mark.parametrize("first", sorted(DANGEROUS))
def test_every_dangerous_beginning_is_defused_once(first: str) -> None:
    assert defused(first + "1+1") == "'" + first + "1+1"


@given(st.text())
@example("''=1")
@example("'")
def test_what_was_defused_comes_back(text: str) -> None:
    cell = defused(text)
    assert restored(cell) == text
    assert cell[:1] not in DANGEROUS


@given(
    st.lists(
        st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0")),
        min_size=2,
        max_size=2,
    )
)
def test_any_text_round_trips(texts: list[str]) -> None:
    columns = [Column(name=name, kind="text", read=itemgetter(name)) for name in "ab"]
    row = dict(zip("ab", texts, strict=True))
    out = io.BytesIO()
    writer = CsvWriter(out, columns, GERMAN)
    writer.write([row])
    assert delimiter_of(out.getvalue().decode("utf-8-sig")) in ";\t,|"
    _, (_, cells) = text_rows(out, "utf-8", ";")
    assert [values.as_text(cell) if cell else "" for cell in cells] == texts
