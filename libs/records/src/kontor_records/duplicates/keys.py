"""Keys by which possible duplicates and holders of references are found: rows of `record_key`."""

import hashlib
from collections.abc import Iterable, Iterator
from functools import cache
from typing import Any, Final

from kontor_records.declaration.record_type import RECORD_TYPES, RecordType
from kontor_records.duplicates.cards import keys_of
from kontor_records.merging import references
from kontor_records.storage.derived import DerivedTable

KIND: Final = "match:"
"""No field's name has a colon, so these kinds are nobody else's."""


def rows(record_type: RecordType[Any], state: Any) -> Iterator[tuple[object, ...]]:
    """Give (kind, value) for each key that others may share, and for each inner reference."""
    yield from references.rows(record_type, state)
    if (plan := record_type.matching) is None:
        return
    for kind, value in keys_of(plan, state):
        yield f"{KIND}{kind}", value


@cache
def read_of(record_type: RecordType[Any]) -> frozenset[str]:
    """Return the fields on which the rows of a record depend."""
    inner = (path.partition(".")[0] for path in references.inner_paths(record_type))
    plan = record_type.matching
    return frozenset((*inner, *(plan.fields if plan else ())))


def digest(keys: Iterable[tuple[str, str]]) -> bytes:
    """Return what changes when a key does: `not a duplicate` holds as long as it stays."""
    told = "\n".join(f"{kind}:{value}" for kind, value in sorted(keys))
    return hashlib.blake2b(told.encode(), digest_size=16).digest()


def types_compared_with(record_type: RecordType[Any]) -> tuple[RecordType[Any], ...]:
    """List the types of the service whose records may stand for the same as one of this type."""
    plan = record_type.matching
    return tuple(
        found
        for found in RECORD_TYPES.values()
        if plan is not None
        and found.matching is not None
        and found.service == record_type.service
        and found.matching.subject == plan.subject
    )


MATCH_KEY = DerivedTable(
    name="record_key", columns=(("kind", "text"), ("value", "text")), rows=rows, reads=read_of
)
