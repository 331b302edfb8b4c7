"""The table of passwords, as hashes; no state and no fact ever carries one."""

from sqlalchemy import Column, DateTime, MetaData, Table, Text, Uuid

CREDENTIAL = Table(
    "credential",
    MetaData(),
    Column("tenant_id", Uuid(), primary_key=True),
    Column("user_id", Uuid(), primary_key=True),
    Column("password_hash", Text(), nullable=False),
    Column("configured_hash", Text()),
    Column("changed_at", DateTime(timezone=True), nullable=False),
)
"""`configured_hash` is the first administrator's password as the settings last gave it."""
