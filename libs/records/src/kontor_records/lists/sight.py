"""Sight: what one reader sees of a record type: fields, rows, and the records behind references."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Final, cast

from sqlalchemy import FromClause, Table
from sqlalchemy.sql.elements import BindParameter, ColumnElement
from sqlalchemy.sql.visitors import cloned_traverse

from kontor_chassis.context import Context, ReadContext
from kontor_chassis.errors import ActionForbidden
from kontor_records.access.fields import NEVER_SHOWN
from kontor_records.access.planner import EVERYTHING, NOTHING
from kontor_records.access.rights import Rights
from kontor_records.access.rows import Rows
from kontor_records.conditions.fields import FieldType, Vocabulary, fields_behind
from kontor_records.conditions.moment import Moment
from kontor_records.conditions.sql import Behind
from kontor_records.customizing.own_fields import OwnFields
from kontor_records.customizing.world import definitions_of
from kontor_records.declaration.record_type import RECORD_TYPES, RecordType
from kontor_records.lists.statement import Restriction

# Any: lists work alike for record types of every state.
AnyType = RecordType[Any]
Clause = ColumnElement[bool]

_DEEPEST: Final = 2
_ALL: Final = "all"
_COMPARED: Final = ("read", "edit")


@dataclass(frozen=True, slots=True, kw_only=True)
class Sight:
    """What one reader sees of a record type at one moment.

    Attributes:
        record_type: The type.
        rights: The reader's rights.
        moment: When, where and for whom a condition is asked.
        fields: The fields that are shown, in the order of declaration.
        masked: Those of which only the end is shown.
        vocabulary: What may be filtered by, related fields included.
        behind: Path of a reference → the records the reader may see behind it.
        restrictions: What keeps other rows out.
        values: The parameters of `restrictions` and `behind`.
    """

    record_type: AnyType
    rights: Rights
    moment: Moment
    fields: tuple[str, ...]
    masked: frozenset[str]
    vocabulary: Vocabulary
    behind: Mapping[str, Behind]
    restrictions: tuple[Restriction, ...]
    values: Mapping[str, object]


async def sight_of(ctx: ReadContext | Context, record_type: AnyType, rights: Rights) -> Sight:
    """Return what whoever asks sees of a record type, the tenant's own fields included.

    Raises:
        ActionForbidden: Nothing of it at all.
    """
    plan = rights.plan("read", record_type)
    if plan is NOTHING:
        raise ActionForbidden
    readable = rights.readable(record_type)
    related = _reachable(record_type)
    behind, values = _behind(rights, related)
    restrictions: tuple[Restriction, ...] = ()
    if isinstance(plan, Rows):
        restrictions = (within(plan),)
        values |= plan.values()
    return Sight(
        record_type=record_type,
        rights=rights,
        moment=Moment(now=ctx.now, zone=rights.world.zone, user=rights.user, team=rights.team),
        fields=tuple(
            name
            for name in record_type.fields
            if name not in NEVER_SHOWN and (readable is None or name in readable)
        ),
        masked=rights.masked(record_type),
        vocabulary=_with_own(
            _vocabulary(record_type, _comparable(rights, record_type, related)),
            (await definitions_of(ctx)).of(record_type),
            record_type,
            rights,
        ),
        behind=behind,
        restrictions=restrictions,
        values=values,
    )


def within(plan: Rows, prefix: str = "") -> Restriction:
    """Return the rows within reach as a restriction, its parameters named behind a prefix."""

    def clause(table: FromClause) -> Clause:
        # An alias of a table reads like the table.
        return _renamed(plan.clause(cast("Table", table)), prefix)

    return Restriction(("rights", prefix, plan.shape), clause)


def _renamed(clause: Clause, prefix: str) -> Clause:
    def rename(parameter: BindParameter[Any]) -> None:
        if parameter.value is None and parameter.key != "tenant":
            parameter.key = f"{prefix}{parameter.key}"

    return cloned_traverse(clause, {}, {"bindparam": rename})


@lru_cache(maxsize=512)
def _reachable(record_type: AnyType) -> Mapping[str, AnyType]:
    """Return the types that single references of the same service lead to, by path, two deep."""
    found: dict[str, AnyType] = {}
    edge = {"": record_type}
    for _ in range(_DEEPEST):
        edge = {
            f"{path}.{name}" if path else name: RECORD_TYPES[target]
            for path, here in edge.items()
            for name, target in here.references.items()
            if _is_single(here, name)
            and target in RECORD_TYPES
            and RECORD_TYPES[target].service == record_type.service
        }
        found |= edge
    return found


def _is_single(record_type: AnyType, name: str) -> bool:
    known = record_type.vocabulary.fields.get(name)
    return known is not None and known.type is FieldType.REFERENCE and not known.is_list


def _behind(
    rights: Rights, related: Mapping[str, AnyType]
) -> tuple[dict[str, Behind], dict[str, object]]:
    behind: dict[str, Behind] = {}
    values: dict[str, object] = {}
    for path, target in related.items():
        plan = rights.plan("read", target)
        if plan is EVERYTHING:
            behind[path] = Behind(target.table)
        elif isinstance(plan, Rows):
            prefix = f"{target.name}_"
            reach = within(plan, prefix)
            behind[path] = Behind(target.table, reach.clause, reach.shape)
            values |= {f"{prefix}{name}": value for name, value in plan.values().items()}
    return behind, values


Comparable = tuple[tuple[str, frozenset[str] | str], ...]
"""By path, the empty one for the type itself, the fields that may be compared."""


def _comparable(rights: Rights, record_type: AnyType, related: Mapping[str, AnyType]) -> Comparable:
    """Return which fields of a type, and of those behind its references, may be compared."""
    if rights.is_unlimited:
        return (("", _ALL), *((path, _ALL) for path in related))
    found: list[tuple[str, frozenset[str] | str]] = []
    for path, target in {"": record_type, **related}.items():
        if rights.plan("read", target) is not NOTHING:
            fields = rights.comparable(target)
            found.append((path, _ALL if fields is None else fields))
    return tuple(found)


def _with_own(
    known: Vocabulary, own: OwnFields, record_type: AnyType, rights: Rights
) -> Vocabulary:
    """Return a vocabulary with those of the tenant's own fields that may be compared."""
    if not own.fields:
        return known
    found = {
        path: field
        for path, field in own.vocabulary.fields.items()
        if field.keys[0] == "custom" and rights.field_right(record_type, field.keys[1]) in _COMPARED
    }
    return Vocabulary(fields={**known.fields, **found})


@lru_cache(maxsize=1024)
def _vocabulary(record_type: AnyType, comparable: Comparable) -> Vocabulary:
    return _with_related(record_type, "", dict(comparable))


def _with_related(
    record_type: AnyType, path: str, comparable: Mapping[str, frozenset[str] | str]
) -> Vocabulary:
    allowed = comparable[path]
    fields = {
        name: known
        for name, known in record_type.vocabulary.fields.items()
        if known.keys[0] not in NEVER_SHOWN and (allowed == _ALL or known.keys[0] in allowed)
    }
    for name, target in record_type.references.items():
        below = f"{path}.{name}" if path else name
        if name in fields and below in comparable:
            foreign = _with_related(RECORD_TYPES[target], below, comparable)
            fields |= dict(fields_behind(name, foreign))
    return Vocabulary(fields=fields)
