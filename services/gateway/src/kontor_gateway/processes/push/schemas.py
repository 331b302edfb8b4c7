"""The cursor of push: where in every partition a reader stands, sealed.

A vector of offsets tells how much happens on the whole platform, so nobody but us reads it. It
opens nothing: what is told is decided by who asks, whoever the cursor was given to.
"""

import base64
import hashlib
import os
import zlib
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Final
from zlib import crc32

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from kontor_chassis.consume.following import Place
from kontor_chassis.errors import CursorInvalid

LIFETIME: Final = timedelta(days=30)
LONGEST: Final = 16_000
_NONCE: Final = 12
_FORM: Final = b"kontor push cursor 1"
_MOST_BYTES: Final = 64_000


class Cursors:
    """Seals and opens cursors; every replica of the gateway does so alike."""

    def __init__(self, secret: bytes) -> None:
        key = hashlib.blake2b(secret, person=b"kontor push", digest_size=32).digest()
        self._cipher = AESGCM(key)

    def closed(self, positions: Mapping[Place, int], now: datetime) -> str:
        """Return the cursor of what stands before these offsets."""
        raw = int(now.timestamp()).to_bytes(5, "big") + zlib.compress(_packed(positions))
        nonce = os.urandom(_NONCE)
        sealed = nonce + self._cipher.encrypt(nonce, raw, _FORM)
        return base64.urlsafe_b64encode(sealed).decode().rstrip("=")

    def opened(self, cursor: str, now: datetime) -> "Standing | None":
        """Return where a reader stood; None where that is too long ago.

        Raises:
            CursorInvalid: It is none of ours.
        """
        if len(cursor) > LONGEST or not cursor.isascii():
            raise CursorInvalid
        try:
            padded = cursor + "=" * (-len(cursor) % 4)
            sealed = base64.b64decode(padded, altchars=b"-_", validate=True)
            raw = self._cipher.decrypt(sealed[:_NONCE], sealed[_NONCE:], _FORM)
        except (ValueError, InvalidTag):
            raise CursorInvalid from None
        if now.timestamp() - int.from_bytes(raw[:5], "big") > LIFETIME.total_seconds():
            return None
        return Standing(_unpacked(zlib.decompressobj().decompress(raw[5:], _MOST_BYTES)))


class Standing:
    """Where a reader stood, by topic: names are not in a cursor, only what tells them apart."""

    def __init__(self, offsets: Mapping[tuple[int, int], int]) -> None:
        self._offsets = offsets

    def at(self, place: Place) -> int:
        """Return the first offset that the reader does not know; 0 for a partition that is new."""
        topic, partition = place
        return self._offsets.get((crc32(topic.encode()), partition), 0)


def _packed(positions: Mapping[Place, int]) -> bytes:
    topics: dict[str, dict[int, int]] = {}
    for (topic, partition), offset in positions.items():
        topics.setdefault(topic, {})[partition] = offset
    packed = bytearray()
    for topic in sorted(topics):
        offsets = topics[topic]
        packed += crc32(topic.encode()).to_bytes(4, "big")
        _put(packed, len(offsets))
        for partition in sorted(offsets):
            _put(packed, partition)
            _put(packed, offsets[partition])
    return bytes(packed)


def _unpacked(packed: bytes) -> dict[tuple[int, int], int]:
    offsets: dict[tuple[int, int], int] = {}
    at = 0
    while at < len(packed):
        topic = int.from_bytes(packed[at : at + 4], "big")
        count, at = _number(packed, at + 4)
        for _ in range(count):
            partition, at = _number(packed, at)
            offsets[topic, partition], at = _number(packed, at)
    return offsets


def _put(packed: bytearray, number: int) -> None:
    """Add a number in as few bytes as it needs, seven bits in each."""
    while number > 0x7F:
        packed.append(number & 0x7F | 0x80)
        number >>= 7
    packed.append(number)


def _number(packed: bytes, at: int) -> tuple[int, int]:
    number = shift = 0
    while True:
        byte = packed[at]
        at += 1
        number |= (byte & 0x7F) << shift
        if byte < 0x80:
            return number, at
        shift += 7
