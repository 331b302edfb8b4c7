"""`python -m kontor_lint [paths]`: the house rules over the workspace; exit 1 if one is broken."""

import subprocess
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from types import ModuleType

from kontor_lint.budget import over_budget
from kontor_lint.rules import (
    business_nouns,
    clock_and_ids,
    code_from_text,
    commit_only_at_the_edge,
    documented,
    environment,
    forbidden_imports,
    money,
    outside_calls,
    raw_clients,
    selects,
    size,
    vocabulary,
)
from kontor_lint.source import Finding, Source

RULES: tuple[ModuleType, ...] = (
    business_nouns, clock_and_ids, code_from_text, commit_only_at_the_edge, documented,
    environment, forbidden_imports, money, outside_calls, raw_clients, selects, size, vocabulary,
)  # fmt: skip
FOLDERS = ("libs", "services", "deploy", "tools", "tests")


def main(arguments: list[str]) -> int:
    """Check the named files, or all of the workspace, and print what was found."""
    files = _files(arguments)
    found = sorted(findings(files), key=str)
    if not arguments:
        # A budget is one of whole folders: a few named files tell nothing of it.
        found += over_budget(Source(path, path.read_text(encoding="utf-8")) for path in files)
    for finding in found:
        sys.stdout.write(f"{finding}\n")
    return 1 if found else 0


def findings(paths: Iterable[Path]) -> Iterator[Finding]:
    """Check files."""
    for path in paths:
        yield from check(Source(path, path.read_text(encoding="utf-8")))


def check(source: Source) -> Iterator[Finding]:
    """Check one file by all rules; a line may waive one if it gives its reason."""
    for line in source.empty_waivers():
        yield Finding(source.path, line, "waiver", "a waiver gives its reason")
    for rule in RULES:
        for line, message in rule.check(source):
            if not source.waived(line, rule.NAME):
                yield Finding(source.path, line, rule.NAME, message)


def _files(arguments: list[str]) -> list[Path]:
    """Return the files that git knows or would add: nothing generated, nothing installed."""
    if arguments:
        return [Path(argument) for argument in arguments]
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard", "--", *FOLDERS],
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    return [
        path for path in map(Path, listed.splitlines()) if path.suffix == ".py" and path.is_file()
    ]


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
