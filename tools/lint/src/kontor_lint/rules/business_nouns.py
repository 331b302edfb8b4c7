"""Libraries know no business: what they name, they decide for all services at once.

Incident: a search module that knew ten record types had to be released with each of them.
"""

import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from kontor_lint.source import Source

NAME = "business_nouns"

_ENGINE_WORDS = frozenset({
    # Words of the engine itself, of rights, and of what makes a tenant.
    "user", "role", "group", "profile", "tag", "session", "tenant", "grant", "workflow",
    "credential", "account", "document", "event", "service", "task", "transaction",
    "signing_key", "api_key",
    "service_credential", "login_event", "contact", "sharing_rule", "module_default",
})  # fmt: skip
"""`contact` is also what a client makes with a server; the plural and the class are still found."""
_LIBRARIES = ("libs/chassis/src", "libs/records/src")


@cache
def nouns(root: Path) -> frozenset[str]:
    """Return the names of all records of all services, from their folders."""
    found = {folder.name for folder in root.glob("services/*/src/*/records/*") if folder.is_dir()}
    return frozenset(found - _ENGINE_WORDS - {"__pycache__"})


def check(source: Source) -> Iterator[tuple[int, str]]:
    """Find record types named in libraries, comments and docstrings aside."""
    if not source.is_in(*_LIBRARIES):
        return
    wanted = nouns(Path.cwd())
    if not wanted:
        return
    pattern = re.compile(rf"\b({'|'.join(sorted(wanted))})s?\b")
    for line, text in source.texts():
        if found := pattern.search(text):
            yield line, f"a library does not know what a {found.group(1)} is"
    for line, module in source.imports():
        if module.startswith("kontor_schemas.") and module.split(".")[1] in {
            "contacts", "automation", "gateway",
        }:  # fmt: skip
            yield line, f"a library does not read the states of {module.split('.')[1]}"
