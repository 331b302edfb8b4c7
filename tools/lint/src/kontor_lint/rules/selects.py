"""Reads stand in queries: rights and the tenant are added where reads are, and nowhere else.

Incident: a list built its own SELECT in a route, and showed what the list view hid.
"""

import re
from collections.abc import Iterator

from kontor_lint.source import Source

NAME = "selects"

_ALLOWED_FILES = frozenset({"queries.py", "model.py", "jobs.py"})
_ALLOWED_FOLDERS = frozenset({"engine", "mirrors", "migrations", "queries"})
_READ = re.compile(r"^\s*(WITH|SELECT)\b")


def check(source: Source) -> Iterator[tuple[int, str]]:
    """Find reads of services outside of the files that may hold them; writes are staged."""
    if source.parts[0] != "services" or source.is_test or source.is_migration:
        return
    if source.path.name in _ALLOWED_FILES or _ALLOWED_FOLDERS & set(source.parts):
        return
    for call, name in source.calls():
        if name in {"select", "sqlalchemy.select"}:
            yield call.lineno, f"{name}(…) belongs into queries.py"
    for line, text in source.texts():
        if _READ.match(text):
            yield line, "a read belongs into queries.py"
