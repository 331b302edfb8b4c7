"""Clients: from which address and how a request came, and to which name it is addressed."""

import re
from collections.abc import Mapping, Sequence
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address
from typing import NamedTuple

from starlette.types import Scope

from kontor_gateway.forward.errors import HostUnknown
from kontor_gateway.settings import DoorSettings

_HOST = re.compile(rb"(\[[0-9A-Fa-f:.]{2,45}\]|[A-Za-z0-9.-]{1,253})(?::[0-9]{1,5})?")
_MOST_HOPS = 20
Networks = Sequence[IPv4Network | IPv6Network]


class Client(NamedTuple):
    """Where a request comes from."""

    address: str
    is_secure: bool
    origin: bytes

    @property
    def neighbourhood(self) -> str:
        """The address, or for IPv6 the network that one customer of a provider has to itself."""
        if ":" not in self.address:
            return self.address
        found = _address(self.address)
        if isinstance(found, IPv6Address) and found.ipv4_mapped:
            return str(found.ipv4_mapped)
        return str(IPv6Network((self.address.partition("%")[0], 64), strict=False))


class Reception:
    """Knows our own names and the proxies that stand before us."""

    def __init__(self, settings: DoorSettings) -> None:
        self._hosts = frozenset(name.lower().encode() for name in settings.hosts)
        self._proxies = settings.proxies

    def receive(self, scope: Scope, head: Mapping[bytes, bytes]) -> Client:
        """Return who is there.

        Raises:
            HostUnknown: The request is addressed to a name that is not ours, or to none.
        """
        host = head.get(b"host", b"").lower()
        named = _HOST.fullmatch(host)
        if named is None or named.group(1) not in self._hosts:
            raise HostUnknown
        address = scope["client"][0] if scope.get("client") else ""
        is_secure = scope["scheme"] == "https"
        if self._proxies and _is_in(address, self._proxies):
            is_secure = head.get(b"x-forwarded-proto", b"").strip().lower() == b"https"
            address = _forwarded(head.get(b"x-forwarded-for", b""), self._proxies) or address
        return Client(address, is_secure, (b"https://" if is_secure else b"http://") + host)


def _forwarded(header: bytes, proxies: Networks) -> str | None:
    """Return the last address that no proxy of ours has added of itself."""
    for part in reversed(header.decode("latin-1").split(",")[-_MOST_HOPS:]):
        named = part.strip()
        if _address(named) is None:
            return None
        if not _is_in(named, proxies):
            return named
    return None


def _is_in(named: str, networks: Networks) -> bool:
    address = _address(named)
    return address is not None and any(address in network for network in networks)


def _address(named: str) -> IPv4Address | IPv6Address | None:
    try:
        return ip_address(named)
    except ValueError:
        return None
