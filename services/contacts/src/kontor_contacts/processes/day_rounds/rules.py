"""What a day brings: whose birthday is kept on it, and whose address is another one from it on."""

from calendar import isleap
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from importlib.resources import files
from typing import Any, Final
from zoneinfo import ZoneInfo

from kontor_schemas.contacts.account import Account
from kontor_schemas.contacts.contact import Contact
from kontor_schemas.values import Address

KEPT_AT: Final = time(9)
"""At this time of the day a birthday is told."""
ROUND: Final = timedelta(minutes=15)
"""Midnights of all zones of the world lie on quarters of an hour."""
_DAY: Final = timedelta(days=1)
_LEAP_DAY: Final = "02-29"
_WIDEST: Final = timedelta(hours=14)
"""No zone is farther from UTC."""


def birthday_due(day: date, zone: ZoneInfo) -> datetime:
    """Return when the birthdays of a day are told."""
    return datetime.combine(day, KEPT_AT, zone).astimezone(UTC)


def birth_days_kept(day: date) -> list[str]:
    """Return the birth days, as month and day, that are kept on a day."""
    kept = [day.strftime("%m-%d")]
    # In common years 29 February is kept on the last day of the month it is in.
    if kept == ["02-28"] and not isleap(day.year):
        kept.append(_LEAP_DAY)
    return kept


def is_celebrated(contact: Contact) -> bool:
    """Whether a birthday is told at all: of the living, of whom data may be used."""
    return contact.status != "deceased" and contact.processing == "normal"


def age_on(contact: Contact, day: date) -> int | None:
    """Return how old a contact becomes on a birthday; None where the year is not known."""
    return day.year - contact.birth_on.year if contact.birth_on else None


def round_after(at: datetime) -> datetime:
    """Return the next quarter of an hour."""
    start = at.replace(minute=0, second=0, microsecond=0)
    return start + ROUND * ((at - start) // ROUND + 1)


def days_within(since: datetime, until: datetime) -> list[date]:
    """Return the first and last days of addresses of which one may change in a span of time."""
    first, last = (since - _WIDEST).date() - _DAY, (until + _WIDEST).date()
    return [first + _DAY * place for place in range((last - first).days + 1)]


def switched(
    state: Any, since: datetime, until: datetime, zone: ZoneInfo
) -> Mapping[date, Sequence[str]]:
    """Return which kinds of addresses become other ones in a span, by the day on which they do.

    Args:
        state: The state of a record that has addresses.
        since: The beginning, not part of the span.
        until: The end.
        zone: The tenant's zone: it decides where a country has several, and it is one of them.
    """
    found: dict[date, set[str]] = {}
    for kind, address in _addresses_of(state):
        there = _zone_of(address.country, zone)
        for day in _switching_days(address):
            if since < datetime.combine(day, time(0), there).astimezone(UTC) <= until:
                found.setdefault(day, set()).add(kind)
    return {day: sorted(found[day]) for day in sorted(found)}


def _switching_days(address: Address) -> Iterable[date]:
    if address.valid_from_on:
        yield address.valid_from_on
    if address.valid_until_on:
        yield address.valid_until_on + _DAY


def _addresses_of(state: Any) -> Iterable[tuple[str, Address]]:
    if not isinstance(state, Account):
        return ((address.kind, address) for address in state.addresses)
    own = {"billing": state.billing_address, "delivery": state.delivery_address}
    return ((kind, address) for kind, address in own.items() if address)


def _zone_of(country: str, zone: ZoneInfo) -> ZoneInfo:
    """Return the zone of a country; where it has several, the tenant's or the first listed."""
    there = _zones().get(country, ())
    return zone if zone.key in there or not there else ZoneInfo(there[0])


@cache
def _zones() -> Mapping[str, Sequence[str]]:
    """Return the zones of each country, out of the table that the zones themselves come with."""
    listed = (files("tzdata") / "zoneinfo" / "zone.tab").read_text("utf-8").splitlines()
    found: dict[str, list[str]] = {}
    for line in listed:
        if not line.startswith("#"):
            country, _, name = line.split("\t")[:3]
            found.setdefault(country, []).append(name)
    return found
