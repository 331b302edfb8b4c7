"""Token buckets: how often somebody may ask, in memory, without a window's edge to abuse."""

from collections import OrderedDict
from dataclasses import dataclass
from math import ceil

from kontor_chassis.errors import RateLimited
from kontor_gateway.settings import LimitSettings

MOST_KEPT = 100_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Policy:
    """So many at once, refilled at such a rate."""

    name: str
    per_s: float
    burst: int

    @property
    def header(self) -> bytes:
        """The policy as a `RateLimit-Policy` header (draft-ietf-httpapi-ratelimit-headers)."""
        return f'"{self.name}";q={self.burst};w={ceil(self.burst / self.per_s)}'.encode()


class Quota:
    """What is left to one client under one policy."""

    __slots__ = ("_at", "_left", "_policy")

    def __init__(self, policy: Policy, now: float) -> None:
        self._policy = policy
        self._left = float(policy.burst)
        self._at = now

    def take(self, now: float) -> None:
        """Take one.

        Raises:
            RateLimited: None is left; it says after how many seconds one will be.
        """
        policy = self._policy
        left = self._left + (now - self._at) * policy.per_s
        self._left = left if left < policy.burst else float(policy.burst)
        self._at = now
        if self._left < 1:
            wait = ceil((1 - self._left) / policy.per_s)
            raise RateLimited(retry_after=max(wait, 1), policy=policy.name)
        self._left -= 1

    @property
    def header(self) -> bytes:
        """What is left, and in how many seconds all of it is there again."""
        policy = self._policy
        full_in = ceil((policy.burst - self._left) / policy.per_s)
        return b'"%b";r=%d;t=%d' % (policy.name.encode(), int(self._left), full_in)


class Buckets:
    """The quotas of all clients under one policy; the longest unused are forgotten first."""

    def __init__(self, policy: Policy) -> None:
        self.policy = policy
        self.policy_header = policy.header
        self._quotas: OrderedDict[str, Quota] = OrderedDict()

    def quota(self, client: str, now: float) -> Quota:
        """Return the quota of a client, full if it was not seen lately."""
        found = self._quotas.get(client)
        if found is None:
            found = self._quotas[client] = Quota(self.policy, now)
            if len(self._quotas) > MOST_KEPT:
                self._quotas.popitem(last=False)
        else:
            self._quotas.move_to_end(client)
        return found


class Limits:
    """The three policies of the door."""

    def __init__(self, settings: LimitSettings) -> None:
        self.principal = Buckets(
            Policy(name="principal", per_s=settings.principal_per_s, burst=settings.principal_burst)
        )
        self.address = Buckets(
            Policy(name="address", per_s=settings.address_per_s, burst=settings.address_burst)
        )
        self.sign_in = Buckets(
            Policy(
                name="sign_in",
                per_s=settings.sign_in_per_minute / 60,
                burst=settings.sign_in_burst,
            )
        )
