"""Everything that is published, as files: what they should hold, and whether they do."""

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
    if problems := gate.problems(root, registry.all_facts()):
        return Outcome(problems=problems, changed=[])
    files = contents(root)
    differing = [path for path, text in sorted(files.items()) if _text(root / path) != text]
    return Outcome(problems=[], changed=[*differing, *_strays(root, files)])


def write(root: Path) -> Outcome:
    """Write everything anew, unless that would break a reader of what was released."""
    found = check(root)
    if found.problems:
        return found
    files = contents(root)
    for path in found.changed:
        target = root / path
        if path in files:
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_text(files[path], encoding="utf-8", newline="\n")
        else:
            target.unlink()
    return found


def release(root: Path) -> Outcome:
    """Promise every present revision and topic to readers outside, from now on."""
    found = check(root)
    if found.problems or found.changed:
        return found
    promised = {
        "facts": {
            fact.TYPE: fact.REVISION
            for fact in sorted(registry.all_facts(), key=lambda fact: fact.TYPE)
        },
        "topics": {
            topic.name: gate.promise(topic)
            for topic in sorted(TOPICS, key=lambda topic: topic.name)
        },
    }
    text = rendered(promised)
    if _text(root / RELEASED) == text:
        return Outcome(problems=[], changed=[])
    (root / RELEASED).write_text(text, encoding="utf-8", newline="\n")
    return Outcome(problems=[], changed=[RELEASED])


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
