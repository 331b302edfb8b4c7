"""The engine on sample record types."""

import pytest

from kontor_chassis.definition import ServiceDefinition
from kontor_records.testing.plugin import bench, realm
from libs.records.tests.sample.service import SAMPLE

__all__ = ["bench", "realm"]


@pytest.fixture(scope="session")
def definition() -> ServiceDefinition:
    return SAMPLE
