"""The front end's files: what a finished build has laid down, looked up by name only."""

import asyncio
from collections.abc import Mapping
from pathlib import Path
from typing import Final, NamedTuple

from kontor_gateway.processes.front_end import rules

INDEX: Final = "index.html"
PROBLEM: Final = "problem.txt"
"""Beside where the bundle should be: why there is none, in one sentence."""
_PACKED: Final[Mapping[str, str]] = {"br": ".br", "gzip": ".gz"}


class File(NamedTuple):
    """A file as it is sent."""

    content: bytes
    media_type: str
    encoding: str | None
    etag: str
    lifetime: str


class Bundle:
    """A folder with a bundle, or with none yet; a new build is seen by its index page."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._stamp = 0
        self._names: frozenset[str] = frozenset()

    async def file(self, name: str, accepted: str) -> File | None:
        """Return a file of the bundle, packed if the client takes it so; None where there is none.

        A name is looked up among those that were found in the folder, never joined to a path: what
        leads out of it is simply unknown.
        """
        return await asyncio.to_thread(self._file, name, rules.encodings_of(accepted))

    async def revision(self) -> str:
        """Return what tells this build from every other; empty where there is none."""
        return await asyncio.to_thread(self._revision)

    async def problem(self) -> str | None:
        """Return why there is no bundle, where the build has said so."""
        return await asyncio.to_thread(self._problem)

    def _revision(self) -> str:
        self._look()
        return f"{self._stamp:x}" if self._stamp else ""

    def _file(self, name: str, encodings: tuple[str, ...]) -> File | None:
        self._look()
        media_type = rules.MEDIA_TYPES.get(Path(name).suffix)
        if name not in self._names or media_type is None:
            return None
        chosen = next((each for each in encodings if name + _PACKED[each] in self._names), None)
        try:
            content = (self._folder / (name + _PACKED[chosen] if chosen else name)).read_bytes()
        except OSError:  # a new build is taking the old one's place
            return None
        etag = f'"{self._stamp:x}{"-" + chosen if chosen else ""}"'
        return File(content, media_type, chosen, etag, rules.lifetime_of(name))

    def _look(self) -> None:
        """Take the names anew when another build has laid its index page down."""
        try:
            stamp = (self._folder / INDEX).stat().st_mtime_ns
        except OSError:
            self._stamp, self._names = 0, frozenset()
            return
        if stamp != self._stamp:
            self._names = frozenset(
                path.relative_to(self._folder).as_posix()
                for path in self._folder.rglob("*")
                if path.is_file() and not path.is_symlink()
            )
            self._stamp = stamp

    def _problem(self) -> str | None:
        try:
            return (self._folder / PROBLEM).read_text(encoding="utf-8").strip()
        except OSError:
            return None
