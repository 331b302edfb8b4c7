"""The values of an unmerge: what a loser gave is taken back where it is still as it was. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from kontor_records.declaration.record_type import RecordType
from kontor_records.merging.uniting import Gift, form_of, plain
from kontor_schemas.record_state import RecordState

_CUSTOM: Final = "custom."


@dataclass(slots=True)
class Separated:
    """What the survivor becomes again.

    Attributes:
        fields: Field → JSON value, only where it differs.
        changed: Fields that were changed since the merge and therefore stay as they are.
    """

    fields: dict[str, Any] = field(default_factory=dict)
    changed: list[str] = field(default_factory=list)


def separate(
    record_type: RecordType[Any],
    survivor: RecordState,
    gave: Mapping[str, Gift],
    others: Sequence[Mapping[str, Gift]],
) -> Separated:
    """Return what a survivor becomes when one of those merged into it stands alone again.

    Args:
        record_type: The type of both.
        survivor: The record as it is now.
        gave: What the other one gave it.
        others: What those gave that stay merged into it: their elements stay.
    """
    found = Separated()
    for name, gift in gave.items():
        if "added" in gift:
            _take_out(found, record_type, survivor, name, _only(name, gift, others))
        elif name.startswith(_CUSTOM):
            _put_back_custom(found, survivor, name.removeprefix(_CUSTOM), gift)
        elif plain(getattr(survivor, name)) == gift["is"]:
            found.fields[name] = gift["was"]
        else:
            found.changed.append(name)
    return found


def _only(name: str, gift: Gift, others: Sequence[Mapping[str, Gift]]) -> set[str]:
    staying = {form for gave in others for form in gave.get(name, {}).get("added", ())}
    return set(gift["added"]) - staying


def _take_out(
    found: Separated,
    record_type: RecordType[Any],
    survivor: RecordState,
    name: str,
    forms: set[str],
) -> None:
    keys = record_type.fields[name].keys
    now = getattr(survivor, name)
    kept = [plain(element) for element in now if form_of(element, keys) not in forms]
    if len(kept) < len(now):
        found.fields[name] = kept


def _put_back_custom(found: Separated, survivor: RecordState, key: str, gift: Gift) -> None:
    if survivor.custom.get(key) != gift["is"]:
        found.changed.append(f"{_CUSTOM}{key}")
        return
    custom = found.fields.setdefault("custom", dict(survivor.custom))
    if gift["was"] is None:
        custom.pop(key, None)
    else:
        custom[key] = gift["was"]
