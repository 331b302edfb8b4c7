"""Runs identity as the process it is: its own port, its own database, the real broker."""

import asyncio
import json
import os
import secrets
import socket
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

import aiohttp
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
)

from kontor_chassis.settings import ServiceSettings
from kontor_chassis.testing.engines import Engines, prepare
from kontor_chassis.testing.stream import until
from kontor_identity.app import APP

EMAIL = "admin@demo.example"


@dataclass(frozen=True, kw_only=True)
class Running:
    """A running identity, and a service beside it that it knows."""

    address: str
    password: str
    peer: ServiceSettings
    process: asyncio.subprocess.Process


@asynccontextmanager
async def running_identity(engines: Engines, worker: str, folder: Path) -> AsyncIterator[Running]:
    """Start identity with all its roles, and end it with the block."""
    settings = await prepare(engines, APP, f"component_{worker}")
    for name in ("identity", "contacts"):
        _credential(folder, name)
    port = _free_port()
    address = f"http://127.0.0.1:{port}"
    password = secrets.token_urlsafe(12)
    database = settings.database
    told = {
        "KONTOR_HTTP__PORT": str(port),
        "KONTOR_DATABASE__HOST": database.host,
        "KONTOR_DATABASE__PORT": str(database.port),
        "KONTOR_DATABASE__NAME": database.name,
        "KONTOR_DATABASE__API_PASSWORD": database.api_password.get_secret_value(),
        "KONTOR_DATABASE__WORKER_PASSWORD": database.worker_password.get_secret_value(),
        "KONTOR_DATABASE__OWNER_PASSWORD": database.owner_password.get_secret_value(),
        "KONTOR_KAFKA__BOOTSTRAP": engines.kafka,
        "KONTOR_CREDENTIAL__KEY_FILE": str(folder / "identity.pem"),
        "KONTOR_CREDENTIALS__FOLDER": str(folder),
        "KONTOR_BOOTSTRAP__ADMIN_EMAIL": EMAIL,
        "KONTOR_BOOTSTRAP__ADMIN_PASSWORD": password,
        "KONTOR_PASSWORDS__MEMORY_KIB": "64",
    }
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "kontor_identity", "serve", env={**os.environ, **told}
    )
    peer = ServiceSettings.model_validate(
        {
            "kafka": {"bootstrap": engines.kafka},
            "peers": {"identity": address},
            "credential": {"key_file": folder / "contacts.pem"},
        }
    )
    try:
        await until(lambda: _is_ready(address), within=30)
        yield Running(address=address, password=password, peer=peer, process=process)
    finally:
        if process.returncode is None:
            process.terminate()
        assert await asyncio.wait_for(process.wait(), 20) in {0, -9}


async def _is_ready(address: str) -> bool:
    try:
        async with (
            aiohttp.ClientSession() as http,
            http.get(f"{address}/internal/ready") as answer,
        ):
            return answer.status == 200 and json.loads(await answer.read())["ready"]
    except aiohttp.ClientError:
        return False


def _credential(folder: Path, name: str) -> None:
    key = Ed25519PrivateKey.generate()
    private = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    public = key.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
    (folder / f"{name}.pem").write_bytes(private)
    (folder / f"{name}.pub").write_bytes(public)


def _free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port: int = free.getsockname()[1]
        return port
