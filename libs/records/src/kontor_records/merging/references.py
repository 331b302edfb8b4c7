"""References to records of one type: where they are declared, who holds them, and their way on.

A reference in a column is found by that column; one inside a list by a row of `record_key`.
"""

from collections.abc import Iterator, Mapping
from functools import cache, lru_cache
from typing import Any, Final, NamedTuple, get_args
from uuid import UUID

from pydantic import BaseModel
from sqlalchemy import ARRAY, Uuid, any_, bindparam, select

from kontor_chassis.database.statements import TENANT, Statement, scoped
from kontor_records.declaration.record_type import RECORD_TYPES, RecordType
from kontor_schemas.annotations import Reference, annotation_of

KIND: Final = "refers:"
"""No field's name has a colon, so these kinds are nobody else's."""
_DEEPEST: Final = 3
_NOT_FOLLOWED: Final = frozenset({"access", "owner", "owner_group"})
"""References to people, who are never merged."""


@cache
def paths_of(record_type: RecordType[Any]) -> Mapping[str, str]:
    """Return every reference of a type, also those inside value objects: path → record type."""
    return {
        path: target
        for path, target in _paths(record_type.state, ())
        if path.partition(".")[0] not in _NOT_FOLLOWED
    }


def targets(record_types: tuple[RecordType[Any], ...]) -> tuple[str, ...]:
    """List the record types that records of these types refer to."""
    found = {target for one in record_types for target in paths_of(one).values()}
    return tuple(sorted(found))


@cache
def inner_paths(record_type: RecordType[Any]) -> tuple[str, ...]:
    """Return the references of a type that stand in no column of their own."""
    return tuple(path for path in paths_of(record_type) if not _is_column(record_type, path))


def rows(record_type: RecordType[Any], state: Any) -> Iterator[tuple[object, ...]]:
    """Give (kind, value) for each reference that stands in no column of its own."""
    for path in inner_paths(record_type):
        for found in set(_found(state, path.split("."))):
            yield f"{KIND}{path}", str(found)


class Came(NamedTuple):
    """One reference that was led on: where it stands, and what it led to before.

    `is_both` says that the record referred to the new one already.
    """

    path: str
    origin: UUID
    is_both: bool


def moved(
    record_type: RecordType[Any], state: Any, target: str, ways: Mapping[UUID, UUID]
) -> tuple[dict[str, Any], tuple[Came, ...]]:
    """Return the fields of a record whose references are led on, and from where each came.

    Of two elements of a list that have become the same, the second is left out.

    Args:
        record_type: The type of the record that holds them.
        state: Its state.
        target: The record type of what they lead to.
        ways: From each old id to the new one.
    """
    fields: dict[str, Any] = {}
    came: list[Came] = []
    for path, leads_to in paths_of(record_type).items():
        if leads_to != target:
            continue
        keys = path.split(".")
        before = set(_found(state, keys))
        came += [Came(path, one, ways[one] in before) for one in sorted(before) if one in ways]
        was = fields.get(keys[0], getattr(state, keys[0]))
        becomes = _led(was, keys[1:], ways)
        if becomes != was:
            fields[keys[0]] = becomes
    return fields, tuple(came)


def returned(state: Any, came: Came, survivor: UUID) -> dict[str, Any]:
    """Return the field of a record in which a reference leads again to where it came from.

    Nothing is returned where it was led elsewhere since.
    """
    first, *inner = came.path.split(".")
    was = getattr(state, first)
    if came.is_both and not inner and isinstance(was, list):
        becomes: Any = [*was, came.origin] if came.origin not in was else was
    else:
        becomes = _led(was, inner, {survivor: came.origin})
    return {first: becomes} if becomes != was else {}


@lru_cache(maxsize=256)
def holders_statement(record_type: RecordType[Any], path: str) -> Statement:
    """Return the statement that names the live records of a type that refer to some.

    Its parameters are `targets`, an array of ids, and `rows`, the most that are wanted.
    """
    if not _is_column(record_type, path):
        return Statement(_INNER, ("tenant", "record_type", "kind", "target_texts", "rows"))
    table = record_type.table
    wanted = any_(bindparam("targets", type_=ARRAY(Uuid())))
    return scoped(
        select(table.c.id)
        .where(
            table.c.tenant_id == TENANT,
            table.c[path] == wanted,
            table.c.deleted_at.is_(None),
            table.c.merged_into.is_(None),
        )
        .limit(bindparam("rows"))
    )


_INNER: Final = (
    "WITH t AS MATERIALIZED (SELECT set_config('kontor.tenant', $1::uuid::text, true) s)"
    " SELECT x.* FROM t CROSS JOIN LATERAL (SELECT k.record AS id FROM record_key k"
    " WHERE k.tenant_id = $1 AND k.record_type = $2 AND k.kind = $3 AND k.value = ANY ($4::text[])"
    " AND t.s IS NOT NULL LIMIT $5::int) x"
)


def places_of(target: str, service: str) -> tuple[tuple[RecordType[Any], str], ...]:
    """List where records of a service refer to a record type: each type with each path."""
    return tuple(
        (found, path)
        for found in RECORD_TYPES.values()
        if found.service == service
        for path, leads_to in paths_of(found).items()
        if leads_to == target
    )


def _is_column(record_type: RecordType[Any], path: str) -> bool:
    spec = record_type.fields.get(path)
    return spec is not None and not spec.is_list


def _paths(model: type[BaseModel], keys: tuple[str, ...]) -> Iterator[tuple[str, str]]:
    for name, info in model.model_fields.items():
        if (found := annotation_of(info, Reference)) is not None:
            yield ".".join((*keys, name)), found.record
        elif len(keys) < _DEEPEST:
            for inner in _models(info.annotation):
                yield from _paths(inner, (*keys, name))


def _models(annotation: Any) -> Iterator[type[BaseModel]]:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        yield annotation
    for part in get_args(annotation):
        yield from _models(part)


def _found(value: Any, keys: list[str]) -> Iterator[UUID]:
    if isinstance(value, list):
        for one in value:
            yield from _found(one, keys)
    elif isinstance(value, UUID):
        yield value
    elif value is not None and keys:
        yield from _found(getattr(value, keys[0]), keys[1:])


def _led(value: Any, keys: list[str], ways: Mapping[UUID, UUID]) -> Any:
    if isinstance(value, list):
        led: list[Any] = []
        led += (found for one in value if (found := _led(one, keys, ways)) not in led)
        return led
    if isinstance(value, UUID):
        return ways.get(value, value)
    if value is None or not keys:
        return value
    inner = getattr(value, keys[0])
    becomes = _led(inner, keys[1:], ways)
    return value if becomes == inner else value.model_copy(update={keys[0]: becomes})
