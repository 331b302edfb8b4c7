"""The command line: `python -m kontor_published write | check | release`."""

import argparse
import sys
from pathlib import Path

from kontor_published import publication
from kontor_published.examples import ExampleMissing
from kontor_published.files import RELEASED
from kontor_published.publication import Outcome


def main(arguments: list[str] | None = None) -> int:
    """Run one command; 0 where all is well, 1 where something must be done."""
    parser = argparse.ArgumentParser(
        prog="python -m kontor_published",
        description="Write and check what Kontor publishes: schemas, golden facts, pages.",
    )
    parser.add_argument(
        "--root", type=Path, default=Path.cwd(), help="the workspace (default: this folder)"
    )
    commands = parser.add_subparsers(dest="command")
    commands.add_parser("write", help="write the files anew, unless a reader would break (default)")
    commands.add_parser("check", help="only compare them")
    release = commands.add_parser("release", help="promise what is there to readers, for ever")
    release.add_argument("services", nargs="*", help="of these services only")
    options = parser.parse_args(arguments)
    try:
        if options.command == "release":
            return _released(publication.release(options.root, options.services))
        if options.command == "check":
            return _checked(publication.check(options.root))
        return _written(publication.write(options.root))
    except ExampleMissing as missing:
        print(missing, file=sys.stderr)
        return 1


def _refused(outcome: Outcome) -> bool:
    for problem in outcome.problems:
        print(problem, file=sys.stderr)
    if outcome.problems:
        print(
            f"{len(outcome.problems)} breaks: within a major only optional fields may be added. "
            "A break needs a new class with the suffix V2 and an upcaster beside it.",
            file=sys.stderr,
        )
    return bool(outcome.problems)


def _written(outcome: Outcome) -> int:
    if _refused(outcome):
        return 1
    print(f"{len(outcome.changed)} files written")
    return 0


def _checked(outcome: Outcome) -> int:
    if _refused(outcome):
        return 1
    for path in outcome.changed:
        print(f"{path} is not what the models say: run `make schemas`", file=sys.stderr)
    return 1 if outcome.changed else 0


def _released(outcome: Outcome) -> int:
    if outcome.changed not in ([], [RELEASED]):
        return _checked(outcome)
    if _refused(outcome):
        return 1
    print("released" if outcome.changed else "nothing new to release")
    return 0


if __name__ == "__main__":
    sys.exit(main())
