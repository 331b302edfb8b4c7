"""The schema's revision: what the code expects and what the database has, without Alembic."""

import re
from pathlib import Path

import asyncpg

_REVISION = re.compile(r"^revision(?::\s*str)?\s*=\s*[\"']([^\"']+)[\"']", re.MULTILINE)


def newest(migrations: Path) -> str:
    """Return the newest revision in a folder of linear migrations, `0001_….py` and so on."""
    files = sorted((migrations / "versions").glob("[0-9]*.py"))
    found = _REVISION.search(files[-1].read_text(encoding="utf-8")) if files else None
    if found is None:
        message = f"no revision in {migrations}"
        raise LookupError(message)
    return found.group(1)


async def current(connection: asyncpg.Connection) -> str | None:
    """Return the revision a database stands at, or None where nothing was migrated yet."""
    if await connection.fetchval("SELECT to_regclass('alembic_version')") is None:
        return None
    found: str | None = await connection.fetchval("SELECT version_num FROM alembic_version")
    return found
