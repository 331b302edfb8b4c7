"""One document of all services."""

from typing import Any

from kontor_gateway.processes.reference.rules import merged


def a_document(schema: dict[str, object], path: str) -> dict[str, Any]:
    reference = {"schema": {"$ref": "#/components/schemas/Thing"}}
    operation = {
        "tags": [path], "responses": {"200": {"content": {"application/json": reference}}},
    }  # fmt: skip
    return {
        "paths": {f"/api/v1/{path}": {"get": operation}, "/internal/x": {"get": {}}},
        "components": {"schemas": {"Thing": schema}},
    }


def test_equal_schemas_are_there_once_and_others_under_their_service() -> None:
    same = {"type": "object"}
    document = merged({"a": a_document(same, "as"), "b": a_document(same, "bs")})
    assert list(document["components"]["schemas"]) == ["Thing"]
    other = merged({"a": a_document(same, "as"), "b": a_document({"type": "string"}, "bs")})
    assert other["components"]["schemas"] == {"BThing": {"type": "string"}, "Thing": same}
    content = other["paths"]["/api/v1/bs"]["get"]["responses"]["200"]["content"]
    assert content["application/json"]["schema"] == {"$ref": "#/components/schemas/BThing"}


def test_internal_paths_stay_inside() -> None:
    document = merged({"a": a_document({}, "as")})
    assert list(document["paths"]) == ["/api/v1/as"]
    assert document["tags"] == [{"name": "as"}]


def test_each_tag_is_named_once_however_many_operations_carry_it() -> None:
    document = a_document({}, "as")
    item = document["paths"]["/api/v1/as"]
    item["post"] = item["patch"] = item["get"]
    assert merged({"a": document})["tags"] == [{"name": "as"}]
