"""The platform's tables, the engine's, and bargains."""

from alembic import op

from kontor_chassis.database import platform_v1
from kontor_chassis.database.migrating import secure_record, table_ddl
from kontor_records.storage import engine_v1
from libs.records.tests.access.sample import BARGAIN

revision = "0001"
down_revision = None


def upgrade() -> None:
    platform_v1.create(op.execute, "realm")
    engine_v1.create(op.execute, "realm")
    op.execute(table_ddl(BARGAIN.table))
    for statement in secure_record("bargain", "realm"):
        op.execute(statement)
    op.execute("CREATE INDEX bargain_by_owner ON bargain (tenant_id, owner)")
    op.execute("CREATE INDEX bargain_by_owner_group ON bargain (tenant_id, owner_group)")
    op.execute("CREATE INDEX bargain_by_name ON bargain (tenant_id, name, id)")
