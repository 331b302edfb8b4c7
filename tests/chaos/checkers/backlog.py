"""Nothing is left waiting once everything is whole again."""

from collections.abc import Iterator

from tests.chaos.aftermath import Aftermath


def check(after: Aftermath) -> Iterator[str]:
    for what, count in after.waiting.items():
        if count:
            yield f"waiting: {count} in {what}"
