"""Labels: what fields, values, sections and verbs are called, from the Babel catalogues.

The message id is `<service>.<record>.<field>[.<value>]`; what every record has is called once, as
`record.<field>`. A record type is `<service>.<record>`, many of them `<service>.<plural>`.
"""

from collections.abc import Iterator
from typing import Any

from kontor_chassis.texts.catalogue import LANGUAGES, known
from kontor_records.declaration.field_spec import fields_of
from kontor_records.declaration.record_type import RecordType
from kontor_records.texts.folder import FOLDER as FOLDER  # its texts are part of every catalogue

Label = dict[str, str]


def label(*ids: str) -> Label:
    """Return a label in all languages: by the first id that has a text, else by its last word."""
    return {language: _text(known(language), ids) for language in LANGUAGES}


def optional(identifier: str) -> Label | None:
    """Return a label that need not be there, such as a hint."""
    found: Label = {
        name: known(name)[identifier] for name in LANGUAGES if identifier in known(name)
    }
    return found or None


def field_ids(record_type: RecordType[Any], field: str) -> tuple[str, ...]:
    """Return the ids by which the label of a field is looked up."""
    return f"{record_type.record}.{field}", f"record.{field}"


def value_ids(record_type: RecordType[Any], field: str, value: str) -> tuple[str, ...]:
    """Return the ids by which the label of a choice's value is looked up."""
    return tuple(f"{found}.{value}" for found in field_ids(record_type, field))


def missing(record_type: RecordType[Any]) -> list[str]:
    """Return the message ids that a record type needs and a language lacks; empty is well."""
    return sorted({
        ids[0]
        for ids in _needed(record_type)
        for language in LANGUAGES
        if not any(found in known(language) for found in ids)
    })  # fmt: skip


def _needed(record_type: RecordType[Any]) -> Iterator[tuple[str, ...]]:
    yield (record_type.record,)
    yield (f"{record_type.service}.{record_type.plural}",)
    yield (record_type.shown.group or record_type.service,)
    for name, spec in record_type.fields.items():
        if name != "custom":
            yield field_ids(record_type, name)
        yield from (value_ids(record_type, name, value) for value in spec.choices)
    for section in record_type.sections:
        yield (f"{record_type.record}.section.{section.key}", f"section.{section.key}")
    for verb in record_type.verbs:
        yield (f"{record_type.record}.verb.{verb.name}", f"verb.{verb.name}")
        for name in verb.body.model_fields if verb.body else ():
            yield (f"{record_type.record}.verb.{verb.name}.{name}", *field_ids(record_type, name))
        for name, spec in fields_of(verb.body).items() if verb.body else ():
            yield from (value_ids(record_type, name, value) for value in spec.choices)


def _text(texts: Any, ids: tuple[str, ...]) -> str:
    for found in ids:
        if found in texts:
            return str(texts[found])
    return ids[0].rpartition(".")[2].replace("_", " ")
