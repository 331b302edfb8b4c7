"""Imports and exports of the trader's types, by an administrator unless the test says otherwise."""

import pytest

from kontor_chassis.definition import ServiceDefinition
from libs.records.tests.imports.trade.service import TRADE


@pytest.fixture(scope="session")
def definition() -> ServiceDefinition:
    return TRADE
