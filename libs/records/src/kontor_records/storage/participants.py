"""Participants: every table of derived rows, in the order in which they are written."""

from kontor_records.search.tables import SEARCH_DOCUMENTS, SEARCH_WORDS
from kontor_records.storage.derived import DerivedTable
from kontor_records.storage.tables import RECORD_KEY

PARTICIPANTS: tuple[DerivedTable, ...] = (RECORD_KEY, SEARCH_WORDS, SEARCH_DOCUMENTS)
