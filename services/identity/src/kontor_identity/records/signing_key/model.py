"""The table of signing keys: the public halves, with the time in which each signs."""

from sqlalchemy import Column, DateTime, LargeBinary, MetaData, Table, Text, Uuid

SIGNING_KEY = Table(
    "signing_key",
    MetaData(),
    Column("tenant_id", Uuid(), primary_key=True),
    Column("kid", Text(), primary_key=True),
    Column("public_key", LargeBinary(), nullable=False),
    Column("used_from", DateTime(timezone=True), nullable=False),
    Column("used_until", DateTime(timezone=True), nullable=False),
)
"""Rows of the platform's own tenant, the nil id: keys belong to no customer."""
