"""What a module is for and what a command does to the world is said where it is written.

Incident: a command that left a second fact nobody knew of, until a consumer counted twice.
"""

import ast
from collections.abc import Iterator

from kontor_lint.source import Source

NAME = "documented"


def check(source: Source) -> Iterator[tuple[int, str]]:
    """Find modules without a sentence, and commands without `Emits:` or a `Raises:` they need."""
    documentation = ast.get_docstring(source.tree)
    if source.text.strip() and not documentation and not source.is_migration:
        yield 1, "say in one sentence what this module is responsible for"
    if source.path.name == "__init__.py" and source.text.strip():
        yield 1, "an __init__ is empty"
    if source.path.name != "commands.py" or source.is_test or source.parts[0] != "services":
        return
    for node in source.tree.body:
        if isinstance(node, ast.AsyncFunctionDef) and not node.name.startswith("_"):
            said = ast.get_docstring(node) or ""
            if "Emits:" not in said:
                yield node.lineno, f"{node.name} does not say what it emits"
            raises = any(isinstance(one, ast.Raise) for one in ast.walk(node))
            if raises and "Raises:" not in said:
                yield node.lineno, f"{node.name} does not say what it raises"
