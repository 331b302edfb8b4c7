"""The bare limit: FastAPI and asyncpg, a row and an outbox row, the same reads, and nothing else.

No tenant, no rights, no idempotency, no order, no traces: what is measured beside it cannot be
faster, only close.
"""

import json
import sys
import uuid
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import asyncpg
import uvicorn
from fastapi import FastAPI
from pydantic import BaseModel


class Email(BaseModel):
    value: str


class Phone(BaseModel):
    raw: str


class NewContact(BaseModel):
    given_name: str
    family_name: str
    emails: list[Email] = []
    phones: list[Phone] = []


TABLES = """
CREATE TABLE IF NOT EXISTS contact (id uuid PRIMARY KEY, given_name text, family_name text,
 emails jsonb, phones jsonb, created_at timestamptz DEFAULT now());
CREATE INDEX IF NOT EXISTS contact_by_created ON contact (created_at, id);
CREATE TABLE IF NOT EXISTS outbox (seq bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, id uuid,
 topic text, key text, payload bytea);
"""


def make_app(dsn: str) -> FastAPI:
    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        app.state.pool = await asyncpg.create_pool(dsn, min_size=6, max_size=6)
        await app.state.pool.execute(TABLES)
        yield
        await app.state.pool.close()

    app = FastAPI(lifespan=lifespan)

    @app.post("/contacts", status_code=201)
    async def create(contact: NewContact) -> dict[str, Any]:
        made = uuid.uuid4()
        async with app.state.pool.acquire() as connection, connection.transaction():
            await connection.execute(
                "INSERT INTO contact (id, given_name, family_name, emails, phones)"
                " VALUES ($1, $2, $3, $4, $5)",
                made,
                contact.given_name,
                contact.family_name,
                json.dumps([email.model_dump() for email in contact.emails]),
                json.dumps([phone.model_dump() for phone in contact.phones]),
            )
            await connection.execute(
                "INSERT INTO outbox (id, topic, key, payload) VALUES ($1, $2, $3, $4)",
                uuid.uuid4(),
                "contact",
                str(made),
                contact.model_dump_json().encode(),
            )
        return {"id": str(made), **contact.model_dump()}

    @app.get("/contacts/{contact_id}")
    async def get(contact_id: uuid.UUID) -> dict[str, Any]:
        row = await app.state.pool.fetchrow("SELECT * FROM contact WHERE id = $1", contact_id)
        return dict(row)

    @app.get("/contacts")
    async def listed() -> list[dict[str, Any]]:
        rows = await app.state.pool.fetch(
            "SELECT * FROM contact ORDER BY created_at DESC, id DESC LIMIT 50"
        )
        return [dict(row) for row in rows]

    return app


if __name__ == "__main__":
    uvicorn.run(
        make_app(sys.argv[1]),
        host="127.0.0.1",
        port=int(sys.argv[2]),
        loop="uvloop",
        http="httptools",
        access_log=False,
        log_level="warning",
    )
