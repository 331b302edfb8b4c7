"""What breaks a reader and what does not, form by form."""

from typing import Any

import pytest

from kontor_published.compatibility import breaks, differs

ADDRESS = {
    "title": "Address",
    "type": "object",
    "properties": {"city": {"type": "string", "maxLength": 255}},
    "required": ["city"],
}
OLD: dict[str, Any] = {
    "x-fact": {"topic": "kontor.a.b", "key": "state.id", "revision": 1},
    "type": "object",
    "$defs": {
        "Address": ADDRESS,
        "Tree": {
            "title": "Tree",
            "type": "object",
            "properties": {"parts": {"type": "array", "items": {"$ref": "#/$defs/Tree"}}},
        },
    },
    "properties": {
        "name": {"type": "string", "maxLength": 200, "title": "Name"},
        "stage": {"type": "string", "x-choices": ["new", "won"]},
        "born_on": {"anyOf": [{"type": "string", "format": "date"}, {"type": "null"}]},
        "home": {"anyOf": [{"$ref": "#/$defs/Address"}, {"type": "null"}]},
        "addresses": {"type": "array", "items": {"$ref": "#/$defs/Address"}, "maxItems": 20},
        "tree": {"$ref": "#/$defs/Tree"},
        "pair": {"type": "array", "prefixItems": [{"type": "string"}, {"type": "integer"}]},
        "extra": {"type": "object", "additionalProperties": {"type": "string"}},
    },
    "required": ["name", "stage"],
}


def changed(path: str, value: Any) -> dict[str, Any]:
    """Copy the old schema with one place changed; None removes the place."""

    def copied(part: Any, steps: list[str]) -> Any:
        if not steps:
            return value
        step, rest = steps[0], steps[1:]
        if isinstance(part, list):
            index = int(step)
            made = copied(part[index] if index < len(part) else None, rest)
            kept = [*part[:index], *part[index + 1 :]]
            return kept if made is None else [*part[:index], made, *part[index + 1 :]]
        made = copied((part or {}).get(step), rest)
        kept = {name: other for name, other in (part or {}).items() if name != step}
        return kept if made is None else {**(part or {}), step: made}

    return copied(OLD, path.split("/"))


@pytest.mark.parametrize(
    ("path", "value", "sentence"),
    [
        ("properties/name", None, "field name was removed"),
        ("properties/home", None, "field home was removed"),
        ("$defs/Address/properties/city", None, "field home.city was removed"),
        ("required", ["name", "stage", "home"],
         "field home became required: facts without it are still on the topics"),
        ("required", ["stage"], "field name is no longer required: older readers rely on it"),
        ("properties/name/type", "integer", "field name changed from string to integer"),
        ("properties/name/maxLength", 100, "field name changed its longest length from 200 to 100"),
        ("properties/name/maxLength", 300, "field name changed its longest length from 200 to 300"),
        ("properties/name/maxLength", None,
         "field name changed its longest length from 200 to none"),
        ("properties/name/pattern", "^a", "field name changed its pattern from none to ^a"),
        ("properties/name/enum", ["a"], "field name changed its closed list of values"),
        ("properties/name/x-choices", ["a"], "field name was narrowed from any text to a choice"),
        ("properties/stage/x-choices", ["new"], "field stage lost the value 'won'"),
        ("properties/stage/x-choices", ["new", "lost"], "field stage lost the value 'won'"),
        ("properties/born_on", {"type": "string", "format": "date"},
         "field born_on was narrowed: it no longer may be null"),
        ("properties/born_on/anyOf/0/format", "date-time",
         "field born_on was narrowed: it no longer may be string (date)"),
        ("properties/name", {"anyOf": [{"type": "string", "maxLength": 200}, {"type": "null"}]},
         "field name was widened: older readers refuse that it may be null"),
        ("properties/addresses/maxItems", 10,
         "field addresses changed its largest number of entries from 20 to 10"),
        ("properties/addresses/items", {"type": "string"},
         "field addresses[] changed from object to string"),
        ("properties/addresses/items", None, "field addresses changed what its entries may be"),
        ("properties/tree", {"type": "object"}, "field tree.parts was removed"),
        ("$defs/Tree/properties/parts/items", {"type": "string"},
         "field tree.parts[] changed from object to string"),
        ("properties/pair/prefixItems/1/type", "string",
         "field pair[1] changed from integer to string"),
        ("properties/pair/prefixItems", [{"type": "string"}],
         "field pair has 1 places instead of 2"),
        ("properties/extra/additionalProperties/type", "integer",
         "field extra[] changed from string to integer"),
        ("x-fact/topic", "kontor.a.c", "its topic changed from kontor.a.b to kontor.a.c"),
        ("x-fact/key", "state.parent", "its key changed from state.id to state.parent"),
    ],
)  # fmt: skip
def test_a_break_is_said_with_its_field(path: str, value: Any, sentence: str) -> None:
    assert sentence in breaks(OLD, changed(path, value))


def test_a_new_required_field_is_a_break() -> None:
    new = changed("properties/mood", {"type": "string"})
    new["required"] = ["name", "stage", "mood"]
    assert breaks(OLD, new) == ["field mood is new and required: older facts do not have it"]


def test_a_definition_that_is_used_twice_is_said_once() -> None:
    new = changed("$defs/Address/properties/city/maxLength", 10)
    assert breaks(OLD, new) == ["field home.city changed its longest length from 255 to 10"]


@pytest.mark.parametrize(
    ("path", "value"),
    [
        ("properties/mood", {"type": "string"}),
        ("properties/mood", {"anyOf": [{"$ref": "#/$defs/Address"}, {"type": "null"}]}),
        ("$defs/Address/properties/floor", {"type": "integer"}),
        ("properties/stage/x-choices", ["new", "won", "lost"]),
        ("properties/stage/x-choices", ["won", "new"]),
        ("properties/name/x-searchable", True),
        ("properties/name/default", "nobody"),
    ],
)
def test_what_only_adds_breaks_nobody_but_is_seen(path: str, value: Any) -> None:
    assert breaks(OLD, changed(path, value)) == []
    assert differs(OLD, changed(path, value))


@pytest.mark.parametrize(
    ("path", "value"),
    [
        ("title", "Another"),
        ("description", "Words."),
        ("properties/name/description", "Words."),
        ("$defs/Address/description", "Words."),
        ("x-fact/revision", 2),
    ],
)
def test_words_are_free(path: str, value: Any) -> None:
    assert breaks(OLD, changed(path, value)) == []
    assert not differs(OLD, changed(path, value))


def test_a_field_called_title_or_description_is_a_field() -> None:
    new = changed("properties/description", {"type": "string"})
    assert differs(OLD, new)
    assert breaks(new, OLD) == ["field description was removed"]
