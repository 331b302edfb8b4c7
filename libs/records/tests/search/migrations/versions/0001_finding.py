"""The platform's tables, the engine's, companies and people."""

from alembic import op

from kontor_chassis.database import platform_v1
from kontor_chassis.database.migrating import secure_record, table_ddl
from kontor_records.storage import engine_v1
from libs.records.tests.search.sample import COMPANY, PERSON

revision = "0001"
down_revision = None


def upgrade() -> None:
    platform_v1.create(op.execute, "finding")
    engine_v1.create(op.execute, "finding")
    for record_type in (COMPANY, PERSON):
        op.execute(table_ddl(record_type.table))
        for statement in secure_record(record_type.name, "finding"):
            op.execute(statement)
