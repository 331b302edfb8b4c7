"""Pages by key: a page starts after the last row of the one before, however deep it is.

A cursor holds the sort value and id of that row and a digest of what was asked for; it is signed,
so that nobody reads another list through it or feeds values of their own into the statement.
"""

import base64
import hashlib
import hmac
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from typing import Any
from uuid import UUID

import orjson
from sqlalchemy import Date, DateTime, Integer, Table, Uuid, bindparam, select, tuple_

from kontor_chassis.context import ReadContext
from kontor_chassis.database.state_tables import page_of
from kontor_chassis.database.statements import TENANT, Statement, scoped
from kontor_chassis.errors import CursorInvalid

_SIGNATURE_BYTES = 16


@dataclass(frozen=True, slots=True, kw_only=True)
class Listing:
    """What a list was asked for.

    Attributes:
        filters: Column and value that must be equal; only columns the route declares.
        sort: The column to sort by; it is never empty.
        descending: Whether the largest comes first.
        limit: Rows of a page, 1 to 200.
    """

    filters: Mapping[str, object]
    sort: str
    descending: bool
    limit: int

    def digest(self, principal: str) -> bytes:
        """Return what a cursor is bound to: filter, order and reader."""
        asked = [sorted(self.filters.items()), self.sort, self.descending, principal]
        return hashlib.blake2b(orjson.dumps(asked, default=str), digest_size=8).digest()


@lru_cache(maxsize=512)
def page_statement(
    table: Table, filters: tuple[str, ...], sort: str, *, descending: bool, following: bool
) -> Statement:
    """Return the statement of a page; one row more than the limit tells whether another follows."""
    column, key = table.c[sort], table.c.id
    statement = select(table).where(table.c.tenant_id == TENANT, table.c.deleted_at.is_(None))
    for name in filters:
        wanted = table.c[name]
        statement = statement.where(wanted == bindparam(f"f_{name}", type_=wanted.type))
    if following:
        after = tuple_(
            bindparam("after_value", type_=column.type), bindparam("after_id", type_=Uuid())
        )
        here = tuple_(column, key)
        statement = statement.where(here < after if descending else here > after)
    order = [column.desc(), key.desc()] if descending else [column, key]
    rows = statement.order_by(*order).limit(bindparam("rows", type_=Integer()))
    return scoped(rows)


def page_values(
    listing: Listing, cursor: str | None, table: Table, principal: str, secret: bytes
) -> dict[str, object]:
    """Return the parameters of `page_statement`.

    Raises:
        CursorInvalid: The cursor is altered, or belongs to another list or reader.
    """
    values: dict[str, object] = {f"f_{name}": value for name, value in listing.filters.items()}
    values["rows"] = listing.limit + 1
    if cursor is not None:
        place = _opened(cursor, listing.digest(principal), secret)
        values["after_value"] = _typed(place[0], table.c[listing.sort].type)
        values["after_id"] = UUID(place[1])
    return values


def cut(
    rows: Sequence[Mapping[str, Any]], listing: Listing, principal: str, secret: bytes
) -> tuple[list[Mapping[str, Any]], str | None]:
    """Return the rows of the page and the cursor of the next one, if there is one."""
    page = list(rows[: listing.limit])
    if len(rows) <= listing.limit:
        return page, None
    last = page[-1]
    place = orjson.dumps([last[listing.sort], last["id"]], default=str)
    return page, _closed(place, listing.digest(principal), secret)


def _closed(place: bytes, digest: bytes, secret: bytes) -> str:
    signature = hmac.digest(secret, digest + place, "sha256")[:_SIGNATURE_BYTES]
    return base64.urlsafe_b64encode(signature + place).decode().rstrip("=")


def _opened(cursor: str, digest: bytes, secret: bytes) -> list[Any]:
    try:
        raw = base64.b64decode(cursor + "=" * (-len(cursor) % 4), altchars=b"-_", validate=True)
    except ValueError:
        raise CursorInvalid from None
    signature, place = raw[:_SIGNATURE_BYTES], raw[_SIGNATURE_BYTES:]
    expected = hmac.digest(secret, digest + place, "sha256")[:_SIGNATURE_BYTES]
    if not hmac.compare_digest(signature, expected):
        raise CursorInvalid
    opened: list[Any] = orjson.loads(place)
    return opened


def _typed(value: Any, kind: object) -> object:
    if isinstance(kind, DateTime):
        return datetime.fromisoformat(value)
    if isinstance(kind, Date):
        return date.fromisoformat(value)
    return value


async def page(ctx: ReadContext, table: Table, listing: Listing, cursor: str | None) -> bytes:
    """Return a page of a table of states as JSON.

    Raises:
        CursorInvalid: The cursor is altered, or belongs to another list or reader.
    """
    principal = str(ctx.principal.subject)
    values = page_values(listing, cursor, table, principal, ctx.secret)
    statement = page_statement(
        table,
        tuple(listing.filters),
        listing.sort,
        descending=listing.descending,
        following=cursor is not None,
    )
    rows, following = cut(await ctx.unit.all(statement, **values), listing, principal, ctx.secret)
    return page_of(table, rows, following)
