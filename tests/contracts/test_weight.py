"""What a service loads at its start: a dozen of them share a laptop."""

import subprocess
import sys

import pytest

from kontor_local.topology import SERVICES

RARE = frozenset({
    "alembic",  # only `migrate`
    "cel",  # only who has formulas
    "openpyxl",  # only who reads a workbook
    "prompt_toolkit",  # of a command line that nobody calls
    "rapidfuzz",  # only who compares names
    "rich",  # draws in colours what a service writes as JSON
    "typer",
    "xlsxwriter",  # only who writes a workbook
})  # fmt: skip


@pytest.mark.parametrize("service", [service.name for service in SERVICES])
def test_what_is_rarely_needed_is_loaded_when_it_is_needed(service: str) -> None:
    program = (
        f"import sys, kontor_chassis.main, kontor_{service}.app;"
        "print(*sorted(name for name, module in sys.modules.items() if module))"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    )
    loaded = set(done.stdout.split())
    assert f"kontor_{service}.app" in loaded
    assert sorted(loaded & RARE) == []
