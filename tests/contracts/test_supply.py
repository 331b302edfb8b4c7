"""Everything that is installed is pinned to one version and to the bytes it had when it was chosen."""

import json
import re
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
_PINNED = re.compile(r"^(?P<name>[a-z0-9][a-z0-9._-]*)==(?P<version>[A-Za-z0-9.+!-]+)(?: ; .+)?$")
_HASH = re.compile(r"^--hash=sha256:[0-9a-f]{64}$")


def locked(text: str) -> dict[str, tuple[str, list[str]]]:
    """Return version and hashes of each requirement.

    Raises:
        ValueError: A line is no pinned requirement with hashes: a place, a range, an option.
    """
    lines = [line for line in text.splitlines() if line.strip() and not line.startswith("#")]
    found: dict[str, tuple[str, list[str]]] = {}
    for entry in re.split(r"(?<!\\)\n", "\n".join(lines)):
        head, *hashes = [part.strip() for part in entry.replace("\\\n", "\n").split("\n")]
        pinned = _PINNED.match(head.strip())
        if pinned is None or not hashes or not all(map(_HASH.match, hashes)):
            raise ValueError(entry[:200])
        found[pinned["name"]] = (pinned["version"], hashes)
    return found


def names(declared: list[str]) -> set[str]:
    return {
        re.split(r"[\[<>=!~ ;]", one, maxsplit=1)[0].lower().replace("_", "-") for one in declared
    }


def test_every_requirement_has_its_hashes() -> None:
    found = locked((ROOT / "requirements.txt").read_text())
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())
    declared = names(project["project"]["dependencies"])
    for group in project["dependency-groups"].values():
        declared |= names(group)
    assert declared - found.keys() == set()
    assert len(found) > len(declared)


def test_every_library_asked_for_by_name_has_a_line_that_says_what_it_is_for() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())
    groups = project["dependency-groups"].values()
    asked = names([*project["project"]["dependencies"], *(one for each in groups for one in each)])
    package = json.loads((ROOT / "web" / "package.json").read_text())
    asked |= {*package["dependencies"], *package["devDependencies"]}
    page = (ROOT / "docs" / "dependencies.md").read_text()
    rows = re.findall(r"^\| (\S+) \| [^|]+ \| [^|]+ \|$", page, re.MULTILINE)
    listed = [name for name in rows if name != "library"]
    assert sorted(listed) == sorted(asked)


@pytest.mark.parametrize(
    "line",
    [
        "aiohttp==3.14.5",
        "aiohttp>=3.14 \\\n    --hash=sha256:" + "0" * 64,
        "aiohttp==3.14.5 \\\n    --hash=md5:" + "0" * 32,
        "aiohttp==3.14.5 \\\n    --hash=sha256:" + "0" * 63,
        "aiohttp @ https://example.org/aiohttp.whl",
        "git+https://example.org/aiohttp.git#egg=aiohttp",
        "-e ./aiohttp",
        "--extra-index-url https://example.org/simple",
        "--trusted-host example.org",
    ],
)
def test_a_requirement_that_could_become_something_else_is_found(line: str) -> None:
    with pytest.raises(ValueError, match=r"aiohttp|example"):
        locked(line)


def test_the_installation_demands_the_hashes() -> None:
    bootstrap = (ROOT / "deploy" / "local" / "bootstrap.py").read_text()
    assert "--require-hashes" in bootstrap
    assert "--extra-index-url" not in bootstrap


def test_no_parser_of_forms_is_installed_that_is_known_to_hang() -> None:
    """A form is read nowhere; should its parser come with a library, then one without the faults."""
    found = locked((ROOT / "requirements.txt").read_text())
    version, _ = found.get("python-multipart", ("0.0.27", []))
    assert tuple(map(int, version.split("."))) >= (0, 0, 27)


def test_every_jar_of_the_broker_has_its_hash() -> None:
    lock = ROOT / "deploy" / "local" / "src" / "kontor_local" / "engines" / "kafka.lock"
    jars = [line for line in lock.read_text().splitlines() if line and not line.startswith("#")]
    assert len(jars) >= 20
    assert [
        jar for jar in jars if not re.fullmatch(r"[\w.-]+:[\w.-]+:[\w.-]+ [0-9a-f]{64}", jar)
    ] == []
