"""Liveness: a loop is alive while it makes progress or is idle, whatever the broker does."""

from time import monotonic

_PATIENCE_S = 60.0
_beats: dict[str, float] = {}


def beat(loop: str) -> None:
    """Say that a loop has just made a round, or waits for work."""
    _beats[loop] = monotonic()


def leave(loop: str) -> None:
    """Say that a loop has ended on purpose."""
    _beats.pop(loop, None)


def stuck() -> list[str]:
    """Return the loops that have neither worked nor waited for a minute."""
    now = monotonic()
    return sorted(loop for loop, at in _beats.items() if now - at > _PATIENCE_S)
