"""Folding, stems, and the words a record gives."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kontor_records.search.folding import compact_of, phrase_of, words_of
from kontor_records.search.indexing import document_rows, lines_of_others, word_rows
from kontor_records.search.sources import Kind, sources_of
from kontor_records.search.stems import stems_of
from kontor_records.search.words import words_of_record
from kontor_schemas.values import Address, Email, Phone
from libs.records.tests.search.sample import COMPANY, PERSON, Company, Person
from libs.records.tests.search.stamps import STAMPED


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Müller & Söhne", [("mueller", "muller"), ("soehne", "sohne")]),
        ("Weiß", [("weiss", "weiss")]),
        ("GROẞE Straße", [("grosse", "grosse"), ("strasse", "strasse")]),
        ("Crème-Brûlée", [("creme", "creme"), ("brulee", "brulee")]),
        ("O'Brien's O\u2019Neill", [("obriens", "obriens"), ("oneill", "oneill")]),
        ("maria.anders@nord_wind.de", [(w, w) for w in ("maria", "anders", "nord", "wind", "de")]),
        ("a\u0308rzte", [("aerzte", "arzte")]),
        ("Ёлка Ёж", [("елка", "елка"), ("еж", "еж")]),
        ("%%% -- ''", []),
        ("x" * 70, [("x" * 64, "x" * 64)]),
    ],
)
def test_the_words_of_a_text(text, words):
    assert words_of(text) == tuple(words)


@given(st.text(max_size=40))
def test_the_words_do_not_depend_on_the_spelling_of_a_letter(text):
    words = words_of(text)
    assert words == words_of(unicodedata.normalize("NFD", text))
    assert words == words_of(text.upper().lower()) or not text.isascii()
    for key, plain in words:
        assert words_of(key) == ((key, key),)
        assert words_of(plain) == ((plain, plain),)


def test_a_whole_text_is_one_key():
    assert phrase_of("Müller & Söhne, Köln") == ("mueller soehne koeln", "muller sohne koln")
    assert compact_of("K-000 123") == "k000123"


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("rechnungen", "rechnung"),
        ("vertraege", "vertrag"),
        ("invoices", "invoice"),
        ("companies", "company"),
        ("haeuser", "haus"),
    ],
)
def test_inflected_words_meet_in_a_stem(one, other):
    assert {one, *stems_of(one)} & {other, *stems_of(other)}


def test_short_words_and_numbers_have_no_stem():
    assert [stems_of(word) for word in ("ein", "a1b2c3", "12345")] == [(), (), ()]


def test_the_sources_of_a_declaration():
    assert {source.field: (source.kind, source.parts) for source in sources_of(PERSON)} == {
        "number": (Kind.NUMBER, ()),
        "given_name": (Kind.NAME, ()),
        "family_name": (Kind.NAME, ()),
        "display_name": (Kind.NAME, ()),
        "emails": (Kind.NAME, ("value",)),
        "phones": (Kind.PHONE, ("raw", "e164", "extension")),
        "addresses": (Kind.NAME, ("line1", "line2", "postal_code", "city", "region")),
        "secret": (Kind.PROSE, ()),
        "description": (Kind.PROSE, ()),
    }


def test_the_words_of_a_record():
    person = Person(
        **STAMPED,
        number="K-000123",
        family_name="Müller",
        display_name="Müller",
        emails=[Email(value="a.m@nordwind.de")],
        phones=[Phone(raw="030-0074321", e164="+49300074321")],
        addresses=[Address(line1="Weg 3", city="Köln", postal_code="05021", country="DE")],
        description="Die Rechnungen",
        custom={"c_note": "Sänfte", "c_on": "2026-03-01", "c_many": ["Rot", 7, None]},
    )
    words = {field: set(found) for field, found in words_of_record(PERSON, person).items()}
    assert words == {
        "number": {"k", "000123", "123", "k000123"},
        "family_name": {"mueller", "muller"},
        "display_name": {"mueller", "muller"},
        "emails": {"a", "m", "nordwind", "de"},
        "phones": {
            "+0300074321", "+300074321", "+00074321", "+0074321", "+074321", "+74321",
            "+49300074321", "+9300074321",
        },
        "addresses": {"weg", "3", "koeln", "koln", "05021"},
        "description": {"die", "rechnungen", "rechnung"},
        "c_note": {"saenfte", "sanfte", "sanft", "saenft"},
        "c_many": {"rot"},
    }  # fmt: skip
    rows = dict(word_rows(PERSON, person))
    assert rows["mueller"] is True
    assert rows["rechnung"] is False
    assert "k" not in rows
    assert {word for word in rows if word.startswith("+")} == {
        "+49300074321", "+300074321", "+0074321", "+74321",
    }  # fmt: skip
    assert rows["=display_name=muller"] is False
    assert rows["=number=k000123"] is False
    [(document,)] = document_rows(PERSON, person)
    assert "\nfamily_name: mueller muller \n" in document
    assert document.endswith("\n=display_name=mueller\n=display_name=muller\n=number=k000123\n")


def test_words_of_an_empty_record_are_its_title():
    company = Company(**STAMPED, name="X")
    assert dict(word_rows(COMPANY, company)) == {"=name=x": False}


def test_the_lines_of_other_fields_are_told_from_the_open_ones():
    import re

    document = "\nname: a b \ndescription: c \nc_note: d \n=name=a b\n=number=k1\n"
    shown = re.sub(lines_of_others(["name", "c_note"]), "", document)
    assert shown == "\nname: a b \nc_note: d \n=name=a b\n"
