"""Northwind: the customers and employees of a food trader, read as they are.

The file is the public sample of 1996 to 1998: `NULL` as text, accents, leading zeros, a dozen ways
to write a phone number. It has no e-mail addresses; each customer gets one at a reserved domain.
"""

import csv
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

_DATA = Path(__file__).parent / "data"

COUNTRIES: Mapping[str, str] = {
    "Argentina": "AR", "Austria": "AT", "Belgium": "BE", "Brazil": "BR", "Canada": "CA",
    "Denmark": "DK", "Finland": "FI", "France": "FR", "Germany": "DE", "Ireland": "IE",
    "Italy": "IT", "Mexico": "MX", "Norway": "NO", "Poland": "PL", "Portugal": "PT",
    "Spain": "ES", "Sweden": "SE", "Switzerland": "CH", "UK": "GB", "USA": "US",
    "Venezuela": "VE",
}  # fmt: skip
"""The countries of the file by their letters of ISO 3166-1."""

GERMAN_SPEAKING = frozenset({"DE", "AT", "CH"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Territory:
    """A sales territory: its countries, and the employees who share its leads."""

    name: str
    countries: Sequence[str]
    members: Sequence[str]


TERRITORIES: Sequence[Territory] = (
    Territory(
        name="Central Europe", countries=("AT", "CH", "DE", "PL"), members=("Buchanan", "Suyama")
    ),
    Territory(
        name="Western and Southern Europe",
        countries=("BE", "ES", "FR", "GB", "IE", "IT", "PT"),
        members=("King", "Dodsworth", "Callahan"),
    ),
    Territory(name="Northern Europe", countries=("DK", "FI", "NO", "SE"), members=("Fuller",)),
    Territory(
        name="Americas",
        countries=("AR", "BR", "CA", "MX", "US", "VE"),
        members=("Davolio", "Leverling", "Peacock"),
    ),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Employee:
    """Somebody who gets leads."""

    family_name: str
    given_name: str

    @property
    def email(self) -> str:
        """The address the employee signs in with."""
        return f"{self.given_name}.{self.family_name}@northwind.example".lower()


@dataclass(frozen=True, slots=True, kw_only=True)
class Customer:
    """A row of the file in the form of the API."""

    key: str
    company: str
    given_name: str | None
    family_name: str
    job_title: str
    address: Mapping[str, Any]
    phones: Sequence[Mapping[str, Any]]

    @property
    def email(self) -> str:
        """The customer's address, at a domain that is reserved for examples."""
        return f"{self.key.lower()}@customers.example"

    @property
    def country(self) -> str:
        """The country's two letters."""
        return str(self.address["country"])

    def organization(self) -> dict[str, Any]:
        """Return the body that creates the organization."""
        return {
            "name": self.company,
            "number": self.key,
            "addresses": [dict(self.address)],
            "phones": [dict(phone) for phone in self.phones],
            "kinds": ["customer"],
            "source": "import",
        }

    def contact(self, organization: str) -> dict[str, Any]:
        """Return the body that creates the organization's contact."""
        return {**self._person(), "organization": organization, "source": "import"}

    def lead(self, run: str) -> dict[str, Any]:
        """Return the body that creates the lead of a run of the journey."""
        return {
            **self._person(),
            "company": self.company,
            "source": "import",
            "campaign": run,
            "need": "Catalogue 2027",
        }

    def _person(self) -> dict[str, Any]:
        return {
            "given_name": self.given_name,
            "family_name": self.family_name,
            "job_title": self.job_title,
            "emails": [{"value": self.email}],
            "phones": [dict(phone) for phone in self.phones],
            "addresses": [dict(self.address)],
            "language": "de" if self.country in GERMAN_SPEAKING else "en",
        }


@cache
def customers() -> tuple[Customer, ...]:
    """Return the 91 customers, in the order of the file."""
    return tuple(_customer(row) for row in _rows("customers.csv"))


@cache
def employees() -> tuple[Employee, ...]:
    """Return the nine employees."""
    return tuple(
        Employee(family_name=row["lastName"], given_name=row["firstName"])
        for row in _rows("employees.csv")
    )


def territory_of(country: str) -> Territory:
    """Return the territory a country belongs to."""
    return next(territory for territory in TERRITORIES if country in territory.countries)


def _rows(name: str) -> list[dict[str, str]]:
    with (_DATA / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def _customer(row: Mapping[str, str]) -> Customer:
    given, _, family = row["contactName"].rpartition(" ")
    phones = [
        {"raw": row[column], "kind": kind}
        for column, kind in (("phone", "work"), ("fax", "fax"))
        if _known(row[column])
    ]
    return Customer(
        key=row["customerID"],
        company=row["companyName"],
        given_name=given or None,
        family_name=family,
        job_title=row["contactTitle"],
        address={
            "line1": row["address"],
            "city": row["city"],
            "region": _known(row["region"]),
            "postal_code": _known(row["postalCode"]),
            "country": COUNTRIES[row["country"]],
        },
        phones=phones,
    )


def _known(value: str) -> str | None:
    return None if value in {"", "NULL"} else value
