"""The page's words, in German and English."""

import re
from collections.abc import Mapping

Texts = Mapping[str, str]

TEXTS: Mapping[str, Texts] = {
    "en": {
        "language": "en",
        "title": "Mails sent by Kontor",
        "explanation": "No mail leaves this machine: all are kept here.",
        "none": "No mail has been sent yet.",
        "received": "Received",
        "sender": "From",
        "recipients": "To",
        "subject": "Subject",
        "no_subject": "(no subject)",
        "back": "All mails",
        "source": "Source",
        "older": "Older mails",
        "missing": "There is no such mail.",
    },
    "de": {
        "language": "de",
        "title": "Von Kontor gesendete Mails",
        "explanation": "Keine Mail verlässt diesen Rechner: Alle werden hier aufbewahrt.",
        "none": "Noch wurde keine Mail gesendet.",
        "received": "Empfangen",
        "sender": "Von",
        "recipients": "An",
        "subject": "Betreff",
        "no_subject": "(kein Betreff)",
        "back": "Alle Mails",
        "source": "Quelltext",
        "older": "Ältere Mails",
        "missing": "Diese Mail gibt es nicht.",
    },
}
_DEFAULT = "en"
_CHOICE = re.compile(r"\s*([a-zA-Z]{1,8})(?:-[a-zA-Z0-9-]+)?\s*(?:;\s*q\s*=\s*([0-9.]{1,5}))?\s*")


def for_reader(accept_language: str) -> Texts:
    """Return the texts in the language the browser asks for most, English where it knows none."""
    best, best_weight = _DEFAULT, 0.0
    for choice in accept_language.split(",")[:20]:
        match = _CHOICE.fullmatch(choice)
        if match is None or match.group(1).lower() not in TEXTS:
            continue
        weight = _weight(match.group(2))
        if weight > best_weight:
            best, best_weight = match.group(1).lower(), weight
    return TEXTS[best]


def _weight(quality: str | None) -> float:
    if quality is None:
        return 1.0
    try:
        return float(quality)
    except ValueError:
        return 0.0
