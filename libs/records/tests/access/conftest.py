"""The service by which rights are tried, and the realm of each test."""

import pytest

from kontor_chassis.definition import ServiceDefinition
from kontor_chassis.testing.bench import Bench
from kontor_records.testing.realm import Realm
from libs.records.tests.access.sample import REALM


@pytest.fixture(scope="session")
def definition() -> ServiceDefinition:
    return REALM


@pytest.fixture
def realm(bench: Bench) -> Realm:
    return Realm(bench)
