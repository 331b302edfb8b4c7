"""What texts may hold, and the one form they are kept in."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import TypeAdapter, ValidationError

from kontor_schemas.text import Code, Line, Long, Name, PersonName, Text

KINDS = {
    "line": TypeAdapter(Line),
    "text": TypeAdapter(Text),
    "long": TypeAdapter(Long),
    "name": TypeAdapter(Name),
    "person": TypeAdapter(PersonName),
    "code": TypeAdapter(Code),
}
ONE_LINE = ("line", "name", "person", "code")
NEVER_EMPTY = ("name", "person", "code")
LONGEST = {
    "line": 255,
    "text": 10_000,
    "long": 100_000,
    "name": 200,
    "person": 100,
    "code": 64,
}


def refusals(kind: str, value: object) -> list[str]:
    with pytest.raises(ValidationError) as refused:
        KINDS[kind].validate_python(value)
    return [error["type"] for error in refused.value.errors()]


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize(
    "value",
    ["\x00", "a\x00b", "Müller\x00", "\ud800", "a\udfffb", "\udc00\ud800", "é\ud800"],
)
def test_nul_and_lone_surrogates_are_refused_with_one_type(kind: str, value: str) -> None:
    assert refusals(kind, value) == ["text_character"]


@pytest.mark.parametrize("kind", ONE_LINE)
@pytest.mark.parametrize("br", ["\n", "\r", "\r\n", "\v", "\f", "\x1c", "\x85", "\u2028", "\u2029"])
def test_a_line_break_inside_a_single_line_is_refused(kind: str, br: str) -> None:
    assert refusals(kind, f"Nordwind{br}Bcc: all@world.example") == ["text_character"]


@pytest.mark.parametrize(
    ("value", "kept"),
    [
        ("  Nordwind  ", "Nordwind"),
        ("\t\n Nordwind \r\n", "Nordwind"),
        ("\u00a0Köln\u3000", "Köln"),
        ("Ko\u0308ln", "Köln"),
        ("\u212b", "Å"),  # ANGSTROM SIGN becomes the letter
        ("a\tb", "a\tb"),
        ("👩‍👩‍👧 und \U0001d4b3", "👩‍👩‍👧 und \U0001d4b3"),
        ("İstanbul ﬁ ½", "İstanbul ﬁ ½"),  # composed form only: nothing is replaced by look
        ("\u200bzero\u200dwidth", "\u200bzero\u200dwidth"),
        ("\U0001f600", "\U0001f600"),
    ],
)
def test_a_line_is_trimmed_and_composed(value: str, kept: str) -> None:
    assert KINDS["line"].validate_python(value) == kept


@pytest.mark.parametrize("kind", ["text", "long"])
def test_a_text_of_several_lines_is_kept_as_typed(kind: str) -> None:
    value = "  first\r\n\r\n\tsecond \n"
    assert KINDS[kind].validate_python(value) == value


@pytest.mark.parametrize(("kind", "longest"), LONGEST.items())
def test_each_kind_has_its_length(kind: str, longest: int) -> None:
    fits = "ä" * longest
    assert KINDS[kind].validate_python(fits) == fits
    assert refusals(kind, fits + "a") == ["string_too_long"]


@pytest.mark.parametrize("kind", KINDS)
def test_the_length_counts_after_composing(kind: str) -> None:
    decomposed = "a\u0308" * LONGEST[kind]
    assert KINDS[kind].validate_python(decomposed) == "ä" * LONGEST[kind]


@pytest.mark.parametrize("kind", NEVER_EMPTY)
@pytest.mark.parametrize("value", ["", " ", "\t \u00a0"])
def test_what_has_a_name_is_never_empty(kind: str, value: str) -> None:
    assert refusals(kind, value) == ["string_too_short"]


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("value", [None, 7, True, b"bytes", ["a"], {"a": 1}])
def test_what_is_no_text_is_left_to_the_type(kind: str, value: object) -> None:
    if value == b"bytes":
        assert KINDS[kind].validate_python(value) == "bytes"
    else:
        assert refusals(kind, value) == ["string_type"]


@pytest.mark.parametrize("kind", KINDS)
@given(value=st.text(st.characters(exclude_categories=[]), max_size=300))
def test_whatever_comes_it_is_kept_in_one_form_or_refused(kind: str, value: str) -> None:
    try:
        kept = KINDS[kind].validate_python(value)
    except ValidationError as refused:
        types = {error["type"] for error in refused.errors()}
        assert types <= {"text_character", "string_too_short", "string_too_long"}
        return
    assert "\x00" not in kept
    assert kept.encode().decode() == kept
    assert unicodedata.is_normalized("NFC", kept)
    assert KINDS[kind].validate_python(kept) == kept
