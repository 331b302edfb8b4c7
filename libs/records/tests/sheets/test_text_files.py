"""V1 to V3, V11, V12, and text files that are broken or too large."""

import io

import pytest

from kontor_chassis.errors import MediaType
from kontor_records.sheets.detection import delimiter_of, encoding_of, header_of, opened
from kontor_records.sheets.errors import (
    MAX_CELL,
    EncodingUnknown,
    FileRefused,
    HeaderInvalidFile,
    ImportTooLarge,
)
from kontor_records.sheets.text_file import text_rows

V1 = "Firma;Ort;Umsatz;Seit\r\nMüller & Söhne;Köln;1.234,56 €;01.03.2026\r\n"
ROWS = [
    (1, ["Firma", "Ort", "Umsatz", "Seit"]),
    (2, ["Müller & Söhne", "Köln", "1.234,56 €", "01.03.2026"]),
]


def read(data: bytes, encoding: str | None = None) -> tuple[str, str, list[tuple[int, list[str]]]]:
    file = io.BytesIO(data)
    encoding = encoding_of(file, encoding)
    text = opened(file, encoding)
    delimiter = delimiter_of(text.read(100_000))
    text.detach()
    return encoding, delimiter, list(text_rows(file, encoding, delimiter))


def test_v1_windows_1252() -> None:
    data = V1.encode("windows-1252")
    assert (len(data), data.count(b"\xfc"), data.count(b"\xf6"), data.count(b"\x80")) == (
        66,
        1,
        2,
        1,
    )
    assert read(data) == ("windows-1252", ";", ROWS)


@pytest.mark.parametrize(
    ("data", "encoding"),
    [
        (V1.encode(), "utf-8"),
        (V1.encode("utf-8-sig"), "utf-8"),
        (b"\xff\xfe" + V1.encode("utf-16-le"), "utf-16"),
        (b"\xfe\xff" + V1.encode("utf-16-be"), "utf-16"),
    ],
)
def test_v2_the_mark_is_no_part_of_the_header(data: bytes, encoding: str) -> None:
    assert read(data) == (encoding, ";", ROWS)


@pytest.mark.parametrize("byte", [0x81, 0x8D, 0x8F, 0x90, 0x9D])
def test_v3_bytes_that_no_encoding_has(byte: int) -> None:
    data = b"a;b\r\nx\xfc;" + bytes([byte]) + b"\r\n"
    with pytest.raises(EncodingUnknown) as refused:
        read(data)
    assert refused.value.params == {"offset": 8}
    assert read(data, "iso-8859-1")[0] == "iso-8859-1"


@pytest.mark.parametrize("end", [b"\xfc", b"\xc3"])
def test_v3_what_the_user_names_must_hold(end: bytes) -> None:
    with pytest.raises(EncodingUnknown) as refused:
        read(b"a;b\r\n1;" + end, "utf-8")
    assert refused.value.params == {"offset": 7}


def test_v11_quotations_breaks_and_the_last_line() -> None:
    data = b'a;b\r\n"a;b";"He said ""x"""\r\n"two\r\nlines";2\r\n1;2;3\r\nlast;row'
    assert read(data)[2] == [
        (1, ["a", "b"]),
        (2, ["a;b", 'He said "x"']),
        (3, ["two\r\nlines", "2"]),
        (4, ["1", "2", "3"]),
        (5, ["last", "row"]),
    ]


@pytest.mark.parametrize(
    ("text", "delimiter"),
    [
        ("x;y\n1,5;2,5", ";"), ("a,b\n1,2\n", ","), ("a\tb;c\n1\t2;3", ";"), ("a|b\nc|d", "|"),
        ("a,b;c\n1,2;3\n", ";"), ("alone\nin its column", ";"), ('a,b\n"1;2;3",4\n', ","),
        ("a\tb\n1,5\t2,5\n1;\t2\n", "\t"),
    ],
)  # fmt: skip
def test_v12_the_delimiter_that_divides_alike(text: str, delimiter: str) -> None:
    assert delimiter_of(text) == delimiter


def test_a_quotation_that_never_closes_swallows_nothing() -> None:
    with pytest.raises(FileRefused) as refused:
        read(b'a;b\r\n1;"2\r\n3;4\r\n')
    assert refused.value.params == {"reason": "quotation_open", "row": 2}


@pytest.mark.parametrize(
    ("cells", "columns"),
    [(["a", "A"], [1, 2]), (["a", ""], [2]), ([], []), ([" ", "b", "b "], [1, 2, 3])],
)
def test_headers(cells: list[str], columns: list[int]) -> None:
    with pytest.raises(HeaderInvalidFile) as refused:
        header_of(cells)
    assert refused.value.params == {"columns": columns}


def test_bounds_of_text() -> None:
    with pytest.raises(ImportTooLarge) as cell:
        read(b"a;b\r\n1;" + b"x" * (MAX_CELL + 1))
    assert cell.value.params == {"limit": "cell", "most": MAX_CELL, "row": 2}
    assert len(read(b"a;b\r\n1;" + b"x" * MAX_CELL)[2]) == 2
    with pytest.raises(ImportTooLarge) as columns:
        header_of([str(at) for at in range(10**6)])
    assert columns.value.params == {"limit": "columns", "most": 500}
    with pytest.raises(MediaType):
        read(b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR")
