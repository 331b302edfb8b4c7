"""Texts people read, in German and English, from Babel catalogues; read when first needed."""

from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from typing import Literal

Language = Literal["de", "en"]
LANGUAGES: tuple[Language, ...] = ("de", "en")

_folders: list[Path] = [Path(__file__).parent]


def add_folder(folder: Path) -> None:
    """Add a folder with `de.po` and `en.po`, for instance a service's own texts."""
    if folder not in _folders:
        _folders.append(folder)
        _texts.cache_clear()


def language_of(accept_language: str) -> Language:
    """Return the language a client reads best, by its `Accept-Language`; English when unsure."""
    best: tuple[float, Language] = (0.0, "en")
    for part in accept_language[:200].split(","):
        name, _, weight = part.strip().partition(";q=")
        language: Language | None = (
            "de"
            if name.lower().startswith("de")
            else "en"
            if name.lower().startswith("en")
            else None
        )
        if language is None:
            continue
        try:
            quality = float(weight or 1)
        except ValueError:
            continue
        if quality > best[0]:
            best = (quality, language)
    return best[1]


def problem_text(code: str, language: Language, params: Mapping[str, object]) -> tuple[str, str]:
    """Return title and detail of a problem; parameters are inserted by name, never translated."""
    texts = _texts(language)
    title = texts.get(f"problem.{code}.title", code)
    detail = texts.get(f"problem.{code}.detail", "")
    for name, value in params.items():
        detail = detail.replace("{" + name + "}", str(value))
    return title, detail


def known(language: Language) -> Mapping[str, str]:
    """Return all texts of a language by message id."""
    return _texts(language)


@lru_cache(maxsize=4)
def _texts(language: Language) -> Mapping[str, str]:
    from babel.messages.pofile import read_po  # noqa: PLC0415 - 3 MB that most processes never need

    found: dict[str, str] = {}
    for folder in _folders:
        with (folder / f"{language}.po").open("rb") as file:
            for message in read_po(file):
                if isinstance(message.id, str) and message.id and isinstance(message.string, str):
                    found[message.id] = message.string
    return found
