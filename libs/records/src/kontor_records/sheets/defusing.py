"""Formulas in text: a cell that a spreadsheet would compute gets one apostrophe, taken off again.

Incident behind it (CVE-2014-2268 and its many followers): a contact called `=HYPERLINK(…)` ran on
the machine of whoever opened the export.
"""

from typing import Final

DANGEROUS: Final = frozenset("=+-@|\t\r\N{FULLWIDTH EQUALS SIGN}\N{FULLWIDTH PLUS SIGN}"
                             "\N{FULLWIDTH HYPHEN-MINUS}\N{FULLWIDTH COMMERCIAL AT}"
                             "\N{FULLWIDTH VERTICAL LINE}")  # fmt: skip
"""First characters by which spreadsheets take a text for a formula."""


def defused(text: str) -> str:
    """Return a text as it may stand in a cell of a spreadsheet.

    A text that begins with apostrophes before a dangerous character gets one more as well, so
    that taking one off always gives back what was there.
    """
    return f"'{text}" if text and text.lstrip("'")[:1] in DANGEROUS else text


def restored(cell: str) -> str:
    """Return the text that was defused into a cell; every other cell stays as it is."""
    if cell[:1] == "'" and cell.lstrip("'")[:1] in DANGEROUS:
        return cell[1:]
    return cell
