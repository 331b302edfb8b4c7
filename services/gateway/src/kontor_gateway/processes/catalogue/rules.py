"""Merging the catalogues of the services into one, and turning references round."""

from collections.abc import Iterable, Mapping
from hashlib import blake2b
from string import ascii_lowercase
from typing import Any, Final

import orjson

Document = dict[str, Any]

_GROUPS: Final = (
    "sales", "contacts", "catalogue", "purchasing", "billing", "service", "support", "marketing",
    "projects", "documents", "insights", "automation", "settings",
)  # fmt: skip
"""The order of the groups in the navigation; one that is not named comes after these."""
_MOST_COLUMNS: Final = 4


def merged(catalogues: Mapping[str, Document], missing: Iterable[str]) -> Document:
    """Return one catalogue of what the services let the same reader see.

    Args:
        catalogues: What each service answered.
        missing: The services that did not answer.
    """
    records = [dict(entry) for name in sorted(catalogues) for entry in catalogues[name]["records"]]
    groups = {
        group["key"]: group for name in sorted(catalogues) for group in catalogues[name]["groups"]
    }
    ordered = sorted(groups.values(), key=_place)
    place = {group["key"]: order for order, group in enumerate(ordered)}
    records.sort(key=lambda entry: (place[entry["group"]], entry["order"], entry["record"]))
    _turn_round(records)
    _give_keys(records)
    tools = dict.fromkeys(tool for name in sorted(catalogues) for tool in catalogues[name]["tools"])
    content = {
        "groups": [{**group, "order": place[group["key"]]} for group in ordered],
        "tools": list(tools),
        "records": records,
        "missing": sorted(missing),
    }
    return {"revision": blake2b(orjson.dumps(content), digest_size=8).hexdigest(), **content}


def _place(group: Document) -> tuple[int, int, str]:
    key = group["key"]
    return _GROUPS.index(key) if key in _GROUPS else len(_GROUPS), group["order"], key


def _turn_round(records: Iterable[Document]) -> None:
    """Give each record type the lists of those of other services that refer to it.

    Every entry is cut to the reader already, so nothing comes in that they may not see.
    """
    known = {entry["record"]: entry for entry in records}
    for other in known.values():
        for field in other["fields"]:
            target = known.get((field["target"] or {}).get("record"))
            if target is None or _service(target) == _service(other):
                continue
            target["related"] = [*target["related"], _list_of(other, field)]


def _list_of(other: Document, field: Document) -> Document:
    return {
        "key": f"{other['path']}.{field['name']}",
        "record": other["record"],
        "by": field["name"],
        "columns": other["list"]["columns"][:_MOST_COLUMNS],
        "can_add": other["can"]["create"] and field["right"] == "edit",
    }


def _service(entry: Document) -> str:
    return str(entry["record"]).partition(".")[0]


def _give_keys(records: Iterable[Document]) -> None:
    """Give each record type a letter of its own to go to it; none where all are taken."""
    taken: set[str] = set()
    for entry in records:
        wanted = (entry["goto"], *entry["path"], *ascii_lowercase)
        entry["goto"] = next(
            (key for key in wanted if key in ascii_lowercase and key not in taken), None
        )
        taken.add(entry["goto"] or "")
