"""Whether readers of one form of a fact can read another: old readers new facts, and new old ones.

Both directions count, for ever: facts wait on topics for 30 days, and during a deployment two
versions of a service run side by side. So within a major only optional fields may be added.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

Schema = Mapping[str, Any]

_BOUNDS = {
    "minimum": "smallest value",
    "maximum": "largest value",
    "exclusiveMinimum": "lower bound",
    "exclusiveMaximum": "upper bound",
    "multipleOf": "step",
    "minLength": "shortest length",
    "maxLength": "longest length",
    "minItems": "smallest number of entries",
    "maxItems": "largest number of entries",
    "minProperties": "smallest number of entries",
    "maxProperties": "largest number of entries",
    "pattern": "pattern",
    "format": "format",
    "const": "value",
}


def breaks(old: Schema, new: Schema) -> list[str]:
    """Say in sentences what would break a reader; empty where old and new understand each other."""
    return [
        *_about(old.get("x-fact", {}), new.get("x-fact", {})),
        *_Comparison(old_root=old, new_root=new).nodes(old, new, ""),
    ]


def differs(old: Schema, new: Schema) -> bool:
    """Tell whether two schemas differ in more than their texts and their revision."""
    return bool(_form(old) != _form(new))


def _form(schema: Any, *, names_are_fields: bool = False) -> Any:
    """Leave out of a schema what is for people only."""
    if isinstance(schema, list):
        return [_form(part) for part in schema]
    if not isinstance(schema, dict):
        return schema
    texts = () if names_are_fields else ("title", "description", "$id", "x-fact")
    return {
        name: _form(part, names_are_fields=name in {"properties", "$defs"})
        for name, part in schema.items()
        if name not in texts
    }


def _about(old: Schema, new: Schema) -> Iterator[str]:
    for what in ("topic", "key"):
        if old.get(what) != new.get(what):
            yield f"its {what} changed from {old.get(what)} to {new.get(what)}"


@dataclass(slots=True, kw_only=True)
class _Comparison:
    """Walks two schema documents side by side; a pair of definitions is compared once."""

    old_root: Schema
    new_root: Schema
    seen: set[tuple[str, str]] = field(default_factory=set)

    def nodes(self, old: Schema, new: Schema, path: str) -> Iterator[str]:
        """Compare what stands at one place of both documents."""
        pair = (old.get("$ref", ""), new.get("$ref", ""))
        if all(pair):
            if pair in self.seen:
                return
            self.seen.add(pair)
        old, new = _resolved(old, self.old_root), _resolved(new, self.new_root)
        if "anyOf" in old or "anyOf" in new or "oneOf" in old or "oneOf" in new:
            yield from self._branches(old, new, path)
            return
        if old.get("type") != new.get("type"):
            yield _sentence(path, f"changed from {_kind(old)} to {_kind(new)}")
            return
        yield from _scalars(old, new, path)
        yield from self._object(old, new, path)
        yield from self._array(old, new, path)

    def _branches(self, old: Schema, new: Schema, path: str) -> Iterator[str]:
        before = {self._branch(part, self.old_root): part for part in _parts(old)}
        after = {self._branch(part, self.new_root): part for part in _parts(new)}
        for gone in sorted(before.keys() - after.keys()):
            yield _sentence(path, f"was narrowed: it no longer may be {gone}")
        for added in sorted(after.keys() - before.keys()):
            yield _sentence(path, f"was widened: older readers refuse that it may be {added}")
        for name in before.keys() & after.keys():
            yield from self.nodes(before[name], after[name], path)

    def _branch(self, part: Schema, root: Schema) -> str:
        """Name an alternative so that its counterpart is found."""
        whole = _resolved(part, root)
        return str(whole["title"]) if "properties" in whole else _kind(whole)

    def _object(self, old: Schema, new: Schema, path: str) -> Iterator[str]:
        before, after = old.get("properties", {}), new.get("properties", {})
        must, now_must = set(old.get("required", ())), set(new.get("required", ()))
        for name, part in before.items():
            here = f"{path}.{name}" if path else name
            if name not in after:
                yield _sentence(here, "was removed")
                continue
            if name in now_must - must:
                yield _sentence(here, "became required: facts without it are still on the topics")
            if name in must - now_must:
                yield _sentence(here, "is no longer required: older readers rely on it")
            yield from self.nodes(part, after[name], here)
        for name in after:
            if name not in before and name in now_must:
                here = f"{path}.{name}" if path else name
                yield _sentence(here, "is new and required: older facts do not have it")
        yield from self._entries(old, new, path, "additionalProperties")

    def _array(self, old: Schema, new: Schema, path: str) -> Iterator[str]:
        yield from self._entries(old, new, path, "items")
        before, after = old.get("prefixItems", []), new.get("prefixItems", [])
        if len(before) != len(after):
            yield _sentence(path, f"has {len(after)} places instead of {len(before)}")
            return
        for place, (part, counterpart) in enumerate(zip(before, after, strict=True)):
            yield from self.nodes(part, counterpart, f"{path}[{place}]")

    def _entries(self, old: Schema, new: Schema, path: str, keyword: str) -> Iterator[str]:
        before, after = old.get(keyword), new.get(keyword)
        if isinstance(before, Mapping) and isinstance(after, Mapping):
            yield from self.nodes(before, after, f"{path}[]")
        elif before != after:
            yield _sentence(path, "changed what its entries may be")


def _parts(schema: Schema) -> list[Schema]:
    return list(schema.get("anyOf") or schema.get("oneOf") or [schema])


def _resolved(schema: Schema, root: Schema) -> Schema:
    while "$ref" in schema:
        place: Any = root
        for step in schema["$ref"].removeprefix("#/").split("/"):
            place = place[step]
        schema = place
    return schema


def _kind(schema: Schema) -> str:
    kind = str(schema.get("type", "anything"))
    return f"{kind} ({schema['format']})" if "format" in schema else kind


def _scalars(old: Schema, new: Schema, path: str) -> Iterator[str]:
    for keyword, name in _BOUNDS.items():
        if old.get(keyword) != new.get(keyword):
            change = f"from {old.get(keyword, 'none')} to {new.get(keyword, 'none')}"
            yield _sentence(path, f"changed its {name} {change}")
    yield from _choices(old, new, path)
    if old.get("enum") != new.get("enum"):
        yield _sentence(path, "changed its closed list of values")


def _choices(old: Schema, new: Schema, path: str) -> Iterator[str]:
    before, after = old.get("x-choices"), new.get("x-choices")
    if before is None and after is not None:
        yield _sentence(path, "was narrowed from any text to a choice")
    if before is None or after is None:
        return
    for value in before:
        if value not in after:
            yield _sentence(path, f"lost the value {value!r}")


def _sentence(path: str, what: str) -> str:
    return f"field {path or 'data'} {what}"
