"""A record type's first migration: its DDL as it is declared now, which then never changes."""

import importlib
from pathlib import Path

from kontor_records.declaration.record_type import RecordType
from kontor_records.storage.ddl import ddl
from kontor_scaffold.record import Names, ScaffoldRefused

_MIGRATION = '''"""{Nouns}."""

from alembic import op

from kontor_chassis.database.migrating import secure_record

revision = "{revision}"
down_revision = "{before}"

_STATEMENTS = """
{statements}
"""


def upgrade() -> None:
    for statement in filter(str.strip, _STATEMENTS.split(";\\n")):
        op.execute(statement)
    for statement in secure_record("{noun}", "{service}"):
        op.execute(statement)
'''


def write(root: Path, names: Names) -> Path:
    """Write the migration that creates a declared record type's table.

    Args:
        root: The workspace.
        names: How the type is called; the plural is not needed.

    Returns:
        The file, to be read and committed.

    Raises:
        ScaffoldRefused: The type is not declared, or has its migration already.
    """
    versions = root / "services" / names.service / "migrations" / "versions"
    earlier = sorted(versions.glob("[0-9]*.py"))
    if not earlier:
        raise ScaffoldRefused(f"the service {names.service} has no migrations")
    if any(f'"{names.noun}"' in file.read_text(encoding="utf-8") for file in earlier):
        raise ScaffoldRefused(f"{names.noun} has a migration already: write the next one by hand")
    before = earlier[-1].name[:4]
    revision = f"{int(before) + 1:04}"
    text = _MIGRATION.format(
        Nouns=names.noun.replace("_", " ").capitalize(),
        revision=revision,
        before=before,
        statements=";\n".join(ddl(_declared(names))) + ";",
        noun=names.noun,
        service=names.service,
    )
    file = versions / f"{revision}_{names.noun}.py"
    file.write_text(text, encoding="utf-8")
    return file


def _declared(names: Names) -> RecordType[object]:  # type: ignore[type-var]
    module = f"kontor_{names.service}.records.{names.noun}.record"
    try:
        found = importlib.import_module(module)  # kontor: allow code_from_text because it is ours
    except ModuleNotFoundError as missing:
        raise ScaffoldRefused(f"{missing}: begin it with make record") from None
    declared: RecordType[object] = getattr(found, names.constant)  # type: ignore[type-var]
    return declared
