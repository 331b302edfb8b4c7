"""Mappings: which column goes where, how cells are read, and what happens to known records."""

import hashlib
from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Any, Final, Literal
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from babel import Locale, UnknownLocaleError
from pydantic import Field

from kontor_chassis.errors import Fault, Faults
from kontor_chassis.http.shapes import Shape
from kontor_chassis.validation import pointer_part
from kontor_records.access.rights import Rights
from kontor_records.conditions.text_order import text_key
from kontor_records.customizing.own_fields import OwnField, OwnFields
from kontor_records.declaration.field_spec import FieldSpec
from kontor_records.declaration.record_type import RecordType
from kontor_records.errors import FieldForbidden
from kontor_records.imports.errors import MappingIncomplete
from kontor_records.imports.targets import CUSTOM, Target, main_part, place_of, target_of
from kontor_records.sheets.values import NULLS, Reading

ID: Final = "id"
"""The one stamp a column may go to: exports have it, and it tells any two records apart."""
_KEYS: Final = frozenset({"match-key", "unique"})


class ImportMapping(Shape):
    """How a file is imported.

    Attributes:
        columns: Each column's name and the place it goes to; null for a column left out.
        literals: Places that get the same cell in every row.
        lookups: Of a column, cells and what is to be read in their place.
        match: Keys by which a record is recognised, the first that finds one counts.
        mode: What becomes of a record that is found: an error, nothing, the row's values, or only
            those it does not have yet.
        empty: Whether an empty cell leaves a found record's value or clears it.
        locale: Whose numbers and dates.
        zone: Where the times of day are told.
        currency: Of amounts that name none.
        nulls: Words that stand for no value.
    """

    columns: dict[str, str | None] = Field(max_length=500)
    literals: dict[str, str] = Field(default={}, max_length=500)
    lookups: dict[str, dict[str, str]] = Field(default={}, max_length=500)
    match: list[str] = Field(default=[], max_length=5)
    mode: Literal["create", "skip", "update", "merge"] = "create"
    empty: Literal["keep", "clear"] = "keep"
    locale: str = Field(default="de-DE", max_length=12)
    zone: str = Field(default="Europe/Berlin", max_length=64)
    currency: str = Field(default="EUR", pattern="^[A-Z]{3}$")
    nulls: list[str] = Field(default=[*NULLS], max_length=20)

    @property
    def reading(self) -> Reading:
        """How its cells are read."""
        return Reading(
            locale=self.locale, zone=self.zone, currency=self.currency, nulls=tuple(self.nulls)
        )


def refuse_unusable(
    rights: Rights, own: OwnFields, header: Sequence[str], mapping: ImportMapping
) -> None:
    """Refuse a mapping that no row could follow.

    Raises:
        Faults: A column, place, key, locale or zone does not exist, or a place is given twice.
        FieldForbidden: The user may see a field and not change it.
        MappingIncomplete: A field that every record needs gets no value.
    """
    places = [
        *((f"/columns/{pointer_part(name)}", path) for name, path in mapping.columns.items()),
        *((f"/literals/{pointer_part(path)}", path) for path in mapping.literals),
    ]
    wanted = [(pointer, path) for pointer, path in places if path is not None]
    faults = [
        Fault(f"/{place}/{pointer_part(name)}", "field_unknown")
        for place, names in (("columns", mapping.columns), ("lookups", mapping.lookups))
        for name in names
        if name not in header
    ]
    faults += _faults(rights, own, wanted)
    faults += _of_settings(mapping, {path for _, path in wanted}, own.record_type)
    if faults:
        raise Faults(*faults)
    targets = [target for _, path in wanted if (target := place_of(own, path))]
    fields = {_name(target) for target in targets}
    if closed := sorted({_name(each) for each in targets if not _may(rights, own, each)}):
        raise FieldForbidden(paths=[f"/{field.replace('.', '/')}" for field in closed])
    needed = {name for name, spec in own.merged.items() if _is_needed(spec)}
    if missing := sorted(needed - fields):
        raise MappingIncomplete(fields=missing)


def suggested(own: OwnFields, header: Sequence[str]) -> dict[str, str | None]:
    """Return where the columns of a header seem to belong, by the names that exports give them."""
    places = [(name, place_of(own, name.strip().lower())) for name in header]
    taken = Counter(target.path for _, target in places if target)
    return {
        name: target.path
        if target and taken[target.path] == 1 and _is_open(own.record_type, target)
        else None
        for name, target in places
    }


def cut_to(rights: Rights, own: OwnFields, made: ImportMapping) -> ImportMapping:
    """Return a mapping without the places its reader may not change: others made it, too."""
    named = {*filter(None, made.columns.values()), *made.literals, *made.match}
    seen = {path for path in named if (at := place_of(own, path)) and _may(rights, own, at)}
    columns = {name: path if path in seen else None for name, path in made.columns.items()}
    literals = {path: cell for path, cell in made.literals.items() if path in seen}
    lookups = {name: cells for name, cells in made.lookups.items() if columns.get(name)}
    match = [path for path in made.match if path in seen]
    kept = {"columns": columns, "literals": literals, "lookups": lookups, "match": match}
    return made.model_copy(update=kept)


def header_digest(header: Sequence[str]) -> str:
    """Return under which name the mapping of files with this header is kept."""
    names = "\0".join(sorted(text_key(name.strip()) for name in header))
    return hashlib.sha256(names.encode()).hexdigest()


def is_key(record_type: RecordType[Any], path: str) -> bool:
    """Return whether records can be recognised by what stands at a place."""
    if path == ID:
        return True
    target = target_of(record_type, path)
    if target is None:
        return False
    spec = record_type.fields[target.field]
    if spec.keys is not None:
        return target.place > 0 and target.part == main_part(record_type, target.field)
    return bool(spec.marks & _KEYS)


def _is_needed(spec: FieldSpec) -> bool:
    said = spec.definition if isinstance(spec, OwnField) else None
    is_given = said is not None and (said.show_if or said.default is not None)
    return spec.required and spec.is_writable and not is_given


def _is_open(record_type: RecordType[Any], target: Target) -> bool:
    if target.field == ID:
        return True
    # The currency of an amount, and the parts of an address, go where the whole of it goes.
    spec = target.spec if target.field == CUSTOM else record_type.fields[target.field]
    return spec.is_writable and target.field not in record_type.owned_by_verb


def _name(target: Target) -> str:
    """Return the field a place belongs to, by the name that rights and faults give it."""
    return target.path if target.field == CUSTOM else target.field


def _may(rights: Rights, own: OwnFields, target: Target) -> bool:
    """Return whether a user may change what is at a place."""
    if target.field == CUSTOM:
        return rights.field_right(own.record_type, target.path) == "edit"
    editable = rights.editable(own.record_type)
    return editable is None or target.field in editable | {ID}


def _faults(rights: Rights, own: OwnFields, wanted: Sequence[tuple[str, str]]) -> Iterator[Fault]:
    record_type = own.record_type
    taken = Counter(path for _, path in wanted)
    for pointer, path in wanted:
        target = place_of(own, path)
        if target is None or rights.field_right(record_type, _name(target)) == "none":
            yield Fault(pointer, "field_unknown")
        elif verb := record_type.owned_by_verb.get(target.field):
            yield Fault(pointer, "use_verb", {"verb": verb})
        elif not _is_open(record_type, target):
            yield Fault(pointer, "field_immutable")
        elif taken[path] > 1:
            yield Fault(pointer, "key_duplicate", {"key": path})


def _of_settings(
    mapping: ImportMapping, paths: set[str], record_type: RecordType[Any]
) -> Iterator[Fault]:
    for at, key in enumerate(mapping.match):
        if not is_key(record_type, key) or key not in paths:
            yield Fault(f"/match/{at}", "field_unknown")
    if mapping.mode != "create" and not mapping.match:
        yield Fault("/match", "field_required")
    try:
        Locale.parse(mapping.locale, sep="-")
    except (UnknownLocaleError, ValueError):
        yield Fault("/locale", "value_format")
    try:
        ZoneInfo(mapping.zone)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        yield Fault("/zone", "zone_unknown")
