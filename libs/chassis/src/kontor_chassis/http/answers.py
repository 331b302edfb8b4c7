"""Answers: a record's state as JSON with its version as ETag, built without a response model."""

from starlette.responses import Response

from kontor_schemas import wire
from kontor_schemas.state import State

JSON = "application/json"


def state_answer(state: State) -> Response:
    """Answer with a record as it stands now."""
    return json_answer(wire.to_json(state), state.version)


def created_answer(state: State, path: str) -> Response:
    """Answer that a record was created, and where it is.

    Args:
        state: The record.
        path: The plural of its address below `/api/v1/`.
    """
    headers = {"Location": f"/api/v1/{path}/{state.id}", "ETag": etag(state.version)}
    return Response(wire.to_json(state), 201, headers=headers, media_type=JSON)


def json_answer(body: bytes, version: int) -> Response:
    """Answer with a record whose JSON is made already."""
    return Response(body, 200, headers={"ETag": etag(version)}, media_type=JSON)


def page_answer(body: bytes) -> Response:
    """Answer with a page of a list."""
    return Response(body, 200, media_type=JSON)


def nothing() -> Response:
    """Answer that it is done and there is nothing to say."""
    return Response(status_code=204)


def etag(version: int) -> str:
    """Return the entity tag of a version."""
    return f'"{version}"'
