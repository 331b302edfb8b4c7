"""`python -m kontor_records.storage.ddl kontor_support.records.asset.record:ASSET` prints its DDL.

What it prints is read and pasted into a migration, which then never changes with the code.
"""

import importlib
import sys
from collections.abc import Iterator
from typing import Any

from kontor_chassis.database.migrating import table_ddl
from kontor_records.declaration.record_type import RecordType
from kontor_records.storage.engine_v1 import indexes


def ddl(record_type: RecordType[Any]) -> Iterator[str]:
    """Give the statements that make a type's table and its indexes, in order.

    The table is opened to its service by `migrating.secure_record`.
    """
    yield "\n".join(line.rstrip() for line in table_ddl(record_type.table).splitlines())
    yield from indexes(record_type)


def main(place: str) -> None:
    """Print the DDL of a declaration, named by module and name."""
    module, _, name = place.partition(":")
    found = importlib.import_module(module)  # kontor: allow code_from_text because a person says it
    sys.stdout.write(";\n".join(ddl(getattr(found, name))) + ";\n")


if __name__ == "__main__":
    main(sys.argv[1])
