"""The browser in which journeys and pictures run: this machine's own, or one that is installed."""

import os
import shutil
import subprocess
from pathlib import Path

from kontor_local.problems import StackError
from kontor_local.progress import say, step
from kontor_local.settings import LocalSettings

_NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
_ADVICE = "install Chromium, or name a browser of its kind in KONTOR_CHROMIUM."


def find(settings: LocalSettings) -> Path:
    """Return a Chromium; root of a Debian machine that has none gets one.

    Raises:
        StackError: There is none, and none can be installed.
    """
    if settings.chromium is not None:
        if not os.access(settings.chromium, os.X_OK):
            message = f"KONTOR_CHROMIUM names {settings.chromium}, which is no program: {_ADVICE}"
            raise StackError(message)
        return settings.chromium
    found = _known() or (_installed() if _may_install() else None)
    if found is None:
        message = f"Journeys and pictures need a browser, and there is none here: {_ADVICE}"
        raise StackError(message)
    return found


def _known() -> Path | None:
    paths = (shutil.which(name) for name in _NAMES)
    return next((Path(path) for path in paths if path), None)


def _may_install() -> bool:
    return os.geteuid() == 0 and shutil.which("apt-get") is not None


def _installed() -> Path | None:
    command = ["apt-get", "install", "-y", "--no-install-recommends", "chromium"]
    with step("Chromium is installed"):
        done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        say(f"apt-get says: {(done.stderr.strip().splitlines() or ['nothing'])[-1]}")
    return _known()
