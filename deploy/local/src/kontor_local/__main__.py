"""The laptop stack's commands; the Makefile calls nothing else."""

import argparse
import asyncio
import json
import os
import signal
import sys
from collections.abc import Callable
from pathlib import Path

from pydantic import ValidationError

from kontor_local.layout import Folders
from kontor_local.problems import StackError
from kontor_local.progress import complain
from kontor_local.settings import LocalSettings

Verbs = tuple[tuple[str, Callable[[argparse.Namespace], bool], str], ...]


def main() -> int:
    """Run one command; a failure is one sentence and exit code 1."""
    arguments = _parser().parse_args()
    # Ended from outside, a command takes back what it started, as it does on Ctrl-C.
    signal.signal(signal.SIGTERM, lambda *_: os.kill(os.getpid(), signal.SIGINT))
    try:
        return int(not arguments.run(arguments))
    except StackError as error:
        complain(str(error))
        return 1
    except ValidationError as error:
        faults = (
            f"KONTOR_{fault['loc'][0]!s}".upper() + f": {fault['msg']}" for fault in error.errors()
        )
        complain(f"A setting is wrong. {'; '.join(faults)}.")
        return 1
    except OSError as error:
        complain(f"The machine refused: {error}. Put that right and try again.")
        return 1
    except KeyboardInterrupt:
        complain("Interrupted; what was started is stopped again.")
        return 130


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m kontor_local", description=__doc__)
    commands = parser.add_subparsers(required=True, metavar="command")
    plain: Verbs = (
        ("up", _up, "start everything and wait until it is ready"),
        ("down", _down, "stop everything; what was stored stays"),
        ("status", _status, "show every process"),
        ("chromium", _chromium, "print where the browser of journeys and pictures is"),
        ("web", _web, "build the front end"),
        ("reset", _reset, "stop everything and delete what was stored"),
    )
    of_one: Verbs = (
        ("logs", _logs, "show the end of a log"),
        ("restart", _restart, "restart one program, or all services"),
    )
    of_engines: Verbs = (
        ("engines-up", _engines_up, "start PostgreSQL and Kafka alone, for tests"),
        ("engines-down", _engines_down, "stop them"),
    )
    for name, run, text in plain:
        commands.add_parser(name, help=text).set_defaults(run=run)
    for name, run, text in of_one:
        command = commands.add_parser(name, help=text)
        command.add_argument("name", nargs="?", default="")
        command.set_defaults(run=run)
    for name, run, text in of_engines:
        command = commands.add_parser(name, help=text)
        command.add_argument("--state", type=Path, default=Path("build/engines"))
        command.add_argument("--port-base", type=int, default=None)
        command.set_defaults(run=run)
    return parser


def _up(_arguments: argparse.Namespace) -> bool:
    from kontor_local.bring_up import up  # noqa: PLC0415 - each command imports what it needs

    asyncio.run(up(LocalSettings()))
    return True


def _down(_arguments: argparse.Namespace) -> bool:
    from kontor_local.operate import down  # noqa: PLC0415

    down(Folders(state=LocalSettings().state.resolve()))
    return True


def _status(_arguments: argparse.Namespace) -> bool:
    from kontor_local.operate import status  # noqa: PLC0415

    return status(LocalSettings())


def _chromium(_arguments: argparse.Namespace) -> bool:
    from kontor_local import chromium  # noqa: PLC0415

    print(chromium.find(LocalSettings()))
    return True


def _web(_arguments: argparse.Namespace) -> bool:
    from kontor_local import bundle  # noqa: PLC0415

    return asyncio.run(bundle.build())


def _reset(_arguments: argparse.Namespace) -> bool:
    from kontor_local.operate import reset  # noqa: PLC0415

    reset(LocalSettings())
    return True


def _logs(arguments: argparse.Namespace) -> bool:
    from kontor_local.operate import is_for_a_person, logs  # noqa: PLC0415

    logs(LocalSettings(), arguments.name, follow=is_for_a_person())
    return True


def _restart(arguments: argparse.Namespace) -> bool:
    from kontor_local.operate import restart  # noqa: PLC0415

    restart(LocalSettings(), arguments.name)
    return True


def _engines_up(arguments: argparse.Namespace) -> bool:
    from kontor_local.engines import alone  # noqa: PLC0415

    told = asyncio.run(alone.up(_folders(arguments), arguments.port_base))
    print(json.dumps(told, indent=2))
    return True


def _engines_down(arguments: argparse.Namespace) -> bool:
    from kontor_local.operate import down  # noqa: PLC0415

    down(_folders(arguments))
    return True


def _folders(arguments: argparse.Namespace) -> Folders:
    return Folders(state=arguments.state.resolve())


if __name__ == "__main__":
    sys.exit(main())
