"""The laptop stack's commands; the Makefile calls nothing else."""

import argparse
import asyncio
import json
import sys
from pathlib import Path

from kontor_local.engines import alone
from kontor_local.problems import StackError
from kontor_local.progress import complain


def main() -> int:
    """Run one command; a failure is one sentence and exit code 1."""
    arguments = _parser().parse_args()
    try:
        arguments.run(arguments)
    except StackError as error:
        complain(str(error))
        return 1
    except KeyboardInterrupt:
        complain("Interrupted; what was started is stopped again.")
        return 130
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m kontor_local", description=__doc__)
    commands = parser.add_subparsers(required=True, metavar="command")
    for name, run, text in (
        ("engines-up", _engines_up, "start PostgreSQL and Kafka alone, for tests"),
        ("engines-down", _engines_down, "stop them"),
    ):
        command = commands.add_parser(name, help=text)
        command.add_argument("--state", type=Path, default=Path("build/engines"))
        command.add_argument("--port-base", type=int, default=None)
        command.set_defaults(run=run)
    return parser


def _engines_up(arguments: argparse.Namespace) -> None:
    told = asyncio.run(alone.up(arguments.state, arguments.port_base))
    print(json.dumps(told, indent=2))


def _engines_down(arguments: argparse.Namespace) -> None:
    alone.down(arguments.state)


if __name__ == "__main__":
    sys.exit(main())
