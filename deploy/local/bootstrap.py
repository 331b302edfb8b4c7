# ruff: noqa: INP001 - a script, run before any package is there
"""Installs the workspace into `.venv` from a bare Python: `make up` begins here.

Needs nothing but the standard library, and is written so that an old Python can still read it far
enough to say that it is too old. A stamp keeps a second run from doing anything.
"""

import hashlib
import os
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"
STAMP = VENV / ".kontor-installed"
REQUIREMENTS = ROOT / "requirements.txt"

OLDEST = (3, 11)
NEWER = ("python3.14", "python3.13", "python3.12", "python3.11")
NEEDED_MEGABYTES = 2048


class InstallError(Exception):
    """What keeps us from installing, as a sentence for the person who wants it."""


def main() -> int:
    """Install what is missing; print nothing when nothing is."""
    if sys.version_info < OLDEST:
        return use_newer_python()
    wanted = fingerprint()
    if PYTHON.exists() and STAMP.exists() and STAMP.read_text() == wanted:
        return 0
    try:
        install()
    except InstallError as error:
        sys.stderr.write(f"\n{error}\n")
        return 1
    STAMP.write_text(wanted)
    return 0


def use_newer_python() -> int:
    """Hand over to a newer Python of this machine, or say that there is none."""
    for name in NEWER:
        found = shutil.which(name)
        if found:
            return subprocess.call([found, str(Path(__file__).resolve())])
    needed, here = ".".join(map(str, OLDEST)), ".".join(map(str, sys.version_info[:2]))
    sys.stderr.write(
        f"\nKontor needs Python {needed} or newer, and {sys.executable} is {here}: install a newer"
        " one and run make again, or name it: make up PYTHON=/path/to/python3\n"
    )
    return 1


def fingerprint() -> str:
    """Return what the installation depends on, as one hash."""
    seen = hashlib.sha256(repr((sys.version_info[:2], str(ROOT))).encode())
    own = [folder / "pyproject.toml" for folder in packages()]
    for file in (REQUIREMENTS, Path(__file__), *own):
        seen.update(file.read_bytes())
    return seen.hexdigest()


def packages() -> "list[Path]":
    """Return the folders of the workspace's own packages."""
    found = []
    for place in ("libs/*", "services/*", "deploy/*", "tools/*"):
        found += [file.parent for file in ROOT.glob(place + "/pyproject.toml")]
    return sorted(found)


def install() -> None:
    """Create the environment, install what is locked, then the workspace in place."""
    free = shutil.disk_usage(str(ROOT)).free // (1024 * 1024)
    if free < NEEDED_MEGABYTES and not PYTHON.exists():
        message = (
            f"The disk of {ROOT} has {free} MB left, and the installation needs"
            f" {NEEDED_MEGABYTES} MB: make room and run make again."
        )
        raise InstallError(message)
    if not PYTHON.exists():
        create_environment()
    say("installing what requirements.txt locks (the first time this takes a minute)")
    fast = install_uv()
    locked = ["install", "--require-hashes", "-r", str(REQUIREMENTS)]
    workspace = ["install", "--no-deps", "--no-build-isolation"]
    for folder in packages():
        workspace += ["-e", str(folder)]
    # Compiled once here instead of at each start: a service loads in half the time. Pip does so
    # without being told.
    for arguments, more in ((locked, ["--compile-bytecode"]), (workspace, [])):
        if fast and run(uv() + arguments + more):
            continue
        if not run(pip() + arguments):
            raise InstallError(
                "The packages could not be installed (see above): check the network and the disk,"
                " then run make again."
            )


def create_environment() -> None:
    """Make `.venv`, also where the machine's Python comes without its installer."""
    say("creating .venv for Python {}.{}".format(*sys.version_info[:2]))
    if run([sys.executable, "-m", "venv", "--clear", str(VENV)], quiet=True):
        return
    shutil.rmtree(str(VENV), ignore_errors=True)
    found = shutil.which("uv")
    if found and run([found, "venv", "--seed", "--python", sys.executable, str(VENV)]):
        return
    shutil.rmtree(str(VENV), ignore_errors=True)
    raise InstallError(
        "This Python cannot create environments: install its module venv (on Debian and Ubuntu the"
        " package python3-venv), then run make again."
    )


def install_uv() -> bool:
    """Install the fast installer, itself locked by hash; without it pip does all the work."""
    locked = re.search(r"^uv==.*?(?=^\S|\Z)", REQUIREMENTS.read_text(), re.MULTILINE | re.DOTALL)
    if locked is None:
        return False
    with tempfile.TemporaryDirectory() as folder:
        only = Path(folder) / "uv.txt"
        only.write_text(locked.group(0))
        return run([*pip(), "install", "--require-hashes", "-r", str(only)])


def pip() -> "list[str]":
    """Return the command of pip."""
    return [str(PYTHON), "-m", "pip", "--quiet", "--disable-pip-version-check"]


def uv() -> "list[str]":
    """Return the command of uv, in the form of pip's."""
    return [str(PYTHON), "-m", "uv", "--quiet", "pip"]


def run(command: "list[str]", *, quiet: bool = False) -> bool:
    """Run a command in the new environment; return whether it succeeded."""
    environment = dict(os.environ, VIRTUAL_ENV=str(VENV))
    # A mirror or a certificate that pip was told of counts for uv too.
    for theirs, ours in (("PIP_INDEX_URL", "UV_DEFAULT_INDEX"), ("PIP_CERT", "SSL_CERT_FILE")):
        if theirs in environment:
            environment.setdefault(ours, environment[theirs])
    output = subprocess.DEVNULL if quiet else None
    return subprocess.call(command, env=environment, stdout=output, stderr=output) == 0


def say(text: str) -> None:
    """Tell the person who waits."""
    sys.stderr.write(f"  {text}\n")
    sys.stderr.flush()


if __name__ == "__main__":
    sys.exit(main())
