"""A proxy before PostgreSQL that cuts the connection on the reply of a commit.

Killing processes at random never met the moment in which a commit is done and its client has not
heard of it; here it is met as often as one likes. The proxy reads both sides' frames, lets the
server commit, and drops the connection instead of passing the reply on.
"""

import asyncio
from asyncio import StreamReader, StreamWriter
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field

_ENCRYPTION_WANTED = 80877103
_HEAD = 5


@dataclass(slots=True)
class _Session:
    """One connection: which of its statements write, and whether a commit is under way."""

    writing: set[bytes] = field(default_factory=set)
    is_committing: bool = False

    def note(self, kind: bytes, body: bytes) -> None:
        """Take note of a message of the client."""
        first, _, rest = body.partition(b"\0")
        if kind == b"P":  # Parse: name, text
            if b"INSERT INTO" in rest:
                self.writing.add(first)
            else:
                self.writing.discard(first)
        elif kind == b"B":  # Bind: portal, name
            self.is_committing = rest.partition(b"\0")[0] in self.writing
        elif kind == b"Q":  # Query: text
            self.is_committing = first == b"COMMIT"


@dataclass(slots=True)
class ReplyCutter:
    """What the proxy has done.

    Attributes:
        port: Where it listens, on the loopback.
        cut: How many commits were done whose client never heard of it.
        passed: How many replies of commits it has passed on.
    """

    cuts: Callable[[], bool]
    port: int = 0
    cut: int = 0
    passed: int = 0

    async def serve(
        self, server: tuple[str, int], reader: StreamReader, writer: StreamWriter
    ) -> None:
        """Serve one connection until either side ends it."""
        behind, before = await asyncio.open_connection(*server)
        session = _Session()
        ways = {
            asyncio.ensure_future(_onward(reader, writer, before, session)),
            asyncio.ensure_future(self._back(behind, writer, session)),
        }
        try:
            await asyncio.wait(ways, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for way in ways:
                way.cancel()
            await asyncio.gather(*ways, return_exceptions=True)
            for end in (writer, before):
                end.transport.abort()

    async def _back(self, reader: StreamReader, writer: StreamWriter, session: _Session) -> None:
        held = b""
        while True:
            kind, frame = await _frame(reader)
            held += frame
            if session.is_committing and kind != b"Z":
                continue
            # Ready for the next query, outside of any transaction, and without an error: done.
            if session.is_committing and frame.endswith(b"I") and not _has_error(held):
                if self.cuts():
                    self.cut += 1
                    return
                self.passed += 1
            session.is_committing = False
            writer.write(held)
            held = b""
            await writer.drain()


async def _onward(
    reader: StreamReader, back: StreamWriter, writer: StreamWriter, session: _Session
) -> None:
    while True:  # what opens a connection has no kind
        length = await reader.readexactly(4)
        body = await reader.readexactly(int.from_bytes(length, "big") - 4)
        if int.from_bytes(body[:4], "big") != _ENCRYPTION_WANTED:
            break
        back.write(b"N")
    writer.write(length + body)
    while True:
        kind, frame = await _frame(reader)
        session.note(kind, frame[_HEAD:])
        writer.write(frame)
        await writer.drain()


async def _frame(reader: StreamReader) -> tuple[bytes, bytes]:
    head = await reader.readexactly(_HEAD)
    return head[:1], head + await reader.readexactly(int.from_bytes(head[1:], "big") - 4)


def _has_error(frames: bytes) -> bool:
    place = 0
    while place < len(frames):
        if frames[place : place + 1] == b"E":
            return True
        place += 1 + int.from_bytes(frames[place + 1 : place + _HEAD], "big")
    return False


@asynccontextmanager
async def cutting(host: str, port: int, cuts: Callable[[], bool]) -> AsyncIterator[ReplyCutter]:
    """Listen as long as the block lasts.

    Args:
        host: The server's host.
        port: The server's port.
        cuts: Asked at every commit that is done; true cuts its reply.
    """
    cutter = ReplyCutter(cuts)
    serving: set[asyncio.Task[None]] = set()

    async def serve(reader: StreamReader, writer: StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None  # noqa: S101 - the server runs each connection as a task
        serving.add(task)
        try:
            await cutter.serve((host, port), reader, writer)
        finally:
            serving.discard(task)

    listener = await asyncio.start_server(serve, "127.0.0.1", 0)
    cutter.port = listener.sockets[0].getsockname()[1]
    try:
        yield cutter
    finally:
        listener.close()
        for task in tuple(serving):
            task.cancel()
        with suppress(asyncio.CancelledError):
            await asyncio.gather(*serving, return_exceptions=True)
