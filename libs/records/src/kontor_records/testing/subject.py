"""A record type under test: its address, bodies from its declaration, its facts."""

from collections.abc import Awaitable, Callable
from typing import Any

import httpx
from fastapi.routing import APIRoute

from kontor_chassis.testing.bench import Bench
from kontor_records.declaration.record_type import RecordType
from kontor_records.testing import drawing

Brings = Callable[[httpx.AsyncClient], Awaitable[dict[str, Any]]]
"""Gives fields of a create that belong together, and makes the records they refer to."""


class Subject:
    """A record type under test, in a tenant of this test's own.

    Attributes:
        bench: The service and its tenant.
        record_type: The type.
        client: A client of somebody who may do everything.
        path: The address of the type.
        seen: A record as it was last got, for what must not change it.
    """

    def __init__(
        self,
        bench: Bench,
        record_type: RecordType[Any],
        client: httpx.AsyncClient,
        brings: Brings | None = None,
    ) -> None:
        self.bench = bench
        self.record_type = record_type
        self.client = client
        self.path = f"/api/v1/{record_type.plural}"
        self.seen: dict[str, Any] = {}
        self._number = 0
        self._brings = brings

    async def body(self) -> dict[str, Any]:
        """Return the body of a create, another one each time."""
        self._number += 1
        hidden = set(self.record_type.fields) - self._created_fields()
        body = await drawing.body_of(self.client, self.record_type, self._number, hidden)
        return {**body, **(await self._brings(self.client) if self._brings else {})}

    def _created_fields(self) -> set[str]:
        """Return the fields that the type's create takes, which some leave to verbs."""
        for router in self.bench.runtime.definition.routers:
            for route in router.routes:
                if (
                    isinstance(route, APIRoute)
                    and "POST" in (route.methods or ())
                    and route.path.removeprefix("/api/v1") == f"/{self.record_type.plural}"
                ):
                    (body,) = route.dependant.body_params
                    shape: Any = body.field_info.annotation
                    return set(shape.model_fields)
        return set()

    async def created(self) -> dict[str, Any]:
        """Create a record and return it."""
        answer = await self.client.post(self.path, json=await self.body())
        assert answer.status_code == 201, answer.text
        found: dict[str, Any] = answer.json()
        return found

    def change(self, number: int = 900) -> dict[str, Any]:
        """Return a body that changes one field."""
        name = drawing.changeable(self.record_type)
        return {name: drawing.value_of(self.record_type, self.record_type.fields[name], number)}

    async def got(self, record: str) -> dict[str, Any]:
        """Return a record as it stands."""
        answer = await self.client.get(f"{self.path}/{record}")
        assert answer.status_code == 200, answer.text
        found: dict[str, Any] = answer.json()
        return found

    async def facts(self, record: str) -> list[tuple[str, int, dict[str, Any]]]:
        """Return the facts of a record: verb, version and what they carry."""
        prefix = f"{self.record_type.record}."
        return [
            (fact.type.removeprefix(prefix).removesuffix(".v1"), fact.version, dict(fact.data))
            for fact in await self.bench.facts()
            if str(fact.subject) == record and fact.type.startswith(prefix)
        ]
