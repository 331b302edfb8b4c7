"""The HTTP protocol of every listener: uvicorn's parser, with bounds on what a client may hold.

The parser itself refuses what two servers could read differently (two lengths, a length beside a
transfer encoding). What it does not bound is the size of a head and the time a client takes: a
head that never ends, or a body sent on after the answer, would hold a connection for ever.
"""

import asyncio
from typing import Any

import orjson
from uvicorn.protocols.http.httptools_impl import STATUS_LINE, HttpToolsProtocol

from kontor_chassis.errors import HeadTooLarge, Refusal, RequestMalformed
from kontor_chassis.http.problems import MEDIA_TYPE, STATUS
from kontor_chassis.ids import new_id
from kontor_chassis.texts.catalogue import problem_text

HEAD_BYTES = 64 * 1024
HEAD_S = 10.0
LINGER_S = 2.0
"""How long a body nobody reads any more is taken in, so that the client gets to read its answer."""
UNREAD_S = 60.0
"""How long a client may leave an answer unread that is larger than what the connection buffers."""


class BoundedProtocol(HttpToolsProtocol):
    """One connection; see uvicorn's own class for its life."""

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self._head_bytes = 0
        self._is_in_head = True
        self._is_in_body = False
        self._is_head_too_large = False
        self._deadline: asyncio.TimerHandle | None = None
        self._unread: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        super().connection_made(transport)
        self._close_after(HEAD_S)

    def connection_lost(self, exc: Exception | None) -> None:
        self._keep()
        self._is_read()
        super().connection_lost(exc)

    def pause_writing(self) -> None:
        """Wait for the client to read on, but not for ever: what it was sent is in our memory."""
        super().pause_writing()
        self._unread = self.loop.call_later(UNREAD_S, self.transport.abort)

    def resume_writing(self) -> None:
        super().resume_writing()
        self._is_read()

    def data_received(self, data: bytes) -> None:
        if self._is_in_head:
            self._head_bytes += len(data)
        super().data_received(data)
        if self._is_in_head and self._head_bytes and not self.transport.is_closing():
            if self._head_bytes > HEAD_BYTES:
                self._is_head_too_large = True
                self.send_400_response("")
            elif self._deadline is None:
                self._close_after(HEAD_S)

    def on_message_begin(self) -> None:
        self._is_in_body = True
        super().on_message_begin()

    def on_headers_complete(self) -> None:
        if self._head_bytes > HEAD_BYTES and self._head_size() > HEAD_BYTES:
            self._is_head_too_large = True
            raise ValueError("the head is too large")
        self._is_in_head = False
        self._head_bytes = 0
        if self._deadline is not None:
            self._keep()
        super().on_headers_complete()

    def on_message_complete(self) -> None:
        self._is_in_head = True
        self._is_in_body = False
        super().on_message_complete()
        if self._deadline is not None:  # the answer was there first; wait for the next request
            self._keep()
            self.timeout_keep_alive_task = self.loop.call_later(
                self.timeout_keep_alive, self.timeout_keep_alive_handler
            )

    def on_response_complete(self) -> None:
        super().on_response_complete()
        if self._is_in_body and not self.transport.is_closing():
            self._unset_keepalive_if_required()
            self._close_after(LINGER_S)

    def send_400_response(self, msg: str) -> None:  # noqa: ARG002 - uvicorn's signature
        """Refuse what is no request, in the words of the platform; no route ever sees it."""
        refusal = HeadTooLarge(limit=HEAD_BYTES) if self._is_head_too_large else RequestMalformed()
        if self.cycle is None or self.cycle.response_complete:
            self.transport.write(_answer(refusal))
        self.transport.close()

    def _head_size(self) -> int:
        return len(self.url) + sum(len(name) + len(value) + 4 for name, value in self.headers)

    def _close_after(self, seconds: float) -> None:
        self._deadline = self.loop.call_later(seconds, self.timeout_keep_alive_handler)

    def _is_read(self) -> None:
        if self._unread is not None:
            self._unread.cancel()
            self._unread = None

    def _keep(self) -> None:
        if self._deadline is not None:
            self._deadline.cancel()
            self._deadline = None


def _answer(refusal: Refusal) -> bytes:
    title, detail = problem_text(refusal.code, "en", refusal.params)
    status, request_id = STATUS[refusal.kind], str(new_id())
    body = orjson.dumps({
        "type": f"/problems/{refusal.code}",
        "title": title,
        "status": status,
        "detail": detail,
        "code": refusal.code,
        "params": dict(refusal.params),
        "request_id": request_id,
    })  # fmt: skip
    head = (
        f"content-type: {MEDIA_TYPE}\r\ncontent-length: {len(body)}\r\nconnection: close\r\n"
        f"x-request-id: {request_id}\r\nx-content-type-options: nosniff\r\n"
        "cache-control: no-store\r\n\r\n"
    )
    return STATUS_LINE[status] + head.encode() + body
