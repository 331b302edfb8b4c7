"""V7, V8, and archives that are made to harm."""

import io
import zipfile
from collections.abc import Callable
from contextlib import suppress

import pytest
import xlsxwriter

from kontor_chassis.errors import MediaType
from kontor_records.sheets.errors import MAX_CELL, FileRefused, ImportTooLarge
from kontor_records.sheets.workbook import Broken, Number, Number1904, Serial, workbook_rows


def workbook(fill: Callable[[xlsxwriter.Workbook], None], **options: object) -> io.BytesIO:
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, options)
    fill(book)
    book.close()
    return out


def a_book(book: xlsxwriter.Workbook) -> None:
    hidden, sheet = book.add_worksheet("Hidden"), book.add_worksheet("Rows")
    sheet.activate()
    sheet.set_first_sheet()
    hidden.hide()
    hidden.write_string(0, 0, "not this one")
    day, bold = book.add_format({"num_format": "dd.mm.yyyy"}), book.add_format({"bold": True})
    for at, name in enumerate(("Text", "Zahl", "Tag", "Formel", "Leer")):
        sheet.write_string(0, at, name)
    sheet.write_string(1, 0, "05021")
    sheet.write_number(1, 1, 12209)
    sheet.write_number(1, 2, 46097, day)
    sheet.write_formula(1, 3, "=A1*2", value=8)
    sheet.write_formula(3, 0, "=NA()", value="#N/A")
    sheet.write_boolean(3, 1, True)
    sheet.write_number(3, 2, 46097.5, day)
    sheet.merge_range(4, 0, 5, 2, "merged")
    sheet.write_rich_string(6, 0, "two ", bold, "pieces")
    sheet.write_string(6, 4, "tab\tcr\r_x0041_")


def test_v8_cells_of_a_workbook() -> None:
    rows = list(workbook_rows(workbook(a_book)))
    assert rows == [
        (1, ["Text", "Zahl", "Tag", "Formel", "Leer"]),
        (2, ["05021", "12209", "46097", "8"]),
        (4, ["#N/A", "true", "46097.5"]),
        (5, ["merged"]),
        (7, ["two pieces", "", "", "", "tab\tcr\r_x0041_"]),
    ]
    assert [type(cell) for cell in rows[1][1]] == [str, Number, Serial, Number]
    assert [type(cell) for cell in rows[2][1]] == [Broken, str, Serial]


def test_v7_days_counted_from_1904() -> None:
    def fill(book: xlsxwriter.Workbook) -> None:
        sheet = book.add_worksheet()
        sheet.write_number(0, 0, 44635, book.add_format({"num_format": 14}))
        sheet.write_number(0, 1, 44635)

    (_, (shown, plain)), *_ = workbook_rows(workbook(fill, date_1904=True))
    assert (type(shown), shown, type(plain), plain) == (Serial, "46097.0", Number1904, "44635")


def archive(**parts: bytes) -> io.BytesIO:
    """Return a workbook made by hand; two underscores of a name stand for a slash."""
    given = {
        "[Content_Types].xml": b"<Types/>",
        "xl/workbook.xml": b'<w xmlns:r="urn:r"><sheets><sheet name="a" r:id="r1"/></sheets></w>',
        "xl/_rels/workbook.xml.rels": b'<R><Relationship Id="r1" Target="worksheets/a.xml"/></R>',
        "xl/worksheets/a.xml": b"<worksheet><sheetData/></worksheet>",
        **{name.replace("__", "/") + ".xml": part for name, part in parts.items()},
    }
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as file:
        for name, part in given.items():
            file.writestr(name, part)
    return out


def sheet(rows: bytes) -> bytes:
    return b"<worksheet><sheetData>" + rows + b"</sheetData></worksheet>"


def test_other_programs_sheets() -> None:
    prefixed = (
        b'<x:worksheet xmlns:x="urn:x"><x:sheetData><x:row><x:c t="inlineStr"><x:is><x:t>a</x:t>'
        b'<x:rPh><x:t>spoken</x:t></x:rPh></x:is></x:c><x:c/><x:c t="str"><x:f>1</x:f><x:v>b</x:v>'
        b"</x:c></x:row></x:sheetData></x:worksheet>"
    )
    assert list(workbook_rows(archive(xl__worksheets__a=prefixed))) == [(1, ["a", "", "b"])]


def with_entry(name: str, count: int = 1) -> io.BytesIO:
    out = archive()
    with zipfile.ZipFile(out, "a") as file:
        for number in range(count):
            file.writestr(name.format(number), b"")
    return out


def a_bomb() -> io.BytesIO:
    file = archive(xl__worksheets__a=sheet(b" " * 200_000_000))
    assert len(file.getvalue()) < 200_000
    return file


def entities() -> io.BytesIO:
    lines = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))
    text = f'<!DOCTYPE w [<!ENTITY l0 "lol">{lines}]><w><row><c><v>&l9;</v></c></row></w>'
    return archive(xl__worksheets__a=text.encode())


def an_outside_entity() -> io.BytesIO:
    text = b'<!DOCTYPE s [<!ENTITY x SYSTEM "file:///etc/passwd">]><s><si><t>&x;</t></si></s>'
    return archive(xl__sharedStrings=text)


def a_long_attribute() -> io.BytesIO:
    pieces = b"".join(b"%d" % (at * 7919 % 99991) + b"x" * 400 for at in range(30_000))
    return archive(xl__worksheets__a=b'<worksheet a="' + pieces + b'"/>')


def a_cut_one() -> io.BytesIO:
    return io.BytesIO(b"PK\x03\x04" + b"and no list of contents")


@pytest.mark.parametrize(
    ("file", "reason"),
    [
        (a_bomb, "ratio"), (entities, "doctype"), (an_outside_entity, "doctype"),
        (lambda: with_entry("xl/vbaProject.bin"), "macro"),
        (lambda: with_entry("junk/{}", 10_001), "entries"),
        (a_long_attribute, "token"), (a_cut_one, "entries"),
        (lambda: archive(xl__worksheets__a=b"<worksheet><row>"), "damaged"),
        (lambda: archive(xl__worksheets__a=sheet(b'<row r="x"/>')), "damaged"),
        (lambda: archive(xl__worksheets__a=sheet(b'<row><c t="s"><v>7</v></c></row>')), "damaged"),
        (lambda: archive(xl__workbook=b"<workbook/>"), "damaged"),
    ],
)  # fmt: skip
def test_files_made_to_harm(file: Callable[[], io.BytesIO], reason: str) -> None:
    with pytest.raises(FileRefused) as refused:
        list(workbook_rows(file()))
    assert refused.value.params["reason"] == reason


NOISE = b"<!--" + str(list(range(60_000))).encode() + b"-->"
"""Keeps what follows below the ratio that gives bombs away."""


@pytest.mark.parametrize(
    ("rows", "limit"),
    [
        (b"<row>" + b"<c><v>1</v></c>" * 1_000_000 + b"</row>", "columns"),
        (b'<row><c r="SG1"><v>1</v></c></row>', "columns"),
        (b'<row><c r="XFDXFD1"><v>1</v></c></row>', "columns"),
        (b'<row><c t="str"><v>' + b"x" * (MAX_CELL + 1) + b"</v></c></row>", "cell"),
    ],
)
def test_bounds_of_a_sheet(rows: bytes, limit: str) -> None:
    with pytest.raises(ImportTooLarge) as refused:
        list(workbook_rows(archive(xl__worksheets__a=sheet(NOISE + rows))))
    assert refused.value.params["limit"] == limit


def test_an_archive_of_something_else() -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as file:
        file.writestr("word/document.xml", b"<d/>")
    with pytest.raises(MediaType):
        list(workbook_rows(out))


def test_a_cell_in_the_last_corner_costs_nothing() -> None:
    rows = b'<row r="1048576"><c r="A1048576"><v>1</v></c></row>'
    assert list(workbook_rows(archive(xl__worksheets__a=sheet(rows)))) == [(1048576, ["1"])]


@pytest.mark.parametrize("share", range(0, 100, 3))
def test_damaged_bytes_are_refused_and_never_break_the_reader(share: int) -> None:
    whole = workbook(a_book).getvalue()
    at = share * len(whole) // 100
    damaged = io.BytesIO(whole[:at] + b"\xff\x00\xff" + whole[at + 3 :])
    with suppress(FileRefused, MediaType, ImportTooLarge):
        list(workbook_rows(damaged))
