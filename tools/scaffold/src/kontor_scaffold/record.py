"""The first files of a record type: state, declaration, and its line in the table of contents.

They are written once, into a tree that does not have them; nothing is ever generated again.
"""

import re
from dataclasses import dataclass
from pathlib import Path

_NOUN = re.compile(r"[a-z][a-z0-9]*(_[a-z0-9]+)*")
_RESERVED = frozenset({"access", "custom", "holds", "id", "owner", "tags", "tenant", "version"})

_STATE = '''"""{Nouns}: say in one sentence what one is."""

from typing import Annotated

from kontor_schemas.annotations import searchable, sortable
from kontor_schemas.record_state import RecordState
from kontor_schemas.text import Name


class {Class}(RecordState):
    """What is known of {a_noun}.

    Attributes:
        name: what it is called.
    """

    name: Annotated[Name, searchable, sortable]
'''
_RECORD = '''"""{Nouns}: the definition that everybody should share of what one is."""

from kontor_records.declaration.record_type import RecordType
from kontor_schemas.{service}.{noun} import {Class}

{CONSTANT} = RecordType(state={Class}, name="{noun}", plural="{plural}", title="name")
'''


class ScaffoldRefused(Exception):  # noqa: N818 - named by what is wrong
    """The record type cannot be begun; nothing was written."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Names:
    """How a record type is called in each place.

    Attributes:
        service: The service that owns it.
        noun: The singular in snake case.
        plural: The plural in snake case.
    """

    service: str
    noun: str
    plural: str

    @property
    def class_name(self) -> str:
        """The name of the state's class."""
        return "".join(part.title() for part in self.noun.split("_"))

    @property
    def constant(self) -> str:
        """The name of the declaration."""
        return self.noun.upper()

    def filled(self, template: str) -> str:
        """Return a template with the names in their places."""
        words = self.noun.replace("_", " ")
        article = "an" if words[0] in "aeiou" else "a"
        return template.format(
            service=self.service,
            noun=self.noun,
            plural=self.plural,
            Class=self.class_name,
            CONSTANT=self.constant,
            Nouns=self.plural.replace("_", " ").capitalize(),
            a_noun=f"{article} {words}",
        )


def begin(root: Path, names: Names) -> list[Path]:
    """Write a record type's first files.

    Args:
        root: The workspace.
        names: How it is called.

    Returns:
        The files that were written or changed.

    Raises:
        ScaffoldRefused: A name is none, the service does not exist, or the type does.
    """
    package = root / "services" / names.service / "src" / f"kontor_{names.service}"
    folder = package / "records" / names.noun
    state = root / f"libs/schemas/src/kontor_schemas/{names.service}/{names.noun}.py"
    contents = package / "app.py"
    _refuse(names, contents, folder, state)
    entered = enter(contents.read_text(encoding="utf-8"), names)
    folder.mkdir(parents=True)
    written = {
        state: names.filled(_STATE),
        folder / "__init__.py": "",
        folder / "record.py": names.filled(_RECORD),
        contents: entered,
    }
    for file, text in written.items():
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")
    return list(written)


def enter(contents: str, names: Names) -> str:
    """Return a table of contents with a record type and its standard routes entered.

    Raises:
        ScaffoldRefused: It has no `RECORDS` or no `routers`.
    """
    package = f"kontor_{names.service}"
    imports = (
        f"from {package}.records.{names.noun}.record import {names.constant}\n",
        "from kontor_records.http.routes import record_routes\n",
    )
    for line in imports:
        if line not in contents:
            contents = _imported(contents, line)
    contents = _listed(contents, r"^RECORDS = \(", names.constant, ")")
    return _listed(contents, r"^    routers=\[", f"record_routes({names.constant})", "]")


def _imported(contents: str, line: str) -> str:
    """Put an import among the others, in alphabetical order."""
    lines = contents.splitlines(keepends=True)
    places = [place for place, found in enumerate(lines) if found.startswith("from kontor_")]
    if not places:
        raise ScaffoldRefused("the table of contents imports nothing of ours: is it one?")
    after = [place for place in places if lines[place] < line]
    lines.insert(after[-1] + 1 if after else places[0], line)
    return "".join(lines)


def _listed(contents: str, opening: str, item: str, closing: str) -> str:
    """Put an item at the end of a list."""
    found = re.search(opening, contents, re.MULTILINE)
    if found is None:
        raise ScaffoldRefused(f"the table of contents has no line {opening!r}")
    end = _end(contents, found.end(), closing)
    inside = contents[found.end() : end].rstrip().rstrip(",")
    glue = ",\n        " if "\n" in inside else ", "
    return f"{contents[: found.end()]}{inside}{glue if inside else ''}{item}{contents[end:]}"


def _end(contents: str, start: int, closing: str) -> int:
    opening = {")": "(", "]": "["}[closing]
    depth = 1
    for place in range(start, len(contents)):
        depth += (contents[place] == opening) - (contents[place] == closing)
        if depth == 0:
            return place
    raise ScaffoldRefused("the table of contents is not complete")


def _refuse(names: Names, contents: Path, folder: Path, state: Path) -> None:
    for name in (names.noun, names.plural):
        if not _NOUN.fullmatch(name) or name in _RESERVED:
            raise ScaffoldRefused(f"{name!r} is no name of a record type: snake case, not reserved")
    if names.noun == names.plural:
        raise ScaffoldRefused("singular and plural are the same: say the plural with p=…")
    if not contents.is_file():
        raise ScaffoldRefused(f"there is no service {names.service}")
    if folder.exists() or state.exists():
        raise ScaffoldRefused(f"{names.service}.{names.noun} is there already")
