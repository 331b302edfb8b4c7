"""The table of grants: who of a tenant may sign in, and who administers it."""

from sqlalchemy import Boolean, Column, MetaData, Table, Text, Uuid

USER_GRANT = Table(
    "user_grant",
    MetaData(),
    Column("tenant_id", Uuid(), primary_key=True),
    Column("user_id", Uuid(), primary_key=True),
    Column("status", Text(), nullable=False),
    Column("is_administrator", Boolean(), nullable=False),
)
"""Asked at every change; all the rest of what is granted is in `access_grant`, as everywhere."""
