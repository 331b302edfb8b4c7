"""The corpus of bodies: bytes that are no UTF-8, no JSON, no text, or more than one thing at once.

Each case is the body of a create whose record has a required `title` of one line and an integer
`weight`. The expectation is a status and a code, or what the title is kept as.
"""

# ruff: noqa: RUF001 - strange letters are what it is made of
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """One body and what it is answered with; `kept` is the title of one that is taken."""

    name: str
    body: bytes
    status: int
    code: str = ""
    kept: str = ""


NOT_UTF8 = {
    "a lone continuation": b"\x80",
    "another continuation": b"\xbf",
    "two continuations": b"\x80\xbf",
    "latin-1": b"M\xfcller",
    "windows-1252": b"\x93A\x94",
    "a start alone": b"\xc3",
    "a start and a letter": b"\xc3A",
    "two of three": b"\xe2\x82",
    "three of four": b"\xf0\x9f\x98",
    "an overlong slash": b"\xc0\xaf",
    "an overlong letter": b"\xc1\x81",
    "an overlong NUL": b"\xc0\x80",
    "three bytes overlong": b"\xe0\x80\xaf",
    "four bytes overlong": b"\xf0\x80\x80\xaf",
    "a first half": b"\xed\xa0\x80",
    "a second half": b"\xed\xbf\xbf",
    "a pair of halves": b"\xed\xa0\xbd\xed\xb8\x80",
    "past the last": b"\xf4\x90\x80\x80",
    "a start too high": b"\xf5\x80\x80\x80",
    "five bytes": b"\xf8\x88\x80\x80\x80",
    "six bytes": b"\xfc\x84\x80\x80\x80\x80",
    "FE": b"\xfe",
    "FF": b"\xff",
}
NOT_JSON = {
    "an open object": b'{"title":"A"',
    "an open text": b'{"title":"A',
    "an open key": b'{"title',
    "nothing after a colon": b'{"title":}',
    "no colon": b'{"title" "A"}',
    "a comma too many": b'{"title":"A",}',
    "a comma first": b'{,"title":"A"}',
    "two commas": b'{"title":"A",,"weight":1}',
    "a comma in an array": b'{"title":"A","x":[1,]}',
    "closed wrongly": b'{"title":"A"]',
    "closed twice": b'{"title":"A"}}',
    "two values": b'{"title":"A"} {"title":"B"}',
    "single quotes": b"{'title':'A'}",
    "no quotes": b'{title:"A"}',
    "a comment": b'{"title":"A"/* x */}',
    "a line comment": b'{"title":"A"} // x',
    "a hash comment": b'{"title":"A"} # x',
    "undefined": b'{"title":undefined}',
    "Python's None": b'{"title":None}',
    "Python's True": b'{"title":True}',
    "NaN": b'{"title":"A","weight":NaN}',
    "Infinity": b'{"title":"A","weight":Infinity}',
    "minus Infinity": b'{"title":"A","weight":-Infinity}',
    "NaN alone": b"NaN",
    "NaN deep": b'{"title":"A","x":[[NaN]]}',
    "nan": b'{"title":"A","weight":nan}',
    "a plus": b'{"title":"A","weight":+1}',
    "a point first": b'{"title":"A","weight":.5}',
    "a point last": b'{"title":"A","weight":1.}',
    "a zero first": b'{"title":"A","weight":01}',
    "a minus alone": b'{"title":"A","weight":-}',
    "an exponent alone": b'{"title":"A","weight":1e}',
    "an exponent's sign alone": b'{"title":"A","weight":1e+}',
    "hexadecimal": b'{"title":"A","weight":0x1}',
    "octal": b'{"title":"A","weight":0o7}',
    "underscores": b'{"title":"A","weight":1_000}',
    "other digits": '{"title":"A","weight":١}'.encode(),
    "wide digits": '{"title":"A","weight":１}'.encode(),
    "a hex escape": b'{"title":"\\x41"}',
    "an escape too short": b'{"title":"\\u041"}',
    "an escape of no digits": b'{"title":"\\uZZZZ"}',
    "an escape with a sign": b'{"title":"\\u+041"}',
    "an escape with a blank": b'{"title":"\\u 041"}',
    "an escape in braces": b'{"title":"\\u{41}"}',
    "an escaped quote": b'{"title":"A\\\'"}',
    "an escape at the end": b'{"title":"A\\',
    "a byte order mark": b'\xef\xbb\xbf{"title":"A"}',
    "a blank of another kind": '{\u00a0"title":"A"}'.encode(),
    "a line separator": '{\u2028"title":"A"}'.encode(),
    "a vertical tab": b'{\x0b"title":"A"}',
    "a NUL outside": b'{"title":"A"}\x00',
    "wide quotes": "{＂title＂:＂A＂}".encode(),
    "curly quotes": "{“title”:“A”}".encode(),
    "only a NUL": b"\x00",
    "only blanks": b" \t\r\n",
    "XML": b"<title>A</title>",
    "a form": b"title=A",
    "YAML": b"title: A",
    "a tag of YAML": b"!!python/object/apply:os.system [ls]",
    "a pickle": b"cos\nsystem\n(S'ls'\ntR.",
    "an entity": b'<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]><x>&e;</x>',
    "big-endian words without a mark": '{"title":"A"}'.encode("utf-16-be"),
    "little-endian words without a mark": '{"title":"A"}'.encode("utf-16-le"),
}
DEEP = {
    "arrays": b"[" * 65 + b"]" * 65,
    "objects": b'{"a":' * 65 + b"1" + b"}" * 65,
    "both": b'[{"a":' * 40 + b"1" + b"}]" * 40,
    "a hundred thousand": b"[" * 100_000 + b"]" * 100_000,
    "open": b"[" * 100_000,
    "in a field": b'{"title":"A","x":' + b"[" * 64 + b"]" * 64 + b"}",
    "in the title": b'{"title":' + b"[" * 70 + b"]" * 70 + b"}",
    "behind a text of brackets": b'{"title":"]]]]","x":' + b"[" * 70 + b"]" * 70 + b"}",
}
NO_TEXT = {
    "NUL": "\\u0000",
    "NUL in the middle": "a\\u0000b",
    "NUL at the end": "a\\u0000",
    "a first half": "\\ud800",
    "the last first half": "\\udbff",
    "a second half": "\\udc00",
    "the last second half": "\\udfff",
    "halves the wrong way round": "\\udc00\\ud800",
    "two first halves": "\\ud83d\\ud83d",
    "a pair and a half": "\\ud83d\\ude00\\ud83d",
    "a half and a letter": "\\ud83dA",
    "a half in capitals": "\\uD83D",
    "a half before an escape": "\\ud83d\\n",
    "a line feed": "a\\nb",
    "a carriage return": "a\\rb",
    "both": "a\\r\\nb",
    "a vertical tab": "a\\u000bb",
    "a form feed": "a\\fb",
    "a file separator": "a\\u001cb",
    "a group separator": "a\\u001db",
    "a record separator": "a\\u001eb",
    "a next line": "a\\u0085b",
    "a line separator": "a\\u2028b",
    "a paragraph separator": "a\\u2029b",
}
TWICE = {
    "the same": b'{"title":"A","title":"A"}',
    "another value": b'{"title":"A","title":"B"}',
    "three times": b'{"title":"A","title":"B","title":"C"}',
    "escaped": b'{"title":"A","\\u0074itle":"B"}',
    "escaped wholly": b'{"\\u0074\\u0069\\u0074\\u006c\\u0065":"A","title":"B"}',
    "unknown": b'{"title":"A","x":1,"x":2}',
    "deep": b'{"title":"A","x":[{"y":1,"y":2}]}',
    "empty": b'{"title":"A","":1,"":2}',
    "with a null": b'{"title":"A","title":null}',
    "a prototype": b'{"title":"A","__proto__":1,"__proto__":2}',
}
STRANGE_KEYS = {
    "a capital": "Title",
    "capitals": "TITLE",
    "a blank before": " title",
    "a blank behind": "title ",
    "a zero width space": "ti\u200btle",
    "a zero width joiner": "title\u200d",
    "a byte order mark": "\ufefftitle",
    "a Turkish i": "tıtle",
    "a Turkish capital": "Tİtle",
    "Cyrillic": "tіtle",
    "wide": "ｔｉｔｌｅ",
    "mathematical": "𝐭𝐢𝐭𝐥𝐞",
    "an accent": "títle",
    "right to left": "\u202etitle",
    "a prototype": "__proto__",
    "a constructor": "constructor",
    "a dot": "title.x",
    "brackets": "title[]",
    "a pointer": "/title",
    "empty": "",
    "a server's field": "version",
    "the tenant": "tenant_id",
    "the id": "id",
    "the author": "created_by",
}
TAKEN = {
    "composed": "M\u00fcller",
    "decomposed": "Mu\u0308ller",
    "decomposed twice": "a\u0323\u0302",
    "in another order": "a\u0302\u0323",
    "Hangul in parts": "\u1112\u1161\u11ab",
    "an Ångström": "\u212b",
    "an Ohm": "\u2126",
    "a compatibility ideograph": "\uf900",
    "a ligature": "ﬁ",
    "a dotted capital": "\u0130stanbul",
    "a dotless i": "\u0131",
    "a sharp s": "Straße ẞ",
    "a final sigma": "Σίσυφος",
    "a zero width space": "a\u200bb",
    "a zero width joiner": "a\u200db",
    "a soft hyphen": "a\u00adb",
    "a word joiner": "a\u2060b",
    "a byte order mark": "a\ufeffb",
    "right to left": "\u202eabc\u202c",
    "an isolate": "\u2066abc\u2069",
    "Hebrew": "שלום",
    "Arabic": "مرحبا",
    "Devanagari": "नमस्ते",
    "Thai": "สวัสดี",
    "Chinese": "漢字",
    "a rare ideograph": "𠮷",
    "a face": "😀",
    "a family": "👩\u200d👩\u200d👧\u200d👦",
    "a flag": "🇩🇪",
    "a tone": "👋🏿",
    "a variation": "❤\ufe0f",
    "a tag": "a\U000e0041b",
    "marks on marks": "Z" + "\u0335\u0327\u0300" * 20,
    "private use": "\ue000",
    "a far plane": "\U000f0000",
    "no character": "\ufffe",
    "another that is none": "\uffff",
    "the last": "\U0010ffff",
    "a replacement": "\ufffd",
    "blanks around": "  A  ",
    "other blanks around": "\u00a0\u2003A\u3000",
    "a tab inside": "a\tb",
    "a delete": "a\x7fb",
    "markup": "<script>alert(1)</script>",
    "a formula": "=cmd|' /C calc'!A0",
    "a statement": "'; DROP TABLE note; --",
    "a template": "{{7*7}} ${7*7} #{7*7} <%= 7 %>",
    "a format": "%s%n {0} {title}",
    "a path": "../../etc/passwd",
    "an entity": "&lt;&#0;&amp;",
    "two hundred": "ü" * 200,
}
NUMBERS = {
    "2^63": b"9223372036854775808",
    "below -2^63": b"-9223372036854775809",
    "20 digits": b"99999999999999999999",
    "400 digits": b"9" * 400,
    "4,000 digits": b"9" * 4_000,
    "100,000 digits": b"9" * 100_000,
    "a fraction": b"1.5",
    "a whole fraction of 17 digits": b"1.00000000000000001",
    "an exponent beyond": b"1e400",
    "a negative one beyond": b"-1e400",
    "an exponent of digits": b"1e99999999999999999999",
    "a text": b'"1"',
    "true": b"true",
    "an array": b"[1]",
    "an object": b'{"$numberLong":"1"}',
}
SHAPES = {
    "an array": b"[]",
    "an array of it": b'[{"title":"A"}]',
    "null": b"null",
    "a number": b"7",
    "a text": b'"title"',
    "true": b"true",
    "a text of JSON": b'"{\\"title\\":\\"A\\"}"',
}


CONTROLS = {f"U+{number:04X}": b'{"title":"a%cb"}' % number for number in range(0x20)}
WHOLE = (
    ("no JSON", NOT_JSON | CONTROLS, 400, "json_malformed"),
    ("too deep", DEEP, 400, "depth_exceeded"),
    ("twice", TWICE, 422, "key_duplicate"),
    ("no object", SHAPES, 422, "field_type"),
)
INSIDE = (
    ("no text", NO_TEXT, b'{"title":"%b"}', "text_character"),
    ("no field", STRANGE_KEYS, b'{"title":"A","%b":"B"}', "field_unknown"),
)


def _cases() -> Iterator[Case]:
    for kind, table, status, code in WHOLE:
        for name, body in table.items():
            yield Case(name=f"{kind}, {name}", body=body, status=status, code=code)
    for kind, texts, form, code in INSIDE:
        for name, text in texts.items():
            body = form % text.encode()
            yield Case(name=f"{kind}, {name}", body=body, status=422, code=code)
    for name, raw in NUMBERS.items():
        yield Case(name=f"no number, {name}", body=b'{"title":"A","weight":%b}' % raw, status=422)
    yield from _not_utf8()


def _not_utf8() -> Iterator[Case]:
    bodies = {f"{name}, value": b'{"title":"%b"}' % raw for name, raw in NOT_UTF8.items()}
    bodies |= {f"{name}, key": b'{"%b":1}' % raw for name, raw in NOT_UTF8.items()}
    bodies |= {code: '{"title":"A"}'.encode(code) for code in ("utf-16", "utf-32")}
    for name, body in bodies.items():
        yield Case(name=f"not UTF-8, {name}", body=body, status=400, code="text_not_utf8")


def _taken() -> Iterator[Case]:
    for name, text in TAKEN.items():
        kept = unicodedata.normalize("NFC", text).strip()
        for way in ("plain", "escaped"):
            title = _quoted(text) if way == "plain" else _escaped(text)
            yield Case(
                name=f"{name}, {way}", body=b'{"title":%b}' % title.encode(), status=201, kept=kept
            )


def _quoted(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace('"', '\\"').replace("\t", "\\t")
    return f'"{escaped}"'


def _escaped(text: str) -> str:
    words = text.encode("utf-16-be")
    pairs = (words[place : place + 2].hex() for place in range(0, len(words), 2))
    return '"' + "".join(f"\\u{pair}" for pair in pairs) + '"'


REFUSED = tuple(_cases())
KEPT = tuple(_taken())
EVERYWHERE = ("not UTF-8", "no JSON", "too deep", "no text", "twice", "no field", "no object")
"""Cases that say nothing of a number, and so hold for any record with a line of text."""
