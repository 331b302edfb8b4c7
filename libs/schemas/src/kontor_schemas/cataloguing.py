"""The catalogue as every service publishes it: what its record types are, tenant by tenant."""

from kontor_schemas.fact import BareFact
from kontor_schemas.identifiers import RecordName
from kontor_schemas.text import Json


class CatalogueFact(BareFact, is_base=True):
    """A record type as it is for one tenant, on a compacted topic: ids and definitions only.

    Attributes:
        id: follows from tenant and record type; also the key of the message.
        version: 1 for the first, one more with each change of a definition.
        record: the record type.
        entry: the type as the catalogue shows it to somebody who may see everything.
    """

    record: RecordName
    entry: dict[str, Json]
