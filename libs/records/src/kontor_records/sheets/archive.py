"""The parts of an XLSX file, opened past bounds that no file gets around.

Expat is used as it is: the libraries tried either hold the whole sheet in memory (one cell in the
last corner takes all there is) or give the 60th day of 1900, which never was, as a date. Nothing
but the few parts that are needed is ever unpacked; a document type, in which entities would be
declared, ends the reading.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from io import SEEK_END
from typing import BinaryIO, Final
from xml.parsers import expat  # kontor: allow forbidden_imports because doctypes end the reading
from zipfile import BadZipFile, ZipFile
from zlib import error as ZlibError  # noqa: N812 - a class with the name of a function

from kontor_chassis.errors import MediaType
from kontor_records.sheets.detection import CSV, XLSX
from kontor_records.sheets.errors import FileRefused, ImportTooLarge

BLOCK: Final = 1 << 16
_MAX_ENTRIES: Final = 10_000
_MAX_CATALOGUE: Final = 1 << 22
_LAST: Final = (1 << 16) + 22
_MAX_RATIO: Final = 200
_MAX_PART: Final = 1 << 31
_MAX_TEXTS: Final = 1 << 28
_DATES: Final = frozenset({*range(14, 23), *range(27, 37), 45, 47, *range(50, 59)})
"""Built-in formats of dates and times; 46 is a length of time, which stays a number."""
_QUOTED: Final = re.compile(r'"[^"]*"|\\.|_.|\*.|\[[^\]]*\]')
_ESCAPED: Final = re.compile("_x([0-9A-Fa-f]{4})_")
_DAMAGES: Final = (
    BadZipFile, ZlibError, expat.ExpatError, EOFError, NotImplementedError, ValueError, LookupError,
)  # fmt: skip

Attributes = Mapping[str, str]
Start = Callable[[str, Attributes], None]
End = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Book:
    """The parts of a workbook that its first shown sheet needs."""

    parts: ZipFile
    sheet: str
    texts: list[str]
    date_styles: frozenset[str]
    is_1904: bool


@contextmanager
def opened_book(file: BinaryIO) -> Iterator[Book]:
    try:
        _refuse_catalogue(file)
        with ZipFile(file) as parts:
            _refuse_harm(parts)
            yield _book(parts)
    except _DAMAGES:
        raise FileRefused(reason="damaged") from None


def _refuse_catalogue(file: BinaryIO) -> None:
    """Refuse a list of contents that would itself fill the memory, before it is read."""
    end = file.seek(0, SEEK_END)
    file.seek(max(0, end - _LAST))
    tail = file.read(_LAST)
    at = tail.rfind(b"PK\x05\x06")
    if at < 0 or int.from_bytes(tail[at + 12 : at + 16], "little") > _MAX_CATALOGUE:
        raise FileRefused(reason="entries", most=_MAX_ENTRIES)
    file.seek(0)


def _refuse_harm(parts: ZipFile) -> None:
    entries = parts.infolist()
    names = {entry.filename for entry in entries}
    if "xl/workbook.xml" not in names or "[Content_Types].xml" not in names:
        raise MediaType(expected=[CSV, XLSX])
    packed = sum(entry.compress_size for entry in entries)
    if len(entries) > _MAX_ENTRIES:
        raise FileRefused(reason="entries", most=_MAX_ENTRIES)
    if sum(entry.file_size for entry in entries) > _MAX_RATIO * max(packed, BLOCK):
        raise FileRefused(reason="ratio", most=_MAX_RATIO)
    if any(entry.flag_bits & 1 for entry in entries):
        raise FileRefused(reason="encrypted")
    with parts.open("[Content_Types].xml") as part:
        has_macros = b"macroEnabled" in part.read(1 << 20)
    if has_macros or any(name.endswith("vbaProject.bin") for name in names):
        raise FileRefused(reason="macro")


def _book(parts: ZipFile) -> Book:
    sheets: list[str] = []
    flags: list[bool] = []

    def in_book(name: str, given: Attributes) -> None:
        if name == "sheet" and given.get("state", "visible") == "visible":
            sheets.extend(value for key, value in given.items() if key.endswith(":id"))
        elif name == "workbookPr":
            flags.append(given.get("date1904") in {"1", "true"})

    targets: dict[str, str] = {}

    def in_relations(name: str, given: Attributes) -> None:
        if name == "Relationship":
            targets[given.get("Id", "")] = given.get("Target", "")

    _read(parts, "xl/workbook.xml", in_book)
    _read(parts, "xl/_rels/workbook.xml.rels", in_relations)
    target = targets.get(sheets[0], "") if sheets else ""
    sheet = target.lstrip("/") if target.startswith("/") else f"xl/{target}"
    if sheet not in parts.namelist() or parts.getinfo(sheet).file_size > _MAX_PART:
        raise FileRefused(reason="damaged")
    return Book(parts, sheet, _texts(parts), _date_styles(parts), any(flags))


def _texts(parts: ZipFile) -> list[str]:
    """Return the texts that cells refer to by number; how they are to be spoken is left out."""
    texts: list[str] = []
    pieces: list[str] = []
    inside = [""]

    def start(name: str, _given: Attributes) -> None:
        inside.append(name)
        if name == "si":
            pieces.clear()

    def end(name: str) -> None:
        inside.pop()
        if name == "si":
            texts.append(unescaped("".join(pieces)))

    def text(data: str) -> None:
        if inside[-1] == "t" and "rPh" not in inside:
            pieces.append(data)

    if "xl/sharedStrings.xml" in parts.namelist():
        if parts.getinfo("xl/sharedStrings.xml").file_size > _MAX_TEXTS:
            raise ImportTooLarge(limit="bytes", most=_MAX_TEXTS)
        _read(parts, "xl/sharedStrings.xml", start, end, text)
    return texts


def _date_styles(parts: ZipFile) -> frozenset[str]:
    """Return the numbers of the styles that show a number as a date."""
    own: dict[str, str] = {}
    styles: list[str] = []
    within = [""]

    def start(name: str, given: Attributes) -> None:
        if name == "numFmt":
            own[given.get("numFmtId", "")] = _QUOTED.sub("", given.get("formatCode", "")).lower()
        elif name in {"cellXfs", "cellStyleXfs"}:
            within[0] = name
        elif name == "xf" and within[0] == "cellXfs":
            styles.append(given.get("numFmtId", "0"))

    if "xl/styles.xml" in parts.namelist():
        _read(parts, "xl/styles.xml", start)
    return frozenset(
        str(at)
        for at, style in enumerate(styles)
        if (style.isdigit() and int(style) in _DATES) or set(own.get(style, "")) & set("ymdhs")
    )


def _read(
    parts: ZipFile, name: str, start: Start, end: End | None = None, text: End | None = None
) -> None:
    try:
        part = parts.open(name)
    except KeyError:
        raise FileRefused(reason="damaged") from None
    with part:
        parser = parser_of(start, end, text)
        while block := part.read(BLOCK):
            parser.Parse(block)
        parser.Parse(b"", True)


def parser_of(start: Start, end: End | None, text: End | None) -> expat.XMLParserType:
    parser = expat.ParserCreate()
    parser.buffer_text = True

    def refuse(*_declared: object) -> None:
        raise FileRefused(reason="doctype")

    def root(name: str, given: Attributes) -> None:
        # Some programs write `x:row`: the prefix says nothing that the name does not.
        if ":" in name:
            parser.StartElementHandler = lambda name, given: start(name.rpartition(":")[2], given)
            parser.EndElementHandler = end and (lambda name: end(name.rpartition(":")[2]))
        else:
            parser.StartElementHandler = start
        start(name.rpartition(":")[2], given)

    parser.StartElementHandler = root
    parser.EndElementHandler = end
    parser.CharacterDataHandler = text
    parser.StartDoctypeDeclHandler = refuse
    return parser


def unescaped(text: str) -> str:
    """Return a text with the characters that XML cannot hold."""
    return _ESCAPED.sub(lambda found: chr(int(found[1], 16)), text) if "_x" in text else text
