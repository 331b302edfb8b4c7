"""Time and ids come from one place each, so that tests can move the one and sort by the other.

Incident: a rule that asked the machine's clock could not be tried over a daylight-saving change.
"""

from collections.abc import Iterator

from kontor_lint.source import Source

NAME = "clock_and_ids"

_CLOCK = frozenset({
    "datetime.datetime.now", "datetime.datetime.utcnow", "datetime.datetime.today",
    "datetime.date.today", "time.time", "time.time_ns", "time.localtime", "time.gmtime",
})  # fmt: skip
_IDS = frozenset({"uuid.uuid1", "uuid.uuid4"})
_OWN = ("libs/chassis/src/kontor_chassis/clock.py", "libs/chassis/src/kontor_chassis/ids.py")


def check(source: Source) -> Iterator[tuple[int, str]]:
    """Find other clocks and other ids than those of the chassis."""
    if source.is_test or source.parts[0] in {"tests", "tools", "deploy"} or source.is_in(*_OWN):
        return
    if "testing" in source.parts:
        return
    for call, name in source.resolved_calls():
        if name in _CLOCK:
            yield call.lineno, f"{name}(): ask the context's clock"
        if name in _IDS:
            yield call.lineno, f"{name}(): take kontor_chassis.ids.new_id, which sorts by time"
