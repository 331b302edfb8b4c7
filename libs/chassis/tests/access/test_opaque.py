"""Opaque tokens: long, single-purposed, known by their digest only."""

from uuid import uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kontor_chassis.access import opaque

TENANT, RECORD = uuid4(), uuid4()


def test_a_token_says_where_it_belongs() -> None:
    text, digest = opaque.issue("session", TENANT, RECORD)
    found = opaque.opened("session", text)
    assert found is not None
    assert (found.tenant, found.id) == (TENANT, RECORD)
    assert found.fits(digest)


def test_two_tokens_of_one_thing_share_no_digest() -> None:
    (first, one), (second, other) = (opaque.issue("key", TENANT, RECORD) for _ in range(2))
    assert first != second
    found = opaque.opened("key", first)
    assert found is not None
    assert found.fits(one)
    assert not found.fits(other)


def test_a_token_of_one_purpose_opens_no_other() -> None:
    text, digest = opaque.issue("session", TENANT, RECORD)
    assert opaque.opened("refresh", text) is None
    renamed = opaque.opened("refresh", text.replace("_session_", "_refresh_"))
    assert renamed is not None
    assert not renamed.fits(digest)


@pytest.mark.parametrize(
    "broken", ["", "kontor_key_", "kontor_key_é", "kontor_key_AAAA", "x" * 300]
)
def test_what_has_not_the_form_opens_nothing(broken: str) -> None:
    assert opaque.opened("key", broken) is None


@given(st.text(max_size=150))
def test_no_text_makes_it_fail(text: str) -> None:
    assert opaque.opened("key", "kontor_key_" + text) is None or len(text) >= 85
