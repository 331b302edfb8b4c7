"""The tables of grants: the last known rights of every user, and who is in which group."""

from sqlalchemy import BigInteger, Boolean, Column, MetaData, Table, Text, Uuid

USER_GRANT = Table(
    "user_grant",
    MetaData(),
    Column("tenant_id", Uuid(), primary_key=True),
    Column("user_id", Uuid(), primary_key=True),
    Column("version", BigInteger(), nullable=False),
    Column("status", Text(), nullable=False),
    Column("is_administrator", Boolean(), nullable=False),
)

GROUP_MEMBER = Table(
    "group_member",
    MetaData(),
    Column("tenant_id", Uuid(), primary_key=True),
    Column("user_id", Uuid(), primary_key=True),
    Column("group_id", Uuid(), primary_key=True),
)
