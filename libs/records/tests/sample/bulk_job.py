"""The facts of the sample service's bulk jobs."""

from kontor_schemas.fact import BareFact
from kontor_schemas.identifiers import RecordName
from kontor_schemas.text import Code


class BulkJobStarted(BareFact, record="sample.bulk_job"):
    """A job began."""

    record: RecordName
    action: Code
    counts: dict[str, int]


class BulkJobFinished(BareFact, record="sample.bulk_job"):
    """A job did what it could."""

    record: RecordName
    action: Code
    counts: dict[str, int]


class BulkJobCancelled(BareFact, record="sample.bulk_job"):
    """A job was stopped."""

    record: RecordName
    action: Code
    counts: dict[str, int]


class BulkJobFailed(BareFact, record="sample.bulk_job"):
    """A job could not go on."""

    record: RecordName
    action: Code
    counts: dict[str, int]


class BulkJobUndone(BareFact, record="sample.bulk_job"):
    """What a job did was taken back."""

    record: RecordName
    action: Code
    counts: dict[str, int]
