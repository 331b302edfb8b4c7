"""Bodies: a small one is read whole before a service is bothered, a large one streams through."""

import asyncio
from collections.abc import AsyncIterator

from starlette.types import Message, Receive

from kontor_chassis.errors import BodyTooLarge, Refusal
from kontor_gateway.forward.errors import BodyIncomplete

WHOLE_BYTES = 32 * 1024


class ClientGone(Exception):  # noqa: N818 - nobody is left to be told of an error
    """The client has hung up."""


class Body:
    """The body of one request, within the limit that its route declares."""

    __slots__ = ("_limit", "_patience", "_receive", "first", "is_complete", "read", "refusal")

    def __init__(self, receive: Receive, limit: int, patience: float) -> None:
        self._receive = receive
        self._limit = limit
        self._patience = patience
        self.first = b""
        self.read = 0
        self.is_complete = False
        self.refusal: Refusal | ClientGone | None = None

    def close(self) -> None:
        """Read nothing: the request's head says that there is no body."""
        self.is_complete = True

    async def open(self) -> None:
        """Read as much as fits into the memory that one request may take.

        Raises:
            BodyTooLarge: It is longer than the route allows.
            BodyIncomplete: It stopped arriving.
            ClientGone: The client has hung up.
        """
        parts = [await self._next()]
        while not self.is_complete and self.read < WHOLE_BYTES:
            parts.append(await self._next())
        self.first = parts[0] if len(parts) == 1 else b"".join(parts)

    async def stream(self) -> AsyncIterator[bytes]:
        """Give all parts, those that were read already first.

        Whoever consumes this swallows what it raises, hence `refusal` keeps it.
        """
        yield self.first
        self.first = b""
        while not self.is_complete:
            try:
                part = await self._next()
            except (Refusal, ClientGone) as refusal:
                self.refusal = refusal
                raise
            yield part

    async def _next(self) -> bytes:
        message = await self._arriving()
        if message["type"] == "http.disconnect":
            raise ClientGone
        part: bytes = message.get("body", b"")
        self.read += len(part)
        if self.read > self._limit:
            raise BodyTooLarge(limit=self._limit)
        self.is_complete = not message.get("more_body", False)
        return part

    async def _arriving(self) -> Message:
        try:
            async with asyncio.timeout(self._patience):
                return await self._receive()
        except TimeoutError:
            raise BodyIncomplete from None
