"""The bench a service stands on in tests: its real routes and commands over a real database.

Every test has a tenant of its own: nothing is rolled back, everything is committed as in life, and
no test sees another's rows, because row security says so.
"""

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import httpx
import orjson

from kontor_chassis.actor import Actor, Cause, Principal
from kontor_chassis.context import Context, ReadContext
from kontor_chassis.database.unit_of_work import ReadUnit, WriteUnit
from kontor_chassis.http.app import make_app
from kontor_chassis.ids import new_id
from kontor_chassis.runtime import Runtime
from kontor_chassis.testing.tokens import token_for


@dataclass(frozen=True, slots=True, kw_only=True)
class SeenFact:
    """A fact as it waits in the outbox."""

    type: str
    subject: UUID
    version: int
    headers: Mapping[str, str]
    data: Mapping[str, Any]
    topic: str


class Bench:
    """A running service without a port, and a tenant that exists for one test only."""

    def __init__(self, runtime: Runtime) -> None:
        self.runtime = runtime
        self.tenant = new_id()
        self.user = new_id()
        self.principal = Principal(
            subject=Actor("user", str(self.user)), tenant=self.tenant, session=str(new_id())
        )
        self._app = make_app(runtime)

    def client(self, principal: Principal | None = None, **headers: str) -> httpx.AsyncClient:
        """Return an HTTP client that is signed in, by default as this test's user."""
        token = token_for(principal or self.principal)
        transport = httpx.ASGITransport(app=self._app, raise_app_exceptions=False)
        return httpx.AsyncClient(
            transport=transport,
            base_url="http://service.test",
            headers={"Authorization": f"Bearer {token}", **headers},
        )

    def stranger(self) -> httpx.AsyncClient:
        """Return a client that is not signed in at all."""
        transport = httpx.ASGITransport(app=self._app, raise_app_exceptions=False)
        return httpx.AsyncClient(transport=transport, base_url="http://service.test")

    def another_tenant(self) -> Principal:
        """Return a user of a tenant that is not this test's."""
        return Principal(subject=Actor("user", str(new_id())), tenant=new_id())

    @asynccontextmanager
    async def writing(self, principal: Principal | None = None) -> AsyncIterator[Context]:
        """Give the context of a command; commits at the end unless the block raises."""
        who = principal or self.principal
        unit = WriteUnit(self.runtime.api_pool, who.tenant)
        try:
            yield Context(
                service=self.runtime.name,
                principal=who,
                actor=who.subject,
                cause=Cause(correlation_id=new_id()),
                now=self.runtime.clock.now(),
                unit=unit,
                adapters=self.runtime.adapters,
            )
            await unit.commit()
        finally:
            await unit.roll_back()

    def reading(self, principal: Principal | None = None) -> ReadContext:
        """Return the context of a query."""
        who = principal or self.principal
        return ReadContext(
            service=self.runtime.name,
            principal=who,
            actor=who.subject,
            cause=Cause(correlation_id=new_id()),
            now=self.runtime.clock.now(),
            unit=ReadUnit(self.runtime.api_pool, who.tenant),
            secret=self.runtime.secret,
            adapters=self.runtime.adapters,
        )

    async def facts(self, tenant: UUID | None = None) -> list[SeenFact]:
        """Return the facts a tenant has in the outbox, in the order in which they leave."""
        rows = await self.runtime.worker_pool.fetch(
            "SELECT topic, headers, payload FROM outbox WHERE tenant_id = $1 ORDER BY xid, seq",
            tenant or self.tenant,
        )
        return [_seen(row) for row in rows]

    async def fact_types(self) -> list[str]:
        """Return the types of the facts in the outbox, in order."""
        return [fact.type for fact in await self.facts()]


def _seen(row: Mapping[str, Any]) -> SeenFact:
    headers: dict[str, str] = orjson.loads(row["headers"])
    return SeenFact(
        type=headers["ce_type"],
        subject=UUID(headers["ce_subject"]),
        version=int(headers["ce_recordversion"]),
        headers=headers,
        data=orjson.loads(row["payload"]),
        topic=row["topic"],
    )
