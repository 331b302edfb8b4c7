"""Text on the wire: what may be in it, how long it may be, and the one form it is kept in."""

import unicodedata
from typing import Annotated

from pydantic import AfterValidator, BeforeValidator, StringConstraints
from pydantic_core import PydanticCustomError

LINE_LENGTH = 255
TEXT_LENGTH = 10_000
LONG_LENGTH = 100_000
NAME_LENGTH = 200
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


def trimmed(value: object) -> object:
    """Clean a text and drop the white space around it."""
    text = cleaned(value)
    return text.strip() if isinstance(text, str) else text


def _one_line(value: str) -> str:
    # A line break in a name ends up in a mail's subject, where it would start a header of its own.
    if len(value.splitlines()) > 1:
        raise _refusal("a line break")
    return value


Line = Annotated[
    str,
    BeforeValidator(trimmed),
    StringConstraints(max_length=LINE_LENGTH),
    AfterValidator(_one_line),
]
"""One line of at most 255 characters, without white space around it."""

Text = Annotated[str, BeforeValidator(cleaned), StringConstraints(max_length=TEXT_LENGTH)]
"""Several lines, at most 10,000 characters, kept as typed."""

Long = Annotated[str, BeforeValidator(cleaned), StringConstraints(max_length=LONG_LENGTH)]
"""A long text of at most 100,000 characters, kept as typed."""

Name = Annotated[
    str,
    BeforeValidator(trimmed),
    StringConstraints(min_length=1, max_length=NAME_LENGTH),
    AfterValidator(_one_line),
]
"""What a record or a person is called: 1 to 200 characters on one line."""

Code = Annotated[
    str,
    BeforeValidator(trimmed),
    StringConstraints(min_length=1, max_length=CODE_LENGTH),
    AfterValidator(_one_line),
]
"""A short word of a system or a tenant's list (serial number, source): 1 to 64 characters."""
