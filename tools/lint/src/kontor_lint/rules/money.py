"""Money is whole: no amount passes through a binary fraction.

Incident: 0.1 + 0.2 on an invoice.
"""

import ast
from collections.abc import Iterator

from kontor_lint.source import Source

NAME = "money"

_DECLARING = (ast.AnnAssign, ast.arg, ast.FunctionDef, ast.AsyncFunctionDef)
_DECLARED = "an amount is an integer of minor units"
_CONVERTED = "an amount never becomes a float"
_DIVIDED = "dividing an amount needs Decimal and a named rounding"


def check(source: Source) -> Iterator[tuple[int, str]]:
    """Find amounts in minor units that are declared, computed or converted as floats."""
    for node in ast.walk(source.tree):
        if isinstance(node, _DECLARING) and _is_declared(node):
            yield node.lineno, _DECLARED
        elif isinstance(node, ast.BinOp | ast.AugAssign):
            yield from _computed(node)
        elif isinstance(node, ast.Call) and _is_converted(node):
            yield node.lineno, _CONVERTED


def _is_declared(
    node: ast.AnnAssign | ast.arg | ast.FunctionDef | ast.AsyncFunctionDef,
) -> bool:
    if isinstance(node, ast.AnnAssign):
        return _is_money(node.target) and _is_float(node.annotation)
    if isinstance(node, ast.arg):
        return _is_name(node.arg) and _is_float(node.annotation)
    return _is_name(node.name) and _is_float(node.returns)


def _computed(node: ast.BinOp | ast.AugAssign) -> Iterator[tuple[int, str]]:
    sides = (node.left, node.right) if isinstance(node, ast.BinOp) else (node.target, node.value)
    if not any(_is_money(side) for side in sides):
        return
    if isinstance(node.op, ast.Div):
        yield node.lineno, _DIVIDED
    elif any(isinstance(side, ast.Constant) and isinstance(side.value, float) for side in sides):
        yield node.lineno, _CONVERTED


def _is_converted(node: ast.Call) -> bool:
    is_float = isinstance(node.func, ast.Name) and node.func.id == "float"
    return is_float and any(_is_money(one) for one in node.args)


def _is_float(annotation: ast.expr | None) -> bool:
    return annotation is not None and "float" in ast.unparse(annotation)


def _is_money(node: ast.AST) -> bool:
    name = node.attr if isinstance(node, ast.Attribute) else getattr(node, "id", "")
    return _is_name(str(name))


def _is_name(name: str) -> bool:
    return name == "minor" or name.endswith("_minor")
