"""No text becomes code: what a tenant writes is data, whatever language it looks like.

Incident: a segment's filter was kept in a form that the language itself revived, and so it ran what
an import had put there; a formula was compiled after a check that another spelling got past.
"""

import ast
from collections.abc import Iterator

from kontor_lint.source import Source

NAME = "code_from_text"

_BUILT_IN = frozenset({"eval", "exec", "compile", "__import__"})
_MODULES = frozenset({
    "builtins.eval", "builtins.exec", "builtins.compile", "builtins.__import__", "code.interact",
    "code.InteractiveInterpreter", "runpy.run_path", "os.system", "os.popen", "types.CodeType",
    "types.FunctionType",
})  # fmt: skip
_NEEDS_A_CONSTANT = frozenset({"importlib.import_module", "runpy.run_module"})


def check(source: Source) -> Iterator[tuple[int, str]]:
    """Find calls that make code of a text, and shells."""
    if source.is_test or source.parts[0] in {"tests", "tools"}:
        return
    for call, name in source.resolved_calls():
        if (name in _BUILT_IN and isinstance(call.func, ast.Name)) or name in _MODULES:
            yield call.lineno, f"{name}(…) runs a text as code"
        if name in _NEEDS_A_CONSTANT and not _is_constant(call):
            yield call.lineno, f"{name}(…) takes a constant name, or it runs what it is given"
        if _uses_a_shell(call):
            yield call.lineno, "a shell reads more in a text than was meant"


def _is_constant(call: ast.Call) -> bool:
    return bool(call.args) and isinstance(call.args[0], ast.Constant)


def _uses_a_shell(call: ast.Call) -> bool:
    return any(
        word.arg == "shell" and not (isinstance(word.value, ast.Constant) and not word.value.value)
        for word in call.keywords
    )
