"""The tables of runs, steps and decisions, as far as they are read over HTTP."""

from sqlalchemy import BigInteger, Column, DateTime, Integer, MetaData, Table, Text, Uuid
from sqlalchemy.dialects.postgresql import JSONB

_METADATA = MetaData()

RUN = Table(
    "run",
    _METADATA,
    Column("tenant_id", Uuid(), primary_key=True),
    Column("id", Uuid(), primary_key=True),
    Column("kind", Text(), nullable=False),
    Column("rule", Uuid(), nullable=False),
    Column("rule_version", BigInteger(), nullable=False),
    Column("fact_id", Uuid(), nullable=False),
    Column("fact_type", Text(), nullable=False),
    Column("record", Text(), nullable=False),
    Column("record_id", Uuid(), nullable=False),
    Column("seen_version", BigInteger(), nullable=False),
    Column("state", Text(), nullable=False),
    Column("code", Text()),
    Column("explanation", JSONB(), nullable=False),
    Column("cause_depth", Integer(), nullable=False),
    Column("correlation_id", Uuid(), nullable=False),
    Column("created_at", DateTime(timezone=True), nullable=False),
    Column("started_at", DateTime(timezone=True)),
    Column("ended_at", DateTime(timezone=True)),
)

STEP = Table(
    "step",
    _METADATA,
    Column("tenant_id", Uuid(), primary_key=True),
    Column("run", Uuid(), primary_key=True),
    Column("position", Integer(), primary_key=True),
    Column("name", Text(), nullable=False),
    Column("kind", Text(), nullable=False),
    Column("state", Text(), nullable=False),
    Column("code", Text()),
    Column("attempt", Integer(), nullable=False),
    Column("first_tried_at", DateTime(timezone=True)),
    Column("ended_at", DateTime(timezone=True)),
)

ASSIGNMENT_LOG = Table(
    "assignment_log",
    _METADATA,
    Column("tenant_id", Uuid(), primary_key=True),
    Column("id", Uuid(), primary_key=True),
    Column("run", Uuid()),
    Column("fact_id", Uuid(), nullable=False),
    Column("record", Text(), nullable=False),
    Column("record_id", Uuid(), nullable=False),
    Column("seen_version", BigInteger(), nullable=False),
    Column("rule", Uuid()),
    Column("rule_version", BigInteger()),
    Column("outcome", Text(), nullable=False),
    Column("chosen", Uuid()),
    Column("candidates", JSONB(), nullable=False),
    Column("considered", JSONB(), nullable=False),
    Column("reasons", JSONB(), nullable=False),
    Column("created_at", DateTime(timezone=True), nullable=False),
)
