"""The table of service credentials: the public keys by which services prove who they are."""

from sqlalchemy import Column, DateTime, LargeBinary, MetaData, Table, Text, Uuid

SERVICE_CREDENTIAL = Table(
    "service_credential",
    MetaData(),
    Column("tenant_id", Uuid(), primary_key=True),
    Column("service", Text(), primary_key=True),
    Column("public_key", LargeBinary(), primary_key=True),
    Column("registered_at", DateTime(timezone=True), nullable=False),
    Column("revoked_at", DateTime(timezone=True)),
)
"""Rows of the platform's own tenant, the nil id: services belong to no customer."""
