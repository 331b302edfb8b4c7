"""Sentences the engine writes into logs and facts, in the language of the tenant."""

from kontor_chassis.texts.catalogue import Language, known
from kontor_schemas.text import LINE_LENGTH

_PREFIX = "automation.assignment.reason"


def language_of_locale(locale: str | None) -> Language:
    """Return the language for a tenant's locale."""
    return "en" if locale is not None and locale.startswith("en") else "de"


def sentence(language: Language, name: str, **params: object) -> str:
    """Return a sentence of the catalogue with its parameters, on one line."""
    text = known(language).get(f"{_PREFIX}.{name}", name)
    for key, value in params.items():
        text = text.replace("{" + key + "}", str(value))
    return text[:LINE_LENGTH]
