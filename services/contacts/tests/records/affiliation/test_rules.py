"""The organizations a person belongs to."""

from datetime import date

import pytest

from kontor_chassis.errors import Faults
from kontor_chassis.ids import new_id
from kontor_contacts.records.affiliation import rules
from kontor_contacts.records.affiliation.errors import AffiliationExists, AffiliationUnknown
from kontor_schemas.contacts.contact import Affiliation
from services.contacts.tests.records.contact.test_rules import NOW, a_contact

NORD, SUED = new_id(), new_id()


def test_the_fields_of_a_contact_make_its_first_affiliation() -> None:
    contact = a_contact(family_name="Weiß", organization=NORD, job_title="Buyer")
    assert rules.completed(contact, {"family_name", "organization", "job_title"}) == {
        "affiliations": [Affiliation(organization=NORD, job_title="Buyer", is_primary=True)],
        "organization": NORD,
        "job_title": "Buyer",
        "department": None,
    }


def test_another_organization_ends_the_one_before() -> None:
    contact = a_contact(
        family_name="Weiß",
        organization=SUED,
        affiliations=[{"organization": NORD, "is_primary": True, "from_on": "2020-01-01"}],
    )
    found = rules.completed(contact, {"organization"})
    assert [(one.organization, one.until_on, one.is_primary) for one in found["affiliations"]] == [
        (NORD, NOW.date(), False), (SUED, None, True),
    ]  # fmt: skip
    assert found["organization"] == SUED


def test_no_organization_ends_the_primary_one_and_promotes_the_next() -> None:
    contact = a_contact(
        family_name="Weiß",
        organization=None,
        affiliations=[
            {"organization": NORD, "is_primary": True},
            {"organization": SUED, "job_title": "Adviser"},
        ],
    )
    found = rules.completed(contact, {"organization"})
    assert rules.open_ones(found["affiliations"]) == {SUED}
    assert (found["organization"], found["job_title"]) == (SUED, "Adviser")


def test_the_list_leads_where_it_is_given() -> None:
    contact = a_contact(
        family_name="Weiß",
        affiliations=[{"organization": NORD}, {"organization": SUED, "department": "IT"}],
    )
    found = rules.completed(contact, {"affiliations"})
    assert [one.is_primary for one in found["affiliations"]] == [True, False]
    assert (found["organization"], found["department"]) == (NORD, None)


def test_an_organization_is_open_once_only() -> None:
    twice = a_contact(
        family_name="Weiß", affiliations=[{"organization": NORD}, {"organization": NORD}]
    )
    with pytest.raises(AffiliationExists):
        rules.completed(twice, {"affiliations"})
    again = a_contact(
        family_name="Weiß",
        affiliations=[{"organization": NORD, "until_on": "2024-01-31"}, {"organization": NORD}],
    )
    assert rules.open_ones(rules.completed(again, {"affiliations"})["affiliations"]) == {NORD}


def test_faults_of_a_list_are_told_where_they_stand() -> None:
    contact = a_contact(
        family_name="Weiß",
        affiliations=[
            {"organization": NORD, "is_primary": True},
            {
                "organization": SUED,
                "is_primary": True,
                "from_on": "2026-02-02",
                "until_on": "2026-02-01",
            },
        ],
    )
    with pytest.raises(Faults) as refused:
        rules.completed(contact, {"affiliations"})
    assert [(fault.pointer, fault.code) for fault in refused.value.faults] == [
        ("/affiliations/1/until_on", "range_inverted"),
        ("/affiliations", "primary_not_unique"),
    ]


def test_what_ends_is_there() -> None:
    affiliations = [Affiliation(organization=NORD, is_primary=True)]
    (ended,) = rules.ended(affiliations, NORD, date(2026, 3, 1))
    assert (ended.until_on, ended.is_primary) == (date(2026, 3, 1), False)
    with pytest.raises(AffiliationUnknown):
        rules.ended([ended], NORD, date(2026, 3, 2))
