"""What of a lead goes where."""

import pytest

from kontor_contacts.processes.conversion import rules
from kontor_contacts.processes.qualification.errors import StageOrder
from kontor_contacts.records.lead.errors import LeadConverting
from services.contacts.tests.records.contact.test_rules import a_contact
from services.contacts.tests.records.lead.test_rules import a_lead


def test_a_person_and_a_company_take_what_is_theirs() -> None:
    lead = a_lead(
        given_name="Ayşe", company="Özdemir", company_domain="oezdemir.example", industry="metal"
    )
    assert rules.contact_fields(lead) == {
        "given_name": "Ayşe", "language": "de", "source": "manual",
        "legal_basis": "legitimate_interest", "processing": "normal",
    }  # fmt: skip
    assert rules.organization_fields(lead) == {
        "name": "Özdemir", "website": "oezdemir.example", "industry": "metal", "source": "manual",
    }  # fmt: skip


def test_what_a_record_has_wins_and_what_is_not_taken_is_told() -> None:
    contact = a_contact(family_name="Weiß", job_title="Buyer", emails=[{"value": "a@b.example"}])
    given = {"family_name": "Weiss", "job_title": "Buyer", "given_name": "Thomas"}
    assert rules.filled(contact, given) == ({"given_name": "Thomas"}, {"family_name": "Weiss"})


@pytest.mark.parametrize("stage", ["new", "working", "nurturing", "mql", "disqualified"])
def test_only_what_sales_accepted_is_converted(stage: str) -> None:
    with pytest.raises(StageOrder):
        rules.refuse_stage(a_lead(company="X", stage=stage), may_override=False)


def test_an_override_reaches_one_stage_further_and_none_twice() -> None:
    rules.refuse_stage(a_lead(company="X", stage="sql"), may_override=False)
    rules.refuse_stage(a_lead(company="X", stage="mql"), may_override=True)
    with pytest.raises(StageOrder):
        rules.refuse_stage(a_lead(company="X", stage="new"), may_override=True)
    with pytest.raises(LeadConverting):
        rules.refuse_stage(a_lead(company="X", stage="converting"), may_override=True)
