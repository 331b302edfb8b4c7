"""The platform's tables, and what tenants use."""

from alembic import op

from kontor_chassis.database import platform_v1

revision = "0001"
down_revision = None


def upgrade() -> None:
    platform_v1.create(op.execute, "gateway")
    op.execute("""
CREATE TABLE usage_counter (
  tenant_id uuid NOT NULL,
  day date NOT NULL,
  principal_kind text NOT NULL,
  requests bigint NOT NULL,
  refused bigint NOT NULL,
  bytes bigint NOT NULL,
  PRIMARY KEY (tenant_id, day, principal_kind)
)""")
    for statement in platform_v1.secure("usage_counter", "gateway"):
        op.execute(statement)
    op.execute("GRANT SELECT, INSERT, UPDATE ON usage_counter TO gateway_worker")
