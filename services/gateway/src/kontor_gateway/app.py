"""The gateway: its table of contents."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from kontor_chassis.definition import Process, ServiceDefinition
from kontor_gateway.forward import hall
from kontor_gateway.processes.usage import routes as usage_routes
from kontor_gateway.settings import GatewaySettings


def _adapters(settings: GatewaySettings) -> Mapping[type[Any], Any]:
    return {hall.Hall: hall.Hall(settings)}


APP = ServiceDefinition(
    name="gateway",
    settings=GatewaySettings,
    migrations=Path(__file__).parents[2] / "migrations",
    texts=Path(__file__).parent / "texts",
    internal=[usage_routes.router],
    adapters=_adapters,
    processes=[Process(name="hall", role="api", run=hall.keep)],
    wrap=hall.door,
    missing=hall.missing,
)
