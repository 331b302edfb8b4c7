"""Identifiers with a fixed form: actors, record names, fact types, countries, zones, instants."""

from datetime import UTC, datetime, timedelta
from typing import Annotated
from uuid import UUID

from pydantic import AfterValidator, AwareDatetime, Field, StringConstraints

PLATFORM = UUID(int=0)
"""Stands where a tenant or a record is asked for and the platform itself is meant."""


def _in_utc(moment: datetime) -> datetime:
    return moment if moment.utcoffset() == timedelta(0) else moment.astimezone(UTC)


Instant = Annotated[AwareDatetime, AfterValidator(_in_utc)]
"""A point in time, always in UTC; one without a zone is refused."""

Version = Annotated[int, Field(ge=1, le=2**53 - 1)]
"""The version of a record: 1, 2, 3 …; small enough for every JSON reader and database."""

Actor = Annotated[
    str, StringConstraints(max_length=120, pattern=r"^[a-z][a-z_]*:[A-Za-z0-9][A-Za-z0-9._@-]*$")
]
"""Who acted: `user:<uuid>`, `service:<name>` or `rule:<uuid>@<version>`."""

RecordName = Annotated[
    str, StringConstraints(max_length=80, pattern=r"^[a-z][a-z0-9_]*\.[a-z][a-z0-9_]*$")
]
"""A record type of the platform: `<service>.<record>`, as in `contacts.lead`."""

FactType = Annotated[
    str,
    StringConstraints(
        max_length=160,
        pattern=r"^[a-z][a-z0-9_]*\.[a-z][a-z0-9_]*\.[a-z][a-z0-9_]*\.v[1-9][0-9]*$",
    ),
]
"""The type of a fact: `<service>.<record>.<past verb>.v<major>`."""

CountryCode = Annotated[str, StringConstraints(pattern=r"^[A-Z]{2}$")]
"""A country by its two letters of ISO 3166-1."""

CurrencyCode = Annotated[str, StringConstraints(pattern=r"^[A-Z]{3}$")]
"""A currency by its three letters of ISO 4217."""

LanguageCode = Annotated[
    str, StringConstraints(max_length=12, pattern=r"^[a-z]{2,3}(-[A-Za-z0-9]{2,8})?$")
]
"""A language or locale by its BCP 47 tag: `de`, `en`, `de-CH`."""

ZoneName = Annotated[str, StringConstraints(max_length=64, pattern=r"^[A-Za-z][A-Za-z0-9_+/-]*$")]
"""A time zone by its IANA name: `Europe/Berlin`. Whether it exists is the owner's check."""
