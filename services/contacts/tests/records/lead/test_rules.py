"""What holds for a lead."""

from datetime import UTC, datetime

import pytest

from kontor_chassis.errors import TransitionNotAllowed
from kontor_chassis.ids import new_id
from kontor_contacts.records.lead import rules
from kontor_contacts.records.lead.errors import LeadNameless
from kontor_schemas.contacts.lead import Lead

NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)


def a_lead(**fields: object) -> Lead:
    stamps = {
        "id": new_id(), "version": 1, "created_at": NOW, "created_by": "user:x",
        "updated_at": NOW, "updated_by": "user:x", "stage_since": NOW,
    }  # fmt: skip
    return Lead.model_validate({**stamps, **fields})


def test_the_country_of_a_lead_is_that_of_its_primary_address() -> None:
    addresses = [
        {"line1": "1", "city": "Wien", "country": "AT"},
        {"line1": "2", "city": "Köln", "country": "DE", "is_primary": True},
    ]
    lead = a_lead(company="X", addresses=addresses)
    assert rules.completed(lead) == {"phones": [], "display_name": "X", "country": "DE"}


def test_a_lead_nobody_can_name_is_refused() -> None:
    with pytest.raises(LeadNameless):
        rules.completed(a_lead(need="something"))


@pytest.mark.parametrize("stage", sorted(rules.STEPS))
@pytest.mark.parametrize("to", sorted(rules.STEPS))
def test_a_lead_goes_along_its_stages_only(stage: str, to: str) -> None:
    old, new = a_lead(company="X", stage=stage), a_lead(company="X", stage=to)
    later = datetime(2026, 3, 3, 9, tzinfo=UTC)
    if to == stage:
        assert rules.moved(old, new, later) == {}
    elif to in rules.STEPS[stage]:
        assert rules.moved(old, new, later) == {"stage_since": later}
    else:
        with pytest.raises(TransitionNotAllowed) as refused:
            rules.moved(old, new, later)
        assert refused.value.params == {"allowed": sorted(rules.STEPS[stage])}
