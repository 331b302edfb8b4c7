"""Descriptions in JSON Schema, taken from the docstring that describes a model's fields once."""

import inspect
import re
from typing import Any

from pydantic import BaseModel

_ATTRIBUTES = "\n\nAttributes:\n"
_ENTRY = re.compile(r"^ {4}(?P<name>\w+): (?P<text>.*(?:\n {5,}.*)*)", re.MULTILINE)


def summary(model: type[BaseModel]) -> str:
    """Give what a model's docstring says of it as a whole, each paragraph on one line."""
    # Created[Lead] has no docstring of its own: Created's, the next in line, says what it is.
    texts = (parent.__dict__.get("__doc__") for parent in model.__mro__)
    text = inspect.cleandoc(next(filter(None, texts), "")).partition(_ATTRIBUTES)[0]
    return "\n\n".join(" ".join(part.split()) for part in text.split("\n\n"))


def field_texts(model: type[BaseModel]) -> dict[str, str]:
    """Give what the docstrings of a model and its bases say of each field; the nearest counts."""
    texts: dict[str, str] = {}
    for parent in model.__mro__:
        entries = inspect.cleandoc(parent.__dict__.get("__doc__") or "").partition(_ATTRIBUTES)[2]
        for entry in _ENTRY.finditer(entries):
            text = " ".join(entry["text"].split())
            texts.setdefault(entry["name"], text[:1].upper() + text[1:])
    return {name: text for name, text in texts.items() if name in model.model_fields}


def described(schema: dict[str, Any], model: type[BaseModel]) -> None:
    """Put the descriptions of a docstring where a JSON Schema has them."""
    schema.pop("description", None)
    if text := summary(model):
        schema["description"] = text
    properties = schema.get("properties", {})
    for name, text in field_texts(model).items():
        shown = model.model_fields[name].alias or name
        if shown in properties:
            properties[shown]["description"] = text
