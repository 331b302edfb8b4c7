"""What holds for a contact."""

from datetime import UTC, datetime

import pytest

from kontor_chassis.errors import Faults, TransitionNotAllowed
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
    ("fields", "name", "sorted_as"),
    [
        (
            {"academic_title": "Dr.", "given_name": "Thomas", "family_name": "Weiß"},
            "Dr. Thomas Weiß",
            "Weiß, Thomas",
        ),
        ({"given_name": "Thomas"}, "Thomas", "Thomas"),
        ({"family_name": "Weiß"}, "Weiß", "Weiß"),
        (
            {"given_name": "Mei", "family_name": "Li", "name_order": "family_first"},
            "Li Mei",
            "Li, Mei",
        ),
        ({"emails": [{"value": "t@weiss.example"}]}, "t@weiss.example", "t@weiss.example"),
    ],
)
def test_a_contact_is_called_by_what_is_known(
    fields: dict[str, object], name: str, sorted_as: str
) -> None:
    found = rules.completed(a_contact(**fields))
    assert (found["display_name"], found["sort_name"]) == (name, sorted_as)


def test_a_contact_nobody_can_name_is_refused() -> None:
    with pytest.raises(ContactNameless):
        rules.completed(a_contact(phones=[{"raw": "110"}]))


@pytest.mark.parametrize(
    ("raw", "address", "e164", "extension"),
    [
        ("0171 / 234 56-78", "DE", "+491712345678", None),
        ("+49 (0)171 2345678", "DE", "+491712345678", None),
        ("004930123456", "DE", "+4930123456", None),
        ("+49 30 123456 ext. 12", "DE", "+4930123456", "12"),
        ("+43 1 58858 0", "AT", "+431588580", None),
        ("110", "DE", None, None),
        ("12345", "DE", None, None),
    ],
)
def test_a_phone_is_kept_as_typed_and_found_by_its_normal_form(
    raw: str, address: str, e164: str | None, extension: str | None
) -> None:
    contact = a_contact(
        family_name="Weiß",
        phones=[{"raw": raw}],
        addresses=[{"line1": "1", "city": "X", "country": address}],
    )
    (phone,) = rules.completed(contact)["phones"]
    assert (phone.raw, phone.e164, phone.extension) == (raw, e164, extension)


@pytest.mark.parametrize(
    ("born", "code"), [("2026-03-04", "birth_on_future"), ("1899-12-31", "value_range")]
)
def test_a_birth_is_neither_ahead_nor_long_ago(born: str, code: str) -> None:
    with pytest.raises(Faults) as refused:
        rules.completed(a_contact(family_name="Weiß", birth_on=born))
    (fault,) = refused.value.faults
    assert (fault.pointer, fault.code) == ("/birth_on", code)


def test_a_birth_tells_its_day_and_a_day_can_stand_alone() -> None:
    born = a_contact(family_name="Weiß", birth_on="1980-02-29")
    alone = a_contact(family_name="Weiß", birth_day="12-24")
    assert rules.completed(born)["birth_day"] == "02-29"
    assert rules.completed(alone)["birth_day"] == "12-24"


def test_the_dead_leave_nothing() -> None:
    with pytest.raises(TransitionNotAllowed) as refused:
        rules.refuse_dead(a_contact(family_name="Weiß", status="deceased"))
    assert refused.value.params == {"allowed": ["reactivate"]}
