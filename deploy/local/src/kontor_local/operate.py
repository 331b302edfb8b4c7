"""What one does with a running stack: stop it, look at it, read its logs, restart, forget it."""

import asyncio
import os
import shutil
import sys
import time

import aiohttp
import psutil

from kontor_local import stack_programs
from kontor_local.engines.readiness import kafka_answers, postgres_answers
from kontor_local.http_probe import answers_ok, answers_ready
from kontor_local.layout import Folders
from kontor_local.passwords import password
from kontor_local.problems import StackError
from kontor_local.progress import say, step
from kontor_local.settings import LocalSettings
from kontor_local.state_lock import locked
from kontor_local.supervision.program import Program
from kontor_local.supervision.shutdown import shut_down
from kontor_local.supervision.supervisord import Manager, ProcessState
from kontor_local.supervision.watch import Probe, Watch, last_lines
from kontor_local.topology import SERVICES, SINK, Topology

_LOG_LINES = 100
_PATIENCE_S = 60
_MEGABYTE = 1024 * 1024


def down(folders: Folders) -> None:
    """End every process of the stack; what it stored stays."""
    if not folders.lock.exists():
        # The folder may have been deleted under a running stack.
        ended = shut_down(folders)
        say(f"there is no stack in {folders.state}" + (" any more" if ended else ""))
        return
    with locked(folders), step("the stack is down"):
        shut_down(folders)
        folders.stack_file.unlink(missing_ok=True)


def reset(settings: LocalSettings) -> None:
    """End the stack and delete what it stored."""
    folders = Topology.of(settings).folders
    down(folders)
    if not folders.supervisor.exists():
        return
    # By name: KONTOR_STATE may by mistake be a folder with other things in it.
    for folder in folders.all():
        shutil.rmtree(folder, ignore_errors=True)
    for file in (folders.stack_file, folders.engines_file, folders.ports_file, folders.lock):
        file.unlink(missing_ok=True)
    if not any(folders.state.iterdir()):
        folders.state.rmdir()
    say(f"everything in {folders.state} is deleted")


def restart(settings: LocalSettings, name: str) -> None:
    """Restart one program, or all services; return when they are ready again."""
    topology = Topology.of(settings)
    manager = _running(topology)
    with locked(topology.folders):
        stack_programs.write_plans(topology, settings)
        chosen = [_find(topology, name)] if name else _services(topology)
        with step(f"restarted: {', '.join(program.name for program in chosen)}"):
            manager.stop_programs(chosen)
            asyncio.run(_start_again(topology, manager, chosen))


def logs(settings: LocalSettings, name: str, *, follow: bool) -> None:
    """Print the end of one log, or of each; follow it if asked."""
    topology = Topology.of(settings)
    programs = [_find(topology, name)] if name else stack_programs.declare(topology)
    for program in programs:
        lines = last_lines(program.log, count=_LOG_LINES if name else 10)
        if not name:
            print(f"== {program.name}")
        print("\n".join(lines), flush=True)
    if follow and name:
        _follow(programs[0])


def status(settings: LocalSettings) -> bool:
    """Print a line for each program; return whether all are ready."""
    topology = Topology.of(settings)
    manager = Manager(topology.folders)
    if not manager.answers:
        print(f"the stack in {topology.folders.state} is down")
        return False
    states = manager.states()
    ready = asyncio.run(_ready(topology))
    print(f"{'':12} {'':9} {'process':>8} {'port':>6} {'memory':>8} {'up':>9}")
    for program in stack_programs.declare(topology):
        state = states[program.name]
        word = "ready" if ready[program.name] else state.state.lower()
        print(
            f"{program.name:12} {word:9} {state.pid or '':>8} {program.ports[0]:>6}"
            f" {_memory(state):>8} {_age(state):>9}"
        )
    return all(ready.values())


async def _start_again(topology: Topology, manager: Manager, programs: list[Program]) -> None:
    watches = [Watch.before_start(manager, program) for program in programs]
    manager.start_programs(programs)
    async with aiohttp.ClientSession() as session:
        probes = _probes(topology, session)
        await asyncio.gather(
            *(watch.until(probes[watch.program.name], _PATIENCE_S) for watch in watches)
        )


async def _ready(topology: Topology) -> dict[str, bool]:
    async with aiohttp.ClientSession() as session:
        probes = _probes(topology, session)
        answers = await asyncio.gather(*(probe() for probe in probes.values()))
        return dict(zip(probes, answers, strict=True))


def _probes(topology: Topology, session: aiohttp.ClientSession) -> dict[str, Probe]:
    secret = password(topology.folders, "postgres")
    return {
        "postgres": postgres_answers(topology.engines.postgres, secret),
        "kafka": kafka_answers(topology.engines.kafka),
        SINK: answers_ok(session, f"{topology.mail_page}/mails.json"),
        **{name: answers_ready(session, address) for name, address in topology.addresses().items()},
    }


def _running(topology: Topology) -> Manager:
    manager = Manager(topology.folders)
    if not manager.answers:
        message = f"The stack in {topology.folders.state} is down; start it with make up."
        raise StackError(message)
    return manager


def _services(topology: Topology) -> list[Program]:
    return [stack_programs.service_program(topology, service) for service in SERVICES]


def _find(topology: Topology, name: str) -> Program:
    programs = {program.name: program for program in stack_programs.declare(topology)}
    if name not in programs:
        message = f"There is no program {name}; there are {', '.join(programs)}."
        raise StackError(message)
    return programs[name]


def _follow(program: Program) -> None:
    os.execvp("tail", ["tail", "-n", "0", "-F", str(program.log)])  # noqa: S606


def _memory(state: ProcessState) -> str:
    try:
        return f"{psutil.Process(state.pid).memory_info().rss // _MEGABYTE} MB" if state.pid else ""
    except psutil.Error:
        return ""


def _age(state: ProcessState) -> str:
    return f"{int(time.time()) - state.started_at} s" if state.pid else ""


def is_for_a_person() -> bool:
    """Whether the output goes to a terminal."""
    return sys.stdout.isatty()
