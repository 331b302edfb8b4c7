"""Password hashing: argon2id in threads of its own, so that it can slow down nothing else."""

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from kontor_chassis.errors import ServiceUnavailable
from kontor_identity.settings import PasswordSettings

T = TypeVar("T")


class PasswordHashing:
    """Hashes and checks passwords; refuses when too many wait, before anybody waits for long."""

    def __init__(self, settings: PasswordSettings) -> None:
        self._hasher = PasswordHasher(
            time_cost=settings.rounds, memory_cost=settings.memory_kib, parallelism=1
        )
        self._threads = ThreadPoolExecutor(settings.threads, thread_name_prefix="password")
        self._most = settings.threads + settings.queue
        self._busy = 0
        # Checked where there is no account, so that the answer takes as long as for one.
        self._nobody = self._hasher.hash("nobody has this password")

    async def hash(self, password: str) -> str:
        """Return the hash to store.

        Raises:
            ServiceUnavailable: Too many passwords are being checked.
        """
        return await self._run(lambda: self._hasher.hash(password))

    async def fits(self, password: str, stored: str | None) -> bool:
        """Whether a password is the one of a stored hash; None takes as long and never fits.

        Raises:
            ServiceUnavailable: Too many passwords are being checked.
        """
        fits = await self._run(lambda: self._check(password, stored or self._nobody))
        return fits and stored is not None

    def is_outdated(self, stored: str) -> bool:
        """Whether a hash was made with other costs than those of today."""
        return self._hasher.check_needs_rehash(stored)

    async def close(self) -> None:
        """End the threads."""
        self._threads.shutdown(wait=False, cancel_futures=True)

    def _check(self, password: str, stored: str) -> bool:
        try:
            return self._hasher.verify(stored, password)
        except (VerificationError, InvalidHashError):
            return False

    async def _run(self, work: Callable[[], T]) -> T:
        if self._busy >= self._most:
            raise ServiceUnavailable(retry_after=1)
        self._busy += 1
        future = asyncio.get_running_loop().run_in_executor(self._threads, work)
        future.add_done_callback(self._done)
        # A client that hangs up frees no thread: its check counts until it is done.
        return await asyncio.shield(future)

    def _done(self, _future: object) -> None:
        self._busy -= 1
