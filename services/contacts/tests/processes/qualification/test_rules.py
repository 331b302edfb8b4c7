"""The way of a lead: every verb from every stage, and what must hold."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kontor_contacts.processes.qualification import rules
from kontor_contacts.processes.qualification.errors import BantIncomplete, StageOrder
from kontor_contacts.records.lead.rules import STEPS
from services.contacts.tests.records.lead.test_rules import NOW, a_lead

STAGES = sorted(STEPS)


@pytest.mark.parametrize("step", rules.VERBS, ids=lambda step: step.verb)
@pytest.mark.parametrize("stage", STAGES)
def test_a_verb_leads_from_its_stages_only(step: rules.Step, stage: str) -> None:
    lead = a_lead(company="X", stage=stage)
    if stage in step.sources:
        assert rules.taken(lead, step, NOW)["stage"] == step.target
        assert step.target in STEPS[stage]
        assert rules.step_to(stage, step.target) is step
        return
    with pytest.raises(StageOrder) as refused:
        rules.taken(lead, step, NOW)
    assert refused.value.params == {"allowed": rules.allowed_from(stage)}


def test_a_jump_is_refused_with_what_is_allowed() -> None:
    with pytest.raises(StageOrder) as refused:
        rules.step_to("new", "sql")
    assert refused.value.params == {
        "allowed": ["engage", "nurture", "qualify_marketing", "disqualify"]
    }


def test_of_four_needs_three_are_known() -> None:
    known = {"need": "Lathes", "timeframe": "3-6m"}
    with pytest.raises(BantIncomplete) as refused:
        rules.refuse_unknown_needs(a_lead(company="X", **known))
    assert refused.value.params == {"missing": ["budget", "authority"]}
    rules.refuse_unknown_needs(a_lead(company="X", authority="decides", **known))


def test_what_is_lacking_is_named() -> None:
    lead = a_lead(company="X", processing="restricted")
    assert rules.unmet(lead, meets_rules=False) == ["rule_set", "channel", "processing"]
    assert rules.unmet(a_lead(company="X", phones=[{"raw": "110"}]), meets_rules=True) == []


@pytest.mark.parametrize(
    ("qualified", "due"),
    [
        # A Monday morning in Berlin: five business days later, over one weekend.
        ("2026-03-02T09:00+01:00", "2026-03-09T09:00+01:00"),
        # A Saturday: the days begin on Monday.
        ("2026-03-07T12:00+01:00", "2026-03-14T00:00+01:00"),
        # Over the change to summer time, which is on a Sunday: the same time of day.
        ("2026-03-26T09:00+01:00", "2026-04-02T09:00+02:00"),
    ],
)
def test_sales_has_five_business_days(qualified: str, due: str) -> None:
    found = rules.answer_due(datetime.fromisoformat(qualified), ZoneInfo("Europe/Berlin"))
    assert found == datetime.fromisoformat(due)


@given(st.datetimes(datetime(2025, 1, 1), datetime(2027, 1, 1), timezones=st.just(UTC)))  # noqa: DTZ001
def test_an_answer_is_due_within_seven_to_nine_days(at: datetime) -> None:
    wait = rules.answer_due(at, ZoneInfo("Europe/Berlin")) - at
    assert (
        6.9 < wait.total_seconds() / 86_400 < 7.1
        or at.astimezone(ZoneInfo("Europe/Berlin")).weekday() >= 5
    )
