"""No call leaves the process inside a unit of work: a slow peer must not hold locks.

Incident: a mail server that took a minute to answer held a row lock for that minute, and every
relay on the server with it.
"""

from collections.abc import Iterator

from kontor_lint.source import Source

NAME = "outside_calls"

_MODULES = ("aiohttp", "aiosmtplib", "smtplib", "urllib.request", "httpx", "requests", "socket")
_FILES = frozenset({"commands.py", "rules.py", "queries.py"})
_CLIENT = "kontor_chassis.http.client"


def check(source: Source) -> Iterator[tuple[int, str]]:
    """Find clients of other processes where a transaction may be open."""
    if source.parts[0] != "services" or source.is_test or source.path.name not in _FILES:
        return
    if "gateway" in source.parts:  # it has no records and opens no unit of work
        return
    for line, module in source.imports():
        if module.split(".")[0] in _MODULES or module in _MODULES or module.startswith(_CLIENT):
            yield line, f"{module} calls another process; let a job or a step do it"
