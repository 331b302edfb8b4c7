"""The tables of sign-ins: what came of each, the tries that count, the devices that are known."""

from sqlalchemy import Boolean, Column, DateTime, LargeBinary, MetaData, Table, Text, Uuid

LOGIN_EVENT = Table(
    "login_event",
    MetaData(),
    Column("tenant_id", Uuid(), primary_key=True),
    Column("id", Uuid(), primary_key=True),
    Column("at", DateTime(timezone=True), nullable=False),
    Column("outcome", Text(), nullable=False),
    Column("user_id", Uuid()),
    Column("email_digest", Text(), nullable=False),
    Column("client_address", Text()),
    Column("user_agent", Text()),
)
"""Every sign-in, for the audit; one for an address nobody has stands in the platform's tenant."""

SIGN_IN_TRY = Table(
    "sign_in_try",
    MetaData(),
    Column("tenant_id", Uuid(), primary_key=True),
    Column("id", Uuid(), primary_key=True),
    Column("account", Text(), nullable=False),
    Column("client", Text()),
    Column("at", DateTime(timezone=True), nullable=False),
    Column("is_failed", Boolean(), nullable=False),
)
"""Tries of the last quarter of an hour of all tenants, hence in the platform's own."""

KNOWN_DEVICE = Table(
    "known_device",
    MetaData(),
    Column("tenant_id", Uuid(), primary_key=True),
    Column("digest", LargeBinary(), primary_key=True),
    Column("user_id", Uuid(), nullable=False),
    Column("seen_at", DateTime(timezone=True), nullable=False),
)
