"""The catalogue of one service, cut to who asks, made once and kept while nothing has changed."""

from collections import OrderedDict
from hashlib import blake2b
from typing import Any, Final
from uuid import UUID

import orjson

from kontor_chassis.context import Context, ReadContext
from kontor_records.access.rights import Rights, rights_of
from kontor_records.catalogue.cutting import cut
from kontor_records.catalogue.entries import Entry, entry_of
from kontor_records.catalogue.labels import label
from kontor_records.customizing.definitions import Definitions
from kontor_records.customizing.world import definitions_of
from kontor_records.declaration.record_type import RECORD_TYPES, RecordType

TOOLS: Final = ("import", "export", "bulk", "merge", "customize", "manage_tags")
_MOST_KEPT: Final = 512

_ENTRIES: OrderedDict[tuple[str, UUID, int], dict[str, Entry]] = OrderedDict()
_BODIES: OrderedDict[tuple[object, ...], tuple[bytes, str]] = OrderedDict()


def types_of(service: str) -> list[RecordType[Any]]:
    """Return the record types of a service by name."""
    return sorted(
        (found for found in RECORD_TYPES.values() if found.service == service),
        key=lambda found: found.record,
    )


async def catalogue_of(ctx: ReadContext | Context) -> tuple[bytes, str]:
    """Return the service's catalogue as JSON, as the reader may see it, and its revision."""
    rights, definitions = await rights_of(ctx), await definitions_of(ctx)
    reader = None if rights.is_unlimited else rights.user
    key = (ctx.service, ctx.tenant, definitions.revision, rights.world.revision, reader)
    known = _BODIES.get(key)
    if known is None:
        known = _BODIES[key] = _made(ctx, definitions, rights)
        while len(_BODIES) > _MOST_KEPT:
            _BODIES.popitem(last=False)
    _BODIES.move_to_end(key)
    return known


def _made(
    ctx: ReadContext | Context, definitions: Definitions, rights: Rights
) -> tuple[bytes, str]:
    entries = _entries(ctx, definitions)
    records = [
        mine
        for record_type in types_of(ctx.service)
        if (mine := cut(entries[record_type.record], record_type, rights)) is not None
    ]
    groups = {entry["group"]: None for entry in records}
    content = {
        "groups": [{"key": key, "label": label(key), "order": 0} for key in groups],
        "tools": [tool for tool in TOOLS if rights.tool(tool)],
        "records": records,
    }
    revision = blake2b(orjson.dumps(content), digest_size=8).hexdigest()
    return orjson.dumps({"revision": revision, **content}), revision


def _entries(ctx: ReadContext | Context, definitions: Definitions) -> dict[str, Entry]:
    key = (ctx.service, ctx.tenant, definitions.revision)
    known = _ENTRIES.get(key)
    if known is None:
        known = _ENTRIES[key] = {
            found.record: entry_of(found, definitions.of(found), definitions)
            for found in types_of(ctx.service)
        }
        while len(_ENTRIES) > _MOST_KEPT:
            _ENTRIES.popitem(last=False)
    return known
