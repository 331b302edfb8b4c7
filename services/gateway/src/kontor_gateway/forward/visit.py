"""Visits: what is known of one request on its way through the door."""

import random
import re
from collections.abc import Mapping
from time import perf_counter

from starlette.types import Scope

from kontor_chassis.ids import new_id
from kontor_chassis.telemetry.traces import new_traceparent
from kontor_gateway.forward.client import Client
from kontor_gateway.forward.sign_in import Caller

_REQUEST_ID = re.compile(rb"[A-Za-z0-9_.:-]{8,100}")
_TRACEPARENT = re.compile(rb"00-(?!0{32})[0-9a-f]{32}-(?!0{16})[0-9a-f]{16}-0[01]")


class Visit:
    """One request: what it brings, what became of it."""

    __slots__ = (
        "caller", "client", "head", "is_abandoned", "method", "quota", "read", "request_id",
        "sent", "service", "started", "status", "traceparent",
    )  # fmt: skip

    def __init__(self, scope: Scope) -> None:
        self.started = perf_counter()
        self.method: str = scope["method"]
        self.head: Mapping[bytes, bytes] = {}
        self.request_id = b""
        self.traceparent = ""
        self.client: Client | None = None
        self.caller: Caller | None = None
        self.quota: list[tuple[bytes, bytes]] = []
        self.service = "gateway"
        self.status = 0
        self.read = 0
        self.sent = 0
        self.is_abandoned = False

    @property
    def is_secure(self) -> bool:
        """Whether the client came by HTTPS."""
        return self.client is not None and self.client.is_secure

    def take_head(self, head: Mapping[bytes, bytes], sample: float) -> None:
        """Take what was read of the headers, and the ids under which this request is known.

        Args:
            head: The headers.
            sample: Share of the traces begun here that is recorded.
        """
        self.head = head
        given = head.get(b"x-request-id")
        if given is not None and _REQUEST_ID.fullmatch(given):
            self.request_id = given
        given = head.get(b"traceparent")
        if given is not None and _TRACEPARENT.fullmatch(given):
            self.traceparent = given.decode()
        else:
            is_sampled = random.random() < sample  # noqa: S311 - a share is no secret
            self.traceparent = new_traceparent(sampled=is_sampled)

    def name(self) -> bytes:
        """Return the id of the request; one is made where the client gave none."""
        if not self.request_id:
            self.request_id = str(new_id()).encode()
        return self.request_id
