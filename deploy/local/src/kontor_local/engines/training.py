"""Rehearses the broker's start once and keeps what the Java machine learnt (JEP 514).

A later start loads it and is ready in less than half the time. Without it everything works, only
slower: no failure here is worth a word to the user.
"""

import secrets
import signal
import subprocess
import tempfile
import time
from collections.abc import Mapping
from pathlib import Path

from kontor_local.engines import jars, kafka
from kontor_local.engines.java import Java
from kontor_local.layout import EnginePorts, Folders
from kontor_local.network import accepts, free_ports
from kontor_local.progress import step
from kontor_local.supervision.plan import Plan

_LONGEST_START_S = 30
_LONGEST_STOP_S = 60


def flags(java: Java) -> tuple[str, ...]:
    """Return the flags that make a Java load what was learnt, where there is something."""
    trained = _trained(java)
    # Wrong or damaged, it is left aside by the Java machine itself (mode `auto`).
    return (f"-XX:AOTCache={trained}", "-Xlog:aot*=off") if trained.exists() else ()


def ensure(java: Java, environment: Mapping[str, str]) -> None:
    """Rehearse in this environment, unless that was done or this Java cannot keep it."""
    trained = _trained(java)
    if not java.can_be_trained or trained.exists():
        return
    with step("Apache Kafka: its start was rehearsed, later ones are faster"):
        aside = trained.with_name(f"{trained.name}.{secrets.token_hex(4)}")
        try:
            with tempfile.TemporaryDirectory(prefix="kontor-rehearsal-") as scratch:
                _rehearse(java, Path(scratch), aside, environment)
            if aside.exists():
                aside.rename(trained)
        finally:
            aside.unlink(missing_ok=True)


def _trained(java: Java) -> Path:
    return jars.folder() / f"java-{java.major}.aot"


def _rehearse(java: Java, scratch: Path, aside: Path, environment: Mapping[str, str]) -> None:
    postgres, broker, controller = free_ports(3)
    ports = EnginePorts(postgres=postgres, kafka=broker, kafka_controller=controller)
    folders = Folders(state=scratch)
    folders.create()
    plan_file = folders.kafka / "launch.json"
    kafka.prepare(folders, ports, java, (f"-XX:AOTCacheOutput={aside}",)).write(plan_file)
    process = subprocess.Popen(
        Plan.command(plan_file),
        env=environment,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    try:
        deadline = time.monotonic() + _LONGEST_START_S
        while not accepts(broker) and process.poll() is None and time.monotonic() < deadline:
            time.sleep(0.1)
        process.send_signal(signal.SIGTERM)
        process.wait(_LONGEST_STOP_S)
    except subprocess.TimeoutExpired:
        aside.unlink(missing_ok=True)
    finally:
        process.kill()
        process.wait()
