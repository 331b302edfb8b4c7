"""What examples of several records have in common."""

from datetime import date
from typing import Any

from kontor_published.samples.ids import BEN, UPDATED_AT, sample_id
from kontor_schemas.record_state import Access, Hold, Principal, Share
from kontor_schemas.values import Address

SHARED: dict[str, Any] = {
    "owner_group": sample_id("group north"),
    "tags": [sample_id("tag key account")],
    "custom": {"c_region": "north"},
    "access": Access(
        co_owners=[BEN],
        shares=[
            Share(
                principal=Principal(kind="group", id=sample_id("group service")),
                level="read",
                until=UPDATED_AT,
            )
        ],
    ),
    "holds": [
        Hold(
            name="approval",
            holder=sample_id("approval discount"),
            link="/approvals/1",
            allowed=["description"],
        )
    ],
}
"""What every record of people's work has beside its own fields."""

ADDRESS = Address(
    kind="visit",
    line1="Speicherstraße 14",
    line2="Hinterhaus",
    postal_code="20457",
    city="Hamburg",
    region="HH",
    country="DE",
    is_primary=True,
    valid_from_on=date(2024, 5, 1),
    valid_until_on=date(2030, 12, 31),
    lat_e6=53_543_600,
    lon_e6=9_989_000,
)
