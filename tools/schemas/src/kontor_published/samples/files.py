"""Examples of what any service tells of its imports, exports and bulk jobs."""

from typing import Any, cast

from kontor_published.samples.ids import sample_id
from kontor_published.samples.sample import Sample
from kontor_schemas.fact import BareFact
from kontor_schemas.registry import facts_of

_COUNTS = {"created": 91, "updated": 2, "unchanged": 0, "skipped": 0, "failed": 1}


def import_sample(service: str, record: str) -> Sample:
    """Return one of each fact of a service's imports."""
    return _sample(f"{service}.import", record=record, counts=_COUNTS)


def export_sample(service: str, record: str) -> Sample:
    """Return one of each fact of a service's exports."""
    condition = {"field": "country", "op": "eq", "value": "DE"}
    return _sample(f"{service}.export", record=record, format="csv", rows=1204, condition=condition)


def bulk_sample(service: str, record: str) -> Sample:
    """Return one of each fact of a service's bulk jobs."""
    counts = {"total": 120, "done": 118, "failed": 2}
    return _sample(f"{service}.bulk_job", record=record, action="assign", counts=counts)


def _sample(record_type: str, **told: Any) -> Sample:
    made = [cast("Any", fact) for fact in facts_of(record_type) if issubclass(fact, BareFact)]
    return Sample(facts=tuple(fact(id=sample_id(record_type), version=3, **told) for fact in made))
