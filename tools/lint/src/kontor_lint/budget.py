"""The budget of the records engine: how many lines of code each of its folders may have.

Incident: a core that was to have 4,000 lines had 9,000 when somebody counted. Lines of code are
what a reader must follow: docstrings, notes, comments and blank lines explain and do not count.
"""

import io
import tokenize
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Final

from kontor_lint.source import Finding, Source, bare_texts

ENGINE: Final = Path("libs/records/src/kontor_records")
FOLDER: Final = 1_200
"""What one folder of the engine may have."""
LARGER: Final[Mapping[str, int]] = {
    "imports": 1_846,
    "conditions": 1_416,
    "lists": 1_428,
    "customizing": 1_208,
}
"""Folders that have more, with what they may have; a figure here is only ever lowered."""
WHOLE: Final = 17_560
"""What the engine may have in all; lowered as it shrinks."""
NAME: Final = "budget"

_NO_CODE: Final = frozenset({
    tokenize.COMMENT, tokenize.NL, tokenize.NEWLINE, tokenize.INDENT, tokenize.DEDENT,
    tokenize.ENCODING, tokenize.ENDMARKER,
})  # fmt: skip


def over_budget(sources: Iterable[Source]) -> Iterator[Finding]:
    """Find folders of the engine with more code than they may have, and figures to be lowered."""
    counted: Counter[str] = Counter()
    for source in sources:
        if source.is_in(str(ENGINE)):
            counted[_folder(source.path)] += code_lines(source)
    for folder, lines in sorted(counted.items()):
        most = LARGER.get(folder, FOLDER)
        if lines > most:
            yield _finding(folder, f"{lines} lines of code; {most} are allowed")
        elif folder in LARGER and lines <= FOLDER:
            yield _finding(folder, f"{lines} lines of code: take it out of LARGER")
    if (total := counted.total()) > WHOLE:
        yield _finding("", f"{total} lines of code in the engine; {WHOLE} are allowed")


def code_lines(source: Source) -> int:
    """Count the lines on which code stands."""
    told = {
        line
        for node in bare_texts(source.tree)
        for line in range(node.lineno, (node.end_lineno or node.lineno) + 1)
    }
    tokens = tokenize.generate_tokens(io.StringIO(source.text).readline)
    found = {
        line
        for token in tokens
        if token.type not in _NO_CODE
        for line in range(token.start[0], token.end[0] + 1)
    }
    return len(found - told)


def _folder(path: Path) -> str:
    parts = path.relative_to(ENGINE).parts
    return parts[0] if len(parts) > 1 else ""


def _finding(folder: str, message: str) -> Finding:
    return Finding(ENGINE / folder, 1, NAME, message)
