"""Views: what one reader may search of one record type."""

from dataclasses import dataclass
from functools import cached_property
from typing import Any

from kontor_chassis.context import ReadContext
from kontor_chassis.database.statements import Statement, scoped
from kontor_records.access.planner import EVERYTHING, NOTHING
from kontor_records.access.rights import Rights
from kontor_records.access.rows import Rows
from kontor_records.customizing.world import definitions_of
from kontor_records.declaration.record_type import RECORD_TYPES, RecordType
from kontor_records.search import finding
from kontor_records.search.finding import Shape
from kontor_records.search.indexing import lines_of_others
from kontor_records.search.query import Query, Token
from kontor_records.search.sources import Source, parents_of, sources_of
from kontor_records.search.words import phrase_fields, phrase_word

_MOST_STATEMENTS = 2_000
_COMPARED = frozenset({"read", "edit"})
_statements: dict[object, Statement] = {}


@dataclass(frozen=True, kw_only=True, eq=False)
class View:
    """What a reader may search of a record type.

    Attributes:
        record_type: The record type.
        rows: The rows within reach; None for all of them.
        fields: The fields that may be compared, so also searched; None for all of them.
    """

    record_type: RecordType[Any]
    rows: Rows | None
    fields: frozenset[str] | None

    @cached_property
    def sources(self) -> list[Source]:
        """The searchable fields that are open."""
        return [source for source in sources_of(self.record_type) if self.shows(source.field)]

    @cached_property
    def hidden(self) -> str | None:
        """The lines of a document that must not be looked at; None where all may be."""
        return None if self.fields is None else lines_of_others(self.fields)

    @cached_property
    def columns(self) -> tuple[str, ...]:
        """The columns a hit is made of."""
        shown = (self.record_type.title, *self.record_type.subtitle)
        table = self.record_type.table
        names = ["id", *(name for name in shown if self.shows(name))]
        names += [source.field for source in self.sources]
        names += ["custom"] if self.shows("custom") else []
        return tuple(name for name in dict.fromkeys(names) if name in table.c)

    def shows(self, field: str) -> bool:
        """Say whether a field may be compared and shown."""
        return self.fields is None or field in self.fields

    @cached_property
    def record(self) -> str:
        """The name of the record type."""
        return self.record_type.record

    @cached_property
    def parents(self) -> tuple[tuple[str, str], ...]:
        """The references by whose titles a record is found, each with the type it leads to."""
        return tuple(
            (name, target)
            for name, target in parents_of(self.record_type)
            if self.shows(name) and target in RECORD_TYPES
        )

    def whole(self, query: Query) -> Token:
        """Return the token of records whose title or number is the query."""
        return Token(asked="", words=self._phrases(query), is_phrase=True)

    def beginning(self, query: Query) -> Token:
        """Return the token of records whose title or number begins with the query."""
        return Token(asked="", prefixes=self._phrases(query), is_phrase=True)

    def statement(self, shape: Shape) -> Statement:
        """Return the statement of a shape for this view, compiled once."""
        rights = None if self.rows is None else self.rows.shape
        columns = self.columns
        key = (self.record, shape, columns, rights)
        known = _statements.get(key)
        if known is None:
            if len(_statements) >= _MOST_STATEMENTS:
                _statements.clear()
            clause = None if self.rows is None else self.rows.clause(self.record_type.table)
            select = finding.found(self.record_type, shape, columns, clause)
            known = _statements[key] = scoped(select)
        return known

    def _phrases(self, query: Query) -> tuple[str, ...]:
        return tuple(
            phrase_word(field, phrase)
            for field, _ in phrase_fields(self.record_type)
            if self.shows(field)
            for phrase in query.phrases
        )


async def view_of(ctx: ReadContext, rights: Rights, record_type: RecordType[Any]) -> View | None:
    """Return what somebody may search of a record type; None where it is nothing."""
    plan = rights.plan("read", record_type)
    if plan is NOTHING or not record_type.has("search"):
        return None
    rows = None if plan is EVERYTHING else plan
    assert rows is None or isinstance(rows, Rows)  # noqa: S101 - there is no third answer
    fields = rights.comparable(record_type)
    if fields is not None:
        own = (await definitions_of(ctx)).of(record_type).fields
        fields |= {key for key in own if rights.field_right(record_type, key) in _COMPARED}
    return View(record_type=record_type, rows=rows, fields=fields)
