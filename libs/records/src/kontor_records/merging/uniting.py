"""The values of a merge: one set of fields out of several records, and who gave what. Pure."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final
from uuid import UUID

from pydantic import BaseModel
from pydantic_core import to_jsonable_python

from kontor_chassis.errors import Fault, Faults, LimitReached
from kontor_records.conditions.text_order import text_key
from kontor_records.declaration.field_spec import FieldSpec
from kontor_records.declaration.record_type import RecordType
from kontor_schemas.record_state import Access, RecordState, Share

_CUSTOM: Final = "custom."
_LEVELS: Final = ("read", "write")

Gift = dict[str, Any]
"""What one loser changed in one field: `{was, is}` of a value, `{added}` of a list."""


@dataclass(slots=True)
class United:
    """What the survivor becomes.

    Attributes:
        fields: Field → new value, only where it differs.
        gave: Loser → field → what it gave, in JSON: the pre-image of the merge.
    """

    fields: dict[str, Any] = field(default_factory=dict)
    gave: dict[UUID, dict[str, Gift]] = field(default_factory=dict)


def unite(
    record_type: RecordType[Any],
    survivor: RecordState,
    losers: Sequence[RecordState],
    values: Mapping[str, UUID],
) -> United:
    """Return what a survivor becomes by a merge.

    A value is the chosen record's, else the survivor's, else the first loser's that has one. Lists
    unite by normal form unless one record's is chosen. Values that prevail do so against a choice.

    Args:
        record_type: The type of all of them.
        survivor: The record that stays.
        losers: Those that end, in the order in which their values count.
        values: Field → the id of the record whose value is chosen; a custom field as `custom.key`.

    Raises:
        Faults: A choice names no field that can be chosen, or a record that is not merged here.
        LimitReached: Together they would be shared with more than one record can be.
    """
    _refuse_odd(record_type, values, {survivor.id, *(loser.id for loser in losers)})
    found = United(gave={loser.id: {} for loser in losers})
    prevailing = record_type.matching.prevailing if record_type.matching else {}
    for name, spec in record_type.fields.items():
        if not _is_chosen_freely(record_type, spec):
            continue
        if name == "custom":
            _unite_custom(found, survivor, losers, values)
        elif spec.is_list and name not in values:
            _unite_list(found, spec, survivor, losers)
        else:
            wanted = _wanted(name, survivor, losers, values.get(name), prevailing.get(name))
            if wanted.id != survivor.id:
                _take(found, name, survivor, wanted)
    _unite_list(found, record_type.fields["tags"], survivor, losers)
    _unite_access(found, survivor, losers)
    return found


def plain(value: object) -> Any:
    """Return a value in JSON, in the form in which gifts are kept and compared."""
    if isinstance(value, BaseModel):
        return value.model_dump(mode="json")
    return to_jsonable_python(value)


def form_of(element: object, keys: str | None) -> str:
    """Return what makes two elements of lists one: their normal form, whoever is the primary."""
    if isinstance(element, BaseModel):
        if keys and (key := getattr(element, keys, None)):
            return str(key)
        told = element.model_dump(mode="json", exclude={"is_primary"})
        return "\n".join(text_key(str(part)) for part in told.values())
    return text_key(str(element))


def _is_chosen_freely(record_type: RecordType[Any], spec: FieldSpec) -> bool:
    return spec.is_writable and spec.name not in record_type.owned_by_verb


def _refuse_odd(
    record_type: RecordType[Any], values: Mapping[str, UUID], merged: set[UUID]
) -> None:
    faults = []
    for name, record in values.items():
        spec = record_type.fields.get("custom" if name.startswith(_CUSTOM) else name)
        pointer = f"/values/{name}"
        if spec is None or name == "custom":
            faults.append(Fault(pointer, "field_unknown"))
        elif not _is_chosen_freely(record_type, spec):
            faults.append(Fault(pointer, "field_immutable"))
        elif record not in merged:
            faults.append(Fault(pointer, "value_range"))
    if faults:
        raise Faults(*faults)


def _wanted(
    name: str,
    survivor: RecordState,
    losers: Sequence[RecordState],
    chosen: UUID | None,
    prevailing: object,
) -> RecordState:
    everybody = (survivor, *losers)
    if prevailing is not None:
        for record in everybody:
            if getattr(record, name) == prevailing:
                return record
    if chosen is not None:
        return next(record for record in everybody if record.id == chosen)
    return next((record for record in everybody if _is_set(getattr(record, name))), survivor)


def _is_set(value: object) -> bool:
    return value is not None and value not in ("", [], {})


def _take(found: United, name: str, survivor: RecordState, giver: RecordState) -> None:
    was, becomes = getattr(survivor, name), getattr(giver, name)
    if was != becomes:
        found.fields[name] = becomes
        found.gave[giver.id][name] = {"was": plain(was), "is": plain(becomes)}


def _unite_list(
    found: United, spec: FieldSpec, survivor: RecordState, losers: Sequence[RecordState]
) -> None:
    own = list(getattr(survivor, spec.name))
    forms = {form_of(element, spec.keys) for element in own}
    has_primary = any(getattr(element, "is_primary", False) for element in own)
    seen = set(forms)
    for loser in losers:
        added = []
        for element in getattr(loser, spec.name):
            form = form_of(element, spec.keys)
            if form not in forms:
                added.append(form)
            if form not in seen:
                seen.add(form)
                own.append(_second(element) if has_primary else element)
                has_primary = has_primary or getattr(element, "is_primary", False)
        if added:
            found.gave[loser.id][spec.name] = {"added": added}
    if len(seen) > len(forms):
        found.fields[spec.name] = own


def _second(element: Any) -> Any:
    if getattr(element, "is_primary", False):
        return element.model_copy(update={"is_primary": False})
    return element


def _unite_custom(
    found: United,
    survivor: RecordState,
    losers: Sequence[RecordState],
    values: Mapping[str, UUID],
) -> None:
    united = dict(survivor.custom)
    for key in sorted({key for record in (survivor, *losers) for key in record.custom}):
        chosen = values.get(f"{_CUSTOM}{key}")
        wanted = next(_givers(key, (survivor, *losers), chosen), survivor)
        value = wanted.custom.get(key)
        if value != united.get(key):
            found.gave[wanted.id][f"{_CUSTOM}{key}"] = {"was": united.get(key), "is": value}
            united[key] = value
            if value is None:
                del united[key]
    if united != survivor.custom:
        found.fields["custom"] = united


def _givers(
    key: str, everybody: Sequence[RecordState], chosen: UUID | None
) -> Iterator[RecordState]:
    if chosen is not None:
        yield from (record for record in everybody if record.id == chosen)
    yield from (record for record in everybody if _is_set(record.custom.get(key)))


def _unite_access(found: United, survivor: RecordState, losers: Sequence[RecordState]) -> None:
    """Let everybody who might see one of them see what they have become."""
    owners = dict.fromkeys(survivor.access.co_owners)
    shares: dict[UUID, Share] = {share.principal.id: share for share in survivor.access.shares}
    for loser in losers:
        owners |= dict.fromkeys(loser.access.co_owners)
        for share in loser.access.shares:
            before = shares.get(share.principal.id)
            shares[share.principal.id] = _wider(before, share) if before else share
    for name, limit, together in (("co_owners", 50, owners), ("shares", 200, shares)):
        if len(together) > limit:
            raise LimitReached(limit=limit, of=name)
    united = Access(co_owners=list(owners), shares=list(shares.values()))
    if united != survivor.access:
        found.fields["access"] = united


def _wider(one: Share, other: Share) -> Share:
    level = max(one.level, other.level, key=_LEVELS.index)
    is_open = one.until is None or other.until is None
    until = None if is_open else max(filter(None, (one.until, other.until)))
    return one.model_copy(update={"level": level, "until": until})
