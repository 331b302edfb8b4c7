"""How many tries there are."""

from datetime import UTC, datetime, timedelta

import pytest

from kontor_identity.records.login_event.rules import Try, Wait, admitted, client_group

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)


def tries(count: int, ago: float, *, is_failed: bool = True) -> list[Try]:
    at = NOW - timedelta(seconds=ago)
    return [Try(at=at, is_failed=is_failed) for _ in range(count)]


@pytest.mark.parametrize(
    ("made", "expected"),
    [
        ([], None),
        (tries(9, 5), None),
        (tries(10, 5), Wait(896)),
        (tries(10, 899.5), Wait(1)),
        (tries(5, 600) + tries(5, 10), Wait(301)),
        (tries(3, 800) + tries(10, 10), Wait(891)),
        (tries(9, 5) + tries(1, 1, is_failed=False), Wait(None)),
        (tries(10, 1, is_failed=False), Wait(None)),
        (tries(9, 5) + tries(1, 11, is_failed=False), Wait(890)),
        (tries(9, 1, is_failed=False), None),
    ],
)
def test_ten_failures_are_enough(made: list[Try], expected: Wait | None) -> None:
    assert admitted(made, 10, NOW) == expected


@pytest.mark.parametrize(
    ("address", "group"),
    [
        (None, None),
        ("192.0.2.7", "192.0.2.7"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
    ],
)
def test_whom_a_client_is_counted_with(address: str | None, group: str | None) -> None:
    assert client_group(address) == group
