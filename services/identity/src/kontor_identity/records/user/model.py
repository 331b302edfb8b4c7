"""The tables of users: their state, and the addresses they sign in with across all tenants."""

from sqlalchemy import Column, MetaData, Table, Text, Uuid

from kontor_chassis.database.state_tables import state_table
from kontor_schemas.identity.user import User

USER = state_table("user", User)

LOGIN = Table(
    "login",
    MetaData(),
    Column("email_digest", Text(), primary_key=True),
    Column("tenant_id", Uuid(), primary_key=True),
    Column("user_id", Uuid(), nullable=False),
)
"""Which user of which tenant an address signs in.

The one table that is read before a tenant is known, hence keyed by the digest and not by the
tenant. Its policy shows a transaction only the rows of the digest that it has named in
`kontor.lookup`: nobody can list who is where, and no function has to run with more rights.
"""
