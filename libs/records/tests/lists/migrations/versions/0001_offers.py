"""The platform's tables, the engine's, companies and offers."""

from alembic import op

from kontor_chassis.database import platform_v1
from kontor_chassis.database.migrating import secure_record, table_ddl
from kontor_records.storage import engine_v1
from libs.records.tests.lists.sample import COMPANY, OFFER

revision = "0001"
down_revision = None


def upgrade() -> None:
    platform_v1.create(op.execute, "listed")
    engine_v1.create(op.execute, "listed")
    for record_type in (COMPANY, OFFER):
        op.execute(table_ddl(record_type.table))
        for statement in engine_v1.indexes(record_type):
            op.execute(statement)
        for statement in secure_record(record_type.name, "listed"):
            op.execute(statement)
