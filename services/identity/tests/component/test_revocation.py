"""From a suspension here to a refusal there: the real process, the real broker, a real verifier."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any
from uuid import UUID

import aiohttp
import pytest

from kontor_chassis.access.service_tokens import ServiceTokens
from kontor_chassis.access.verifier import Verifier, open_verifier
from kontor_chassis.clock import SystemClock
from kontor_chassis.errors import TokenInvalid
from kontor_chassis.testing.engines import Engines
from kontor_chassis.testing.stream import until
from services.identity.tests.component.running import EMAIL, Running, running_identity

pytestmark = pytest.mark.broker
USER = {"email": "uwe@demo.example", "display_name": "Uwe", "password": "correct horse battery"}


@pytest.fixture
async def identity(engines: Engines, worker: str, tmp_path: Path) -> AsyncIterator[Running]:
    async with running_identity(engines, worker, tmp_path) as running:
        yield running


class Client:
    """Somebody who signs in at a running identity."""

    def __init__(self, http: aiohttp.ClientSession, address: str) -> None:
        self._http = http
        self._address = address
        self.token = ""

    async def ask(self, method: str, path: str, body: Any = None) -> tuple[int, Any]:
        headers = {"Authorization": f"Bearer {self.token}"} if self.token else {}
        async with self._http.request(
            method, f"{self._address}/api/v1{path}", json=body, headers=headers
        ) as answer:
            return answer.status, await answer.json()

    async def sign_in(self, email: str, password: str) -> None:
        status, body = await self.ask("POST", "/session", {"email": email, "password": password})
        assert status == 200, body
        self.token = body["access_token"]


async def refused(verifier: Verifier, token: str) -> bool:
    try:
        await verifier.verify(token)
    except TokenInvalid:
        return True
    return False


async def test_a_suspension_reaches_every_verifier_in_five_seconds(identity: Running) -> None:
    clock = SystemClock()
    async with (
        aiohttp.ClientSession() as http,
        open_verifier("contacts", identity.peer, clock) as verifier,
    ):
        administrator = Client(http, identity.address)
        await administrator.sign_in(EMAIL, identity.password)
        status, user = await administrator.ask("POST", "/users", USER)
        assert status == 201, user
        uwe = Client(http, identity.address)
        await uwe.sign_in(USER["email"], USER["password"])
        issued = (await uwe.ask("POST", "/api_keys", {"name": "Robot"}))[1]
        assert issued["key"]
        principal = await verifier.verify(uwe.token)
        assert principal.subject.id == user["id"]

        # The first heartbeat makes this verifier sure of itself without asking anybody.
        async def heard() -> bool:
            return verifier._revocations.is_fresh(clock.now())

        await until(heard, within=15)
        assert verifier.is_sure(principal)

        tokens = ServiceTokens("contacts", identity.peer, http, clock)
        acting = await tokens.act_for(principal.tenant, UUID(user["id"]))
        assert (await verifier.verify(acting)).acting_service == "contacts"

        loop = asyncio.get_running_loop()
        begin = loop.time()
        status, _ = await administrator.ask("POST", f"/users/{user['id']}/suspend")
        assert status == 200
        for token in (uwe.token, acting):
            await until(lambda token=token: refused(verifier, token), within=5)
        assert loop.time() - begin < 5
        assert (await uwe.ask("GET", "/users"))[1]["code"] == "token_invalid"
        await verifier.verify(administrator.token)  # nobody else is affected
        tokens.drop(principal.tenant, UUID(user["id"]))
        with pytest.raises(TokenInvalid):
            await tokens.act_for(principal.tenant, UUID(user["id"]))


async def test_who_comes_later_reads_what_was_revoked_before(identity: Running) -> None:
    clock = SystemClock()
    async with aiohttp.ClientSession() as http:
        client = Client(http, identity.address)
        await client.sign_in(EMAIL, identity.password)
        async with http.delete(
            f"{identity.address}/api/v1/session",
            headers={"Authorization": f"Bearer {client.token}"},
        ) as answer:
            assert answer.status == 204
        async with open_verifier("contacts", identity.peer, clock) as late:
            await until(lambda: refused(late, client.token), within=10)


async def test_without_identity_work_goes_on_but_nobody_is_sure(identity: Running) -> None:
    clock = SystemClock()
    async with (
        aiohttp.ClientSession() as http,
        open_verifier("contacts", identity.peer, clock) as verifier,
    ):
        client = Client(http, identity.address)
        await client.sign_in(EMAIL, identity.password)
        principal = await verifier.verify(client.token)
        identity.process.kill()
        await identity.process.wait()
        verifier._revocations._heard = None  # as after thirty seconds of silence
        verifier._asked.clear()
        assert await verifier.verify(client.token) == principal
        assert not verifier.is_sure(principal)
