"""The table of API keys, by their digests."""

from sqlalchemy import BigInteger, Column, DateTime, LargeBinary, MetaData, Table, Text, Uuid

API_KEY = Table(
    "api_key",
    MetaData(),
    Column("tenant_id", Uuid(), primary_key=True),
    Column("id", Uuid(), primary_key=True),
    Column("version", BigInteger(), nullable=False),
    Column("user_id", Uuid(), nullable=False),
    Column("name", Text(), nullable=False),
    Column("scopes", Text(), nullable=False),
    Column("digest", LargeBinary(), nullable=False),
    Column("created_at", DateTime(timezone=True), nullable=False),
    Column("expires_at", DateTime(timezone=True)),
    Column("last_used_at", DateTime(timezone=True)),
    Column("revoked_at", DateTime(timezone=True)),
)
