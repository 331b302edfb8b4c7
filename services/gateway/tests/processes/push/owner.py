"""An owner of records as push sees it: says who sees what, to whom it may, and may fall silent."""

import base64
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.types import Receive, Scope, Send

RECORD = "sample.thing"
FIELDS = ("name", "city", "amount", "c_colour")


@dataclass(kw_only=True)
class Owner:
    """The service `sample`; who is not named sees nothing.

    Attributes:
        fields: By reader, the fields they may see; nobody else knows of the type.
        sees: By reader, the records they may see.
        jobs: By reader, the jobs they have ordered.
        fails: Answered instead of everything, while it is set.
        asked: The addresses that were asked for.
    """

    fields: dict[str, tuple[str, ...]] = field(default_factory=dict)
    sees: dict[str, set[str]] = field(default_factory=dict)
    jobs: dict[str, set[str]] = field(default_factory=dict)
    fails: int | None = None
    asked: list[str] = field(default_factory=list)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        request = Request(scope, receive)
        await self._answer(request)(scope, receive, send)

    def _answer(self, request: Request) -> Response:
        path = request.url.path
        if path == "/internal/routes":
            return JSONResponse({"service": "sample", "routes": []})
        self.asked.append(path)
        if self.fails is not None:
            return JSONResponse({}, self.fails)
        reader = _reader(request.headers["authorization"])
        if path == "/api/v1/catalogue":
            return JSONResponse({"records": self._types(reader)}, headers={"ETag": '"1"'})
        if reader not in self.fields:
            return JSONResponse({}, 403)
        if path == "/api/v1/things":
            return JSONResponse({"items": self._seen(reader, request.query_params)})
        job = path.rpartition("/")[2]
        return JSONResponse({"id": job}, 200 if job in self.jobs.get(reader, ()) else 404)

    def _types(self, reader: str) -> list[dict[str, Any]]:
        if reader not in self.fields:
            return []
        fields = [{"name": name} for name in self.fields[reader]]
        return [{"record": RECORD, "path": "things", "fields": fields}]

    def _seen(self, reader: str, query: Mapping[str, str]) -> list[dict[str, str]]:
        condition = json.loads(query["filter"])
        assert (condition["field"], condition["op"], query["fields"]) == ("id", "in", "id")
        return [{"id": each} for each in condition["value"] if each in self.sees.get(reader, ())]


def _reader(authorization: str) -> str:
    payload = authorization.removeprefix("Bearer ").split(".")[1]
    told = json.loads(base64.urlsafe_b64decode(payload + "=" * (-len(payload) % 4)))
    return str(told["sub"]).partition(":")[2]
