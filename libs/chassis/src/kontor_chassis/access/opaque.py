"""Opaque tokens: random secrets that say where they belong, for one purpose each.

Tenant and id are inside, so that whoever is shown one knows in which tenant to look, before anybody
is authenticated. Only a digest is stored: who reads the database can open nothing with it.
"""

import base64
import binascii
import hashlib
import hmac
import secrets
from dataclasses import dataclass, field
from uuid import UUID

_SECRET_BYTES = 32
_BYTES = 16 + 16 + _SECRET_BYTES
LONGEST = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class Opaque:
    """An opaque token: what it opens, and the digest under which it is known."""

    tenant: UUID
    id: UUID
    digest: bytes = field(repr=False)

    def fits(self, digest: bytes) -> bool:
        """Whether this is the token of a stored digest, found out in constant time."""
        return hmac.compare_digest(self.digest, digest)


def issue(purpose: str, tenant: UUID, identifier: UUID) -> tuple[str, bytes]:
    """Return a new token and the digest to store.

    Args:
        purpose: What it is for; a token of one purpose never opens another. Shown in front, so
            that people and secret scanners know what they have found.
        tenant: The tenant it belongs to.
        identifier: The id of what it opens.
    """
    raw = tenant.bytes + identifier.bytes + secrets.token_bytes(_SECRET_BYTES)
    text = base64.urlsafe_b64encode(raw).decode().rstrip("=")
    return f"kontor_{purpose}_{text}", _digest(purpose, raw)


def opened(purpose: str, text: str) -> Opaque | None:
    """Return what a text of this purpose claims to open; None where it has not even the form."""
    prefix = f"kontor_{purpose}_"
    if len(text) > LONGEST or not text.startswith(prefix) or not text.isascii():
        return None
    try:
        encoded = text.removeprefix(prefix)
        raw = base64.b64decode(encoded + "=" * (-len(encoded) % 4), altchars=b"-_", validate=True)
    except (ValueError, binascii.Error):
        return None
    if len(raw) != _BYTES:
        return None
    digest = _digest(purpose, raw)
    return Opaque(tenant=UUID(bytes=raw[:16]), id=UUID(bytes=raw[16:32]), digest=digest)


def _digest(purpose: str, raw: bytes) -> bytes:
    # The secret has 256 bits of its own: nothing slower than SHA-256 is needed.
    return hashlib.sha256(purpose.encode() + b"\x00" + raw).digest()
