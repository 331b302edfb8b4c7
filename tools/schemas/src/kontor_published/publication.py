"""Everything that is published, as files: what they should hold, and whether they do."""

from collections.abc import Sequence
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path

from kontor_published import asyncapi, gate, json_schemas, pages
from kontor_published.examples import examples
from kontor_published.files import (
    ASYNCAPI,
    FACTS_PAGE,
    GOLDEN,
    RELEASED,
    SCHEMAS,
    TOPICS_PAGE,
    golden_path,
    read_released,
    rendered,
    schema_path,
)
from kontor_schemas import registry
from kontor_schemas.topics import TOPICS


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What a command did or found.

    Attributes:
        problems: sentences; not empty means refused.
        changed: files written or, for a check, files that differ.
    """

    problems: list[str]
    changed: list[Path]


def contents(root: Path) -> dict[Path, str]:
    """Give what each generated file should hold.

    Golden facts of a released revision are not among them: they were written once.
    """
    released = read_released(root).facts
    files = {
        ASYNCAPI: rendered(asyncapi.document(version("kontor-schemas"))),
        FACTS_PAGE: pages.facts_page(),
        TOPICS_PAGE: pages.topics_page(),
    }
    for fact, example in examples().items():
        files[schema_path(fact.TYPE, fact.REVISION)] = rendered(json_schemas.document(fact))
        golden = golden_path(fact.TYPE, fact.REVISION)
        if released.get(fact.TYPE, 0) < fact.REVISION or not (root / golden).exists():
            files[golden] = rendered(example.document())
    return files


def check(root: Path) -> Outcome:
    """Compare what is published with what the models say; change nothing."""
    found, _ = _compared(root)
    return found


def _compared(root: Path) -> tuple[Outcome, dict[Path, str]]:
    """Give what differs, and what each file should hold."""
    if problems := gate.problems(root, registry.all_facts()):
        return Outcome(problems=problems, changed=[]), {}
    files = contents(root)
    differing = [path for path, text in sorted(files.items()) if _text(root / path) != text]
    return Outcome(problems=[], changed=[*differing, *_strays(root, files)]), files


def write(root: Path) -> Outcome:
    """Write everything anew, unless that would break a reader of what was released."""
    found, files = _compared(root)
    for path in found.changed:
        target = root / path
        if path in files:
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_text(files[path], encoding="utf-8", newline="\n")
        else:
            target.unlink()
    return found


def release(root: Path, services: Sequence[str] = ()) -> Outcome:
    """Promise the present revisions and topics to readers outside, from now on.

    Args:
        root: the workspace.
        services: whose facts and topics are promised; all where none is named.
    """
    found = check(root)
    if found.problems or found.changed:
        return found
    before = read_released(root)
    chosen = services or registry.services()
    facts = {fact.TYPE: fact.REVISION for fact in registry.all_facts() if _of(fact.RECORD, chosen)}
    topics = {
        topic.name: gate.promise(topic)
        for topic in TOPICS
        if not services or (topic.record is not None and _of(topic.record, chosen))
    }
    promised = {
        "facts": dict(sorted({**before.facts, **facts}.items())),
        "topics": dict(sorted({**before.topics, **topics}.items())),
    }
    text = rendered(promised)
    if _text(root / RELEASED) == text:
        return Outcome(problems=[], changed=[])
    (root / RELEASED).write_text(text, encoding="utf-8", newline="\n")
    return Outcome(problems=[], changed=[RELEASED])


def _of(record: str, services: Sequence[str]) -> bool:
    return record.partition(".")[0] in services


def _text(path: Path) -> str | None:
    return path.read_text(encoding="utf-8") if path.exists() else None


def _strays(root: Path, files: dict[Path, str]) -> list[Path]:
    """Find schemas and golden facts of what was never released and is no longer there."""
    released = read_released(root).facts
    kept = {
        path(type_name, revision)
        for type_name, newest in released.items()
        for revision in range(1, newest + 1)
        for path in (schema_path, golden_path)
    }
    present = {
        found.relative_to(root)
        for folder in (SCHEMAS, GOLDEN)
        for found in (root / folder).glob("*.json")
    }
    return sorted(present - kept - files.keys())
