"""A stack of its own for what needs a whole platform: brought up, described, brought down."""

import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]


def environment(state: Path, port_base: int, **extra: str) -> dict[str, str]:
    told = {"KONTOR_STATE": str(state), "KONTOR_PORT_BASE": str(port_base), "KONTOR_WEB": "false"}
    return {**os.environ, **told, **extra}


def command(verb: str, env: Mapping[str, str]) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "kontor_local", verb],
        env=dict(env),
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
        timeout=300,
    )
    if done.returncode:
        raise RuntimeError(f"{verb} failed: {done.stderr[-2000:]}")


def described(state: Path) -> dict[str, Any]:
    stack: dict[str, Any] = json.loads((state / "stack.json").read_text())
    base = int(stack["gateway"].rpartition(":")[2])
    # The sink is a part of the laptop stack, not of the platform: its page has a fixed place.
    return {**stack, "mails": f"http://127.0.0.1:{base + 54}/mails.json"}


@contextmanager
def running(name: str, port_base: int, **extra: str) -> Iterator[dict[str, Any]]:
    """Bring a stack up under `build/<name>` and down at the end, whatever happens."""
    state = ROOT / "build" / name
    env = environment(state, port_base, **extra)
    command("reset", env)
    started = time.monotonic()
    try:
        command("up", env)
        yield {
            **described(state),
            "state": str(state),
            "environment": env,
            "up_s": time.monotonic() - started,
        }
    finally:
        command("reset", env)
