"""Lists of 1,000,000 contacts and a board of 100,000 leads, through the gateway."""

from typing import Any
from urllib.parse import quote
from uuid import uuid4

import asyncpg
import orjson

from kontor_contacts.records.contact.record import CONTACT
from tests.bench.client import Load, Request, connect, load
from tests.bench.figures import Figure

_ASKED = 200
_PAGES = 200
_LEADS = 100_000


async def figures(stack: dict[str, Any], token: str) -> list[Figure]:
    """Measure on the million contacts that the search's bench has left; leads are made here."""
    gateway = stack["gateway"]
    first = await _took(gateway, token, "")
    found = [
        Figure.alone("list_1m_p50_ms", first.quantile_ms(0.5), "ms", "<= 10"),
        Figure.alone("list_1m_p95_ms", first.quantile_ms(0.95), "ms", "<= 10"),
        await _slowest_order(gateway, token),
    ]
    cursor = await _far(gateway, token)
    far = await _took(gateway, token, f"&cursor={cursor}")
    found.append(
        Figure.beside(
            "list_1m_page200_p50_ms",
            far.quantile_ms(0.5),
            "ms",
            first.quantile_ms(0.5),
            "<= 1.5x of page 1",
        )
    )
    count = await _took(gateway, token, "&count=true")
    found.append(Figure.alone("list_1m_count_p50_ms", count.quantile_ms(0.5), "ms"))
    await _fill_leads(stack, token)
    board = await _asked(gateway, token, "/api/v1/leads/board?group_by=stage&sum=budget", 60)
    found.append(Figure.alone("kanban_100k_ms", board.quantile_ms(0.5), "ms", "<= 60"))
    found.append(Figure.alone("kanban_100k_p95_ms", board.quantile_ms(0.95), "ms", "<= 100"))
    return found


async def _slowest_order(gateway: str, token: str) -> Figure:
    orders = [sign + field for field in CONTACT.marked("sortable") for sign in ("", "-")]
    slowest = 0.0
    for order in orders:
        took = await _took(gateway, token, f"&sort={order}")
        slowest = max(slowest, took.quantile_ms(0.95))
    return Figure.alone("list_1m_any_order_p95_ms", slowest, "ms", "<= 10")


async def _took(gateway: str, token: str, query: str) -> Load:
    return await _asked(gateway, token, f"/api/v1/contacts?limit=50{query}", _ASKED)


async def _asked(gateway: str, token: str, path: str, times: int) -> Load:
    request = Request.of("GET", path, token)
    await load(gateway, 1, 10, lambda _: request, 200)
    return await load(gateway, 1, times, lambda _: request, 200)


async def _far(gateway: str, token: str) -> str:
    """Return the cursor of the 200th page, by walking there."""
    connection = await connect(gateway)
    cursor = ""
    for _ in range(_PAGES - 1):
        path = f"/api/v1/contacts?limit=50{cursor and f'&cursor={cursor}'}"
        status, answer = await connection.ask(Request.of("GET", path, token))
        assert status == 200, answer
        cursor = quote(orjson.loads(answer)["next"])
    connection.close()
    return cursor


async def _fill_leads(stack: dict[str, Any], token: str) -> None:
    connection = await connect(stack["gateway"])
    body = {"company": "Bench", "source": "other", "budget": {"minor": 1, "currency": "EUR"}}
    status, answer = await connection.ask(
        Request.of("POST", "/api/v1/leads", token, body, uuid4().hex)
    )
    connection.close()
    assert status == 201, answer
    postgres = stack["postgres"]
    administrator = await asyncpg.connect(
        host=postgres["host"],
        port=postgres["port"],
        user=postgres["user"],
        password=postgres["password"],
        database="contacts",
    )
    await administrator.execute(
        _MANY_LEADS.replace("{made}", orjson.loads(answer)["id"]).replace("{rows}", str(_LEADS))
    )
    await administrator.execute("VACUUM ANALYZE lead")
    await administrator.close()


_MANY_LEADS = """
DO $$ DECLARE columns text; BEGIN
 SELECT string_agg(quote_ident(attname), ', ') INTO columns FROM pg_attribute
 WHERE attrelid = 'lead'::regclass AND attnum > 0 AND NOT attisdropped AND attgenerated = ''
 AND attname NOT IN ('id', 'created_at', 'stage', 'budget_minor', 'budget_currency', 'number');
 EXECUTE format('INSERT INTO lead (id, created_at, stage, budget_minor, budget_currency, %s)'
  ' SELECT gen_random_uuid(), created_at - n * interval ''1 second'','
  ' (ARRAY[''new'', ''working'', ''nurturing'', ''mql'', ''sql'', ''disqualified'','
  ' ''converted''])[n %% 7 + 1], n, (ARRAY[''EUR'', ''USD'', ''CHF''])[n %% 3 + 1], %s'
  ' FROM lead, generate_series(1, {rows}) n WHERE id = %L', columns, columns, '{made}');
END $$
"""
