"""Normal forms of what persons and companies share: phones, addresses, websites."""

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final, Protocol
from urllib.parse import urlsplit

from kontor_chassis.errors import Fault, Faults
from kontor_records.duplicates.phones import filled
from kontor_schemas.values import Address, Phone

_POSTAL_CODES: Final[Mapping[str, re.Pattern[str]]] = {
    country: re.compile(pattern, re.ASCII)
    for country, pattern in {
        "DE": r"\d{5}",
        "AT": r"\d{4}",
        "CH": r"\d{4}",
        "NL": r"\d{4} ?[A-Z]{2}",
        "GB": r"GIR ?0AA|[A-Z]{1,2}\d[A-Z\d]? ?\d[A-Z]{2}",
    }.items()
}
"""How postal codes are built; those of other countries are free."""

_COUNTRIES: Final[Mapping[str, str]] = {"de": "DE", "fr": "FR", "it": "IT", "nl": "NL", "pl": "PL"}
"""Where a language is spoken first: numbers typed without a prefix are of there."""

_MAIN: Final = ("visit", "billing", "home", "delivery", "other")
_SCHEMES: Final = frozenset({"", "http", "https"})


class Reachable(Protocol):
    """A state with phones and addresses."""

    @property
    def phones(self) -> list[Phone]:
        """Its phone numbers."""

    @property
    def addresses(self) -> list[Address]:
        """Its postal addresses."""


def reached(state: Reachable, language: str | None = None) -> dict[str, Any]:
    """Return the phones of a state in normal form.

    Args:
        state: The state.
        language: The language to write in; it tells the country where no address does.

    Raises:
        Faults: An address is none (`postal_code_format`, `range_inverted`).
    """
    refuse_addresses(state.addresses)
    region = country_of(state.addresses) or region_of(language)
    return {"phones": filled(state.phones, region)}


def country_of(addresses: Sequence[Address]) -> str | None:
    """Return the country of the main address: territories are decided by it."""
    primary = {address.kind: address.country for address in addresses if address.is_primary}
    return next((primary[kind] for kind in _MAIN if kind in primary), None)


def region_of(language: str | None) -> str | None:
    """Return the country that a language tag names or stands for first."""
    if not language:
        return None
    first, _, rest = language.partition("-")
    return rest.upper() if len(rest) == 2 else _COUNTRIES.get(first)


def refuse_addresses(addresses: Sequence[Address], pointer: str = "/addresses") -> None:
    """Refuse addresses that cannot be.

    Raises:
        Faults: `postal_code_format`, `range_inverted`, each where it stands.
    """
    faults = [
        fault
        for place, address in enumerate(addresses)
        for fault in _faults(address, f"{pointer}/{place}")
    ]
    if faults:
        raise Faults(*faults)


def _faults(address: Address, pointer: str) -> Iterator[Fault]:
    form = _POSTAL_CODES.get(address.country)
    if form and address.postal_code and not form.fullmatch(address.postal_code.upper()):
        yield Fault(f"{pointer}/postal_code", "postal_code_format", {"country": address.country})
    first, last = address.valid_from_on, address.valid_until_on
    if first and last and last < first:
        yield Fault(f"{pointer}/valid_until_on", "range_inverted")


def refuse_scheme(pointer: str, url: str | None) -> None:
    """Refuse an address that is not of a web page: others run code or read files.

    Raises:
        Faults: `url_scheme`.
    """
    if url and urlsplit(_whole(url)).scheme.lower() not in _SCHEMES:
        raise Faults(Fault(pointer, "url_scheme"))


def domain_of(website: str | None) -> str | None:
    """Return the host of a website without `www.`, by which a company is recognised."""
    if not website:
        return None
    try:
        host = urlsplit(_whole(website)).hostname
    except ValueError:
        return None
    return host.removeprefix("www.")[:255] if host else None


def _whole(url: str) -> str:
    """Return an address with the slashes that say where the host begins, unless it has a scheme."""
    return (
        url
        if "//" in url or re.match(r"[a-z][a-z0-9+.-]*:(?!\d)", url, re.IGNORECASE)
        else f"//{url}"
    )
