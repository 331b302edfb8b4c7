"""The tables of search: plain btree rows, because forced row security lets nothing else be indexed.

* `search_word`: word → record, the newest last; also whole titles and numbers (`=field=…`) and
  references (`@id`).
* `search_document`: the same words beside their record, a line a field, so that one look tells
  whether all words of a query are there, and in which field.
* `search_lexicon`, `search_typo`: the tenant's distinct spelled words, and each of them under every
  word that is left when one letter is taken away.

* `search_dropped`: words that some record lost; a job forgets those that no other record has.

Triggers keep them, once a statement, whatever wrote the words. Known words cost one look into the
lexicon; a new one gets its typos in the transaction that brings it. Words are taken in order, so
that two writers wait for each other at most one way round.
"""

from collections.abc import Mapping

from kontor_chassis.database.declared import declared
from kontor_records.search import indexing
from kontor_records.search.sources import custom_texts
from kontor_records.search.typos import LONGEST, SHORTEST
from kontor_records.storage.derived import DerivedTable

LEXICON_LOCK = "hashtextextended('search_lexicon ' || {tenant}::text, 0)"
"""Shared by whoever adds words, for itself by whoever takes words away that no record has."""

_KEEP = " ".join(
    f"""
    CREATE FUNCTION search_lexicon_keep() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
      PERFORM pg_advisory_xact_lock_shared({LEXICON_LOCK.format(tenant="tenant_id")})
        FROM added LIMIT 1;
      WITH fresh AS (
        INSERT INTO search_lexicon (tenant_id, word)
        SELECT DISTINCT tenant_id, word FROM added WHERE spelled ORDER BY tenant_id, word
        ON CONFLICT DO NOTHING RETURNING tenant_id, word
      )
      INSERT INTO search_typo (tenant_id, left_over, word)
      SELECT DISTINCT tenant_id, left(word, place - 1) || substr(word, place + 1), word
      FROM fresh, generate_series(1, length(word)) AS place
      WHERE length(word) BETWEEN {SHORTEST} AND {LONGEST};
      RETURN NULL;
    END $$
    """.split()
)
"""In one line: the statements of a migration are parted at line ends."""

_DROP = " ".join(
    """
    CREATE FUNCTION search_lexicon_drop() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
      INSERT INTO search_dropped (tenant_id, word)
      SELECT DISTINCT tenant_id, word FROM gone WHERE spelled;
      RETURN NULL;
    END $$
    """.split()
)

TABLES = f"""
CREATE TABLE search_word (
  tenant_id uuid NOT NULL,
  record_type text NOT NULL,
  word text NOT NULL,
  record uuid NOT NULL,
  spelled boolean NOT NULL,
  PRIMARY KEY (tenant_id, record_type, word, record, spelled)
);
CREATE TABLE search_document (
  tenant_id uuid NOT NULL,
  record_type text NOT NULL,
  record uuid NOT NULL,
  words text NOT NULL,
  PRIMARY KEY (tenant_id, record_type, record)
);
CREATE TABLE search_lexicon (
  tenant_id uuid NOT NULL,
  word text NOT NULL,
  PRIMARY KEY (tenant_id, word)
);
CREATE TABLE search_typo (
  tenant_id uuid NOT NULL,
  left_over text NOT NULL,
  word text NOT NULL,
  PRIMARY KEY (tenant_id, left_over, word)
);
CREATE TABLE search_dropped (
  tenant_id uuid NOT NULL,
  place bigint GENERATED ALWAYS AS IDENTITY,
  word text NOT NULL,
  PRIMARY KEY (tenant_id, place)
);
{_KEEP};
{_DROP};
CREATE TRIGGER search_lexicon_keep AFTER INSERT ON search_word
REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION search_lexicon_keep();
CREATE TRIGGER search_lexicon_drop AFTER DELETE ON search_word
REFERENCING OLD TABLE AS gone FOR EACH STATEMENT EXECUTE FUNCTION search_lexicon_drop();
"""

API: Mapping[str, str] = {
    "search_word": "SELECT, INSERT, DELETE",
    "search_document": "SELECT, INSERT, UPDATE, DELETE",
    "search_lexicon": "SELECT, INSERT, DELETE",
    "search_typo": "SELECT, INSERT, DELETE",
    "search_dropped": "SELECT, INSERT, DELETE",
}
WORKER: Mapping[str, str] = {"search_dropped": "SELECT (tenant_id)"}

_MADE = declared(TABLES)
SEARCH_WORD = _MADE["search_word"]
SEARCH_DOCUMENT = _MADE["search_document"]
SEARCH_WORDS = DerivedTable(
    name="search_word",
    columns=(("word", "text"), ("spelled", "boolean")),
    rows=indexing.word_rows,
    reads=indexing.read_of,
    reads_own=custom_texts,
)
SEARCH_DOCUMENTS = DerivedTable(
    name="search_document",
    columns=(),
    carried=(("words", "text"),),
    rows=indexing.document_rows,
    reads=indexing.read_of,
    reads_own=custom_texts,
)
