"""A vocabulary as a customer's would be: real names, and people and companies made of them.

Place names are those of Google's libphonenumber (`phonenumbers`, Apache-2.0), some 40,000 in German
and English; family names of both languages are largely such names. Given names are Northwind's.
"""

import random
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from functools import cache
from typing import Any
from uuid import UUID

from phonenumbers.geodata import GEOCODE_DATA

from kontor_chassis.ids import new_id
from kontor_local.demo.northwind import customers
from kontor_records.search.folding import words_of
from kontor_schemas.contacts.contact import Contact
from kontor_schemas.contacts.organization import Organization
from kontor_schemas.values import Address, Email, Phone

_TRADES = (
    "Handel", "Technik", "Bau", "Logistik", "Maschinenbau", "Beratung", "Software", "Energie",
    "Foods", "Services", "Trading", "Consulting", "Papier", "Druck", "Chemie", "Elektro",
)  # fmt: skip
_FORMS = ("GmbH", "AG", "KG", "Ltd", "Inc", "e.K.")
_JOBS = (
    "Einkauf", "Geschäftsführer", "Buchhaltung", "Vertriebsleiterin", "Owner", "Sales Manager",
    "Assistant", "Technischer Leiter", "Rechnungswesen", "Order Administrator",
)  # fmt: skip
_NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)


@cache
def places() -> Sequence[str]:
    """Return the place names, shuffled once and for all, so that popular ones are any."""
    found = {
        name.partition(",")[0].strip()
        for names in GEOCODE_DATA.values()
        for language, name in names.items()
        if language in {"de", "en"}
    }
    listed = sorted(name for name in found if len(name) >= 4 and name[0].isalpha())
    random.Random(7).shuffle(listed)
    return listed


@cache
def given_names() -> Sequence[str]:
    """Return the given names of Northwind's contacts."""
    return sorted({customer.given_name for customer in customers() if customer.given_name})


def companies(count: int) -> Iterator[Organization]:
    """Give organizations, some names more popular than others."""
    chance = random.Random(11)
    for number in range(count):
        place = _popular(chance, places())
        name = f"{place} {chance.choice(_TRADES)} {chance.choice(_FORMS)}"
        yield Organization.model_construct(**_stamps(), number=f"O-{number:06}", name=name)


def people(count: int, at: Sequence[Organization]) -> Iterator[Contact]:
    """Give contacts, each with an organization, a mail address, a phone number and an address."""
    chance = random.Random(13)
    for number in range(count):
        given, family = _popular(chance, given_names()), _popular(chance, places())
        company = chance.choice(at)
        local = ".".join(key for key, _ in words_of(f"{given} {family}"))
        domain = words_of(company.name)[0][0]
        yield Contact.model_construct(
            **_stamps(),
            number=f"K-{number:06}",
            given_name=given,
            family_name=family,
            display_name=f"{given} {family}",
            job_title=chance.choice(_JOBS),
            organization=company.id,
            emails=[Email.model_construct(value=f"{local}@{domain}.example")],
            phones=[_phone(chance)],
            addresses=[_address(chance)],
        )


def misspelt(word: str, chance: random.Random) -> str:
    """Return a word with one typo, as fingers make them."""
    place = chance.randrange(1, len(word) - 1)
    letter = chance.choice("abcdefghijklmnopqrstuvwxyz")
    made = chance.choice((
        word[:place] + word[place + 1 :],
        word[:place] + letter + word[place:],
        word[:place] + letter + word[place + 1 :],
        word[:place] + word[place + 1] + word[place] + word[place + 2 :],
    ))  # fmt: skip
    return made if made != word else misspelt(word, chance)


def _popular(chance: random.Random, among: Sequence[str]) -> str:
    return among[int(len(among) * chance.random() ** 3)]


def _phone(chance: random.Random) -> Phone:
    area, line = chance.randrange(20, 999), chance.randrange(100_000, 9_999_999)
    return Phone.model_construct(raw=f"0{area} {line}", e164=f"+49{area}{line}", extension=None)


def _address(chance: random.Random) -> Address:
    return Address.model_construct(
        line1=f"{_popular(chance, places())}er Straße {chance.randrange(1, 200)}",
        line2=None,
        postal_code=f"{chance.randrange(1_000, 99_999):05}",
        city=_popular(chance, places()),
        region=None,
        country="DE",
    )


def _stamps() -> dict[str, Any]:
    return {
        "id": UUID(int=new_id().int),
        "version": 1,
        "created_at": _NOW,
        "updated_at": _NOW,
        "created_by": "service:bench",
        "updated_by": "service:bench",
    }
