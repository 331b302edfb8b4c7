"""Participants: every table of derived rows, in the order in which they are written."""

from kontor_records.access.principals import RECORD_PRINCIPALS
from kontor_records.duplicates.keys import MATCH_KEY
from kontor_records.search.tables import SEARCH_DOCUMENTS, SEARCH_WORDS
from kontor_records.storage.derived import DerivedTable
from kontor_records.storage.tables import RECORD_KEY
from kontor_records.tags.tables import RECORD_TAG_ROWS

PARTICIPANTS: tuple[DerivedTable, ...] = (
    RECORD_KEY,
    MATCH_KEY,
    RECORD_PRINCIPALS,
    SEARCH_WORDS,
    SEARCH_DOCUMENTS,
    RECORD_TAG_ROWS,
)
