"""The chain of the audit log: any change anywhere is found, at its place."""

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest

from kontor_identity.records.audit_entry.rules import BEGINNING, NO_ENTRY, Link, checked, digest

BEGIN = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)


def chain(length: int) -> list[dict[str, Any]]:
    entries: list[dict[str, Any]] = []
    previous = BEGINNING
    for number in range(1, length + 1):
        entry: dict[str, Any] = {
            "number": number,
            "at": BEGIN + timedelta(seconds=number),
            "actor": "user:1",
            "action": "grant.role.changed",
            "subject": uuid4(),
            "detail": {"version": number, "role": {"parent": None, "profiles": ["b", "a"]}},
        }
        previous = digest(previous, entry)
        entries.append({**entry, "digest": previous})
    return entries


def test_a_whole_chain_holds_in_one_go_or_in_stretches() -> None:
    entries = chain(20)
    whole = checked(NO_ENTRY, entries)
    assert (whole.last, whole.broken_at) == (Link(number=20, digest=entries[-1]["digest"]), None)
    assert checked(checked(NO_ENTRY, entries[:7]).last, entries[7:]) == whole
    assert checked(NO_ENTRY, []).last == NO_ENTRY


def test_the_order_of_keys_is_no_change() -> None:
    entries = chain(3)
    entries[1]["detail"] = {"role": {"profiles": ["b", "a"], "parent": None}, "version": 2}
    assert checked(NO_ENTRY, entries).broken_at is None


@pytest.mark.parametrize(
    "change",
    [
        {"at": BEGIN},
        {"actor": "user:2"},
        {"action": "grant.role.gone"},
        {"subject": uuid4()},
        {"detail": {"version": 5, "role": {"parent": None, "profiles": ["a", "b"]}}},
        {"number": 6},
        {"digest": b"x" * 32},
    ],
)
def test_a_change_is_found_where_it_is(change: dict[str, Any]) -> None:
    entries = chain(9)
    entries[4] = {**entries[4], **change}
    assert checked(NO_ENTRY, entries).broken_at == 5


def test_what_was_taken_out_put_in_or_swapped_is_found() -> None:
    entries = chain(9)
    assert checked(NO_ENTRY, entries[:4] + entries[5:]).broken_at == 5
    assert checked(NO_ENTRY, [*entries[:4], entries[3], *entries[4:]]).broken_at == 5
    assert checked(NO_ENTRY, [*entries[:4], entries[5], entries[4], *entries[6:]]).broken_at == 5


def test_an_entry_altered_with_a_digest_made_anew_breaks_the_next() -> None:
    entries = chain(9)
    forged = {**entries[4], "actor": "user:2"}
    entries[4] = {**forged, "digest": digest(entries[3]["digest"], forged)}
    assert checked(NO_ENTRY, entries).broken_at == 6
