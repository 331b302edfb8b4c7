"""The sample types as a service, so that the engine is tried over HTTP as users meet it."""

from pathlib import Path

from kontor_chassis.definition import ServiceDefinition
from kontor_chassis.settings import ServiceSettings
from kontor_records.bulk.running import bulk_process
from kontor_records.duplicates import scanning
from kontor_records.following.handling import TIMERS as FOLLOWING
from kontor_records.http.bin import service_bin_routes
from kontor_records.http.bulk import bulk_routes
from kontor_records.http.catalogue import catalogue_routes
from kontor_records.http.exports import export_routes
from kontor_records.http.imports import import_routes
from kontor_records.http.merge import merge_routes
from kontor_records.http.routes import record_routes
from kontor_records.http.tags import tag_routes
from kontor_records.merging.following import TIMERS
from libs.records.tests.sample import definitions as definitions
from libs.records.tests.sample import file_runs as file_runs
from libs.records.tests.sample.sailors import BULK, SAILORS
from libs.records.tests.sample.types import BOAT, HARBOUR, SAILOR, TYPES, complete_sailor

SAMPLE = ServiceDefinition(
    name="sample",
    settings=ServiceSettings,
    migrations=Path(__file__).parent / "migrations",
    texts=Path(__file__).parent / "texts",
    routers=[
        *(record_routes(one, SAILORS if one is SAILOR else None) for one in TYPES),
        *(merge_routes(one, complete_sailor if one is SAILOR else None) for one in TYPES),
        *(bulk_routes(one) for one in BULK),
        service_bin_routes("sample", TYPES),
        *(export_routes(one) for one in (HARBOUR, BOAT, SAILOR)),
        *(import_routes(one) for one in (HARBOUR, BOAT, SAILOR)),
        catalogue_routes(),
        tag_routes(),
    ],
    timers={**TIMERS, **FOLLOWING, scanning.TIMER: scanning.scan_due},
    processes=[bulk_process(BULK)],
)
