"""Planted bugs: known mistakes, put into the running code so that its own tests must find them.

A checker that never failed proves nothing. Each mistake of the list is planted by replacing a
function or a table's setting for the time of one test; an ordinary test is then run and has to
fail. Nothing in the product can switch a mistake on.
"""

import traceback
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import pytest

BUGS = {
    "no inbox": "ids of facts are not remembered",
    "offset first": "the position is moved and committed before the effect",
    "no outbox": "a business row commits without its fact",
    "above the horizon": "the relay reads facts while older transactions are open",
    "key before lock": "the idempotency row is written before the record is locked",
    "number by sequence": "documents are numbered by a sequence, which leaves gaps",
    "row security off": "a table does not force row security, or has none",
    "authorise after write": "the refusal comes when the change is stored already",
    "key not checked": "a retry with its key is done once more",
    "blind retry": "a commit whose reply was lost is tried again without a key",
    "no version guard": "a mirror takes any state that comes last",
    "poison skipped": "what cannot be read is passed over in silence",
    "key not held": "facts overtake a parked one of their record",
    "cursor first": "the relay moves its cursor before the broker has acknowledged",
    "mail again": "a mail whose fate is unknown is sent once more",
}
"""Every mistake of the list, by its name, with what it does."""

NO_DOOR = {"number by sequence": "no service numbers documents yet"}
"""Mistakes that have no place yet in which they could be made; the list only shrinks."""

Checker = Callable[..., Awaitable[None]]
_PROPERTY = "planted bug"
_ROOT = Path(__file__).parents[5]


class Plant:
    """Plants one mistake of the list, and demands that a checker finds it.

    Args:
        bug: Its name in `BUGS`.
        request: The planting test's own request.
        patch: Undoes at the end what `put` has replaced.
    """

    def __init__(self, bug: str, request: pytest.FixtureRequest, patch: pytest.MonkeyPatch) -> None:
        if bug not in BUGS.keys() - NO_DOOR.keys():
            message = f"{bug!r} is no mistake of the list"
            raise LookupError(message)
        self.bug = bug
        self.put = patch.setattr
        self._request = request

    async def is_found_by(self, checker: Checker, *arguments: Any, at: str) -> None:
        """Run a checker, an ordinary test with its fixtures, and demand that it finds the mistake.

        Args:
            checker: The test.
            *arguments: Its fixtures and parameters.
            at: The beginning of the assertion that has to fail; a failure elsewhere is no find.
        """
        where = f"{Path(checker.__code__.co_filename).relative_to(_ROOT)}::{checker.__name__}"
        try:
            await checker(*arguments)
        except AssertionError as failure:
            line = traceback.extract_tb(failure.__traceback__)[-1].line or ""
            if not line.startswith(at):
                raise
            self._request.node.user_properties.append((_PROPERTY, (self.bug, where)))
            return
        pytest.fail(f"planted {self.bug!r} ({BUGS[self.bug]}), and {where} did not notice")


@pytest.fixture
def plant(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Plant:
    """The mistake a test is marked with: `@pytest.mark.planted("no inbox")`."""
    mark = request.node.get_closest_marker("planted")
    return Plant(mark.args[0], request, monkeypatch)


def pytest_terminal_summary(terminalreporter: Any) -> None:
    """Print which planted bugs were found, and by whom, after runs that planted any."""
    found: dict[str, list[str]] = {}
    for report in terminalreporter.stats.get("passed", []):
        for name, value in report.user_properties:
            if name == _PROPERTY and report.when == "call":
                found.setdefault(value[0], []).append(value[1])
    if not found:
        return
    terminalreporter.section("planted bugs")
    for bug in BUGS:
        for checker in sorted(set(found.get(bug, ["no door yet"] if bug in NO_DOOR else ["-"]))):
            terminalreporter.write_line(f"  {bug:24}{checker}")
    doors = len(BUGS) - len(NO_DOOR)
    terminalreporter.write_line(f"  found {len(found)} of {doors}; {len(NO_DOOR)} without a door")
