"""A source file as the rules see it, and what they find in it."""

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

_WAIVER = re.compile(r"#\s*kontor: allow (?P<rule>[a-z_]+) because \S.*")
_EMPTY_WAIVER = re.compile(r"#\s*kontor: allow (?P<rule>[a-z_]+)\s*(?:because\s*)?$")


@dataclass(frozen=True, slots=True)
class Finding:
    """One place that breaks a rule."""

    path: Path
    line: int
    rule: str
    message: str

    def __str__(self) -> str:
        return f"{self.path}:{self.line}: {self.rule}: {self.message}"


@dataclass(frozen=True)
class Source:
    """One Python file of the workspace.

    Attributes:
        path: Its path from the root of the workspace.
        text: Its content.
    """

    path: Path
    text: str
    _parents: dict[int, ast.AST] = field(default_factory=dict, repr=False, compare=False)

    @cached_property
    def tree(self) -> ast.Module:
        """Its syntax tree."""
        return ast.parse(self.text)

    @cached_property
    def lines(self) -> list[str]:
        """Its lines."""
        return self.text.splitlines()

    @property
    def parts(self) -> tuple[str, ...]:
        """The parts of its path."""
        return self.path.parts

    @property
    def is_test(self) -> bool:
        """Whether it is part of a test-suite."""
        return "tests" in self.parts

    @property
    def is_migration(self) -> bool:
        """Whether it is a migration."""
        return "versions" in self.parts

    def is_in(self, *folders: str) -> bool:
        """Say whether it lies in one of these folders, given from the root."""
        return any(self.path.is_relative_to(folder) for folder in folders)

    def waived(self, line: int, rule: str) -> bool:
        """Say whether a line waives a rule and gives its reason."""
        found = _WAIVER.search(self.lines[line - 1]) if 0 < line <= len(self.lines) else None
        return found is not None and found["rule"] == rule

    def empty_waivers(self) -> Iterator[int]:
        """Name the lines that waive a rule without a reason."""
        for number, line in enumerate(self.lines, start=1):
            if _EMPTY_WAIVER.search(line):
                yield number

    def calls(self) -> Iterator[tuple[ast.Call, str]]:
        """Give each call with the dotted name of what is called."""
        for node in ast.walk(self.tree):
            if isinstance(node, ast.Call):
                yield node, dotted(node.func)

    def resolved_calls(self) -> Iterator[tuple[ast.Call, str]]:
        """Give each call with the whole name of what is called, however it was imported."""
        whole = self._names
        for call, name in self.calls():
            first, _, rest = name.partition(".")
            found = whole.get(first, first)
            yield call, f"{found}.{rest}" if rest else found

    @cached_property
    def _names(self) -> dict[str, str]:
        """What the names of imported things stand for."""
        found: dict[str, str] = {}
        for node in ast.walk(self.tree):
            if isinstance(node, ast.Import):
                found |= {name.asname: name.name for name in node.names if name.asname}
            elif isinstance(node, ast.ImportFrom) and node.module:
                found |= {
                    name.asname or name.name: f"{node.module}.{name.name}" for name in node.names
                }
        return found

    def imports(self) -> Iterator[tuple[int, str]]:
        """Give each imported module with its line."""
        for node in ast.walk(self.tree):
            if isinstance(node, ast.Import):
                for name in node.names:
                    yield node.lineno, name.name
            elif isinstance(node, ast.ImportFrom) and node.module:
                yield node.lineno, node.module
                for name in node.names:
                    yield node.lineno, f"{node.module}.{name.name}"

    def texts(self) -> Iterator[tuple[int, str]]:
        """Give each text literal that is no docstring."""
        documentation = {id(node) for node in bare_texts(self.tree)}
        for node in ast.walk(self.tree):
            if id(node) in documentation or not isinstance(node, ast.Constant):
                continue
            if isinstance(node.value, str):
                yield node.lineno, node.value


def dotted(node: ast.AST) -> str:
    """Return the dotted name of an expression, with what has no name left out."""
    if isinstance(node, ast.Name):
        return node.id
    if isinstance(node, ast.Attribute):
        before = dotted(node.value)
        return f"{before}.{node.attr}" if before else node.attr
    return ""


def bare_texts(tree: ast.Module) -> Iterator[ast.Constant]:
    """Give every bare text: docstrings, and the notes below a constant."""
    for node in ast.walk(tree):
        if not isinstance(node, ast.Expr) or not isinstance(node.value, ast.Constant):
            continue
        if isinstance(node.value.value, str):
            yield node.value
