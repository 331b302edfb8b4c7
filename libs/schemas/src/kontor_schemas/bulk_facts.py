"""What every service with records tells of its bulk jobs: counts, never which records."""

from collections.abc import Mapping
from typing import Any, cast

from pydantic import BaseModel, Field, create_model

from kontor_schemas.fact import BareFact
from kontor_schemas.identifiers import RecordName
from kontor_schemas.text import Code

_VERBS: Mapping[str, str] = {
    "started": "A bulk job has begun with its records.",
    "finished": "A bulk job has done what it could.",
    "cancelled": "A bulk job was ended; what it had done stays.",
    "failed": "A bulk job could not go on; what it had done stays.",
    "undone": "What a bulk job did was taken back, as far as nobody had changed it since.",
}
_OF_JOB = """

Attributes:
    id: the job's id.
    version: the job's version.
    record: the type of its records.
    action: what is done with each.
    counts: how many records there are in total, how many are done, how many failed.
"""


class BulkTold(BaseModel):
    """What the facts of a bulk job share."""

    record: RecordName
    action: Code
    counts: dict[str, int] = Field(max_length=10)


def bulk_facts(service: str) -> Mapping[str, type[BareFact]]:
    """Declare the facts of a service's bulk jobs, by verb: `contacts.bulk_job.started.v1`."""
    return {verb: _declared(service, verb, text + _OF_JOB) for verb, text in _VERBS.items()}


def _declared(service: str, verb: str, text: str) -> type[BareFact]:
    # Any: class arguments of our own, which the signature of `create_model` does not know.
    make: Any = create_model
    made = make(
        f"BulkJob{verb.title()}",
        __base__=(BulkTold, BareFact),
        __module__=f"kontor_schemas.{service}.bulk_job",
        __doc__=text,
        __cls_kwargs__={"record": f"{service}.bulk_job"},
    )
    return cast("type[BareFact]", made)
