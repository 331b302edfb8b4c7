"""Cookies of browsers: their names, and the attributes that keep them where they belong.

On HTTPS a name carries the prefix `__Host-`: the browser then takes it from this host and the root
path only, and no other subdomain can plant one.
"""

import ipaddress
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from starlette.requests import Request
from starlette.responses import Response

SESSION = "kontor_session"
"""Holds the opaque token of a session; the gateway exchanges it for an access token."""
DEVICE = "kontor_device"
"""Marks a browser in which somebody has signed in before: it is not locked out by others' tries."""

_LOOPBACK = frozenset({"localhost", "127.0.0.1", "::1"})
Network = ipaddress.IPv4Network | ipaddress.IPv6Network


@dataclass(frozen=True, slots=True, kw_only=True)
class Listener:
    """Where the browser thinks it is talking to."""

    is_https: bool
    host: str

    @property
    def is_bare(self) -> bool:
        """Whether it is plain HTTP on this machine, the one place where `Secure` would hinder."""
        return not self.is_https and self.host in _LOOPBACK

    def name(self, cookie: str) -> str:
        """Return the name a cookie has here."""
        return f"__Host-{cookie}" if self.is_https else cookie

    def given(self, cookies: Mapping[str, str], cookie: str) -> str | None:
        """Return the value a browser sent, if it did."""
        return cookies.get(self.name(cookie))

    def put(self, response: Response, cookie: str, value: str, max_age: int) -> None:
        """Give the browser a cookie; an age of 0 takes it away."""
        response.set_cookie(
            self.name(cookie),
            value,
            max_age=max_age,
            path="/",
            secure=not self.is_bare,
            httponly=True,
            samesite="lax",
        )


def networks(texts: Sequence[str]) -> tuple[Network, ...]:
    """Return the networks that texts name.

    Raises:
        ValueError: One of them names none.
    """
    return tuple(ipaddress.ip_network(text) for text in texts)


def listener_of(request: Request, trusted: Sequence[Network]) -> Listener:
    """Return where the browser thinks it is talking to, told by a trusted proxy or by itself."""
    scheme, host = request.url.scheme, request.headers.get("host", "")
    if request.client and _is_in(request.client.host, trusted):
        scheme = request.headers.get("x-forwarded-proto", scheme)
        host = request.headers.get("x-forwarded-host", host)
    name = host.rpartition(":")[0] if host.rpartition(":")[2].isdigit() else host
    return Listener(is_https=scheme == "https", host=name.strip("[]").lower())


def client_of(request: Request, trusted: Sequence[Network]) -> str | None:
    """Return the client's address: the last one in the chain that is not a trusted proxy's."""
    peer = request.client.host if request.client else ""
    chain = [*request.headers.get("x-forwarded-for", "").split(","), peer]
    found: str | None = None
    for text in reversed([part.strip() for part in chain]):
        if not _is_address(text):
            break
        found = text
        if not _is_in(text, trusted):
            break
    return found


def _is_address(text: str) -> bool:
    try:
        ipaddress.ip_address(text)
    except ValueError:
        return False
    return True


def _is_in(text: str, trusted: Sequence[Network]) -> bool:
    if not _is_address(text):
        return False
    address = ipaddress.ip_address(text)
    return any(address in network for network in trusted)
