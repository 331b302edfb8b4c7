"""The page on reliability names tests, lints and mistakes that exist."""

import ast
import re
from pathlib import Path

from kontor_chassis.testing.planting import BUGS, NO_DOOR

ROOT = Path(__file__).resolve().parents[2]
PAGE = (ROOT / "docs" / "reliability.md").read_text()
_NAMED = re.compile(r"`((?:libs|services|tests|tools)/[^`:]+\.py)(?:::(\w+))?`")


def defined(file: Path) -> set[str]:
    tree = ast.parse(file.read_text())
    functions = ast.FunctionDef | ast.AsyncFunctionDef
    return {node.name for node in ast.walk(tree) if isinstance(node, functions)}


def test_whatever_it_names_exists() -> None:
    named = _NAMED.findall(PAGE)
    assert len(named) > 60
    files = {file for file, _ in named}
    assert {file for file in files if not (ROOT / file).is_file()} == set()
    known = {file: defined(ROOT / file) for file in files}
    assert {(file, test) for file, test in named if test and test not in known[file]} == set()


def test_every_line_names_who_looks() -> None:
    rows = [row for row in PAGE.splitlines() if row.startswith("| ") and " | " in row]
    bare = [row for row in rows if not _NAMED.search(row) and "held by" not in row]
    assert [row for row in bare if "found by" not in row] == [
        f"| {bug} | documents get numbers with gaps | {why} |" for bug, why in NO_DOOR.items()
    ]


def test_every_mistake_of_the_list_is_on_it() -> None:
    planted = PAGE.partition("## Planted bugs")[2]
    assert re.findall(r"^\| (?!mistake)([a-z ]+) \|", planted, re.MULTILINE) == list(BUGS)


def test_every_mistake_with_a_door_is_planted() -> None:
    mark = re.compile(r'@pytest\.mark\.planted\("([^"]+)"\)')
    found = {
        bug
        for folder in ("libs", "services", "tests")
        for file in (ROOT / folder).rglob("test_planted.py")
        for bug in mark.findall(file.read_text())
    }
    assert found == BUGS.keys() - NO_DOOR.keys()
