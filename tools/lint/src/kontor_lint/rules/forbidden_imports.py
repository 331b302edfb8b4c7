"""Modules nobody imports: what runs strangers' input as code, and what costs memory unused.

Incidents: scheduled reports unpickled what a user had sent; XML entities read files of the server;
a sandboxed template still rendered 100 MB; SQLAlchemy's asyncio layer gave an eighth of the reads a
second and 10 MB to every process.
"""

from collections.abc import Iterator

from kontor_lint.source import Source

NAME = "forbidden_imports"

_NOWHERE = (
    "pickle", "cPickle", "_pickle", "dill", "cloudpickle", "jsonpickle", "joblib", "shelve",
    "marshal", "dbm", "yaml", "ruamel", "xml.etree", "xml.sax", "xml.dom", "xml.parsers", "lxml",
    "xmltodict", "xmlrpc", "jinja2",
    "sqlalchemy.ext.asyncio", "sqlalchemy.orm",
)  # fmt: skip
_ONLY_TESTS = ("httpx", "requests", "hypothesis", "pytest")


def check(source: Source) -> Iterator[tuple[int, str]]:
    """Find imports of forbidden modules, and postponed annotations where they break routes."""
    in_tests = source.is_test or source.parts[0] == "tests" or "testing" in source.parts
    for line, module in source.imports():
        if _is_one_of(module, _NOWHERE):
            yield line, f"{module} is imported nowhere"
        if not in_tests and _is_one_of(module, _ONLY_TESTS):
            yield line, f"{module} is for tests"
        if module == "__future__.annotations" and (
            source.parts[0] == "libs" or source.path.name == "routes.py"
        ):
            yield line, "postponed annotations fail where shapes are read at run time"


def _is_one_of(module: str, names: tuple[str, ...]) -> bool:
    return any(module == name or module.startswith(f"{name}.") for name in names)
