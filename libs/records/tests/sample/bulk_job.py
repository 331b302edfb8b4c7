"""The facts of the sample service's bulk jobs."""

from kontor_schemas.bulk_facts import bulk_facts

FACTS = bulk_facts("sample")
