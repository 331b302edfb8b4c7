"""Rows: the records that one user may do one action with, as SQL and in memory alike.

Every value is a parameter, lists of them are arrays, and only equality on uuid, text and instants
is used, which row security lets pass into an index. So all users of a shape share one statement.
"""

from collections.abc import Hashable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any, Final
from uuid import UUID

from sqlalchemy import (
    ARRAY,
    ColumnElement,
    DateTime,
    Table,
    Text,
    Uuid,
    and_,
    any_,
    bindparam,
    exists,
    func,
    or_,
    select,
)

from kontor_chassis.database.statements import TENANT, VariedArray
from kontor_records.access.principals import owner_group_of, owner_of, principals_of
from kontor_records.access.tables import RECORD_PRINCIPAL
from kontor_records.conditions import parameters, sql
from kontor_records.conditions.binding import Bound
from kontor_records.conditions.moment import Moment
from kontor_records.conditions.predicate import Predicate
from kontor_schemas.state import State

_UUIDS: Final = VariedArray(Uuid())


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleRows:
    """What one sharing rule opens: the records of its source that meet its condition.

    Attributes:
        rule: The rule's id.
        owners: The users whose records are meant.
        owner_groups: The group whose records are meant, if it is a group's.
        bound: The condition; None where all of them are meant.
    """

    rule: UUID
    owners: frozenset[UUID]
    owner_groups: frozenset[UUID]
    bound: Bound | None

    def opens(self, state: State | Mapping[str, Any], moment: Moment) -> bool:
        """Return whether the rule opens a record."""
        if owner_of(state) not in self.owners and owner_group_of(state) not in self.owner_groups:
            return False
        if self.bound is None:
            return True
        plain = state.model_dump() if isinstance(state, State) else state
        return _predicate(self.bound)(plain, moment)


@dataclass(frozen=True, slots=True, kw_only=True)
class Rows:
    """The records within reach: owned, shared, or opened by a rule.

    Attributes:
        record: The record type.
        owners: Users whose records are in reach, whatever they hold.
        owner_groups: Groups whose records are.
        principals: By which ids records are shared with the user.
        levels: The levels of a share that are enough.
        rules: What sharing rules add, each on its condition.
        moment: When, where and for whom.
    """

    record: str
    owners: frozenset[UUID]
    owner_groups: frozenset[UUID]
    principals: frozenset[UUID]
    levels: tuple[str, ...]
    rules: tuple[RuleRows, ...]
    moment: Moment = field(compare=False)

    @property
    def shape(self) -> Hashable:
        """What `clause` depends on: users whose rows have one shape share a statement."""
        return (self.record, *(rule.bound and sql.shape(rule.bound) for rule in self.rules))

    def clause(self, table: Table, *, single: bool = False) -> ColumnElement[bool]:
        """Return the condition on a record's table; its parameters are named `a_…`.

        Args:
            table: The table; it has `tenant_id`, `id`, `owner` and `owner_group`.
            single: Whether the statement asks for one record by its id, or few: shares are then
                looked up by record, and in lists by whom they are for.
        """
        parts = [_owned(table, "a_owners", "a_owner_groups"), _shared(table, self.record, single)]
        for place, rule in enumerate(self.rules):
            prefix = f"a_rule{place}_"
            parts.append(_ruled(table, rule.bound, prefix))
        return or_(*parts)

    def values(self) -> dict[str, object]:
        """Return the parameters of `clause`."""
        values: dict[str, object] = {
            "a_owners": list(self.owners),
            "a_owner_groups": list(self.owner_groups),
            "a_principals": list(self.principals),
            "a_levels": list(self.levels),
            "a_now": self.moment.now,
        }
        for place, rule in enumerate(self.rules):
            prefix = f"a_rule{place}_"
            values[f"{prefix}owners"] = list(rule.owners)
            values[f"{prefix}owner_groups"] = list(rule.owner_groups)
            if rule.bound is not None:
                values |= parameters.values(rule.bound, self.moment, prefix=prefix)
        return values

    def matches(self, state: State | Mapping[str, Any]) -> bool:
        """Return whether a record is within reach: the same answer as `clause` gives.

        Args:
            state: The state as a model or, as a mirror keeps it, as parsed JSON.
        """
        owner, group = owner_of(state), owner_group_of(state)
        if owner in self.owners or group in self.owner_groups or self.is_shared(state):
            return True
        return any(rule.opens(state, self.moment) for rule in self.rules)

    def is_shared(self, state: State | Mapping[str, Any]) -> bool:
        """Return whether a share or co-ownership of a record is enough."""
        return any(
            each.id in self.principals
            and each.level in self.levels
            and each.until > self.moment.now
            for each in principals_of(state)
        )


@lru_cache(maxsize=1024)
def _predicate(bound: Bound) -> Predicate:
    return Predicate(bound)


def _owned(table: Table, owners: str, groups: str) -> ColumnElement[bool]:
    owned = table.c.owner == any_(bindparam(owners, type_=_UUIDS))
    grouped = table.c.owner_group == any_(bindparam(groups, type_=_UUIDS))
    return or_(owned, grouped)


def _shared(table: Table, record: str, single: bool) -> ColumnElement[bool]:  # noqa: FBT001
    shares = RECORD_PRINCIPAL
    held = and_(
        shares.c.tenant_id == TENANT,
        shares.c.record_type == record,
        shares.c.principal == any_(bindparam("a_principals", type_=_UUIDS)),
        shares.c.level == any_(bindparam("a_levels", type_=ARRAY(Text()))),
        shares.c.until > bindparam("a_now", type_=DateTime(timezone=True)),
    )
    if single:
        return exists().where(held, shares.c.record == table.c.id)
    # Not EXISTS: an array found once lets the planner unite the indexes of owner, group and id,
    # where a list of little would otherwise walk through everything.
    found = select(shares.c.record).where(held).scalar_subquery()
    return table.c.id == any_(func.array(found, type_=_UUIDS))


def _ruled(table: Table, bound: Bound | None, prefix: str) -> ColumnElement[bool]:
    owned = _owned(table, f"{prefix}owners", f"{prefix}owner_groups")
    if bound is None:
        return owned

    return and_(owned, sql.clause(bound, table, prefix=prefix))
