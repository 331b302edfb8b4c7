"""Exports and imports of the sample types."""

from kontor_schemas.file_facts import export_facts, import_facts

EXPORTS = export_facts("sample")
IMPORTS = import_facts("sample")
