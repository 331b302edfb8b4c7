"""Violations: what the database refuses, in the platform's words, by the constraint's name."""

import asyncpg

from kontor_chassis.errors import IdTaken, ReferenceUnknown, Refusal, UniqueTaken

VIOLATIONS = (asyncpg.UniqueViolationError, asyncpg.ForeignKeyViolationError)


def refusal_of(violation: asyncpg.IntegrityConstraintViolationError) -> Refusal | None:
    """Return the refusal that a violated constraint stands for, or None for our own fault.

    Names follow the convention of `state_tables`: `<table>_pkey`, `<table>_<field>_key`,
    `<table>_<field>_fkey`.
    """
    name = str(getattr(violation, "constraint_name", None) or "")
    table = str(getattr(violation, "table_name", None) or "")
    field = name.removeprefix(f"{table}_").rpartition("_")[0]
    if isinstance(violation, asyncpg.ForeignKeyViolationError):
        return ReferenceUnknown(path=f"/{field}")
    if name == f"{table}_pkey":
        return IdTaken()
    return UniqueTaken(field=field) if name.endswith("_key") else None
