"""What holds for a lead."""

from datetime import UTC, datetime

import pytest

from kontor_chassis.errors import Refusal
from kontor_chassis.ids import new_id
from kontor_contacts.records.lead import rules
from kontor_contacts.records.lead.errors import (
    LeadAlreadyConverted,
    LeadConverting,
    LeadNameless,
)
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


@pytest.mark.parametrize(
    ("stage", "refusal"),
    [("converting", LeadConverting), ("converted", LeadAlreadyConverted)],
)
def test_what_has_become_a_contact_is_not_changed(stage: str, refusal: type[Refusal]) -> None:
    with pytest.raises(refusal):
        rules.refuse_ended(a_lead(company="X", stage=stage))
    rules.refuse_ended(a_lead(company="X", stage="sql"))
