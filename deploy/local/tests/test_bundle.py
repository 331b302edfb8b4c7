"""The bundle: built by a real npm from sources that need no registry, or a sentence why not."""

import json
import os
from pathlib import Path

import pytest

from kontor_local import bundle

_BUILD = """
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
const folder = process.argv[process.argv.indexOf('--outDir') + 1];
mkdirSync(folder, { recursive: true });
writeFileSync(`${folder}/index.html`, readFileSync('src/page.html'));
"""


@pytest.fixture
def web(tmp_path: Path) -> Path:
    folder = tmp_path / "web"
    (folder / "src").mkdir(parents=True)
    (folder / "node_modules").mkdir()
    told = {"name": "sample", "version": "0.0.0", "scripts": {"build": "node build.mjs"}}
    lock = {"name": "sample", "version": "0.0.0", "lockfileVersion": 3, "packages": {"": told}}
    (folder / "package.json").write_text(json.dumps(told), encoding="utf-8")
    (folder / "package-lock.json").write_text(json.dumps(lock), encoding="utf-8")
    (folder / "build.mjs").write_text(_BUILD, encoding="utf-8")
    (folder / "src" / "page.html").write_text("first", encoding="utf-8")
    return folder


def _need(web: Path, package: str) -> None:
    """Let the front end need a package, from a registry where nobody answers."""
    for name in ("package.json", "package-lock.json"):
        told = json.loads((web / name).read_text(encoding="utf-8"))
        root = told["packages"][""] if "packages" in told else told
        root["dependencies"] = {package: "1.0.0"}
        if "packages" in told:
            told["packages"][f"node_modules/{package}"] = {"version": "1.0.0"}
        (web / name).write_text(json.dumps(told), encoding="utf-8")
    (web / ".npmrc").write_text("registry=http://127.0.0.1:9/\nfetch-retries=0\n", encoding="utf-8")


def _page(web: Path) -> str:
    return (web / "dist" / "index.html").read_text(encoding="utf-8")


async def test_it_is_built_once_for_the_same_sources(web: Path) -> None:
    assert not bundle.is_current(web)
    assert await bundle.build(web)
    assert _page(web) == "first"
    assert bundle.is_current(web)
    os.utime(web / "dist" / "index.html", ns=(1, 1))
    assert await bundle.build(web)
    assert (web / "dist" / "index.html").stat().st_mtime_ns == 1

    (web / "src" / "page.html").write_text("second", encoding="utf-8")
    assert not bundle.is_current(web)
    assert await bundle.build(web)
    assert _page(web) == "second"


async def test_a_build_that_fails_leaves_the_old_bundle(
    web: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    assert await bundle.build(web)
    (web / "build.mjs").write_text("throw new Error('broken on purpose');", encoding="utf-8")
    assert not await bundle.build(web)
    assert _page(web) == "first"
    told = capfd.readouterr().err
    assert "broken on purpose" in told
    assert "npm run failed" in (web / "dist" / "problem.txt").read_text(encoding="utf-8")


async def test_a_registry_that_is_away_is_a_sentence(web: Path) -> None:
    _need(web, "is-a-package-of-this-test")
    assert not await bundle.build(web)
    problem = (web / "dist" / "problem.txt").read_text(encoding="utf-8")
    assert problem.startswith("npm cannot reach its registry: ")
    assert not (web / "dist" / "index.html").exists()


async def test_without_a_front_end_there_is_nothing_to_build(tmp_path: Path) -> None:
    assert bundle.folder_of(tmp_path) is None
    assert await bundle.build(tmp_path)
    assert os.listdir(tmp_path) == []  # noqa: PTH208 - nothing was laid down
