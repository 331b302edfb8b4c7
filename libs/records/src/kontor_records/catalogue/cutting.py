"""Cutting an entry to a reader's rights: what one may not see is absent from every part of it."""

from typing import Any, Final

from kontor_records.access.planner import NOTHING
from kontor_records.access.rights import Rights
from kontor_records.catalogue.entries import Entry
from kontor_records.customizing.world import TOOL
from kontor_records.declaration.record_type import RECORD_TYPES, RecordType

_TOOLS: Final = ("import", "export", "merge", "bulk")


def cut(entry: Entry, record_type: RecordType[Any], rights: Rights) -> Entry | None:
    """Return the entry as a reader may see it, or None where the type is closed to them."""
    if rights.plan("read", record_type) is NOTHING:
        return None
    mine = {**entry, "can": _can(record_type, rights)}
    if rights.is_unlimited:
        return mine
    fields = [
        {**field, **_right(rights.field_right(record_type, field["name"]))}
        for field in entry["fields"]
        if rights.field_right(record_type, field["name"]) != "none"
    ]
    seen = {field["name"] for field in fields}
    for field in fields:
        for rule in ("show_if", "required_if"):
            if not _is_seen(field[rule], seen):
                field[rule] = None
    mine["fields"] = fields
    for part in ("subtitle", "quick_create"):
        mine[part] = [name for name in entry[part] if name in seen]
    if mine["title"] not in seen:
        mine["title"] = "id"
    mine["list"] = _cut_list(entry["list"], seen)
    mine["board"] = _cut_board(entry["board"], seen)
    mine["sections"] = [
        {**section, "fields": [name for name in section["fields"] if name in seen]}
        for section in entry["sections"]
        if seen.intersection(section["fields"])
    ]
    mine["related"] = [each for found in entry["related"] if (each := _related(found, rights))]
    mine["verbs"] = [
        {**verb, "form": [field for field in verb["form"] if _is_open(field, entry, seen)]}
        for verb in entry["verbs"]
        if verb["when"] is None or _is_seen(verb["when"], seen)
    ]
    return mine


def _can(record_type: RecordType[Any], rights: Rights) -> dict[str, bool]:
    acts = {
        action: rights.plan(action, record_type) is not NOTHING
        for action in ("create", "update", "delete")
    }
    tools = {
        tool: record_type.has(tool) and rights.tool(tool, record_type.record) for tool in _TOOLS
    }
    return {
        **acts,
        **tools,
        "share": record_type.has("share") and acts["update"],
        "custom_fields": record_type.has("custom_fields") and rights.tool(TOOL),
    }


def _right(right: str) -> Entry:
    if right == "edit":
        return {}
    is_masked = right == "masked"
    # A masked field cannot be compared, sorted or grouped: each would tell what the mask hides.
    closed = {"ops": [], "sortable": False, "groupable": False, "sum": False} if is_masked else {}
    return {"right": right, "importable": False, "bulk": False, **closed}


def _cut_list(listed: Entry, seen: set[str]) -> Entry:
    return {
        "columns": [name for name in listed["columns"] if name in seen],
        "sort": [name for name in listed["sort"] if name.removeprefix("-") in seen],
    }


def _cut_board(board: Entry | None, seen: set[str]) -> Entry | None:
    if board is None or not seen.intersection(board["group_by"]):
        return None
    return {
        "group_by": [name for name in board["group_by"] if name in seen],
        "verb": {name: verb for name, verb in board["verb"].items() if name in seen},
        "card": [name for name in board["card"] if name in seen],
        "sum": [name for name in board["sum"] if name in seen],
    }


def _related(related: Entry, rights: Rights) -> Entry | None:
    other = RECORD_TYPES[related["record"]]
    if rights.plan("read", other) is NOTHING or rights.field_right(other, related["by"]) == "none":
        return None
    columns = [name for name in related["columns"] if rights.field_right(other, name) != "none"]
    can_add = related["can_add"] and rights.plan("create", other) is not NOTHING
    return {**related, "columns": columns, "can_add": can_add}


def _is_open(field: Entry, entry: Entry, seen: set[str]) -> bool:
    """Say whether a field of a verb's form is none of the record's own that the reader lacks."""
    own = {each["name"] for each in entry["fields"]}
    return field["name"] not in own or field["name"] in seen


def _is_seen(condition: Any, seen: set[str]) -> bool:
    """Say whether a condition names only fields the reader may see."""
    if isinstance(condition, dict):
        field = condition.get("field")
        if isinstance(field, str) and field not in seen and field.partition(".")[0] not in seen:
            return False
        return all(_is_seen(part, seen) for part in condition.values())
    return not isinstance(condition, list) or all(_is_seen(part, seen) for part in condition)
