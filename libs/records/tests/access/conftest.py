"""The service by which rights are tried."""

import pytest

from kontor_chassis.definition import ServiceDefinition
from libs.records.tests.access.sample import REALM


@pytest.fixture(scope="session")
def definition() -> ServiceDefinition:
    return REALM
