"""One client a protocol: timeouts, tokens, causes and checks of addresses are in it, only there.

Incidents: the guard against inner addresses stood in the workflow's client, the webhook's had none;
a fact that was sent to its topic beside the outbox told of a change that was then rolled back.
"""

from collections.abc import Iterator, Mapping

from kontor_lint.source import Source

NAME = "raw_clients"

_CHASSIS = "libs/chassis/src/kontor_chassis"
_FREE = ("deploy", "tools", "tests", f"{_CHASSIS}/testing")
_KAFKA = (
    f"{_CHASSIS}/consume",
    f"{_CHASSIS}/relay",
    f"{_CHASSIS}/access/revocation_feed.py",
)
_HTTP = (
    f"{_CHASSIS}/http/client.py",
    f"{_CHASSIS}/access",
    "services/gateway/src/kontor_gateway/forward",
)
_DATABASE = (f"{_CHASSIS}/database", f"{_CHASSIS}/operate/cli.py")

_IMPORTS: Mapping[str, tuple[tuple[str, ...], str]] = {
    "aiokafka": (_KAFKA, "facts leave by the outbox and come in by a consumer"),
    "confluent_kafka": (_KAFKA, "facts leave by the outbox and come in by a consumer"),
    "faststream": (_KAFKA, "facts leave by the outbox and come in by a consumer"),
    "aiosmtplib": ((), "mails are sent by a service's adapter"),
    "smtplib": ((), "mails are sent by a service's adapter"),
    "imaplib": ((), "mails are fetched by a service's adapter"),
    "poplib": ((), "mails are fetched by a service's adapter"),
    "urllib.request": ((), "call other processes by kontor_chassis.http.client"),
    "urllib3": ((), "call other processes by kontor_chassis.http.client"),
    "http.client": ((), "call other processes by kontor_chassis.http.client"),
    "ftplib": ((), "call other processes by kontor_chassis.http.client"),
    "socket": ((), "call other processes by kontor_chassis.http.client"),
}
_ADAPTED = frozenset({"aiosmtplib", "smtplib", "imaplib", "poplib"})
_CALLS: Mapping[str, tuple[tuple[str, ...], str]] = {
    "aiohttp.ClientSession": (_HTTP, "call other processes by kontor_chassis.http.client"),
    "aiohttp.request": (_HTTP, "call other processes by kontor_chassis.http.client"),
    "asyncio.open_connection": ((), "call other processes by kontor_chassis.http.client"),
    "asyncpg.connect": (_DATABASE, "the chassis opens connections, with their limits"),
    "asyncpg.create_pool": (_DATABASE, "the chassis opens connections, with their limits"),
    "psycopg.connect": (_DATABASE, "the chassis opens connections, with their limits"),
    "print": ((), "log it, or write it to a stream on purpose"),
}


def check(source: Source) -> Iterator[tuple[int, str]]:
    """Find clients beside the agreed ones, and prints in services and libraries."""
    if source.is_test or source.is_in(*_FREE):
        return
    for line, module in source.imports():
        for name, (places, instead) in _IMPORTS.items():
            if module != name or (name in _ADAPTED and "adapters" in source.parts):
                continue
            if not source.is_in(*places):
                yield line, f"{name}: {instead}"
    for call, name in source.resolved_calls():
        if name in _CALLS and not source.is_in(*_CALLS[name][0]):
            yield call.lineno, f"{name}: {_CALLS[name][1]}"
