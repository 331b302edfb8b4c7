"""The sample types as a service, so that the engine is tried over HTTP as users meet it."""

from pathlib import Path

from kontor_chassis.definition import ServiceDefinition
from kontor_chassis.settings import ServiceSettings
from kontor_records.bulk.running import bulk_process
from kontor_records.http.bulk import bulk_routes
from kontor_records.http.merge import merge_routes
from kontor_records.http.routes import record_routes
from kontor_records.merging.following import TIMERS
from libs.records.tests.sample.sailors import BULK, SAILORS
from libs.records.tests.sample.types import SAILOR, TYPES, complete_sailor

SAMPLE = ServiceDefinition(
    name="sample",
    settings=ServiceSettings,
    migrations=Path(__file__).parent / "migrations",
    routers=[
        *(record_routes(one, SAILORS if one is SAILOR else None) for one in TYPES),
        *(merge_routes(one, complete_sailor if one is SAILOR else None) for one in TYPES),
        *(bulk_routes(one) for one in BULK),
    ],
    timers=TIMERS,
    processes=[bulk_process(BULK)],
)
