"""Where the published files are, and how they are read and written."""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any, cast

PUBLISHED = Path("libs/schemas/published")
SCHEMAS = PUBLISHED / "schemas"
GOLDEN = PUBLISHED / "golden"
RELEASED = PUBLISHED / "released.json"
ASYNCAPI = Path("docs/facts/asyncapi.json")
FACTS_PAGE = Path("docs/facts.md")
TOPICS_PAGE = Path("docs/topics.md")


def schema_path(type_name: str, revision: int) -> Path:
    """Say where the schema of a revision of a fact is."""
    return SCHEMAS / f"{type_name}.r{revision}.json"


def golden_path(type_name: str, revision: int) -> Path:
    """Say where the golden fact of a revision is."""
    return GOLDEN / f"{type_name}.r{revision}.json"


def rendered(document: Any) -> str:
    """Write a JSON document as it is stored: readable, and the same every time."""
    return json.dumps(document, indent=2, ensure_ascii=False) + "\n"


@dataclass(frozen=True, slots=True, kw_only=True)
class Released:
    """What readers outside this repository may rely on.

    Attributes:
        facts: the newest released revision of each fact, by type; all before it count too.
        topics: how each released topic is kept: what must not change under its readers.
    """

    facts: dict[str, int]
    topics: dict[str, dict[str, Any]]


def read_released(root: Path) -> Released:
    """Read what has been released; nothing where no release was made."""
    path = root / RELEASED
    if not path.exists():
        return Released(facts={}, topics={})
    found = read_json(path)
    return Released(facts=dict(found["facts"]), topics=dict(found["topics"]))


def read_json(path: Path) -> dict[str, Any]:
    """Read one JSON document."""
    return cast("dict[str, Any]", json.loads(path.read_text(encoding="utf-8")))
