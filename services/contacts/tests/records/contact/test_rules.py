"""What holds for a contact."""

from datetime import UTC, datetime

import pytest

from kontor_chassis.ids import new_id
from kontor_contacts.records.contact import rules
from kontor_contacts.records.contact.errors import ContactNameless
from kontor_schemas.contacts.contact import Contact

NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)


def a_contact(**fields: object) -> Contact:
    stamps = {
        "id": new_id(), "version": 1, "created_at": NOW, "created_by": "user:x",
        "updated_at": NOW, "updated_by": "user:x",
    }  # fmt: skip
    return Contact.model_validate({**stamps, **fields})


@pytest.mark.parametrize(
    ("fields", "name"),
    [
        (
            {"academic_title": "Dr.", "given_name": "Thomas", "family_name": "Weiß"},
            "Dr. Thomas Weiß",
        ),
        ({"given_name": "Thomas"}, "Thomas"),
        ({"family_name": "Weiß"}, "Weiß"),
        ({"given_name": "Mei", "family_name": "Li", "name_order": "family_first"}, "Li Mei"),
        ({"emails": [{"value": "t@weiss.example"}]}, "t@weiss.example"),
    ],
)
def test_a_contact_is_called_by_what_is_known(fields: dict[str, object], name: str) -> None:
    assert rules.completed(a_contact(**fields)) == {"display_name": name}


def test_a_contact_nobody_can_name_is_refused() -> None:
    with pytest.raises(ContactNameless):
        rules.completed(a_contact(phones=[{"raw": "110"}]))
