"""The corpus of forged tokens at a real door: one status, one body, nothing done."""

from datetime import UTC, datetime

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from kontor_chassis.access.revocations import Revocations
from kontor_chassis.access.verifier import Verifier
from kontor_chassis.clock import SetClock
from kontor_chassis.testing.bench import Bench
from libs.chassis.tests.access import token_corpus as corpus


class CorpusKeys:
    async def find(self, kid: str) -> Ed25519PublicKey | None:
        return corpus.KEY.public_key() if kid == corpus.KID else None


@pytest.fixture
def door(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> Bench:
    clock = SetClock(datetime.fromtimestamp(corpus.NOW, UTC))
    revocations = Revocations()
    revocations.hear(clock.now())
    verifier = Verifier(CorpusKeys(), clock, revocations)
    monkeypatch.setattr(bench.runtime, "verifier", verifier)
    return bench


async def test_the_door_is_open_to_a_sound_token(door: Bench) -> None:
    async with door.stranger() as client:
        bearer = {"Authorization": f"Bearer {corpus.sound()}"}
        assert (await client.get("/api/v1/users", headers=bearer)).status_code == 200


async def test_every_forged_token_is_refused_with_the_same_words(door: Bench) -> None:
    bodies = set()
    async with door.stranger() as client:
        for name, forge in corpus.CORPUS.items():
            token = forge().encode("utf-8", "surrogatepass")
            for method, path in (("GET", "/users"), ("POST", "/users"), ("GET", "/session")):
                bearer = {"Authorization": b"Bearer " + token}
                answer = await client.request(method, f"/api/v1{path}", headers=bearer)
                assert answer.status_code == 401, name
                assert answer.headers["www-authenticate"] == "Bearer"
                bodies.add(str({**answer.json(), "request_id": ""}))
    assert len(bodies) == 1
    assert "token_invalid" in next(iter(bodies))
