"""The order key of text."""

import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kontor_records.conditions.text_order import text_key
from libs.records.tests.conditions.naive import folded

LETTERS = st.text(st.characters(max_codepoint=0x24F, exclude_categories=["Cs"]), max_size=8)
MARKED = st.text(st.sampled_from("aouxÄÖÜßẞŁøæİ\u0131Σς \u0301\u0304\u0308\u0323"), max_size=8)


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("Adler", "adler"),
        ("Ärger", "aerger"),
        ("Öhler", "oehler"),
        ("Übermut", "uebermut"),
        ("Straße", "strasse"),
        ("STRASSE", "strasse"),
        ("GROẞ", "gross"),
        ("Crème Brûlée", "creme brulee"),
        ("Ǟ", "ae"),
        ("a\u0308", "ae"),
        ("a\u0323\u0308", "ae"),
        ("Łódź", "lodz"),
        ("Søren Ǿ", "soren o"),
        ("İstanbul \u0131rmak", "istanbul irmak"),
        ("ΟΔΟΣ", "οδοσ"),
        ("", ""),
        ("\u0301", ""),
    ],
)
def test_the_key_of_a_text(text, key):
    assert text_key(text) == key


def test_names_are_in_the_order_a_reader_expects():
    names = ["Ohm", "Öhler", "Adler", "Ärger", "adler"]
    assert sorted(names, key=text_key) == ["Adler", "adler", "Ärger", "Öhler", "Ohm"]


@settings(max_examples=1_000)
@given(st.one_of(LETTERS, MARKED))
def test_the_key_does_not_depend_on_the_spelling_of_a_letter(text):
    key = text_key(text)
    assert key == folded(text)
    assert key == text_key(unicodedata.normalize("NFC", text))
    assert key == text_key(unicodedata.normalize("NFD", text))
    assert key == text_key(key)
