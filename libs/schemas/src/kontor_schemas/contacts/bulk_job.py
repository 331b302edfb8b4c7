"""Bulk jobs over records of this service."""

from kontor_schemas.bulk_facts import bulk_facts

FACTS = bulk_facts("contacts")
