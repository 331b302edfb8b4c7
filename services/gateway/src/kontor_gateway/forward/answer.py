"""Answers: what of a service's answer reaches the client, and what every answer carries."""

from collections.abc import Iterable, Sequence

from aiohttp import ClientResponse
from starlette.types import Message, Send

RawHeaders = list[tuple[bytes, bytes]]

PROTECTION: Sequence[tuple[bytes, bytes]] = (
    (b"x-content-type-options", b"nosniff"),
    (b"referrer-policy", b"no-referrer"),
    (b"x-frame-options", b"DENY"),
    (b"cross-origin-resource-policy", b"same-origin"),
)
API_POLICY = (b"content-security-policy", b"default-src 'none'; frame-ancestors 'none'")
ONLY_HTTPS = (b"strict-transport-security", b"max-age=31536000; includeSubDomains")
NOT_STORED = (b"cache-control", b"no-store")

_DROPPED = frozenset({
    b"connection", b"keep-alive", b"proxy-authenticate", b"te", b"trailer", b"transfer-encoding",
    b"upgrade",  # these speak of the connection to the service, not of the answer
    b"date", b"server", b"x-powered-by",  # what we run is nobody's business
    b"x-request-id", b"content-security-policy", b"strict-transport-security",
    *(name for name, _ in PROTECTION),  # ours to say
    b"access-control-allow-origin", b"access-control-allow-credentials",
    b"access-control-allow-headers", b"access-control-allow-methods",
    b"access-control-expose-headers",  # no page of another origin reads an answer
})  # fmt: skip

_WHOLE_BYTES = 64 * 1024


def protected(request_id: bytes, *, is_secure: bool) -> RawHeaders:
    """Return the headers that every answer carries."""
    headers = [*PROTECTION, (b"x-request-id", request_id)]
    if is_secure:
        headers.append(ONLY_HTTPS)
    return headers


def passed_on(raw: Iterable[tuple[bytes, bytes]]) -> RawHeaders:
    """Return the headers of a service's answer that reach the client."""
    headers: RawHeaders = []
    is_kept = False
    for given, value in raw:
        name = given.lower()
        if name in _DROPPED:
            continue
        if name == b"location" and (not value.startswith(b"/") or value.startswith(b"//")):
            continue  # an address inside of our network, or outside of our site
        if name == b"cache-control":
            is_kept = True
        headers.append((name, value))
    if not is_kept:
        headers.append(NOT_STORED)
    return headers


async def relay(answer: ClientResponse, headers: RawHeaders, send: Send) -> int:
    """Send a service's answer on, a small one at once, a large one part by part.

    Returns:
        The number of bytes of its body.

    Raises:
        aiohttp.ClientError: The service broke off; the client gets to see a broken connection.
    """
    start: Message = {"type": "http.response.start", "status": answer.status, "headers": headers}
    length = answer.content_length
    if length is not None and length <= _WHOLE_BYTES:
        body = await answer.read()
        await send(start)
        await send({"type": "http.response.body", "body": body})
        return len(body)
    sent = 0
    await send(start)
    async for part in answer.content.iter_any():
        sent += len(part)
        await send({"type": "http.response.body", "body": part, "more_body": True})
    await send({"type": "http.response.body", "body": b""})
    return sent
