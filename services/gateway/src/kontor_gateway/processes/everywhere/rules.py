"""Merging what the services found: hits, what lies in their bins, and tags."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, Final
from uuid import UUID

Document = dict[str, Any]

_RANKS: Final = ("exact", "prefix", "words", "typo", "guess")


def hits(answers: Mapping[str, Document], missing: Sequence[str], limit: int) -> Document:
    """Return the best hits of all services: titles that are the query first, then the newest."""
    found = [hit for name in sorted(answers) for hit in answers[name]["items"]]
    found.sort(key=lambda hit: (_place(hit["rank"]), -UUID(hit["id"]).int))
    refs: Document = {}
    for name in sorted(answers):
        refs |= answers[name]["refs"]
    return {"items": found[:limit], "refs": refs, "missing": list(missing)}


def _place(rank: str) -> int:
    """Return the place of a rank; one that only a newer service knows is the last."""
    return _RANKS.index(rank) if rank in _RANKS else len(_RANKS)


def binned(answers: Mapping[str, Document], missing: Sequence[str], limit: int) -> Document:
    """Return one page of all bins, what was deleted last first."""
    found = [item for name in sorted(answers) for item in answers[name]["items"]]
    found.sort(key=_deletion, reverse=True)
    page = found[:limit]
    is_more = len(found) > limit or any(answer["next"] for answer in answers.values())
    following = f"{page[-1]['deleted_at']}~{page[-1]['id']}" if page and is_more else None
    return {"items": page, "next": following, "missing": list(missing)}


def _deletion(item: Document) -> tuple[datetime, int]:
    return datetime.fromisoformat(item["deleted_at"]), UUID(item["id"]).int


def tags(answers: Mapping[str, Document], missing: Sequence[str]) -> Document:
    """Return the tags of all services by name; one that several have is there once.

    Each says under which id which service knows it, and is pinned where one has it pinned.
    """
    known: dict[tuple[str, str], Document] = {}
    for service in sorted(answers):
        for tag in answers[service]["items"]:
            key = (tag["name"].casefold(), tag["scope"])
            standing = known.setdefault(key, {**tag, "ids": {}})
            standing["ids"][service] = tag["id"]
            standing["is_pinned"] = standing["is_pinned"] or tag["is_pinned"]
    ordered = sorted(known.items())
    return {"items": [tag for _, tag in ordered], "missing": list(missing)}
