"""The platform's tables and notes."""

from alembic import op

from kontor_chassis.database import platform_v1
from kontor_chassis.database.migrating import secure_record

revision = "0001"
down_revision = None


def upgrade() -> None:
    platform_v1.create(op.execute, "sample")
    op.execute("""
CREATE TABLE note (
  tenant_id uuid NOT NULL, id uuid NOT NULL, version bigint NOT NULL, owner uuid,
  created_at timestamptz NOT NULL, created_by text NOT NULL,
  updated_at timestamptz NOT NULL, updated_by text NOT NULL,
  title text NOT NULL, code text, body text NOT NULL, parent uuid, weight bigint NOT NULL,
  deleted_at timestamptz,
  PRIMARY KEY (tenant_id, id)
)""")
    op.execute("CREATE UNIQUE INDEX note_code_key ON note (tenant_id, code) WHERE deleted_at IS NULL")
    op.execute(
        "ALTER TABLE note ADD CONSTRAINT note_parent_fkey"
        " FOREIGN KEY (tenant_id, parent) REFERENCES note (tenant_id, id)"
    )
    op.execute(
        "CREATE INDEX note_by_created_at ON note (tenant_id, created_at, id) WHERE deleted_at IS NULL"
    )
    for statement in secure_record("note", "sample"):
        op.execute(statement)
