"""The command line: `python -m kontor_published write | check | release`."""

import argparse
import sys
from pathlib import Path

from kontor_published import publication
from kontor_published.examples import ExampleMissing

_COMMANDS = {
    "write": publication.write,
    "check": publication.check,
    "release": publication.release,
}


def main(arguments: list[str] | None = None) -> int:
    """Run one command; 0 where all is well, 1 where something must be done."""
    parser = argparse.ArgumentParser(
        prog="python -m kontor_published",
        description="Write and check what Kontor publishes: schemas, golden facts, pages.",
    )
    parser.add_argument(
        "command",
        nargs="?",
        default="write",
        choices=tuple(_COMMANDS),
        help="write the files anew, only compare them, or promise what is there to readers",
    )
    parser.add_argument(
        "--root", type=Path, default=Path.cwd(), help="the workspace (default: this folder)"
    )
    options = parser.parse_args(arguments)
    try:
        return _run(options.command, options.root)
    except ExampleMissing as missing:
        print(missing, file=sys.stderr)
        return 1


def _run(command: str, root: Path) -> int:
    outcome = _COMMANDS[command](root)
    for problem in outcome.problems:
        print(problem, file=sys.stderr)
    if outcome.problems:
        print(
            f"{len(outcome.problems)} breaks: within a major only optional fields may be added. "
            "A break needs a new class with the suffix V2 and an upcaster beside it.",
            file=sys.stderr,
        )
        return 1
    if command == "write":
        print(f"{len(outcome.changed)} files written")
        return 0
    if command == "release" and all(path.name == "released.json" for path in outcome.changed):
        print("released" if outcome.changed else "nothing new to release")
        return 0
    for path in outcome.changed:
        print(f"{path} is not what the models say: run `make schemas`", file=sys.stderr)
    return 1 if outcome.changed else 0


if __name__ == "__main__":
    sys.exit(main())
