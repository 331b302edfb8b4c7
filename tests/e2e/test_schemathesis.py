"""Generated requests over the merged document: no server error, no answer that is not declared."""

import subprocess
import sys
from collections.abc import Iterator
from typing import Any

import aiohttp
import pytest

from tests import stack as stacks

pytestmark = [pytest.mark.stack, pytest.mark.timeout(600)]


@pytest.fixture(scope="module")
def generated_stack() -> Iterator[dict[str, Any]]:
    """A stack of its own: what generated requests do to it is nobody else's business."""
    with stacks.running("generated-stack", 9000) as running:
        yield running


async def _token(stack: dict[str, Any]) -> str:
    async with aiohttp.ClientSession(stack["gateway"]) as session:
        answer = await session.post("/api/v1/session", json=stack["admin"])
        token: str = (await answer.json())["access_token"]
        return token


async def test_no_operation_fails_or_answers_what_it_does_not_declare(
    generated_stack: dict[str, Any],
) -> None:
    done = _run(generated_stack, await _token(generated_stack), examples=8)
    sys.stdout.write(done.stdout[-1500:])
    assert done.returncode == 0, done.stdout[-6000:] + done.stderr[-2000:]


@pytest.mark.long
async def test_the_same_with_many_more_requests(generated_stack: dict[str, Any]) -> None:
    done = _run(generated_stack, await _token(generated_stack), examples=100)
    sys.stdout.write(done.stdout[-1500:])
    assert done.returncode == 0, done.stdout[-6000:] + done.stderr[-2000:]


_CHECKS = (
    "not_a_server_error,status_code_conformance,content_type_conformance,"
    "response_schema_conformance"
)


def _run(stack: dict[str, Any], token: str, examples: int) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(
        [
            sys.executable, "-m", "schemathesis.cli", "run",
            f"{stack['gateway']}/api/v1/openapi.json",
            "--header", f"Authorization: Bearer {token}",
            "--checks", _CHECKS,
            "--phases", "fuzzing",
            # Signing out, or suspending the user who asks, would end the run, not try it.
            "--exclude-path-regex", "^/api/v1/(session|users/)",
            "--max-examples", str(examples),
            "--seed", "1",
            # What an earlier run kept may be of another document, and then cannot be drawn again.
            "--generation-database", "none",
            "--no-color",
        ],
        capture_output=True,
        text=True,
        check=False,
        timeout=550,
    )  # fmt: skip
