"""Entries of the catalogue: a record type with its fields, verbs and screens, as data.

Everything beside state, name and plural has a default, so that a declared type costs one line a
field and is on all screens nevertheless.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from hashlib import blake2b
from typing import Any, Final

from kontor_records.catalogue import labels
from kontor_records.conditions.fields import Field
from kontor_records.conditions.operators import allowed
from kontor_records.customizing.definitions import Definitions
from kontor_records.customizing.own_fields import OwnField, OwnFields, wire_form
from kontor_records.declaration.field_spec import FieldSpec, fields_of
from kontor_records.declaration.record_type import RecordType, types_referring_to
from kontor_schemas.customizing import ChoiceListState

Entry = dict[str, Any]

HUES: Final = ("slate", "blue", "teal", "green", "amber", "red", "pink", "violet")
_WIDTHS: Final[Mapping[str, int]] = {
    "text": 180, "long_text": 240, "number": 90, "decimal": 90, "money": 120, "boolean": 60,
    "date": 110, "datetime": 150, "choice": 120, "email": 200, "phone": 150, "url": 180,
}  # fmt: skip
_SUMMED: Final = frozenset({"number", "decimal", "money"})
_GROUPED: Final = frozenset({"choice", "reference", "boolean"})
_LAST: Final = ("tags",)
_MANY: Final = frozenset({"import", "export", "bulk", "merge", "share", "custom_fields"})


def entry_of(record_type: RecordType[Any], own: OwnFields, definitions: Definitions) -> Entry:
    """Return the entry of a record type as somebody who may see everything sees it."""
    shown, service = record_type.shown, record_type.service
    fields = [
        *(
            _field(record_type, spec, definitions.lists.get(record_type.choice_lists.get(name, "")))
            for name, spec in record_type.fields.items()
            if name != "custom"
        ),
        *(_own(each, definitions) for each in own.fields.values()),
    ]
    _add_operators(fields, own)
    return {
        "record": record_type.record,
        "path": record_type.plural,
        "group": shown.group or service,
        "order": shown.order,
        "icon": shown.icon,
        "hue": shown.hue or _hue(service),
        "goto": shown.goto or record_type.plural[0],
        "title": record_type.title,
        "subtitle": list(record_type.subtitle),
        "label": _many_label(record_type),
        "quick_create": list(record_type.quick_create or _required(record_type)),
        "capabilities": _capabilities(record_type),
        "calendar": _calendar(record_type),
        "list": {
            "columns": list(record_type.list_columns or _columns(record_type)),
            "sort": [record_type.default_sort],
        },
        "board": _board(record_type),
        "sections": _sections(record_type, own),
        "related": _related(record_type),
        "fields": fields,
        "verbs": [_verb(record_type, verb) for verb in record_type.verbs],
    }


def _field(record_type: RecordType[Any], spec: FieldSpec, listed: ChoiceListState | None) -> Entry:
    name = spec.name
    is_choice = spec.type in ("choice", "multi_choice") or listed is not None
    kind = "choice" if listed is not None and spec.type == "text" else spec.type
    choices = _choices(record_type, spec) if listed is None else list_choices(listed)
    return {
        **_plain(spec, kind),
        "label": labels.label(*labels.field_ids(record_type, name)),
        "hint": labels.optional(f"{record_type.record}.{name}.hint"),
        "widget": record_type.shown.widgets.get(name),
        "choices": choices if is_choice else None,
        "owned_by_verb": record_type.owned_by_verb.get(name),
    }


def _own(field: OwnField, definitions: Definitions) -> Entry:
    said = field.definition
    listed = definitions.lists.get(said.choice_list or "")
    limits = said.limits
    return {
        **_plain(field, said.type),
        "label": said.label.model_dump(),
        "hint": said.hint.model_dump() if said.hint else None,
        "custom": True,
        "required": said.is_required,
        "default": said.default,
        "limits": limits.model_dump(),
        "choices": list_choices(listed) if listed else None,
        "show_if": wire_form(said.show_if) if said.show_if else None,
        "required_if": wire_form(said.show_if) if said.show_if and said.is_required else None,
    }


def _plain(spec: FieldSpec, kind: str) -> Entry:
    """Return what follows from a field itself, whoever gave it."""
    is_writable = spec.is_writable
    target = {"record": spec.target, "search": True, "filter": None, "many": spec.is_list}
    return {
        "name": spec.name,
        "type": kind,
        "label": None,
        "hint": None,
        "widget": None,
        "right": "edit" if is_writable else "read",
        "many": spec.is_list,
        "required": spec.required and is_writable,
        "set_once": "set-once" in spec.marks,
        "derived": "derived" in spec.marks or (spec.is_stamp and not is_writable),
        "custom": False,
        "personal": "personal" in spec.marks,
        "default": None,
        "limits": {"max_length": spec.max_length, "min": None, "max": None, "decimals": None},
        "choices": None,
        "target": target if spec.target else None,
        "ops": [],
        "sortable": "sortable" in spec.marks,
        "groupable": kind in _GROUPED and not spec.is_list,
        "sum": kind in _SUMMED and not spec.is_list,
        "importable": is_writable,
        "is_key": spec.keys is not None or bool(spec.marks & {"match-key", "unique"}),
        "bulk": is_writable and not spec.marks & {"unique", "set-once"},
        "owned_by_verb": None,
        "show_if": None,
        "required_if": None,
        "width": _WIDTHS.get(kind, 160),
    }


def list_choices(listed: ChoiceListState) -> list[Entry]:
    """Return the values of a tenant's list as choices, in order."""
    return [
        _choice(
            value.key,
            value.label.model_dump(),
            value.order,
            hue=value.hue,
            category=value.category,
            active=value.is_active,
        )
        for value in sorted(listed.values, key=lambda each: (each.order, each.key))
    ]


def _choice(
    key: str,
    label: Mapping[str, str | None],
    order: int,
    *,
    hue: str = "slate",
    category: str | None = None,
    active: bool = True,
) -> Entry:
    return {
        "key": key, "label": label, "hue": hue, "icon": None, "order": order,
        "category": category, "active": active,
    }  # fmt: skip


def _add_operators(fields: Sequence[Entry], own: OwnFields) -> None:
    known: Mapping[str, Field] = own.vocabulary.fields
    for field in fields:
        found = known.get(field["name"])
        field["ops"] = sorted(allowed(found, has_changes=False)) if found else []


def _required(record_type: RecordType[Any]) -> list[str]:
    return [name for name, spec in record_type.fields.items() if spec.required and spec.is_writable]


def _columns(record_type: RecordType[Any]) -> list[str]:
    return list(dict.fromkeys([record_type.title, *_required(record_type)]))


def _sections(record_type: RecordType[Any], own: OwnFields) -> list[Entry]:
    """Return the groups of fields: the declared ones, else required, references and the rest."""
    named = {name for section in record_type.sections for name in section.fields}
    left = [name for name in record_type.fields if name not in named | {"custom"}]
    groups = [(section.key, list(section.fields)) for section in record_type.sections]
    if not groups:
        required = _required(record_type)
        references = [name for name in record_type.references if name not in required]
        groups = [("main", required), ("references", references)]
        left = [name for name in left if name not in {*required, *references}]
    # Without a section of its own a new field is at the end, and never nowhere.
    groups += [("rest", left), ("custom", [each.name for each in own.fields.values()])]
    return [
        {
            "key": key,
            "label": labels.label(f"{record_type.record}.section.{key}", f"section.{key}"),
            "fields": fields,
            "show_if": None,
        }
        for key, fields in groups
        if fields
    ]


def _related(record_type: RecordType[Any]) -> list[Entry]:
    """Return the lists of records that point here, of this service; the gateway adds others'."""
    return [
        {
            "key": f"{other.plural}.{field}",
            "record": other.record,
            "by": field,
            "columns": list(other.list_columns or _columns(other))[:4],
            "can_add": other.fields[field].is_writable,
        }
        for other, field in types_referring_to(record_type.record)
        if other.service == record_type.service
    ]


def _verb(record_type: RecordType[Any], verb: Any) -> Entry:
    name = f"{record_type.record}.verb.{verb.name}"
    fields = fields_of(verb.body).values() if verb.body else ()
    return {
        "name": verb.name,
        "label": labels.label(name, f"verb.{verb.name}"),
        "icon": verb.icon,
        "tone": verb.tone,
        "place": list(verb.place),
        "path": f"/{record_type.plural}/{{id}}/{verb.name}",
        "undo": verb.undo,
        "confirm": labels.optional(f"{name}.confirm"),
        "when": dict(verb.when) if verb.when else None,
        "form": [_asked(record_type, name, spec) for spec in fields],
        "result": verb.result,
    }


def _asked(record_type: RecordType[Any], verb: str, spec: FieldSpec) -> Entry:
    """Return a field of a verb's form; what the record has too is called alike and leads there."""
    name = spec.name
    own = record_type.fields.get(name)
    if own is not None and spec.type == own.type and spec.target is None:
        spec = replace(spec, target=own.target)
    return {
        **_plain(spec, spec.type),
        "label": labels.label(f"{verb}.{name}", *labels.field_ids(record_type, name)),
        "choices": _choices(record_type, spec) or None,
    }


def _choices(record_type: RecordType[Any], spec: FieldSpec) -> list[Entry]:
    return [
        _choice(value, labels.label(*labels.value_ids(record_type, spec.name, value)), place)
        for place, value in enumerate(spec.choices)
    ]


def _many_label(record_type: RecordType[Any]) -> Entry:
    one = labels.label(record_type.record)
    other = labels.label(f"{record_type.service}.{record_type.plural}")
    return {language: {"one": one[language], "other": other[language]} for language in one}


def _capabilities(record_type: RecordType[Any]) -> list[str]:
    names = ["list", "board", "search", "tags", "bin", "history", *sorted(_MANY)]
    found = [name for name in names if record_type.has(name)]
    return [*found, *(["calendar"] if record_type.shown.calendar else [])]


def _calendar(record_type: RecordType[Any]) -> Entry | None:
    if record_type.shown.calendar is None:
        return None
    start, end = record_type.shown.calendar
    return {"start": start, "end": end}


def _board(record_type: RecordType[Any]) -> Entry | None:
    board = record_type.board
    if board is None or not record_type.has("board"):
        return None
    verbs = {name: record_type.owned_by_verb.get(name) for name in board.group_by}
    return {
        "group_by": list(board.group_by),
        "verb": {name: verb for name, verb in verbs.items() if verb},
        "card": list(board.card),
        "sum": list(board.sums),
    }


def _hue(service: str) -> str:
    return HUES[blake2b(service.encode(), digest_size=2).digest()[0] % len(HUES)]
