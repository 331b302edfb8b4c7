"""Kafka's jars: fetched once by name through Maven's resolver, each checked against its hash."""

import hashlib
import secrets
import shutil
import sys
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

from kontor_local.problems import StackError
from kontor_local.progress import step

LOCK_FILE = Path(__file__).with_name("kafka.lock")
ENDPOINT = "org.apache.kafka:kafka_2.13:4.3.0+org.slf4j:slf4j-simple:1.7.36"
_TRIES = 3
_AT_ONCE = 6


@dataclass(frozen=True, kw_only=True, slots=True)
class Jar:
    """One locked jar."""

    group: str
    artifact: str
    version: str
    sha256: str

    @property
    def file_name(self) -> str:
        return f"{self.artifact}-{self.version}.jar"


def locked() -> tuple[Jar, ...]:
    """Read the lock file."""
    jars = []
    for line in LOCK_FILE.read_text(encoding="utf-8").splitlines():
        if line and not line.startswith("#"):
            coordinates, sha256 = line.split()
            group, artifact, version = coordinates.split(":")
            jars.append(Jar(group=group, artifact=artifact, version=version, sha256=sha256))
    return tuple(jars)


def folder() -> Path:
    """Return where the jars are kept: beside the installed packages, for all stacks."""
    mark = hashlib.sha256(LOCK_FILE.read_bytes()).hexdigest()[:12]
    return Path(sys.prefix) / "share" / "kontor" / f"kafka-{mark}"


def class_path() -> str:
    """Return Java's class path; the order is fixed, since a trained start depends on it."""
    return ":".join(str(folder() / jar.file_name) for jar in locked())


def ensure() -> None:
    """Fetch the jars unless they are there."""
    if folder().exists():
        return
    jars = locked()
    with step(f"Apache Kafka: {len(jars)} jars fetched and checked"):
        aside = folder().with_name(f"{folder().name}.{secrets.token_hex(4)}")
        try:
            _fetch(jars, aside)
            if not folder().exists():
                aside.rename(folder())
        finally:
            shutil.rmtree(aside, ignore_errors=True)


def _fetch(jars: Sequence[Jar], into: Path) -> None:
    # Imported here: the resolver is needed once in the life of an installation.
    from jgo.maven import MavenContext  # noqa: PLC0415

    into.mkdir(parents=True)
    context = MavenContext(repo_cache=into / "repository", timeout=60)

    def fetch(jar: Jar) -> None:
        artifact = context.project(jar.group, jar.artifact).at_version(jar.version).artifact()
        for attempt in range(1, _TRIES + 1):
            try:
                path = Path(artifact.resolve())
            except Exception as error:
                # Whatever the resolver raises, a part of a file must not look like a whole one.
                shutil.rmtree(
                    into / "repository" / artifact.component.path_prefix, ignore_errors=True
                )
                if attempt == _TRIES:
                    raise _not_fetched(jar, error) from error
            else:
                _check(jar, path)
                path.replace(into / jar.file_name)
                return

    with ThreadPoolExecutor(_AT_ONCE) as pool:
        list(pool.map(fetch, jars))
    shutil.rmtree(into / "repository")


def _not_fetched(jar: Jar, error: Exception) -> StackError:
    return StackError(
        f"{jar.file_name} of Apache Kafka could not be fetched from the Maven registry"
        f" ({type(error).__name__}); check the network and run make up again."
    )


def _check(jar: Jar, path: Path) -> None:
    if hashlib.sha256(path.read_bytes()).hexdigest() != jar.sha256:
        message = (
            f"{jar.file_name} of Apache Kafka is not the file that was locked: its SHA-256"
            " differs. Nothing was installed; try again, and distrust the network if it stays so."
        )
        raise StackError(message)
