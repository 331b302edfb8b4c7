"""Calls: a route's function with its arguments read from a request, planned once at start-up.

FastAPI stays the declaration: paths, OpenAPI, the page of documentation. Its own way from request
to function resolves dependencies anew each time and costs more than the database (measured: half
the time of a create); routes of a service need four kinds of arguments only.
"""

import inspect
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Annotated, Any, get_args, get_origin, get_type_hints

from fastapi.params import Depends, Query
from pydantic import BaseModel, TypeAdapter, ValidationError
from starlette.requests import Request
from starlette.responses import Response

from kontor_chassis.errors import Fault, Faults, RecordUnknown
from kontor_chassis.http.json_body import JsonRequest
from kontor_chassis.validation import faults_of

Reader = Callable[[JsonRequest, Any], Awaitable[Any]]
Endpoint = Callable[..., Awaitable[Response]]


@dataclass(frozen=True, slots=True)
class Call:
    """A route's function and how each of its arguments is read."""

    endpoint: Endpoint
    readers: Mapping[str, Reader]

    async def __call__(self, request: JsonRequest, context: Any) -> Response:
        """Read the arguments and run the function.

        Raises:
            Faults: A body or a query is not what the route takes.
            RecordUnknown: The path holds no id.
        """
        arguments = {name: await read(request, context) for name, read in self.readers.items()}
        return await self.endpoint(**arguments)


def call_of(endpoint: Endpoint, path: str, context: object) -> Call:
    """Plan the call of a route's function.

    Args:
        endpoint: Takes a context, ids of the path, at most one query model, at most one body, and
            the request itself where it needs its headers.
        path: The route's path with its parameters in braces.
        context: Marks the annotations `Reads` and `Writes`, by their dependency.

    Raises:
        TypeError: An argument is of none of these kinds.
    """
    hints = get_type_hints(endpoint, include_extras=True)
    readers = {
        name: _reader(name, hints[name], path, context)
        for name in inspect.signature(endpoint).parameters
    }
    return Call(endpoint, readers)


def _reader(name: str, hint: Any, path: str, context: Any) -> Reader:
    marks = get_args(hint)[1:] if get_origin(hint) is Annotated else ()
    plain = get_args(hint)[0] if marks else hint
    if any(isinstance(mark, Depends) and mark.dependency in context for mark in marks):
        return _context
    for mark in marks:
        if isinstance(mark, Depends) and mark.dependency:
            return _gate_reader(mark.dependency)
    if plain is Request:
        return _request
    if "{" + name + "}" in path:
        return _path_reader(name, plain)
    if isinstance(plain, type) and issubclass(plain, BaseModel):
        is_query = any(isinstance(mark, Query) for mark in marks)
        return _query_reader(plain) if is_query else _body_reader(plain)
    if (model := _optional(plain)) is not None:
        return _optional_body_reader(model)
    message = f"argument {name} of a route is no context, path id, query model or body"
    raise TypeError(message)


async def _context(_request: JsonRequest, context: Any) -> Any:
    return context


async def _request(request: JsonRequest, _context: object) -> Request:
    return request


def _gate_reader(gate: Callable[[Request], Awaitable[Any]]) -> Reader:
    """Return the reader of what a function of the request alone lets through."""

    async def read(request: JsonRequest, _context: object) -> Any:
        return await gate(request)

    return read


def _path_reader(name: str, kind: Any) -> Reader:
    adapter: TypeAdapter[Any] = TypeAdapter(kind)

    async def read(request: JsonRequest, _context: object) -> Any:
        try:
            return adapter.validate_strings(request.path_params[name])
        except ValidationError:
            raise RecordUnknown from None

    return read


def _body_reader(model: type[BaseModel]) -> Reader:
    async def read(request: JsonRequest, _context: object) -> BaseModel:
        if not (body := await request.body()):
            raise Faults(Fault("", "field_required"))
        await request.json()  # the strict reading: one meaning, or none
        try:
            return model.model_validate_json(body, strict=True)
        except ValidationError as invalid:
            raise faults_of(invalid.errors()) from None

    return read


def _optional(hint: Any) -> type[BaseModel] | None:
    """Return the model of `Model | None`."""
    parts = [part for part in get_args(hint) if part is not type(None)]
    if len(parts) != 1 or not (isinstance(parts[0], type) and issubclass(parts[0], BaseModel)):
        return None
    return parts[0]


def _optional_body_reader(model: type[BaseModel]) -> Reader:
    read_given = _body_reader(model)

    async def read(request: JsonRequest, context: object) -> Any:
        return await read_given(request, context) if await request.body() else None

    return read


def _query_reader(model: type[BaseModel]) -> Reader:
    async def read(request: JsonRequest, _context: object) -> BaseModel:
        given: dict[str, str] = {}
        for name, value in request.query_params.multi_items():
            if name in given:
                raise Faults(Fault(f"/{name[:100]}", "key_duplicate", {"key": name[:100]}))
            given[name] = value
        try:
            return model.model_validate_strings(given)
        except ValidationError as invalid:
            raise faults_of(invalid.errors()) from None

    return read
