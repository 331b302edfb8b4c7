"""The key set of identity, as services fetch it."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import aiohttp
import orjson
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from kontor_chassis.access import keys
from kontor_chassis.access.keys import PublishedKeys, from_jwks, to_jwk
from kontor_chassis.errors import ServiceUnavailable
from kontor_chassis.testing.stream import until
from libs.chassis.tests.access.peer import Act, Peer, answer, hang, running_peer

KEY = Ed25519PrivateKey.generate().public_key()
OTHER = Ed25519PrivateKey.generate().public_key()
ONE = answer(200, {"keys": [to_jwk("one", KEY)]})
BOTH = answer(200, {"keys": [to_jwk("one", KEY), to_jwk("two", OTHER)]})


@asynccontextmanager
async def published(*acts: Act) -> AsyncIterator[tuple[Peer, PublishedKeys]]:
    async with running_peer(*acts) as peer, aiohttp.ClientSession() as http:
        found = PublishedKeys(http, peer.address)
        yield peer, found
        await found.close()


async def test_many_look_up_and_one_fetches() -> None:
    async with published(ONE) as (peer, found):
        looked_up = await asyncio.gather(*(found.find("one") for _ in range(20)))
        assert looked_up == [KEY] * 20
        assert [asked[1] for asked in peer.asked] == ["/internal/jwks"]


async def test_invented_ids_do_not_flood_identity() -> None:
    async with published(ONE) as (peer, found):
        await found.find("one")
        invented = [found.find(f"invented-{number}") for number in range(50)]
        assert await asyncio.gather(*invented) == [None] * 50
        assert len(peer.asked) == 2


async def test_a_new_key_is_found_after_the_pause(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(keys, "_PAUSE_S", 0.0)
    async with published(ONE, BOTH) as (peer, found):
        await found.find("one")
        assert await found.find("two") == OTHER
        assert len(peer.asked) == 2


async def test_a_withdrawn_key_goes_when_the_set_is_old(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(keys, "_PAUSE_S", 0.0)
    async with published(BOTH, ONE) as (_peer, found):
        assert await found.find("two") == OTHER
        monkeypatch.setattr(keys, "FRESH_S", 0.0)
        monkeypatch.setattr(keys, "_PAUSE_WHILE_FAILING_S", 0.0)

        async def withdrawn() -> bool:
            return await found.find("two") is None

        await until(withdrawn)


async def test_after_a_time_of_rest_a_withdrawn_key_is_refused_at_once(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(keys, "_PAUSE_S", 0.0)
    async with published(BOTH, ONE) as (peer, found):
        assert await found.find("two") == OTHER
        monkeypatch.setattr(keys, "_RESTED_S", 0.0)
        assert await found.find("two") is None
        assert len(peer.asked) == 2


async def test_a_hanging_identity_holds_up_one_request_only(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(keys, "_RESTED_S", 0.0)
    async with running_peer(ONE, hang) as peer:
        timeout = aiohttp.ClientTimeout(total=0.3)
        async with aiohttp.ClientSession(timeout=timeout) as http:
            found = PublishedKeys(http, peer.address)
            await found.find("one")
            for _ in range(50):
                assert await found.find("one") == KEY
            assert len(peer.asked) == 2
            await found.close()


@pytest.mark.parametrize(
    "failing",
    [answer(500), answer(302, location="http://127.0.0.1:1/"), answer(200, []), answer(200, {})],
)
async def test_what_was_fetched_serves_on_while_identity_fails(
    failing: Act, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(keys, "_PAUSE_S", 0.0)
    async with published(ONE, failing) as (_peer, found):
        await found.find("one")
        monkeypatch.setattr(keys, "FRESH_S", 0.0)
        monkeypatch.setattr(keys, "_PAUSE_WHILE_FAILING_S", 0.0)
        assert await found.find("one") == KEY
        assert await found.find("two") is None
        assert await found.find("one") == KEY


async def test_without_any_set_nothing_can_be_said_of_a_token() -> None:
    async with published(answer(503)) as (_peer, found):
        with pytest.raises(ServiceUnavailable):
            await found.find("one")


def test_only_sound_signing_keys_of_our_kind_are_taken() -> None:
    sound = to_jwk("one", KEY)
    listed = [
        sound,
        sound | {"kid": "curve", "crv": "X25519"},
        sound | {"kid": "rsa", "kty": "RSA"},
        sound | {"kid": "short", "x": "AAAA"},
        sound | {"kid": "no text", "x": 5},
        sound | {"kid": 5},
        sound | {"kid": "not base64", "x": "ä"},
        "no key",
    ]
    assert list(from_jwks(orjson.dumps({"keys": listed}))) == ["one"]
