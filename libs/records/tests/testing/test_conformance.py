"""The sample types do what every record type does."""

from kontor_records.testing.conformance import conformance
from libs.records.tests.sample.types import TYPES

test_conformance = conformance(TYPES)
