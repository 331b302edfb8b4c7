"""A database of this folder's own, for clauses over tables that no service has."""

from collections.abc import Iterator

import pytest

from kontor_chassis.testing.engines import Engines
from libs.records.tests.conditions.database import Database


@pytest.fixture(scope="module")
def database(engines: Engines, worker: str) -> Iterator[Database]:
    opened = Database(engines, f"t_conditions_{worker}")
    yield opened
    opened.close()
