"""Phones, addresses and websites in normal form."""

from typing import Any

import pytest

from kontor_chassis.errors import Faults
from kontor_contacts.processes.normal_forms import rules
from kontor_schemas.values import Address


def an_address(**fields: Any) -> Address:
    return Address.model_validate({"line1": "1", "city": "X", "country": "DE", **fields})


@pytest.mark.parametrize(
    ("country", "code", "passes"),
    [
        ("DE", "20457", True), ("DE", "2045", False), ("DE", "2045a", False), ("AT", "1010", True),
        ("AT", "10101", False), ("CH", "8001", True), ("NL", "1012 AB", True),
        ("NL", "1012ab", True), ("NL", "1012", False), ("GB", "SW1A 1AA", True),
        ("GB", "M1 1AE", True), ("GB", "12345", False), ("US", "whatever", True), ("DE", None, True),
    ],
)  # fmt: skip
def test_a_postal_code_has_the_form_of_its_country(
    country: str, code: str | None, passes: bool
) -> None:
    addresses = [an_address(), an_address(country=country, postal_code=code)]
    if passes:
        rules.refuse_addresses(addresses)
        return
    with pytest.raises(Faults) as refused:
        rules.refuse_addresses(addresses)
    (fault,) = refused.value.faults
    assert (fault.pointer, fault.code) == ("/addresses/1/postal_code", "postal_code_format")


def test_an_address_does_not_end_before_it_begins() -> None:
    backwards = an_address(valid_from_on="2026-05-01", valid_until_on="2026-04-30")
    with pytest.raises(Faults) as refused:
        rules.refuse_addresses([backwards])
    (fault,) = refused.value.faults
    assert (fault.pointer, fault.code) == ("/addresses/0/valid_until_on", "range_inverted")
    rules.refuse_addresses([an_address(valid_from_on="2026-05-01", valid_until_on="2026-05-01")])


def test_the_country_is_that_of_the_main_address() -> None:
    billing = an_address(kind="billing", country="AT", is_primary=True)
    visit = an_address(kind="visit", country="CH", is_primary=True)
    assert rules.country_of([billing, visit]) == "CH"
    assert rules.country_of([billing]) == "AT"
    assert rules.country_of([]) is None


@pytest.mark.parametrize(
    ("language", "country"),
    [("de", "DE"), ("de-AT", "AT"), ("de-CH", "CH"), ("en", None), ("en-GB", "GB"), (None, None)],
)
def test_a_language_tells_where_numbers_are_from(language: str | None, country: str) -> None:
    assert rules.region_of(language) == country


@pytest.mark.parametrize(
    ("website", "domain"),
    [
        ("https://www.alfreds.example/start", "alfreds.example"),
        ("alfreds.example", "alfreds.example"),
        ("alfreds.example:8080/x", "alfreds.example"),
        (None, None),
        ("http://[", None),
    ],
)
def test_a_website_tells_its_domain(website: str | None, domain: str | None) -> None:
    assert rules.domain_of(website) == domain


@pytest.mark.parametrize(
    "url", ["javascript:alert(1)", "JavaScript:x", "data:text/html,x", "file:///etc"]
)
def test_an_address_that_runs_code_is_none(url: str) -> None:
    with pytest.raises(Faults) as refused:
        rules.refuse_scheme("/website", url)
    assert refused.value.faults[0].code == "url_scheme"
