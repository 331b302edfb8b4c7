"""Publishing the catalogue: each record type of a tenant anew whenever its entry has changed."""

from collections.abc import Sequence
from hashlib import blake2b
from typing import Any, Final
from uuid import uuid5

import orjson

from kontor_chassis.context import Context
from kontor_chassis.database.statements import Statement
from kontor_records.catalogue.entries import entry_of
from kontor_records.catalogue.serving import types_of
from kontor_records.customizing.definitions import Definitions
from kontor_records.customizing.world import definitions_of
from kontor_records.declaration.record_type import RecordType
from kontor_records.telling import fact

_STANDS: Final = Statement(
    "SELECT record, version, digest FROM catalogue_entry WHERE tenant_id = $1", ("tenant",)
)
_PUT: Final = (
    "INSERT INTO catalogue_entry (tenant_id, record, version, digest)"
    " SELECT $1::uuid, $2::text, $3::bigint, $4::text FROM i"
    " ON CONFLICT (tenant_id, record) DO UPDATE"
    " SET version = EXCLUDED.version, digest = EXCLUDED.digest RETURNING 1"
)


async def publish(
    ctx: Context, definitions: Definitions, record_types: Sequence[RecordType[Any]]
) -> list[str]:
    """Publish the entries that differ from what was published last.

    Call it inside the transaction that changes a definition, with the definitions as they will be.

    Returns:
        The names of the record types that were published.

    Emits: CataloguePublished for each.
    """
    rows = await ctx.unit.all(_STANDS)
    standing = {row["record"]: row for row in rows}
    published = fact(ctx, "catalogue", "published")
    told = []
    for record_type in record_types:
        record = record_type.record
        entry = entry_of(record_type, definitions.of(record_type), definitions)
        digest = blake2b(orjson.dumps(entry), digest_size=16).hexdigest()
        before = standing.get(record)
        if before is not None and before["digest"] == digest:
            continue
        version = before["version"] + 1 if before else 1
        ctx.unit.stage_write(_PUT, ctx.tenant, record, version, digest)
        told.append(record)
        ctx.emit(
            published(
                id=uuid5(ctx.tenant, f"catalogue:{record}"),
                version=version,
                record=record,
                entry=entry,
            )
        )
        told.append(record)
    return told


async def publish_all(ctx: Context) -> list[str]:
    """Publish all record types of the service for a tenant: at its beginning, and after a release.

    Returns:
        The names of the record types whose entries had changed.

    Emits: CataloguePublished for each of them.
    """
    return await publish(ctx, await definitions_of(ctx), types_of(ctx.service))
