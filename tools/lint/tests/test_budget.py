"""The budget of the engine: code is counted, what explains it is not, and growth is refused."""

from pathlib import Path

import pytest

from kontor_lint import budget
from kontor_lint.budget import ENGINE, code_lines, over_budget
from kontor_lint.source import Source

EXPLAINED = '''"""A module.

It says much.
"""

# And more.

LIMIT = 3  # counted: code stands before the comment
"""What it means."""


def add(
    one: int,
) -> str:
    """Add."""
    return f"""{one}
    of several lines
    """
'''


def planted(folder: str, lines: int, name: str = "x.py") -> Source:
    return Source(ENGINE / folder / name, '"""Explained."""\n\n' + "A = 1\n" * lines)


def found(*sources: Source) -> list[str]:
    return [f"{one.path.name}: {one.message}" for one in over_budget(sources)]


def test_lines_of_code_are_counted_and_explanations_are_not() -> None:
    assert code_lines(Source(Path("x.py"), EXPLAINED)) == 7


def test_a_folder_over_its_budget_is_found_however_its_code_is_spread() -> None:
    assert found(planted("bin", 600), planted("bin", 600, "y.py")) == []
    assert found(planted("bin", 600), planted("bin", 601, "y.py")) == [
        "bin: 1201 lines of code; 1200 are allowed"
    ]


def test_a_larger_folder_may_not_grow_and_leaves_the_list_when_it_fits() -> None:
    most = budget.LARGER["imports"]
    assert found(planted("imports", most)) == []
    assert found(planted("imports", most + 1)) == [
        f"imports: {most + 1} lines of code; {most} are allowed"
    ]
    assert found(planted("imports", 1200)) == ["imports: 1200 lines of code: take it out of LARGER"]


def test_the_engine_as_a_whole_has_a_budget(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(budget, "WHOLE", 20)
    assert found(planted("bin", 10), planted("tags", 10)) == []
    assert found(planted("bin", 10), planted("tags", 11)) == [
        "kontor_records: 21 lines of code in the engine; 20 are allowed"
    ]
    assert found(Source(Path("services/x/src/y.py"), "A = 1\n" * 50)) == []
