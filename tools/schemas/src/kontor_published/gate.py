"""The gate: refuses a change that would break a reader of anything that was released."""

from pathlib import Path
from typing import Any

from kontor_published import compatibility, json_schemas
from kontor_published.files import Released, read_json, read_released, schema_path
from kontor_schemas.fact import AnyFact
from kontor_schemas.topics import TOPICS, Topic


def problems(root: Path, facts: tuple[type[AnyFact], ...]) -> list[str]:
    """Say what breaks the promise of a release, each in a sentence that names fact and field."""
    released = read_released(root)
    present = {fact.TYPE: fact for fact in facts}
    found: list[str] = []
    for type_name, revision in sorted(released.facts.items()):
        if (fact := present.get(type_name)) is None:
            found.append(f"{type_name}: the fact was removed; its readers still expect it")
            continue
        found.extend(_problems_of(root, fact, revision))
    return [*found, *_topic_problems(released)]


def _problems_of(root: Path, fact: type[AnyFact], released: int) -> list[str]:
    if released > fact.REVISION:
        return [f"{fact.TYPE}: revision {released} is released, the model says {fact.REVISION}"]
    now = json_schemas.document(fact)
    found: list[str] = []
    for revision in range(1, released + 1):
        path = root / schema_path(fact.TYPE, revision)
        if not path.exists():
            found.append(f"{fact.TYPE}: the schema of released revision {revision} is missing")
            continue
        then = read_json(path)
        found.extend(f"{fact.TYPE}: {what}" for what in compatibility.breaks(then, now))
        if revision == fact.REVISION and not found and compatibility.differs(then, now):
            found.append(
                f"{fact.TYPE}: something was added, but revision {revision} is released; "
                f"say revision={revision + 1} where the class is declared"
            )
    return list(dict.fromkeys(found))


def promise(topic: Topic) -> dict[str, Any]:
    """Give what a topic's readers rely on: where a key is found, and what is kept."""
    return {"cleanup": topic.cleanup, "partitions": topic.partitions_production}


def _topic_problems(released: Released) -> list[str]:
    present = {topic.name: promise(topic) for topic in TOPICS}
    found: list[str] = []
    for name, then in sorted(released.topics.items()):
        if (now := present.get(name)) is None:
            found.append(f"{name}: the topic was removed; its readers still expect it")
            continue
        found.extend(
            f"{name}: the topic changed its {what} from {then[what]} to {now[what]}"
            for what in then
            if then[what] != now[what]
        )
    return found
