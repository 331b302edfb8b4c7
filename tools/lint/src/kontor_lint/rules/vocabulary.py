"""Closed file vocabulary: who has read one service finds everything in the next.

Incident: `utils.py` and `helpers.py` grow in every code base in which a file may have any name, and
after a year the same thing is called differently in each service.
"""

from collections.abc import Iterator

from kontor_lint.source import Source

NAME = "vocabulary"

_NOUN = frozenset({
    "__init__", "record", "model", "schemas", "rules", "errors", "commands", "queries", "routes",
    "consumers", "jobs",
})  # fmt: skip
_TOP = frozenset({"__init__", "__main__", "app", "settings"})
_FREE = frozenset({"adapters", "mirrors", "engine", "forward", "projections", "texts"})
_NAMELESS = frozenset({"utils", "helpers", "common", "base", "manager", "misc", "util", "helper"})


def check(source: Source) -> Iterator[tuple[int, str]]:
    """Find files whose place or name is none of the agreed ones."""
    if source.path.stem in _NAMELESS:
        yield 1, f"{source.path.stem} says nothing; name what it is responsible for"
    if source.parts[0] != "services" or source.is_test or source.is_migration:
        return
    inside = source.parts[4:]  # services/<s>/src/kontor_<s>/…
    if not inside:
        return
    name = source.path.stem
    if len(inside) == 1:
        if name not in _TOP:
            yield 1, f"a service has {', '.join(sorted(_TOP))} at its top, not {name}"
    elif inside[0] in {"records", "processes"}:
        if len(inside) == 2 and name != "__init__":
            yield 1, f"{inside[0]} holds folders, one a noun or process, and no {name}"
        if len(inside) >= 3 and name not in _NOUN and inside[2] != "commands":
            yield 1, f"a noun has {', '.join(sorted(_NOUN - {'__init__'}))}, not {name}"
    elif inside[0] not in _FREE:
        yield 1, f"a service has no folder {inside[0]}"
