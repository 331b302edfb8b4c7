"""What migrations of services are made of: a record's table with its keys, policies and grants."""

from collections.abc import Sequence

from sqlalchemy import Table
from sqlalchemy.schema import CreateTable

from kontor_chassis.database.platform_v1 import secure
from kontor_chassis.database.statements import DIALECT


def table_ddl(table: Table) -> str:
    """Return the CREATE TABLE of a table, to be read and pasted into a migration."""
    return str(CreateTable(table).compile(dialect=DIALECT)).strip().replace("\t", "  ")


def secure_record(table: str, service: str) -> Sequence[str]:
    """Return the statements that open a record's table to the api role of its tenant alone."""
    return [
        *secure(table, service, worker=False),
        f"GRANT SELECT, INSERT, UPDATE, DELETE ON {table} TO {service}_api",
    ]
