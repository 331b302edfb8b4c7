"""Which addresses are one and the same."""

import pytest

from kontor_identity.records.user.rules import login_digest


@pytest.mark.parametrize(
    "other",
    [
        "nora.neu@example.com",
        "NORA.NEU@EXAMPLE.COM",
        " nora.neu@example.com ",
        "nora.neu@EXAMPLE.com",
        "n\u043era.neu@example.com",
        "\uff4e\uff4fra.neu@example.com",
        "nora.n\u0435u@ex\u0430mple.com",
    ],
)
def test_what_looks_the_same_is_the_same(other: str) -> None:
    assert login_digest(other) == login_digest("nora.neu@example.com")


@pytest.mark.parametrize(
    "other",
    [
        "nora.neu@example.org",
        "nora-neu@example.com",
        "noraneu@example.com",
        "n\u00f6ra.neu@example.com",
        "nora.neu",
    ],
)
def test_what_looks_different_is_different(other: str) -> None:
    assert login_digest(other) != login_digest("nora.neu@example.com")


@pytest.mark.parametrize("odd", ["", "@", "x", "\u0000", "a@" + "b" * 300, "xn--\u00e4@xn--.x"])
def test_no_text_makes_it_fail(odd: str) -> None:
    assert len(login_digest(odd)) == 64
