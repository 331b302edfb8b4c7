"""A service of one record, by which the chassis is tried on its own."""

from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any
from uuid import UUID

import pytest
from fastapi import Query
from pydantic import AfterValidator
from sqlalchemy import Uuid, bindparam, select
from starlette.responses import Response

from kontor_chassis.context import Context
from kontor_chassis.database import paging, state_tables
from kontor_chassis.database.statements import TENANT, compiled, scoped
from kontor_chassis.definition import ServiceDefinition
from kontor_chassis.errors import RecordInBin, RecordUnknown
from kontor_chassis.http import answers
from kontor_chassis.http.app import router as make_router
from kontor_chassis.http.edge import Reads, Writes
from kontor_chassis.http.lists import PageQuery
from kontor_chassis.http.shapes import change_shape, given, new_shape
from kontor_chassis.settings import ServiceSettings
from kontor_chassis.stamps import begun, changed, refuse_stale
from kontor_schemas.fact import Created, Updated, changes
from kontor_schemas.state import State
from kontor_schemas.text import Code, Name, Text


class Note(State, record="sample.note"):
    """A note: a title, a code nobody else has, a body."""

    title: Name
    code: Code | None = None
    body: Text = ""
    parent: UUID | None = None
    weight: Annotated[int, AfterValidator(lambda value: value)] = 0


NOTE = state_tables.state_table("note", Note)
NewNote = new_shape(Note)
NoteChange = change_shape(Note)
router = make_router(tags=["notes"])
_ONE = select(NOTE).where(NOTE.c.tenant_id == TENANT, NOTE.c.id == bindparam("id", type_=Uuid()))
GET = scoped(_ONE.where(NOTE.c.deleted_at.is_(None)))
LOCK = compiled(_ONE.with_for_update())


class NoteQuery(PageQuery[str]):
    code: str | None = None


async def create_note(ctx: Context, fields: Mapping[str, Any]) -> Note:
    note = begun(ctx, Note, fields)
    ctx.unit.insert(NOTE, state_tables.row_of(NOTE, note))
    ctx.emit(Created[Note](state=note))
    return note


async def change_note(ctx: Context, note_id: UUID, fields: Mapping[str, Any]) -> Note:
    await ctx.unit.lock(note_id)
    return await change_locked_note(ctx, note_id, fields)


async def change_locked_note(ctx: Context, note_id: UUID, fields: Mapping[str, Any]) -> Note:
    row = await ctx.unit.one(LOCK, id=note_id)
    if row is None:
        raise RecordUnknown
    if row["deleted_at"]:
        raise RecordInBin
    old = state_tables.state_of(NOTE, row, Note)
    refuse_stale(ctx, old)
    new = changed(ctx, old, fields)
    if difference := changes(old, new):
        ctx.unit.update(NOTE, old.id, old.version, state_tables.changed_columns(NOTE, old, new))
        ctx.emit(Updated[Note](state=new, changed=difference))
        return new
    return old


@router.post("/notes", status_code=201)
async def post_note(ctx: Writes, body: NewNote) -> Response:  # type: ignore[valid-type]
    return answers.created_answer(await create_note(ctx, given(body)), "notes")


@router.patch("/notes/{note_id}")
async def patch_note(ctx: Writes, note_id: UUID, body: NoteChange) -> Response:  # type: ignore[valid-type]
    return answers.state_answer(await change_note(ctx, note_id, given(body)))


@router.get("/notes/{note_id}")
async def get_note(ctx: Reads, note_id: UUID) -> Response:
    row = await ctx.unit.one(GET, id=note_id)
    if row is None:
        raise RecordUnknown
    return answers.json_answer(state_tables.json_of(NOTE, row), row["version"])


@router.get("/notes")
async def list_notes(ctx: Reads, query: Annotated[NoteQuery, Query()]) -> Response:
    return answers.page_answer(await paging.page(ctx, NOTE, query.listing(), query.cursor))


FIRED: list[tuple[str, int]] = []


async def on_ring(ctx: Context, firing: Any) -> None:
    FIRED.append((firing.key, firing.attempt))
    await create_note(ctx, {"title": f"rang {firing.payload['what']}"})


SAMPLE = ServiceDefinition(
    name="sample",
    settings=ServiceSettings,
    migrations=Path(__file__).parent / "sample" / "migrations",
    routers=[router],
    timers={"ring": on_ring},
)


@pytest.fixture(scope="session")
def definition() -> ServiceDefinition:
    return SAMPLE


@pytest.fixture
def fired() -> list[tuple[str, int]]:
    FIRED.clear()
    return FIRED
