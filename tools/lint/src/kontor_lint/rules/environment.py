"""Settings are read once: what a service can be told stands in one class, with its description.

Incident: a variable read in the middle of a request was documented nowhere and set nowhere.
"""

from collections.abc import Iterator

from kontor_lint.source import Source

NAME = "environment"

_WORDS = ("os.environ", "os.getenv", "environ.get", "getenv", "os.environ.get")


def check(source: Source) -> Iterator[tuple[int, str]]:
    """Find reads of the environment outside of settings."""
    if source.is_test or source.parts[0] in {"tests", "tools"}:
        return
    if source.path.name in {"settings.py", "bootstrap.py"}:
        return
    for number, line in enumerate(source.lines, start=1):
        code = line.partition("#")[0]
        if any(word in code for word in _WORDS):
            yield number, "read it in settings.py"
