"""The audit log: every change of rights and every sign-in; written once, never changed."""

from sqlalchemy import BigInteger, Column, DateTime, LargeBinary, MetaData, Table, Text, Uuid
from sqlalchemy.dialects.postgresql import JSONB

AUDIT_ENTRY = Table(
    "audit_entry",
    MetaData(),
    Column("tenant_id", Uuid(), primary_key=True),
    Column("number", BigInteger(), primary_key=True),
    Column("at", DateTime(timezone=True), nullable=False),
    Column("actor", Text(), nullable=False),
    Column("action", Text(), nullable=False),
    Column("subject", Uuid(), nullable=False),
    Column("detail", JSONB(), nullable=False),
    Column("digest", LargeBinary(), nullable=False),
)
"""No role but the owner of the tables may update or delete here, and each entry's digest covers
the digest of the one before: what was taken out or altered by whoever could is found."""
