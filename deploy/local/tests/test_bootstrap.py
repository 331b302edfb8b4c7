"""The installer: what it says where it cannot work, and that it does nothing twice."""

import runpy
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from kontor_local.settings import ROOT

SCRIPT = ROOT / "deploy" / "local" / "bootstrap.py"
Install = Callable[..., Any]


@pytest.fixture
def script() -> dict[str, Any]:
    return runpy.run_path(str(SCRIPT))


def altered(script: dict[str, Any], **names: object) -> Install:
    main: Install = script["main"]
    main.__globals__.update(names)  # type: ignore[attr-defined]
    return main


def test_an_old_python_is_told_which_is_needed(
    script: dict[str, Any], capsys: pytest.CaptureFixture[str]
):
    main = altered(script, OLDEST=(9, 1), NEWER=("python9.1",))

    assert main() == 1

    here = ".".join(map(str, sys.version_info[:2]))
    assert capsys.readouterr().err == (
        f"\nKontor needs Python 9.1 or newer, and {sys.executable} is {here}: install a newer one"
        " and run make again, or name it: make up PYTHON=/path/to/python3\n"
    )


def test_a_newer_python_of_the_machine_is_used(script: dict[str, Any], tmp_path: Path):
    newer = tmp_path / "python9.1"
    newer.write_text("#!/bin/sh\nexit 7\n")
    newer.chmod(0o755)

    assert altered(script, OLDEST=(9, 1), NEWER=(str(newer),))() == 7


def test_a_full_disk_is_said_before_anything_is_written(
    script: dict[str, Any], tmp_path: Path, capsys: pytest.CaptureFixture[str]
):
    venv = tmp_path / ".venv"
    main = altered(
        script, VENV=venv, PYTHON=venv / "bin" / "python", STAMP=venv / "x", NEEDED_MEGABYTES=10**9
    )

    assert main() == 1

    assert "MB: make room and run make again." in capsys.readouterr().err
    assert not venv.exists()


def test_what_is_installed_is_not_installed_again(
    script: dict[str, Any], tmp_path: Path, capsys: pytest.CaptureFixture[str]
):
    stamp = tmp_path / "stamp"
    stamp.write_text(script["fingerprint"]())
    main = altered(script, PYTHON=Path(sys.executable), STAMP=stamp)

    assert main() == 0

    assert capsys.readouterr() == ("", "")


def test_every_package_of_the_workspace_is_installed(script: dict[str, Any]):
    names = [str(folder.relative_to(ROOT)) for folder in script["packages"]()]

    assert names == sorted(names)
    assert {"deploy/local", "libs/chassis", "services/contacts", "tools/lint"} <= set(names)


def test_make_alone_lists_what_can_be_done():
    listed = subprocess.run(
        ["make", "-s", "-C", str(ROOT)], check=True, capture_output=True, text=True
    )

    for target in ("up", "down", "status", "logs", "restart", "reset", "demo", "test", "chaos"):
        assert f"  make {target} " in listed.stdout
