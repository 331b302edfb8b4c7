"""A unit of work that is only to be committed where a query finds nothing."""

from typing import NoReturn

import asyncpg
import pytest

from kontor_chassis.context import Context
from kontor_chassis.errors import UniqueTaken
from kontor_chassis.ids import new_id
from kontor_chassis.testing.bench import Bench
from libs.chassis.tests.core.conftest import create_note

_TITLED = "FROM note WHERE tenant_id = $1 AND title = $2"
FORMS = pytest.mark.parametrize("is_open", [False, True], ids=["single", "open"])


async def _taken() -> NoReturn:
    raise UniqueTaken(path="/title")


async def _gone() -> None:
    """Find nothing any more when it is asked why."""


async def _create(ctx: Context, title: str, *, is_open: bool, explain: object = _taken) -> None:
    if is_open:
        await ctx.unit.lock(new_id())
    ctx.unit.commit_unless(_TITLED, ctx.tenant, title, explain=explain)  # type: ignore[arg-type]
    await create_note(ctx, {"title": title})


@FORMS
async def test_it_commits_where_nothing_is_found(bench: Bench, *, is_open: bool) -> None:
    async with bench.writing() as ctx:
        await _create(ctx, "A", is_open=is_open)
    async with bench.writing() as ctx:
        await _create(ctx, "B", is_open=is_open)
    assert [fact.data["state"]["title"] for fact in await bench.facts()] == ["A", "B"]


@FORMS
async def test_nothing_is_written_where_something_is(bench: Bench, *, is_open: bool) -> None:
    async with bench.client() as client:
        await client.post("/api/v1/notes", json={"title": "A"})
    with pytest.raises(UniqueTaken):
        async with bench.writing() as ctx:
            await _create(ctx, "A", is_open=is_open)
    assert len(await bench.facts()) == 1


@FORMS
async def test_another_tenants_rows_are_not_found(bench: Bench, *, is_open: bool) -> None:
    async with bench.client(bench.another_tenant()) as client:
        await client.post("/api/v1/notes", json={"title": "A"})
    async with bench.writing() as ctx:
        await _create(ctx, "A", is_open=is_open)
    assert len(await bench.facts()) == 1


@FORMS
async def test_what_is_gone_when_it_is_asked_why_is_tried_again(
    bench: Bench, *, is_open: bool
) -> None:
    async with bench.client() as client:
        await client.post("/api/v1/notes", json={"title": "A"})
    with pytest.raises(asyncpg.LockNotAvailableError):
        async with bench.writing() as ctx:
            await _create(ctx, "A", is_open=is_open, explain=_gone)
    assert len(await bench.facts()) == 1
