"""The tables of sessions and of the refresh tokens that were given out for them."""

from sqlalchemy import Column, DateTime, LargeBinary, MetaData, Table, Text, Uuid

SESSION = Table(
    "session",
    MetaData(),
    Column("tenant_id", Uuid(), primary_key=True),
    Column("id", Uuid(), primary_key=True),
    Column("user_id", Uuid(), nullable=False),
    Column("cookie_digest", LargeBinary(), nullable=False),
    Column("started_at", DateTime(timezone=True), nullable=False),
    Column("seen_at", DateTime(timezone=True), nullable=False),
    Column("ends_at", DateTime(timezone=True), nullable=False),
    Column("ended_at", DateTime(timezone=True)),
    Column("client_address", Text()),
    Column("user_agent", Text()),
)

REFRESH_TOKEN = Table(
    "refresh_token",
    MetaData(),
    Column("tenant_id", Uuid(), primary_key=True),
    Column("digest", LargeBinary(), primary_key=True),
    Column("session_id", Uuid(), nullable=False),
    Column("issued_at", DateTime(timezone=True), nullable=False),
    Column("used_at", DateTime(timezone=True)),
)
"""Used ones are kept: only so can a token that comes a second time be told from an invented one."""
