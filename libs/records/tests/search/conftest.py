"""The service by which the search is tried."""

import pytest

from kontor_chassis.definition import ServiceDefinition
from libs.records.tests.search.sample import FINDING


@pytest.fixture(scope="session")
def definition() -> ServiceDefinition:
    return FINDING
