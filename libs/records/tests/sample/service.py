"""The sample types as a service, so that the engine is tried over HTTP as users meet it."""

from pathlib import Path

from kontor_chassis.definition import ServiceDefinition
from kontor_chassis.settings import ServiceSettings
from kontor_records.http.routes import record_routes
from libs.records.tests.sample.types import TYPES

SAMPLE = ServiceDefinition(
    name="sample",
    settings=ServiceSettings,
    migrations=Path(__file__).parent / "migrations",
    routers=[record_routes(record_type) for record_type in TYPES],
)
