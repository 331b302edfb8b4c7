"""Sounds, folds, keys and phone numbers: what makes two spellings one."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kontor_records.duplicates.cards import keys_of
from kontor_records.duplicates.folding import folded
from kontor_records.duplicates.phones import NO_PHONE, NormalPhone, filled, normal_phone
from kontor_records.duplicates.sound import cologne
from kontor_schemas.values import Phone
from libs.records.tests.duplicates.test_score import BODY, HOME, PERSON


@pytest.mark.parametrize(
    ("words", "code"),
    [
        ("Müller Mueller Möller Miller", "657"),
        ("Meyer Maier Mayr", "67"),
        ("Schmidt Schmitt Schmied", "862"),
        ("Philipp Filip", "351"),
        ("Müller-Lüdenscheidt", "65752682"),
        ("Breschnew", "17863"),
        ("Wikipedia", "3412"),
        ("Xaver", "4837"),
        ("Christian", "47826"),
        ("Cäcilie", "885"),
        ("Anna", "06"),
        ("123 -", ""),
    ],
)
def test_words_that_sound_alike_have_one_code(words: str, code: str) -> None:
    assert {cologne(word) for word in words.split()} == {code}


@given(st.text())
def test_every_text_has_a_code_of_digits(text: str) -> None:
    code = cologne(text)
    assert set(code) <= set("012345678")
    assert "0" not in code[1:]


@pytest.mark.parametrize(
    ("name", "is_body", "written_out", "plain", "form"),
    [
        ("Prof. Dr. med. Jürgen Weiß", False, "juergen weiss", "jurgen weiss", ""),
        ("Weiss, Jürgen, MBA", False, "weiss juergen", "weiss jurgen", ""),
        ("Müller GmbH & Co. KG", True, "mueller", "muller", "gmbhcokg"),
        ("Schuh Müller e.K.", True, "schuh mueller", "schuh muller", "ek"),
        ("Tiffany & Co.", True, "tiffany co", "tiffany co", ""),
        ("SE", True, "se", "se", ""),
        ("Dr.", False, "dr", "dr", ""),
        ("Ørsted A/S", True, "orsted a s", "orsted a s", ""),
    ],
)
def test_a_name_is_folded_both_ways(
    name: str, is_body: bool, written_out: str, plain: str, form: str
) -> None:
    found = folded(name, is_body=is_body)
    assert (found.written_out, found.plain, found.legal_form) == (written_out, plain, form)


@pytest.mark.parametrize(
    ("raw", "region", "normal"),
    [
        ("0171 / 234 56-78", "DE", NormalPhone("+491712345678", None)),
        ("+49 (0)171 2345678", "DE", NormalPhone("+491712345678", None)),
        ("004930123456", "DE", NormalPhone("+4930123456", None)),
        ("004930123456", None, NormalPhone("+4930123456", None)),
        ("+49 30 123456 ext. 12", "DE", NormalPhone("+4930123456", "12")),
        ("+43 1 58858 0", "DE", NormalPhone("+431588580", None)),
        ("110", "DE", NO_PHONE),
        ("12345", "DE", NO_PHONE),
        ("030 123456", None, NO_PHONE),
        ("call me", "DE", NO_PHONE),
        ("0" * 300, "DE", NO_PHONE),
    ],
)
def test_a_phone_number_has_one_form(raw: str, region: str | None, normal: NormalPhone) -> None:
    assert normal_phone(raw, region) == normal


def test_phones_are_filled_and_never_refused() -> None:
    given_ones = [
        Phone(raw="030 123456 Durchwahl", extension="7"),
        Phone(raw="+49 30 123456 ext. 12", is_primary=True),
        Phone(raw="110", e164="+4930123456"),
    ]
    found = filled(given_ones, "DE")
    assert [phone.e164 for phone in found] == [None, "+4930123456", None]
    assert [phone.extension for phone in found] == ["7", "12", None]
    assert filled(found, "DE") == found


def test_the_keys_of_a_person() -> None:
    keys = keys_of(
        PERSON,
        {
            "given_name": "Hans",
            "family_name": "Müller",
            "emails": [{"normal": "hans@gmail.com"}, {"normal": "info@own.example"}],
            "phones": [{"e164": "+4930123456"}, {"raw": "110", "e164": None}],
            "addresses": [HOME],
        },
    )
    assert keys == {
        ("e", "hans@gmail.com"),
        ("e", "info@own.example"),
        ("p", "+4930123456"),
        ("n", "657:h"),
        ("z", "DE10115:657"),
    }


def test_the_keys_of_a_body() -> None:
    keys = keys_of(
        BODY,
        {
            "name": "Nordwind Energie GmbH",
            "vat_id": "DE 123",
            "emails": [{"normal": "info@nordwind.example"}, {"normal": "nordwind@web.de"}],
            "domain": "www.nordwind-energie.example",
        },
    )
    assert keys == {
        ("e", "info@nordwind.example"),
        ("e", "nordwind@web.de"),
        ("v", "DE123"),
        ("d", "nordwind.example"),
        ("d", "nordwind-energie.example"),
        ("n", "672362:"),
        ("n", "0674:"),
    }
