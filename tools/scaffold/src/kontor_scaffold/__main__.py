"""`make record s=support r=asset` begins a record type, `make migration` writes its table."""

import argparse
import sys
from pathlib import Path

from kontor_scaffold.record import Names, ScaffoldRefused, begin

ROOT = Path(__file__).parents[4]
_NEXT = """
Now: 1. write its fields and what they mean: {state}
     2. make migration s={service} r={noun}
     3. name it and its fields in German and English: services/{service}/src/kontor_{service}/texts
     4. give it an example among kontor_published.samples.{service}, then make schemas
     5. make test s={service}
docs/adding-a-record.md walks through all of it."""


def main(arguments: list[str] | None = None) -> int:
    """Run one of the two commands."""
    parser = argparse.ArgumentParser(prog="kontor_scaffold", description=__doc__)
    parser.add_argument("what", choices=sorted(COMMANDS))
    parser.add_argument("service")
    parser.add_argument("noun")
    parser.add_argument("plural", nargs="?", default="")
    parser.add_argument("--root", type=Path, default=ROOT)
    asked = parser.parse_args(arguments)
    names = Names(
        service=asked.service, noun=asked.noun, plural=asked.plural or plural_of(asked.noun)
    )
    try:
        return (
            _migration(asked.root, names)
            if asked.what == "migration"
            else _record(asked.root, names)
        )
    except ScaffoldRefused as refused:
        print(f"{refused}", file=sys.stderr)
        return 1


def plural_of(noun: str) -> str:
    """Return the regular English plural of a noun."""
    if noun.endswith("y") and noun[-2:-1] not in set("aeiou"):
        return f"{noun[:-1]}ies"
    return f"{noun}es" if noun.endswith(("s", "x", "ch", "sh")) else f"{noun}s"


def _record(root: Path, names: Names) -> int:
    files = begin(root, names)
    for file in files:
        print(f"  {file.relative_to(root)}")
    state = files[0].relative_to(root)
    print(_NEXT.format(state=state, service=names.service, noun=names.noun))
    return 0


def _migration(root: Path, names: Names) -> int:
    # Only this command loads the services.
    from kontor_scaffold import migration  # noqa: PLC0415 - see above

    print(f"  {migration.write(root, names).relative_to(root)}")
    return 0


COMMANDS = {"record": _record, "migration": _migration}

if __name__ == "__main__":
    sys.exit(main())
