"""Definitions: what one tenant has defined at one revision."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from kontor_chassis.errors import Fault, Faults, RecordUnknown
from kontor_records.customizing.own_fields import OwnFields, each_of
from kontor_records.declaration.record_type import RecordType
from kontor_schemas.customizing import ChoiceListState, CustomFieldState


@dataclass(frozen=True, kw_only=True)
class Definitions:
    """All that one tenant has defined in one service.

    Attributes:
        revision: Grows with each change.
        fields: The live definitions of fields.
        lists: The lists by name.
        patterns: The tenant's own patterns of numbers by record type.
        refilled: The record types whose values a job is bringing up to their definitions.
        memo: What follows from them for each record type, made when it is first asked for.
    """

    revision: int
    fields: Sequence[CustomFieldState] = ()
    lists: Mapping[str, ChoiceListState] = field(default_factory=dict)
    patterns: Mapping[str, str] = field(default_factory=dict)
    refilled: frozenset[str] = frozenset()
    memo: dict[str, OwnFields] = field(default_factory=dict, repr=False, compare=False)

    def of(self, record_type: RecordType[Any]) -> OwnFields:
        """Return the tenant's own fields of a record type; compiled once a revision."""
        known = self.memo.get(record_type.record)
        if known is None:
            mine = [found for found in self.fields if found.record == record_type.record]
            is_filled = record_type.record not in self.refilled
            known = OwnFields(record_type, mine, self.lists, is_filled=is_filled)
            self.memo[record_type.record] = known
        return known

    def refuse_choices(
        self, record_type: RecordType[Any], fields: Mapping[str, Any], before: Any = None
    ) -> None:
        """Refuse values of declared fields that are not offered by the tenant's list.

        A list the tenant does not have lets every value pass; so does a value that was there.

        Raises:
            Faults: `choice_unknown`, with the pointer of each.
        """
        faults = []
        for name, listed in record_type.choice_lists.items():
            found = self.lists.get(listed)
            value = fields.get(name)
            if found is None or value is None or value == getattr(before, name, None):
                continue
            active = {each.key for each in found.values if each.is_active}
            if any(each not in active for each in each_of(value)):
                faults.append(Fault(f"/{name}", "choice_unknown"))
        if faults:
            raise Faults(*faults)

    def category(self, name: str, key: str) -> str | None:
        """Return the step of a life cycle that a value of a list stands for, if it has one."""
        values = self.lists[name].values if name in self.lists else ()
        return next((each.category for each in values if each.key == key), None)

    def definition(self, identifier: UUID) -> CustomFieldState:
        """Return a live definition by its id.

        Raises:
            RecordUnknown: There is none.
        """
        for found in self.fields:
            if found.id == identifier:
                return found
        raise RecordUnknown
