"""What each process of the stack is told in its environment."""

import json

from kontor_local.bundle import folder_of
from kontor_local.keys import key_file
from kontor_local.layout import HOST
from kontor_local.passwords import admin_password, password
from kontor_local.settings import LocalSettings
from kontor_local.topology import ADMIN_EMAIL, TENANT, Service, Topology

SENDER = "kontor@demo.example"

_PROCESS = {
    "PYTHONUNBUFFERED": "1",
    # Memory freed after a peak goes back to the machine: 20 MB of identity's after a sign-in.
    "MALLOC_ARENA_MAX": "2",
    "MALLOC_TRIM_THRESHOLD_": "1048576",
}


def service_environment(
    topology: Topology, service: Service, settings: LocalSettings
) -> dict[str, str]:
    """Return the settings of a service."""
    folders = topology.folders
    peers = topology.addresses()
    del peers[service.name]
    told = {
        "KONTOR_HTTP__HOST": HOST,
        "KONTOR_HTTP__PORT": str(topology.port_of(service)),
        "KONTOR_DATABASE__HOST": HOST,
        "KONTOR_DATABASE__PORT": str(topology.engines.postgres),
        "KONTOR_DATABASE__NAME": service.name,
        "KONTOR_KAFKA__BOOTSTRAP": topology.kafka,
        # A member of a fixed name is back at once after a crash; another waits for its session.
        "KONTOR_KAFKA__MEMBER": f"{service.name}-1",
        "KONTOR_CREDENTIAL__KEY_FILE": str(key_file(folders, service.name)),
        "KONTOR_PEERS": json.dumps(peers),
        "KONTOR_OUTBOX__SHARDS": "1",
        **_PROCESS,
    }
    for role, secret in database_passwords(topology, service).items():
        told[f"KONTOR_DATABASE__{role.upper()}_PASSWORD"] = secret
    return {**told, **_own(topology, service, settings)}


def sink_environment(topology: Topology) -> dict[str, str]:
    """Return the settings of the mail sink."""
    return {
        "KONTOR_SINK_SMTP_PORT": str(topology.smtp_port),
        "KONTOR_SINK_PAGE_PORT": str(topology.mail_page_port),
        "KONTOR_SINK_FOLDER": str(topology.folders.mails),
        **_PROCESS,
    }


def database_passwords(topology: Topology, service: Service) -> dict[str, str]:
    """Return the passwords of a service's three roles."""
    return {
        role: password(topology.folders, f"{service.name}-{role}")
        for role in ("owner", "api", "worker")
    }


def _own(topology: Topology, service: Service, settings: LocalSettings) -> dict[str, str]:
    if service.name == "gateway":
        folder = folder_of() if settings.web else None
        return {} if folder is None else {"KONTOR_FRONT_END__FOLDER": str(folder)}
    if service.name == "identity":
        return {
            "KONTOR_CREDENTIALS__FOLDER": str(topology.folders.credentials),
            "KONTOR_BOOTSTRAP__TENANT": TENANT,
            "KONTOR_BOOTSTRAP__ADMIN_EMAIL": ADMIN_EMAIL,
            "KONTOR_BOOTSTRAP__ADMIN_PASSWORD": admin_password(topology.folders, settings),
        }
    if service.name == "automation":
        return {
            "KONTOR_SMTP__HOST": HOST,
            "KONTOR_SMTP__PORT": str(topology.smtp_port),
            "KONTOR_SMTP__SENDER": SENDER,
        }
    return {}
