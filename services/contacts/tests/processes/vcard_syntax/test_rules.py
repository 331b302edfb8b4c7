"""The form of cards: folding, escaping, groups, both versions, and what is no card."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kontor_contacts.processes.vcard_syntax import rules
from kontor_contacts.processes.vcard_syntax.errors import VcardInvalid
from kontor_contacts.processes.vcard_syntax.rules import Property

CARD = "BEGIN:VCARD\r\nVERSION:4.0\r\n{}\r\nEND:VCARD\r\n"
TEXT = st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=200)


def one(line: str) -> Property:
    (card,) = rules.cards_of(CARD.format(line))
    return card[1]


@given(TEXT)
def test_what_is_written_is_read(text: str) -> None:
    written = rules.written([Property(name="NOTE", value=rules.escaped(text))])
    (card,) = rules.cards_of(written)
    assert [(found.name, found.text) for found in card if found.name == "NOTE"] == [("NOTE", text)]
    assert all(len(line.encode()) <= 75 for line in written.split("\r\n"))


@given(st.lists(TEXT, min_size=1, max_size=3))
def test_components_are_split_where_no_backslash_stands(parts: list[str]) -> None:
    value = ";".join(rules.escaped(part) for part in parts)
    assert Property(name="N", value=value).parts() == parts


@given(TEXT.filter(lambda text: text.strip('"') == text and text))
def test_parameters_may_hold_anything(text: str) -> None:
    (card,) = rules.cards_of(
        rules.written([Property(name="ADR", value="", params={"LABEL": [text]})])
    )
    assert card[1].first("LABEL") == text


def test_lines_are_unfolded_whatever_ends_them() -> None:
    text = "BEGIN:VCARD\nVERSION:3.0\nFN:Ay\n \u015fe\n\t \u00d6zdemir\nEND:VCARD\n"
    (card,) = rules.cards_of("\ufeff" + text)
    assert card[1].text == "Ay\u015fe \u00d6zdemir"


def test_groups_types_and_preference_are_read() -> None:
    found = one('item1.TEL;TYPE="work,voice";PREF=1:030 123')
    assert (found.group, found.name, found.types, found.is_preferred) == (
        "item1", "TEL", {"work", "voice"}, True,
    )  # fmt: skip
    assert one("TEL;HOME;PREF:1").types == {"home", "pref"}


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("", 1),
        ("nothing", 1),
        ("BEGIN:VCARD\nVERSION:4.0\nFN:A", 3),
        ("BEGIN:VCARD\nVERSION:2.1\nEND:VCARD", 3),
        ("BEGIN:VCARD\nEND:VCARD", 2),
        ("BEGIN:VCARD\nBEGIN:VCARD\nEND:VCARD", 2),
        ("VERSION:4.0\nEND:VCARD", 1),
        ("BEGIN:VCARD\nVERSION:4.0\nno colon here\nEND:VCARD", 3),
        ("BEGIN:VCARD\nVERSION:4.0\n:x\nEND:VCARD", 3),
    ],
)
def test_what_is_no_card_is_refused_with_its_line(text: str, line: int) -> None:
    with pytest.raises(VcardInvalid) as refused:
        rules.cards_of(text)
    assert refused.value.params == {"line": line}
