"""Only edges commit: what a command did in part is never kept.

Incident: a command that committed half-way left a record changed whose fact never left, since the
second half was refused.
"""

import re
from collections.abc import Iterator

from kontor_lint.source import Source

NAME = "commit_only_at_the_edge"

_EDGES = (
    "libs/chassis/src/kontor_chassis/database",
    "libs/chassis/src/kontor_chassis/http/edge.py",
    "libs/chassis/src/kontor_chassis/errands.py",
    "libs/chassis/src/kontor_chassis/jobs",
    "libs/chassis/src/kontor_chassis/relay",
    "libs/chassis/src/kontor_chassis/consume",
    "libs/chassis/src/kontor_chassis/operate",
    "libs/chassis/src/kontor_chassis/testing",
    "deploy",
    "tools",
)
_SQL = re.compile(r"^\s*(BEGIN|COMMIT|ROLLBACK|START TRANSACTION)\b")


def check(source: Source) -> Iterator[tuple[int, str]]:
    """Find commits outside of the edges."""
    if source.path.name == "jobs.py":  # a job is an edge of its own
        return
    if source.is_test or source.parts[0] == "tests" or source.is_in(*_EDGES):
        return
    for call, name in source.calls():
        if name.rpartition(".")[2] == "commit":
            yield call.lineno, "only an edge commits; stage and return"
    for line, text in source.texts():
        if _SQL.match(text):
            yield line, "only an edge begins and ends a transaction"
