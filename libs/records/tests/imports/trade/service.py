"""The trader's types as a service, so that imports are tried over HTTP as users meet them."""

from pathlib import Path

from kontor_chassis.definition import ServiceDefinition
from kontor_chassis.settings import ServiceSettings
from kontor_records.http.exports import export_routes
from kontor_records.http.imports import import_routes
from kontor_records.http.routes import record_routes
from libs.records.tests.imports.trade import definitions
from libs.records.tests.imports.trade.types import TYPES

DEFINITIONS = definitions.CustomField, definitions.ChoiceList
"""Published by their names alone: whoever defines a field needs their facts."""
TRADE = ServiceDefinition(
    name="trade",
    settings=ServiceSettings,
    migrations=Path(__file__).parent / "migrations",
    routers=[
        router
        for record_type in TYPES
        for router in (
            record_routes(record_type),
            import_routes(record_type),
            export_routes(record_type),
        )
    ],
)
