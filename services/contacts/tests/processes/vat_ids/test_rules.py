"""VAT identification numbers: form and check digit."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kontor_chassis.errors import Faults
from kontor_contacts.processes.vat_ids.rules import vat_id


@pytest.mark.parametrize(
    ("typed", "value"),
    [
        ("DE136695976", "DE136695976"),
        (" de 136.695.976 ", "DE136695976"),
        ("ATU13585627", "ATU13585627"),
        ("BE0428759497", "BE0428759497"),
        ("IT00743110157", "IT00743110157"),
        ("PL8567346215", "PL8567346215"),
        ("FR40303265045", "FR40303265045"),
        ("NL004495445B01", "NL004495445B01"),
    ],
)
def test_a_number_with_its_check_digit_passes(typed: str, value: str) -> None:
    found = vat_id("/vat_id", typed)
    assert (found.value, found.is_unverified) == (value, False)


@pytest.mark.parametrize(
    "typed",
    ["DE136695977", "DE13669597", "ATU13585626", "BE0428759498", "IT00743110158", "PL8567346216"],
)
def test_a_wrong_one_is_refused_where_it_stands(typed: str) -> None:
    with pytest.raises(Faults) as refused:
        vat_id("/vat_id", typed)
    (fault,) = refused.value.faults
    assert (fault.pointer, fault.code) == ("/vat_id", "vat_id_checksum")


@pytest.mark.parametrize("typed", ["US123456789", "12345", "CHE-123.456.788 MWST"])
def test_a_number_of_an_unknown_country_is_kept_and_marked(typed: str) -> None:
    assert vat_id("/vat_id", typed).is_unverified


@given(st.integers(10_000_000, 99_999_999))
def test_a_german_number_has_exactly_one_check_digit(number: int) -> None:
    passed = 0
    for digit in range(10):
        try:
            vat_id("/vat_id", f"DE{number}{digit}")
        except Faults:
            continue
        passed += 1
    assert passed == 1
