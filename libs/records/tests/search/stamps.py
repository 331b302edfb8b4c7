"""Stamps for states that no command made."""

from datetime import UTC, datetime

from kontor_chassis.ids import new_id

_NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
STAMPED = {
    "id": new_id(),
    "version": 1,
    "created_at": _NOW,
    "updated_at": _NOW,
    "created_by": "service:finding",
    "updated_by": "service:finding",
}
