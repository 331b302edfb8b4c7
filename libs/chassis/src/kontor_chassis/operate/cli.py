"""`kontor events`: the operator's command line for one service's consumers."""

import argparse
import asyncio
import getpass
import json
import sys
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import asyncpg
from asyncpg.exceptions import PostgresError

from kontor_chassis.consume.topic_ids import TopicIds
from kontor_chassis.database.pool import connect
from kontor_chassis.errors import Refusal
from kontor_chassis.operate import events
from kontor_chassis.operate.re_emit import re_emit
from kontor_chassis.settings import ServiceSettings

_LISTED = ("position", "state", "attempt", "reason", "type", "key", "parked_at")
_LAGS = ("consumer", "topic", "partition", "next", "end", "behind")


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where the command works: a service's database, the broker, and who the operator is."""

    service: str
    connection: asyncpg.Connection
    bootstrap: str
    operator: str
    settings: ServiceSettings


def main() -> None:
    """Run the command line; exits with 0, 1 for a refusal, 2 for a wrong call."""
    arguments = _parser().parse_args()
    try:
        sys.stdout.write(asyncio.run(_run(arguments)))
    except Refusal as refusal:
        sys.stderr.write(f"{refusal}\n")
        sys.exit(1)
    except (OSError, PostgresError) as fault:
        sys.stderr.write(f"the database of {arguments.service} does not answer: {fault}\n")
        sys.exit(1)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="kontor", description="Operate Kontor.")
    groups = parser.add_subparsers(required=True, metavar="events")
    group = groups.add_parser("events", help="facts a consumer could not apply, and its lag")
    verbs = group.add_subparsers(required=True, dest="verb", metavar="VERB")
    common = _common()
    listing = verbs.add_parser("list", parents=[common], help="list parked facts")
    listing.add_argument("--consumer")
    listing.add_argument("--state", choices=("waiting", "dead"))
    listing.add_argument("--after", type=int, default=0, help="position to go on behind")
    listing.add_argument("--limit", type=int, default=100)
    for verb, text in (
        ("show", "show parked facts with headers and data; noted"),
        ("replay", "let dead facts be tried again"),
        ("discard", "give parked facts up for good"),
    ):
        acting = verbs.add_parser(verb, parents=[common], help=text)
        acting.add_argument("position", type=int, nargs="+")
    lag = verbs.add_parser("lag", parents=[common], help="how far the consumers are")
    lag.add_argument("--consumer")
    emitting = verbs.add_parser(
        "re-emit", parents=[common], help="have an owner send its states to a consumer"
    )
    emitting.add_argument("record", help="the record type: its service, a dot, its name")
    emitting.add_argument("--consumer", help="the consumer; the service's name if not given")
    return parser


def _common() -> argparse.ArgumentParser:
    common = argparse.ArgumentParser(add_help=False)
    common.add_argument("--service", required=True, help="the service whose consumers are meant")
    common.add_argument(
        "--stack",
        type=Path,
        help="stack.json of a local stack; without it, the KONTOR_ variables of the service",
    )
    common.add_argument("--operator", default=getpass.getuser(), help="who is noted as acting")
    common.add_argument("--json", action="store_true", help="one JSON document a line")
    return common


async def _run(arguments: argparse.Namespace) -> str:
    settings = _settings(arguments)
    connection = await _connect(arguments, settings)
    try:
        place = Place(
            service=arguments.service,
            connection=connection,
            bootstrap=settings.kafka.bootstrap,
            operator=f"operator:{arguments.operator}",
            settings=settings,
        )
        rows, columns = await _VERBS[arguments.verb](place, arguments)
    finally:
        await connection.close()
    if arguments.json or not columns:
        return "".join(f"{json.dumps(row, ensure_ascii=False)}\n" for row in rows)
    return _table(rows, columns)


def _settings(arguments: argparse.Namespace) -> ServiceSettings:
    if arguments.stack is None:
        return ServiceSettings()
    stack = json.loads(arguments.stack.read_text(encoding="utf-8"))
    return ServiceSettings.model_validate(
        {"kafka": {"bootstrap": stack["kafka"]}, "peers": stack.get("services", {})}
    )


async def _connect(arguments: argparse.Namespace, settings: ServiceSettings) -> asyncpg.Connection:
    """Connect as the service's worker, or as the administrator of a local stack."""
    opened: asyncpg.Connection
    if arguments.stack is None:
        opened = await connect(arguments.service, settings.database, "worker")
    else:
        server = json.loads(arguments.stack.read_text(encoding="utf-8"))["postgres"]
        opened = await asyncpg.connect(
            host=server["host"],
            port=server["port"],
            user=server["user"],
            password=server["password"],
            database=server["databases"][arguments.service],
        )
    return opened


Rows = Sequence[Mapping[str, Any]]
Verb = Callable[[Place, argparse.Namespace], Awaitable[tuple[Rows, Sequence[str]]]]


async def _list(place: Place, arguments: argparse.Namespace) -> tuple[Rows, Sequence[str]]:
    wanted = events.Wanted(
        consumer=arguments.consumer,
        state=arguments.state,
        after=arguments.after,
        limit=arguments.limit,
    )
    return [events.summary(row) for row in await events.listed(place.connection, wanted)], _LISTED


async def _show(place: Place, arguments: argparse.Namespace) -> tuple[Rows, Sequence[str]]:
    rows = [
        await events.shown(place.connection, place.operator, position)
        for position in arguments.position
    ]
    return [events.details(row) for row in rows], ()


async def _replay(place: Place, arguments: argparse.Namespace) -> tuple[Rows, Sequence[str]]:
    rows = [
        await events.replay(place.connection, place.operator, position)
        for position in arguments.position
    ]
    return [events.summary(row) for row in rows], _LISTED


async def _discard(place: Place, arguments: argparse.Namespace) -> tuple[Rows, Sequence[str]]:
    rows = [
        await events.discard(place.connection, place.operator, position)
        for position in arguments.position
    ]
    return [events.summary(row) for row in rows], _LISTED


async def _lag(place: Place, arguments: argparse.Namespace) -> tuple[Rows, Sequence[str]]:
    lags = await events.lags(place.connection, TopicIds(place.bootstrap), arguments.consumer)
    return [asdict(one) | {"behind": one.behind} for one in lags], _LAGS


async def _re_emit(place: Place, arguments: argparse.Namespace) -> tuple[Rows, Sequence[str]]:
    consumer = arguments.consumer or place.service
    pages = await re_emit(place.service, place.settings, arguments.record, consumer)
    return [{"record": arguments.record, "consumer": consumer, "pages": pages}], (
        "record",
        "consumer",
        "pages",
    )


_VERBS: Mapping[str, Verb] = {
    "list": _list,
    "show": _show,
    "replay": _replay,
    "discard": _discard,
    "lag": _lag,
    "re-emit": _re_emit,
}


def _table(rows: Rows, columns: Sequence[str]) -> str:
    """Lay rows out under their column names."""
    cells = [list(columns)] + [
        ["" if row[name] is None else str(row[name]) for name in columns] for row in rows
    ]
    widths = [max(len(line[place]) for line in cells) for place in range(len(columns))]
    return "".join(
        "  ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)).rstrip()
        + "\n"
        for line in cells
    )
