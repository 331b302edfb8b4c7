"""What a person sees while the stack comes up: short lines, each with the seconds it took."""

import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def step(text: str) -> Iterator[None]:
    """Announce a step, and say how long it took once it is done."""
    started = time.monotonic()
    yield
    say(f"{text} ({time.monotonic() - started:.1f} s)")


def say(text: str) -> None:
    """Print one line at once; what a command answers alone goes to its standard output."""
    print(f"  {text}", file=sys.stderr, flush=True)


def complain(text: str) -> None:
    """Print why nothing goes on."""
    print(f"\n{text}", file=sys.stderr, flush=True)
