"""The identity service under test, with cheap passwords, believing its own tokens if asked."""

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import replace
from datetime import datetime

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from kontor_chassis.access.claims import key_id
from kontor_chassis.access.revocations import Revocations
from kontor_chassis.access.verifier import Verifier
from kontor_chassis.actor import Principal
from kontor_chassis.definition import ServiceDefinition
from kontor_chassis.errands import itself, looking
from kontor_chassis.errors import TokenInvalid
from kontor_chassis.runtime import Runtime
from kontor_chassis.testing.bench import Bench
from kontor_chassis.testing.tokens import KID, LocalVerifier
from kontor_identity.app import APP
from kontor_identity.records.signing_key import queries as signing_key_queries
from kontor_identity.settings import IdentitySettings, PasswordSettings
from kontor_schemas.identifiers import PLATFORM
from services.identity.tests.records.tenant.factory import Office, an_office


class CheapSettings(IdentitySettings):
    """A password check of a tenth of a millisecond."""

    passwords: PasswordSettings = PasswordSettings(memory_kib=8, rounds=1)


class OwnKeys:
    """The key set as identity publishes it at this moment."""

    def __init__(self, runtime: Runtime) -> None:
        self._runtime = runtime

    async def find(self, kid: str) -> Ed25519PublicKey | None:
        look = looking(self._runtime, itself(self._runtime, PLATFORM))
        raw = (await signing_key_queries.published_keys(look)).get(kid)
        return Ed25519PublicKey.from_public_bytes(raw) if raw else None


class EitherVerifier:
    """Believes the service's own tokens by the test's clock, and those of tests by real time."""

    def __init__(self, own: Verifier, local: Verifier) -> None:
        self._own = own
        self._local = local

    async def verify(self, token: str) -> Principal:
        is_local = False
        with suppress(TokenInvalid):
            is_local = key_id(token) == KID
        return await (self._local if is_local else self._own).verify(token)

    def is_sure(self, _principal: Principal) -> bool:
        return True


class RuntimeClock:
    """The clock of the runtime, also after a test has replaced it."""

    def __init__(self, runtime: Runtime) -> None:
        self._runtime = runtime

    def now(self) -> datetime:
        return self._runtime.clock.now()


@pytest.fixture(scope="session")
def definition() -> ServiceDefinition:
    return replace(APP, settings=CheapSettings)


@pytest.fixture
def own_tokens(runtime: Runtime) -> Iterator[Revocations]:
    """Lets the service believe the tokens it issues; gives the revocations it has heard of."""
    before = runtime.verifier
    known = Revocations()
    own = Verifier(OwnKeys(runtime), RuntimeClock(runtime), known)
    runtime.verifier = EitherVerifier(own, LocalVerifier())
    yield known
    runtime.verifier = before


@pytest.fixture
async def office(bench: Bench) -> Office:
    """A tenant with an administrator, who is the one the bench's client signs in."""
    return await an_office(bench)
