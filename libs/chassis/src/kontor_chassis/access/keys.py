"""Keys: the public keys of identity, fetched from it and from nowhere else, and kept fresh."""

import asyncio
import base64
import binascii
from collections.abc import Mapping
from contextlib import suppress
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
_PAUSE_S = 1.0
_PAUSE_WHILE_FAILING_S = 5.0
_RESTED_S = 40.0
_log = structlog.get_logger("access")


class PublishedKeys:
    """The key set of identity, fetched when first needed, when it is old, when it lacks a key."""

    def __init__(self, http: aiohttp.ClientSession, identity: str) -> None:
        """Start empty.

        Args:
            http: The session to fetch with.
            identity: Base address of identity.
        """
        self._http = http
        self._address = identity.rstrip("/") + PATH
        self._keys: Mapping[str, Ed25519PublicKey] | None = None
        self._fetched = self._tried = float("-inf")
        self._lock = asyncio.Lock()
        self._renewing: asyncio.Task[None] | None = None

    async def find(self, kid: str) -> Ed25519PublicKey | None:
        """Return the key of this id, or None where identity publishes no such key.

        Raises:
            ServiceUnavailable: No set was ever fetched, so that nothing can be said of any token.
        """
        asked = monotonic()
        if self._keys is not None and kid in self._keys:
            await self._keep_fresh(asked)
        if self._keys is not None and kid in self._keys:
            return self._keys[kid]
        async with self._lock:
            if self._tried <= asked:  # else somebody's fetch began after this one asked
                # Invented ids must not become a flood of requests to identity, nor may an honest
                # new one be refused because of them: both wait a little and share a fetch.
                await asyncio.sleep(self._tried + _PAUSE_S - asked)
                await self._fetch()
        if self._keys is None:
            raise ServiceUnavailable(retry_after=1)
        return self._keys.get(kid)

    async def close(self) -> None:
        """End what is under way."""
        if self._renewing is not None:
            self._renewing.cancel()
            with suppress(asyncio.CancelledError):
                await self._renewing

    async def _keep_fresh(self, now: float) -> None:
        """Renew an old set: in the background while it is in use, at once after a time of rest.

        An identity that hangs holds up one request, and then nobody whose key is known.
        """
        age = now - self._fetched
        is_renewing = self._renewing is not None and not self._renewing.done()
        if age > _RESTED_S and self._fetched > self._tried:
            async with self._lock:
                if self._tried <= now:
                    await self._fetch()
        elif age > FRESH_S and now - self._tried > _PAUSE_WHILE_FAILING_S and not is_renewing:
            self._renewing = asyncio.create_task(self._fetch())

    async def _fetch(self) -> None:
        self._tried = monotonic()
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
