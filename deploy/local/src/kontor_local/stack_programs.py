"""The processes of the whole stack: engines, mail sink, and every service."""

import sys
from pathlib import Path

from kontor_local.engines import programs as engines
from kontor_local.environment import service_environment, sink_environment
from kontor_local.settings import LocalSettings
from kontor_local.supervision.plan import Plan
from kontor_local.supervision.program import Group, Program
from kontor_local.topology import SERVICES, SINK, Service, Topology


def declare(topology: Topology) -> list[Program]:
    """Return every program of the stack."""
    return [
        *engines.declare(topology.folders, topology.engines),
        sink_program(topology),
        *(service_program(topology, service) for service in SERVICES),
    ]


def sink_program(topology: Topology) -> Program:
    """Return the mail sink."""
    return _program(topology, SINK, (topology.mail_page_port, topology.smtp_port))


def service_program(topology: Topology, service: Service) -> Program:
    """Return a service, all its roles in one process."""
    return _program(topology, service.name, (topology.port_of(service),))


def write_plans(topology: Topology, settings: LocalSettings) -> None:
    """Tell the launcher how to start the sink and the services."""
    _plan(topology, "kontor_local.sink", sink_environment(topology)).write(
        _plan_file(topology, SINK)
    )
    for service in SERVICES:
        environment = service_environment(topology, service, settings)
        plan = _plan(topology, service.package, environment, "serve")
        plan.write(_plan_file(topology, service.name))


def _program(topology: Topology, name: str, ports: tuple[int, ...]) -> Program:
    return Program(
        name=name,
        group=Group.SERVICES,
        plan_file=_plan_file(topology, name),
        log=topology.folders.log_of(name),
        ports=ports,
    )


def _plan(topology: Topology, module: str, environment: dict[str, str], *verb: str) -> Plan:
    return Plan(
        folder=topology.folders.state,
        run=(sys.executable, "-m", module, *verb),
        environment=environment,
    )


def _plan_file(topology: Topology, name: str) -> Path:
    return topology.folders.supervisor / f"{name}.json"
