"""What an installation begins with."""

import asyncio
from pathlib import Path
from uuid import uuid4

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from pydantic import SecretStr

from kontor_chassis.errands import itself, looking
from kontor_chassis.runtime import Runtime
from kontor_chassis.testing.bench import Bench
from kontor_identity.processes.access_seed import rules as access_seed_rules
from kontor_identity.processes.bootstrap import commands
from kontor_identity.records.service_credential import queries as credential_queries
from kontor_identity.settings import BootstrapSettings, CredentialsSettings, IdentitySettings
from kontor_schemas.identifiers import PLATFORM

_DEFAULTS = len(access_seed_rules.defaults())
SEEDED = [
    "identity.tenant.created.v1",
    *["identity.profile.created.v1"] * 2,
    "identity.role.created.v1",
    *["identity.module_default.created.v1"] * _DEFAULTS,
    *["identity.grant.changed.v1"] * (1 + 2 + 1 + _DEFAULTS),
    "identity.user.created.v1",
    "identity.grant.changed.v1",
]

FIRST, OTHER = "the first of passwords", "another one entirely"


def wanted() -> BootstrapSettings:
    mark = uuid4().hex[:12]
    return BootstrapSettings(tenant=f"b-{mark}", admin_email=f"admin@{mark}.example")


async def sign_in(bench: Bench, settings: BootstrapSettings, password: str) -> int:
    await bench.runtime.worker_pool.execute("DELETE FROM sign_in_try")
    body = {"email": settings.admin_email, "password": password, "tenant": settings.tenant}
    async with bench.stranger() as client:
        return (await client.post("/api/v1/session", json=body)).status_code


async def test_a_tenant_is_made_once_with_its_administrator(bench: Bench) -> None:
    settings = wanted()
    tenant = await commands.seed_tenant(bench.runtime, settings, FIRST)
    assert await commands.seed_tenant(bench.runtime, settings, FIRST) == tenant
    facts = await bench.facts(tenant)
    assert [fact.type for fact in facts] == SEEDED
    assert facts[0].subject == tenant
    assert facts[0].data["state"]["slug"] == settings.tenant
    administrator = facts[-2].data["state"]
    assert administrator["is_administrator"] is True
    assert administrator["created_by"] == "service:identity"
    everything, standard, root = (facts[place] for place in (1, 2, 3))
    assert administrator["role"] == str(root.subject)
    assert administrator["profiles"] == [str(everything.subject)]
    assert standard.data["state"]["is_for_all"] is True
    defaults = [fact.data["state"] for fact in facts if fact.type.startswith("identity.module")]
    assert {each["openness"] for each in defaults} == {"read_write"}
    assert {"contacts.contact", "contacts.lead"} < {each["record"] for each in defaults}
    assert await sign_in(bench, settings, FIRST) == 200


async def test_of_many_processes_that_start_at_once_one_makes_it(bench: Bench) -> None:
    settings = wanted()
    found = await asyncio.gather(
        *(commands.seed_tenant(bench.runtime, settings, FIRST) for _ in range(5))
    )
    assert len(set(found)) == 1
    assert len(await bench.facts(found[0])) == len(SEEDED)


async def test_the_administrators_password_follows_the_settings(bench: Bench) -> None:
    settings = wanted()
    tenant = await commands.seed_tenant(bench.runtime, settings, FIRST)
    await commands.seed_tenant(bench.runtime, settings, OTHER)
    assert await sign_in(bench, settings, FIRST) == 401
    assert await sign_in(bench, settings, OTHER) == 200
    types = [fact.type for fact in await bench.facts(tenant)]
    assert types[len(SEEDED) :] == [
        "identity.user.credentials_changed.v1",
        "identity.session.revoked.v1",
    ]


async def test_a_password_the_administrator_chose_stays(bench: Bench) -> None:
    settings = wanted()
    tenant = await commands.seed_tenant(bench.runtime, settings, FIRST)
    there = Bench(bench.runtime)
    there.tenant = tenant
    administrator = (await there.facts())[-2].subject
    there.principal = itself(bench.runtime, tenant)
    hashing = bench.runtime.adapters[commands.PasswordHashing]
    hashed = await hashing.hash("chosen by herself")
    async with there.writing() as ctx:
        await ctx.unit.lock(administrator, tenant)
        old = await commands.user_queries.read_user(ctx, administrator)
        await commands.user_commands.replace_password(ctx, old, hashed)
    await commands.seed_tenant(bench.runtime, settings, FIRST)
    assert await sign_in(bench, settings, "chosen by herself") == 200


async def test_services_are_registered_from_the_folder(
    bench: Bench, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    name = f"robot_{uuid4().hex[:12]}"
    raws = []
    for _ in range(2):  # the second one is the service's next key; both are good
        key = Ed25519PrivateKey.generate().public_key()
        raws.append(key.public_bytes(Encoding.Raw, PublicFormat.Raw))
        pem = key.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
        (tmp_path / f"{name}.pub").write_bytes(pem)
        settings = configured(bench.runtime, credentials=CredentialsSettings(folder=tmp_path))
        monkeypatch.setattr(bench.runtime, "settings", settings)
        await commands.begin(bench.runtime)
        await commands.begin(bench.runtime)
    look = looking(bench.runtime, itself(bench.runtime, PLATFORM))
    assert sorted(await credential_queries.valid_keys(look, name)) == sorted(raws)


async def test_a_start_makes_the_tenant_of_the_settings(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = wanted().model_copy(update={"admin_password": SecretStr(FIRST)})
    settings = configured(bench.runtime, bootstrap=first)
    monkeypatch.setattr(bench.runtime, "settings", settings)
    await commands.begin(bench.runtime)
    assert await sign_in(bench, first, FIRST) == 200


def configured(runtime: Runtime, **changes: object) -> IdentitySettings:
    assert isinstance(runtime.settings, IdentitySettings)
    return runtime.settings.model_copy(update=changes)
