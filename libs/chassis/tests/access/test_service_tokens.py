"""How a service gets its tokens."""

import asyncio
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path
from uuid import uuid4

import aiohttp
import jwt
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from kontor_chassis.access.service_tokens import ServiceTokens
from kontor_chassis.clock import SystemClock
from kontor_chassis.errors import ServiceUnavailable, TokenInvalid
from libs.chassis.tests.access.peer import Peer, answer, key_file, running_peer, settings

KEY = Ed25519PrivateKey.generate()


@pytest.fixture
async def peer() -> AsyncIterator[Peer]:
    async with running_peer(answer(404)) as opened:
        yield opened


@pytest.fixture
async def tokens(peer: Peer, tmp_path: Path) -> AsyncIterator[ServiceTokens]:
    async with aiohttp.ClientSession() as http:
        configured = settings(peer, key_file(tmp_path, KEY))
        yield ServiceTokens("automation", configured, http, SystemClock())


async def test_the_assertion_proves_who_we_are_to_identity_only(
    peer: Peer, tokens: ServiceTokens
) -> None:
    tenant = uuid4()
    assert await tokens.token(tenant) == "token-1"
    claims = jwt.decode(
        peer.assertions[0], KEY.public_key(), algorithms=["EdDSA"], audience="kontor-identity"
    )
    assert (claims["iss"], claims["sub"]) == ("automation", "automation")
    assert claims["exp"] - claims["iat"] == 60
    assert peer.bodies == [{"tenant": str(tenant)}]


async def test_a_token_is_fetched_once_for_many_callers(peer: Peer, tokens: ServiceTokens) -> None:
    tenant = uuid4()
    found = await asyncio.gather(*(tokens.token(tenant) for _ in range(20)))
    assert set(found) == {"token-1"}
    assert await tokens.token(uuid4()) == "token-2"
    assert peer.tokens == 2


async def test_a_token_about_to_end_is_replaced(peer: Peer, tokens: ServiceTokens) -> None:
    peer.token_life = timedelta(seconds=59)
    tenant = uuid4()
    assert await tokens.token(tenant) == "token-1"
    assert await tokens.token(tenant) == "token-2"


async def test_a_token_for_a_user_is_another_one(peer: Peer, tokens: ServiceTokens) -> None:
    peer.token_life = timedelta(seconds=60)
    tenant, user = uuid4(), uuid4()
    assert await tokens.act_for(tenant, user) == "token-1"
    assert await tokens.act_for(tenant, user) == "token-1"
    assert peer.bodies == [{"tenant": str(tenant), "subject": f"user:{user}"}]


async def test_a_dropped_token_is_fetched_anew(peer: Peer, tokens: ServiceTokens) -> None:
    tenant = uuid4()
    await tokens.token(tenant)
    tokens.drop(tenant)
    assert await tokens.token(tenant) == "token-2"


@pytest.mark.parametrize("status", [401, 403, 404])
async def test_a_refused_credential_is_told_apart(
    peer: Peer, tokens: ServiceTokens, status: int
) -> None:
    peer.token_status = status
    with pytest.raises(TokenInvalid):
        await tokens.token(uuid4())


@pytest.mark.parametrize("status", [302, 500, 503])
async def test_an_identity_that_fails_is_unavailable(
    peer: Peer, tokens: ServiceTokens, status: int
) -> None:
    peer.token_status = status
    with pytest.raises(ServiceUnavailable):
        await tokens.token(uuid4())
