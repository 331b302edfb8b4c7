"""Keys: the public keys of identity, fetched from it and from nowhere else, and kept fresh."""

import asyncio
import base64
import binascii
from collections.abc import Mapping
from time import monotonic
from typing import Any

import aiohttp
import orjson
import structlog
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from kontor_chassis.access.verifier import FRESH_S
from kontor_chassis.errors import ServiceUnavailable

PATH = "/internal/jwks"
_PAUSE_S = 3.0
_log = structlog.get_logger("access")


class PublishedKeys:
    """The key set of identity, as it was at most a minute ago while identity answers."""

    def __init__(self, http: aiohttp.ClientSession, identity: str) -> None:
        """Start empty; the first look-up fetches.

        Args:
            http: The session to fetch with.
            identity: Base address of identity.
        """
        self._http = http
        self._address = identity.rstrip("/") + PATH
        self._keys: Mapping[str, Ed25519PublicKey] | None = None
        self._fetched = self._tried = float("-inf")
        self._lock = asyncio.Lock()

    async def find(self, kid: str) -> Ed25519PublicKey | None:
        """Return the key of this id; the set is fetched again where it is old or lacks the id.

        Raises:
            ServiceUnavailable: No set was ever fetched, so that nothing can be said of any token.
        """
        if self._keys is None or kid not in self._keys or monotonic() - self._fetched > FRESH_S:
            async with self._lock:
                await self._refresh(kid)
        if self._keys is None:
            raise ServiceUnavailable(retry_after=1)
        return self._keys.get(kid)

    async def _refresh(self, kid: str) -> None:
        now = monotonic()
        known = self._keys is not None and kid in self._keys and now - self._fetched <= FRESH_S
        # Invented key ids must not become a flood of requests to identity.
        if known or now - self._tried < (_PAUSE_S if self._keys is not None else 0.1):
            return
        self._tried = now
        try:
            async with self._http.get(self._address, allow_redirects=False) as answer:
                if answer.status == 200:
                    self._keys = from_jwks(await answer.read())
                    self._fetched = monotonic()
                    return
                _log.warning("identity gives no keys", status=answer.status)
        except (aiohttp.ClientError, TimeoutError, ValueError) as fault:
            _log.warning("identity gives no keys", fault=type(fault).__name__)


def to_jwk(kid: str, key: Ed25519PublicKey) -> dict[str, str]:
    """Return a public key as a JSON Web Key (RFC 8037)."""
    raw = key.public_bytes(Encoding.Raw, PublicFormat.Raw)
    x = base64.urlsafe_b64encode(raw).decode().rstrip("=")
    return {"kty": "OKP", "crv": "Ed25519", "use": "sig", "alg": "EdDSA", "kid": kid, "x": x}


def from_jwks(body: bytes) -> dict[str, Ed25519PublicKey]:
    """Return the Ed25519 signing keys of a key set by id; other kinds of key are passed over.

    Raises:
        ValueError: This is no key set.
    """
    document = orjson.loads(body)
    listed = document.get("keys") if isinstance(document, dict) else None
    if not isinstance(listed, list):
        raise ValueError("no key set")  # noqa: TRY004 - wrong data, not a wrong call
    found = (_from_jwk(entry) for entry in listed if isinstance(entry, dict))
    return dict(pair for pair in found if pair is not None)


def _from_jwk(entry: Mapping[str, Any]) -> tuple[str, Ed25519PublicKey] | None:
    kid, x = entry.get("kid"), entry.get("x")
    if (entry.get("kty"), entry.get("crv")) != ("OKP", "Ed25519"):
        return None
    if not isinstance(kid, str) or not isinstance(x, str):
        return None
    try:
        raw = base64.urlsafe_b64decode(x + "=" * (-len(x) % 4))
        return kid, Ed25519PublicKey.from_public_bytes(raw)
    except (ValueError, binascii.Error):
        return None
