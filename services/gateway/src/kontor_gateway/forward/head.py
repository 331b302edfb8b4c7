"""Heads: the headers of a request, read in one pass; what is not listed here never goes on."""

from collections.abc import Mapping, Sequence

from kontor_gateway.forward.errors import HeaderRepeated

Headers = Sequence[tuple[bytes, bytes]]

ONWARD: Mapping[bytes, str] = {
    name.lower().encode(): name
    for name in (
        "Accept", "Accept-Encoding", "Accept-Language", "Content-Encoding", "Content-Type",
        "Idempotency-Key", "If-Match", "If-Modified-Since", "If-None-Match", "If-Range",
        "If-Unmodified-Since", "Prefer", "Range", "Tracestate", "User-Agent",
    )
}  # fmt: skip
"""Headers of any client that a service gets to see."""

CAUSE: Mapping[bytes, str] = {
    name.lower().encode(): name
    for name in (
        "Kontor-Actor", "Kontor-Causation-Id", "Kontor-Cause-Depth", "Kontor-Correlation-Id",
    )
}  # fmt: skip
"""Headers that say why something happens; believed of services only."""

_READ = frozenset({
    b"authorization", b"connection", b"content-length", b"cookie", b"host", b"origin",
    b"sec-fetch-site", b"transfer-encoding", b"traceparent", b"x-api-key", b"x-forwarded-for",
    b"x-forwarded-proto", b"x-kontor-csrf", b"x-request-id",
})  # fmt: skip
_KNOWN = _READ | ONWARD.keys() | CAUSE.keys()

_LISTS: Mapping[bytes, bytes] = {
    b"accept": b", ",
    b"accept-encoding": b", ",
    b"accept-language": b", ",
    b"connection": b", ",
    b"cookie": b"; ",
    b"if-match": b", ",
    b"if-none-match": b", ",
    b"prefer": b", ",
    b"tracestate": b", ",
    b"x-forwarded-for": b", ",
}
"""Headers that may come in several parts, with what joins them."""


def read_head(headers: Headers) -> dict[bytes, bytes]:
    """Return the headers the gateway knows, by their names in small letters.

    Raises:
        HeaderRepeated: One came twice that two readers could read differently.
    """
    found: dict[bytes, bytes] = {}
    for name, value in headers:
        if name not in _KNOWN:
            continue
        if name in found:
            joint = _LISTS.get(name)
            if joint is None:
                raise HeaderRepeated(header=name.decode())
            found[name] += joint + value
        else:
            found[name] = value
    return found


def onward(head: Mapping[bytes, bytes], *, with_cause: bool) -> list[tuple[str, str]]:
    """Return the headers that go on to the service, as text that is surely ASCII.

    Args:
        head: What was read.
        with_cause: Whether the headers about the cause go on, too.
    """
    passed = [
        (ONWARD[name], value.decode("ascii", "backslashreplace"))
        for name, value in head.items()
        if name in ONWARD
    ]
    if with_cause:
        passed += [
            (CAUSE[name], value.decode("ascii", "backslashreplace"))
            for name, value in head.items()
            if name in CAUSE
        ]
    return passed
