"""Mail texts: `{field}` becomes the field's value, and nothing else in a text has a meaning.

There is no template engine behind it, on purpose: what a stranger wrote into a record is inserted
once, as plain text, and is never looked at again. A subject is one line whatever is inserted.
"""

import re
import unicodedata
from collections.abc import Mapping, Sequence
from typing import Any, Final

from kontor_records.conditions.fields import Field, FieldType, Vocabulary
from kontor_schemas.text import LINE_LENGTH
from kontor_schemas.values import LocalText, normal_email

LONGEST_BODY: Final = 200_000
LONGEST_VALUE: Final = 10_000
_PLACEHOLDER: Final = re.compile(r"\{([a-z][a-z0-9_]*(?:\.[a-z][a-z0-9_]*){0,3})\}")
_ADDRESS: Final = ("value", "normal")
_KEPT_IN_BODY: Final = "\n\t"
_TURNS_DIRECTION: Final = frozenset(
    chr(code) for code in (*range(0x202A, 0x202F), *range(0x2066, 0x206A))
)


def placeholders(text: str) -> Sequence[str]:
    """Return the fields a text names, in order."""
    return _PLACEHOLDER.findall(text)


def is_insertable(path: str, known: Vocabulary) -> bool:
    """Whether a text may name this field: it is there, and it has a value that can be written."""
    field = known.fields.get(path)
    return field is not None and field.type is not FieldType.OBJECT


def subject_line(text: str, state: Mapping[str, Any], known: Vocabulary) -> str:
    """Return a subject: one line of at most 255 characters, without control characters."""
    inserted = _inserted(text, state, known)
    # Every white space becomes one blank: a line break would begin a header of its own.
    line = " ".join(inserted.split())
    return "".join(character for character in line if not _is_control(character))[:LINE_LENGTH]


def body_text(text: str, state: Mapping[str, Any], known: Vocabulary) -> str:
    """Return a body: plain text with line feeds, without other control characters."""
    inserted = _inserted(text, state, known).replace("\r\n", "\n").replace("\r", "\n")
    kept = (c for c in inserted if c in _KEPT_IN_BODY or not _is_control(c))
    return "".join(kept)[:LONGEST_BODY]


def in_language(text: LocalText, languages: Sequence[str]) -> str:
    """Return the text in the first of these languages that it has, else in any."""
    for language in languages:
        found = text.de if language.startswith("de") else text.en
        if found:
            return found
    return text.de or text.en or ""


def address_in(state: Mapping[str, Any], path: str) -> str | None:
    """Return the mail address a path of the state leads to, in the form mail servers take.

    A list of addresses stands for its primary entry.

    Returns:
        The address; None where there is none, or none that a mail can be sent to.
    """
    found: Any = state
    for part in path.split("."):
        if isinstance(found, Mapping):
            found = found.get(part)
        elif isinstance(found, list) and part.isdigit():
            found = found[int(part)] if int(part) < len(found) else None
        else:
            return None
    return sendable(_one_address(found))


def sendable(address: object) -> str | None:
    """Return an address in the form mail servers take, or None."""
    if not isinstance(address, str) or (normal := normal_email(address)) is None:
        return None
    local, _, domain = address.rpartition("@")[0], "@", normal.rpartition("@")[2]
    return f"{local}@{domain}" if local.isascii() else None


def _one_address(found: object) -> object:
    if isinstance(found, list):
        entries = [entry for entry in found if isinstance(entry, Mapping)]
        found = next((e for e in entries if e.get("is_primary")), entries[0] if entries else None)
    if isinstance(found, Mapping):
        return next((found[name] for name in _ADDRESS if found.get(name)), None)
    return found


def _inserted(text: str, state: Mapping[str, Any], known: Vocabulary) -> str:
    def value_of(found: re.Match[str]) -> str:
        field = known.fields.get(found[1])
        return _written(state, field)[:LONGEST_VALUE] if field else ""

    return _PLACEHOLDER.sub(value_of, text)


def _written(state: Mapping[str, Any], field: Field) -> str:
    values = _values(state, field.keys)
    return ", ".join(_word(value) for value in values if value is not None)


def _values(value: Any, keys: Sequence[str]) -> list[Any]:
    if isinstance(value, list):
        return [found for entry in value for found in _values(entry, keys)]
    if not keys:
        return [value]
    return _values(value.get(keys[0]), keys[1:]) if isinstance(value, Mapping) else []


def _word(value: object) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(value) if isinstance(value, (str, int, float)) else ""


def _is_control(character: str) -> bool:
    return unicodedata.category(character) == "Cc" or character in _TURNS_DIRECTION
