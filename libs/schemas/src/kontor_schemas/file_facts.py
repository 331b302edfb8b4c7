"""What every service with records tells of its imports and exports: counts, never rows."""

from collections.abc import Mapping
from typing import Any, cast

from pydantic import BaseModel, Field, create_model

from kontor_schemas.fact import BareFact
from kontor_schemas.identifiers import RecordName
from kontor_schemas.text import Json, Line

_IMPORT: Mapping[str, str] = {
    "started": "An import was started.",
    "paused": "An import stopped for now.",
    "resumed": "An import goes on where it was paused.",
    "finished": "An import has done all its rows.",
    "failed": "An import could not go on; what it had done stays.",
    "cancelled": "An import was ended; what it had done stays.",
    "undone": "An import was taken back, as far as nobody had changed its records since.",
}
_EXPORT: Mapping[str, str] = {
    "finished": "The file of an export is ready, or was handed over at once.",
    "failed": "An export could not be done.",
    "downloaded": "The file of an export was fetched.",
}
_OF_IMPORT = """

Attributes:
    id: the import's id.
    version: the import's version.
    record: the type of its records.
    counts: how many rows were created, updated, unchanged, skipped, failed; undone and kept.
"""
_OF_EXPORT = """

Attributes:
    id: the export's id.
    version: the export's version.
    record: the type of its records.
    format: the form of the file.
    rows: how many rows it has.
    condition: which rows were asked for; null for all.
"""


class ImportTold(BaseModel):
    """What the facts of an import share."""

    record: RecordName
    counts: dict[str, int] = Field(max_length=10)


class ExportTold(BaseModel):
    """What the facts of an export share."""

    record: RecordName
    format: Line
    rows: int = Field(ge=0)
    condition: Json = None


def import_facts(service: str) -> Mapping[str, type[BareFact]]:
    """Declare the facts of a service's imports, by verb: `contacts.import.started.v1`."""
    return {
        verb: _declared(service, "Import", verb, text + _OF_IMPORT, ImportTold)
        for verb, text in _IMPORT.items()
    }


def export_facts(service: str) -> Mapping[str, type[BareFact]]:
    """Declare the facts of a service's exports, by verb: `contacts.export.finished.v1`."""
    return {
        verb: _declared(service, "Export", verb, text + _OF_EXPORT, ExportTold)
        for verb, text in _EXPORT.items()
    }


def _declared(
    service: str, noun: str, verb: str, text: str, told: type[BaseModel]
) -> type[BareFact]:
    # Any: class arguments of our own, which the signature of `create_model` does not know.
    make: Any = create_model
    made = make(
        f"{noun}{verb.title()}",
        __base__=(told, BareFact),
        __module__=f"kontor_schemas.{service}.{noun.lower()}",
        __doc__=text,
        __cls_kwargs__={"record": f"{service}.{noun.lower()}"},
    )
    return cast("type[BareFact]", made)
