"""Imports of records of this service."""  # noqa: N999 - the facts are called so

from kontor_schemas.file_facts import import_facts

FACTS = import_facts("contacts")
