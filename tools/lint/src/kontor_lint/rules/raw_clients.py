"""One client: timeouts, tokens, causes and checks of addresses are in it, and nowhere else.

Incident: the guard against inner addresses stood in the workflow's client; the webhook's had none.
"""

from collections.abc import Iterator

from kontor_lint.source import Source

NAME = "raw_clients"

_ALLOWED = (
    "libs/chassis/src/kontor_chassis/http/client.py",
    "libs/chassis/src/kontor_chassis/access",
    "services/gateway/src/kontor_gateway/forward",
    "deploy",
    "tools",
    "tests",
)
_CLIENTS = frozenset(
    {"ClientSession", "aiohttp.ClientSession", "urlopen", "urllib.request.urlopen"}
)


def check(source: Source) -> Iterator[tuple[int, str]]:
    """Find HTTP clients beside the agreed ones, and prints in services and libraries."""
    if source.is_test or source.is_in(*_ALLOWED):
        return
    for call, name in source.calls():
        if name in _CLIENTS:
            yield call.lineno, "call other processes by kontor_chassis.http.client"
        if name == "print":
            yield call.lineno, "log it, or write it to a stream on purpose"
