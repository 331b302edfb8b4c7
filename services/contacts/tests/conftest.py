"""The contacts service under test."""

import pytest

from kontor_chassis.definition import ServiceDefinition
from kontor_chassis.testing.canaries import spans, written
from kontor_contacts.app import APP
from kontor_records.testing.plugin import bench, realm

__all__ = ["bench", "realm", "spans", "written"]


@pytest.fixture(scope="session")
def definition() -> ServiceDefinition:
    return APP
