"""Cursors: the place of a row in an order, signed and bound to what was asked and by whom.

Nobody reads another list through one, or feeds values of their own into its statement.
"""

import base64
import hashlib
import hmac
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any, Final

import orjson
from sqlalchemy import Date, DateTime, Numeric
from sqlalchemy.types import TypeEngine

from kontor_chassis.errors import CursorInvalid

_SIGNATURE: Final = 16
_LONGEST: Final = 4_000


@dataclass(frozen=True, slots=True)
class Seal:
    """What a cursor is bound to.

    Attributes:
        secret: The service's secret.
        digest: Of the type, the filter, the order and the reader.
    """

    secret: bytes
    digest: bytes

    @classmethod
    def of(cls, secret: bytes, *asked: object) -> "Seal":
        """Return the seal of a list, from everything that makes it this one."""
        text = orjson.dumps(asked, default=str, option=orjson.OPT_SORT_KEYS)
        return cls(secret, hashlib.blake2b(text, digest_size=16).digest())

    def closed(self, values: Sequence[object], *, backward: bool = False) -> str:
        """Return the cursor of a row: the page behind it, or the one before."""
        # An instant keeps its microseconds: the row itself must not come again.
        place = orjson.dumps([backward, *values], default=str)
        return base64.urlsafe_b64encode(self._signature(place) + place).decode().rstrip("=")

    def opened(self, cursor: str, types: Sequence[TypeEngine[Any]]) -> tuple[bool, list[Any]]:
        """Return whether the page before is asked for, and the row's values.

        Raises:
            CursorInvalid: It is altered, or belongs to another list, order or reader.
        """
        if len(cursor) > _LONGEST:
            raise CursorInvalid
        try:
            padded = cursor + "=" * (-len(cursor) % 4)
            raw = base64.b64decode(padded, altchars=b"-_", validate=True)
        except ValueError:
            raise CursorInvalid from None
        signature, place = raw[:_SIGNATURE], raw[_SIGNATURE:]
        if not hmac.compare_digest(signature, self._signature(place)):
            raise CursorInvalid
        backward, *values = orjson.loads(place)
        return backward, [_typed(value, kind) for value, kind in zip(values, types, strict=True)]

    def _signature(self, place: bytes) -> bytes:
        return hmac.digest(self.secret, self.digest + place, "sha256")[:_SIGNATURE]


def _typed(value: Any, kind: TypeEngine[Any]) -> object:
    if value is None:
        return None
    if isinstance(kind, DateTime):
        return datetime.fromisoformat(value).astimezone(UTC)
    if isinstance(kind, Date):
        return date.fromisoformat(value)
    return Decimal(value) if isinstance(kind, Numeric) else value
