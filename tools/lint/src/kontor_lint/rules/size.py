"""Sizes: a file that fits on a few screens, a function that fits on one.

Incident: a file of 4,216 lines in which every verb of a noun stood; nobody read it whole again.
"""

import ast
from collections.abc import Iterator

from kontor_lint.source import Source

NAME = "size"

FILE, TEST_FILE, ENGINE_FILE, FUNCTION = 400, 600, 300, 60


def check(source: Source) -> Iterator[tuple[int, str]]:
    """Find files and functions over their size."""
    if source.is_migration:
        return
    most = TEST_FILE if source.is_test or source.parts[0] == "tests" else FILE
    if source.is_in("libs/records/src"):
        most = ENGINE_FILE
    if len(source.lines) > most:
        yield 1, f"{len(source.lines)} lines; {most} are allowed"
    for node in ast.walk(source.tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            length = (node.end_lineno or node.lineno) - node.lineno + 1
            if length > FUNCTION:
                yield node.lineno, f"{node.name} has {length} lines; {FUNCTION} are allowed"
