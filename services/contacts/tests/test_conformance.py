"""The records of contacts do what every record type does."""

from kontor_contacts.app import RECORDS
from kontor_records.testing.conformance import conformance

test_conformance = conformance(RECORDS)
