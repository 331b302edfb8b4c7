"""Terms of privacy requests, and the way they go."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kontor_chassis.errors import TransitionNotAllowed
from kontor_chassis.ids import new_id
from kontor_contacts.records.privacy_request import rules
from kontor_contacts.records.privacy_request.errors import (
    IdentityUnverified,
    PrivacySubject,
    TermExtended,
)
from kontor_schemas.contacts.privacy_request import PrivacyRequest

NOW = datetime(2026, 1, 31, 12, tzinfo=UTC)


def a_request(**fields: Any) -> PrivacyRequest:
    stamps = {
        "id": new_id(), "version": 1, "created_at": NOW, "created_by": "user:a",
        "updated_at": NOW, "updated_by": "user:a",
    }  # fmt: skip
    subject = {"contact": new_id(), "kind": "access", "received_on": date(2026, 1, 31)}
    return PrivacyRequest.model_validate({**stamps, **subject, **fields})


@pytest.mark.parametrize(
    ("received", "is_extended", "due"),
    [
        ("2026-01-31", False, "2026-02-28"),
        ("2026-01-31", True, "2026-04-30"),
        ("2028-01-31", False, "2028-02-29"),
        ("2026-11-30", True, "2027-02-28"),
        ("2026-12-15", False, "2027-01-15"),
    ],
)
def test_a_term_is_a_month_or_three_and_ends_with_short_ones(
    received: str, is_extended: bool, due: str
) -> None:
    request = a_request(received_on=date.fromisoformat(received), is_extended=is_extended)
    assert rules.completed(request)["due_on"] == date.fromisoformat(due)


@given(st.dates(date(1990, 1, 1), date(2090, 1, 1)), st.integers(0, 30))
def test_months_never_skip_one(day: date, months: int) -> None:
    found = rules.after_months(day, months)
    assert (found.year * 12 + found.month) - (day.year * 12 + day.month) == months
    assert found.day == day.day or (found + timedelta(days=1)).day == 1


def test_a_request_is_about_one() -> None:
    for both in ({"contact": None}, {"lead": new_id()}):
        with pytest.raises(PrivacySubject):
            rules.completed(a_request(**both))


def test_reminders_come_two_weeks_one_week_and_two_days_before() -> None:
    request = a_request(due_on=date(2026, 2, 28))
    assert rules.reminders(request, NOW) == {
        14: datetime(2026, 2, 14, 8, tzinfo=UTC),
        7: datetime(2026, 2, 21, 8, tzinfo=UTC),
        2: datetime(2026, 2, 26, 8, tzinfo=UTC),
    }
    assert list(rules.reminders(request, datetime(2026, 2, 20, tzinfo=UTC))) == [7, 2]


def test_steps_out_of_turn() -> None:
    with pytest.raises(IdentityUnverified):
        rules.refuse_step(a_request(), "review")
    rules.refuse_step(a_request(), "verified")
    for state, target in (("verified", "done"), ("done", "refused"), ("refused", "verified")):
        with pytest.raises(TransitionNotAllowed):
            rules.refuse_step(a_request(state=state), target)
    with pytest.raises(TermExtended):
        rules.refuse_extended(a_request(is_extended=True))
    with pytest.raises(TransitionNotAllowed):
        rules.refuse_extended(a_request(state="done"))
