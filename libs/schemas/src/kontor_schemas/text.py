"""Text on the wire: what may be in it, how long it may be, and the one form it is kept in."""

import unicodedata
from math import isfinite
from typing import Annotated

from pydantic import AfterValidator, BeforeValidator, JsonValue, StringConstraints
from pydantic_core import PydanticCustomError

LINE_LENGTH = 255
TEXT_LENGTH = 10_000
LONG_LENGTH = 100_000
NAME_LENGTH = 200
PERSON_NAME_LENGTH = 100
CODE_LENGTH = 64


def _refusal(character: str) -> PydanticCustomError:
    return PydanticCustomError(
        "text_character", "The text must not hold {character}", {"character": character}
    )


def cleaned(value: object) -> object:
    """Bring a text into Unicode's composed form (NFC) without changing what it says.

    Anything that is not a text passes unchanged: its type is judged later.

    Raises:
        PydanticCustomError: `text_character`, for NUL and for half a surrogate pair. PostgreSQL
            cannot store the first, UTF-8 cannot carry the second.
    """
    if not isinstance(value, str):
        return value
    if "\x00" in value:
        raise _refusal("U+0000")
    if value.isascii():
        return value
    try:
        value.encode()
    except UnicodeEncodeError as lone:
        raise _refusal(f"U+{ord(value[lone.start]):04X}") from None
    return unicodedata.normalize("NFC", value)


def one_line(value: object) -> object:
    """Clean a text, drop the white space around it, and refuse one of several lines.

    Raises:
        PydanticCustomError: `text_character`, also for a line break: one in a name would end up in
            a mail's subject and begin a header there.
    """
    if not isinstance(value, str):
        return value
    if value.isascii() and value.isprintable():
        return value.strip()
    text = str(cleaned(value)).strip()
    if len(text.splitlines()) > 1:
        raise _refusal("a line break")
    return text


def cleaned_json(value: JsonValue) -> JsonValue:
    """Clean every text in a JSON value, keys included.

    Raises:
        PydanticCustomError: `text_character` as for any text; `finite_number` for what JSON cannot
            say.
    """
    if isinstance(value, str):
        return str(cleaned(value))
    if isinstance(value, list):
        return [cleaned_json(part) for part in value]
    if isinstance(value, dict):
        return {str(cleaned(name)): cleaned_json(part) for name, part in value.items()}
    if isinstance(value, float) and not isfinite(value):
        raise PydanticCustomError("finite_number", "Input should be a finite number")
    return value


Json = Annotated[JsonValue, AfterValidator(cleaned_json)]
"""Any JSON value whose texts hold nothing that cannot be stored."""

# The validator stands last, so that it runs first: lengths are those of the text that is kept.
Line = Annotated[str, StringConstraints(max_length=LINE_LENGTH), BeforeValidator(one_line)]
"""One line of at most 255 characters, without white space around it."""

Text = Annotated[str, StringConstraints(max_length=TEXT_LENGTH), BeforeValidator(cleaned)]
"""Several lines, at most 10,000 characters, kept as typed."""

Long = Annotated[str, StringConstraints(max_length=LONG_LENGTH), BeforeValidator(cleaned)]
"""A long text of at most 100,000 characters, kept as typed."""

Name = Annotated[
    str, StringConstraints(min_length=1, max_length=NAME_LENGTH), BeforeValidator(one_line)
]
"""What a record is called: 1 to 200 characters on one line."""

PersonName = Annotated[
    str, StringConstraints(min_length=1, max_length=PERSON_NAME_LENGTH), BeforeValidator(one_line)
]
"""A given or a family name: 1 to 100 characters on one line."""

Code = Annotated[
    str, StringConstraints(min_length=1, max_length=CODE_LENGTH), BeforeValidator(one_line)
]
"""A short word of a system or a tenant's list (serial number, source): 1 to 64 characters."""
