"""Writes `kafka.lock` anew: `python -m kontor_local.engines.lock_jars`, part of `make lock`."""

import hashlib
import tempfile
from pathlib import Path

import jgo
from jgo.maven import MavenContext

from kontor_local.engines.jars import ENDPOINT, LOCK_FILE

_HEADER = f"""\
# The jars of the broker, by coordinates and SHA-256; written by `make lock` from
# {ENDPOINT}
"""


def main() -> None:
    """Resolve the endpoint, fetch each jar, and write its hash."""
    lines = []
    with tempfile.TemporaryDirectory() as cache:
        context = MavenContext(repo_cache=Path(cache), timeout=60)
        for found in jgo.resolve(ENDPOINT):
            artifact = (
                context.project(found.groupId, found.artifactId)
                .at_version(found.version)
                .artifact(found.classifier, found.packaging)
            )
            sha256 = hashlib.sha256(Path(artifact.resolve()).read_bytes()).hexdigest()
            lines.append(f"{found.groupId}:{found.artifactId}:{found.version} {sha256}\n")
    LOCK_FILE.write_text(_HEADER + "".join(sorted(lines)), encoding="utf-8")
    print(f"{LOCK_FILE.name}: {len(lines)} jars")


if __name__ == "__main__":
    main()
