"""Exports of records of this service."""

from kontor_schemas.file_facts import export_facts

FACTS = export_facts("contacts")
