"""Deals: what a conversion asks of sales, which owns them."""

from dataclasses import dataclass
from typing import Any, Final, Protocol
from uuid import UUID

from kontor_chassis.actor import Cause
from kontor_chassis.errors import ServiceUnavailable
from kontor_chassis.http.client import Call, PeerClient

_PATIENCE_S: Final = 2.0


@dataclass(frozen=True, slots=True, kw_only=True)
class DealOrder:
    """A deal that is to be begun.

    Attributes:
        tenant: The tenant.
        cause: Why.
        key: The same for every try: it has one effect.
        body: The deal, with the id it is to have.
    """

    tenant: UUID
    cause: Cause
    key: str
    body: dict[str, Any]


class Deals(Protocol):
    """Begins deals."""

    @property
    def is_reachable(self) -> bool:
        """Whether there is anybody to ask."""

    async def begin(self, order: DealOrder) -> None:
        """Begin a deal.

        Raises:
            Refusal: Sales refuses it.
            ServiceUnavailable: Sales was not reached.
            OutcomeUnknown: Nobody knows.
        """


class PeerDeals:
    """Deals of the service sales."""

    def __init__(self, client: PeerClient) -> None:
        self._client = client

    is_reachable = True

    async def begin(self, order: DealOrder) -> None:
        """Begin a deal by a command to sales, as this service."""
        call = Call(
            service="sales",
            method="POST",
            path="/api/v1/deals",
            tenant=order.tenant,
            cause=order.cause,
            key=order.key,
            body=order.body,
        )
        await self._client.send(call, patience_s=_PATIENCE_S)

    async def close(self) -> None:
        """Close all connections."""
        await self._client.close()


class NoDeals:
    """There is no address of sales: nothing can be asked of it."""

    is_reachable = False

    async def begin(self, order: DealOrder) -> None:  # noqa: ARG002 - the port's form
        """Refuse, as sales would that is away: its address may come back.

        Raises:
            ServiceUnavailable: Always.
        """
        raise ServiceUnavailable(retry_after=1)
