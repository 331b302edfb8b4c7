"""The contacts service under test."""

import pytest

from kontor_chassis.definition import ServiceDefinition
from kontor_contacts.app import APP


@pytest.fixture(scope="session")
def definition() -> ServiceDefinition:
    return APP
