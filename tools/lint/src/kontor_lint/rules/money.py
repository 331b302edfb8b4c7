"""Money is whole: no amount passes through a binary fraction.

Incident: 0.1 + 0.2 on an invoice.
"""

import ast
from collections.abc import Iterator

from kontor_lint.source import Source

NAME = "money"


def check(source: Source) -> Iterator[tuple[int, str]]:
    """Find amounts in minor units that are declared or computed as floats."""
    for node in ast.walk(source.tree):
        if isinstance(node, ast.AnnAssign) and _is_float(node):
            yield node.lineno, "an amount is an integer of minor units"
        elif isinstance(node, ast.BinOp) and _is_divided(node):
            yield node.lineno, "dividing an amount needs Decimal and a named rounding"
        elif isinstance(node, ast.Call) and _is_converted(node):
            yield node.lineno, "an amount never becomes a float"


def _is_divided(node: ast.BinOp) -> bool:
    return isinstance(node.op, ast.Div) and (_is_money(node.left) or _is_money(node.right))


def _is_converted(node: ast.Call) -> bool:
    is_float = isinstance(node.func, ast.Name) and node.func.id == "float"
    return is_float and any(_is_money(one) for one in node.args)


def _is_float(node: ast.AnnAssign) -> bool:
    return _is_money(node.target) and "float" in ast.unparse(node.annotation)


def _is_money(node: ast.AST) -> bool:
    name = node.attr if isinstance(node, ast.Attribute) else getattr(node, "id", "")
    return name == "minor" or str(name).endswith("_minor")
