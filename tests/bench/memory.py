"""Memory of a stack that does nothing: proportional set size, service by service."""

from pathlib import Path
from typing import Any

import psutil

from tests.bench.figures import Figure


def idle(stack: dict[str, Any]) -> list[Figure]:
    """Return the memory of each service's processes."""
    figures = []
    for service in stack["services"]:
        found = [
            process
            for process in psutil.process_iter(["cmdline"])
            if f"kontor_{service}" in (process.info["cmdline"] or [])
            and str(stack["state"]) in str(process.environ().get("KONTOR_CREDENTIAL__KEY_FILE", ""))
        ]
        mb = sum(_pss_mb(process.pid) for process in found)
        figures.append(Figure.alone(f"idle_pss_mb {service}", mb, "MB", "<= 80"))
    return figures


def _pss_mb(pid: int) -> float:
    for line in Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines():
        if line.startswith("Pss:"):
            return int(line.split()[1]) / 1024
    return 0.0
