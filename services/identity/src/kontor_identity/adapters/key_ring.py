"""The key ring: the private keys this process signs tokens with, in its memory and nowhere else."""

import asyncio
from dataclasses import dataclass, field
from datetime import datetime

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey


@dataclass(frozen=True, slots=True, kw_only=True)
class SigningKey:
    """A private key and the time in which it signs."""

    kid: str
    private: Ed25519PrivateKey = field(repr=False)
    used_from: datetime
    used_until: datetime

    def signs(self, now: datetime) -> bool:
        """Whether the key signs at this instant."""
        return self.used_from <= now < self.used_until


class KeyRing:
    """Holds the keys of this process; whoever adds one has published its public half before."""

    def __init__(self) -> None:
        self.adding = asyncio.Lock()
        self._keys: list[SigningKey] = []

    def add(self, key: SigningKey) -> None:
        """Hold a key whose public half is published."""
        self._keys.append(key)

    def current(self, now: datetime) -> SigningKey | None:
        """Return the key that signs at this instant, the newest where two do."""
        self._keys = [key for key in self._keys if now < key.used_until]
        signing = [key for key in self._keys if key.signs(now)]
        return max(signing, key=lambda key: key.used_from, default=None)

    def last_until(self) -> datetime | None:
        """Return when the last of the held keys ends."""
        return max((key.used_until for key in self._keys), default=None)
