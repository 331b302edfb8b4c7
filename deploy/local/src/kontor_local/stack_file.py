"""Writes `stack.json`: where everything is and how to sign in, for tools, tests and people."""

import json
from typing import Any

from kontor_local.engines.postgres import SUPERUSER
from kontor_local.layout import HOST
from kontor_local.passwords import admin_password, password
from kontor_local.private_file import write_private
from kontor_local.settings import LocalSettings
from kontor_local.topology import ADMIN_EMAIL, SERVICES, Topology


def describe(topology: Topology, settings: LocalSettings) -> dict[str, Any]:
    """Return the content of the file."""
    folders = topology.folders
    return {
        "gateway": topology.gateway,
        "kafka": topology.kafka,
        "postgres": {
            "host": HOST,
            "port": topology.engines.postgres,
            "user": SUPERUSER,
            "password": password(folders, "postgres"),
            "databases": {service.name: service.name for service in SERVICES},
        },
        "services": topology.addresses(),
        "admin": {"email": ADMIN_EMAIL, "password": admin_password(folders, settings)},
    }


def write(topology: Topology, settings: LocalSettings) -> dict[str, Any]:
    """Write the file, readable by its owner only, and return its content."""
    told = describe(topology, settings)
    write_private(topology.folders.stack_file, json.dumps(told, indent=2) + "\n")
    return told
