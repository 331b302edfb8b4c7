"""The tables of tenants: their state, their slugs across all tenants, who has set them up."""

from sqlalchemy import Column, DateTime, MetaData, Table, Text, Uuid

from kontor_chassis.database.state_tables import state_table
from kontor_schemas.identity.tenant import Tenant

TENANT = state_table("tenant", Tenant)

TENANT_SLUG = Table(
    "tenant_slug",
    MetaData(),
    Column("slug", Text(), primary_key=True),
    Column("tenant_id", Uuid(), nullable=False),
)
"""Found before a tenant is known: the one row of the slug that is asked for is visible to all."""

TENANT_SEED = Table(
    "tenant_seed",
    MetaData(),
    Column("tenant_id", Uuid(), primary_key=True),
    Column("service", Text(), primary_key=True),
    Column("completed_at", DateTime(timezone=True), nullable=False),
)
