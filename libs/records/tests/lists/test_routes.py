"""Lists over HTTP: shapes, and refusals in the platform's form."""

import pytest

from kontor_chassis.testing.bench import Bench
from kontor_records.http.list_shapes import BoardShape, page_shape
from libs.records.tests.lists.sample import COMPANY, OFFER, Offer, made, put

pytestmark = pytest.mark.usefixtures("realm")


async def test_a_page_has_the_shape_its_document_names(bench: Bench):
    company = made(COMPANY, name="Nord")
    await put(bench, COMPANY, company)
    await put(
        bench,
        OFFER,
        made(
            OFFER, name="a", stage="won", odds="0.5", pages=3, due_on="2026-03-01",
            amount={"minor": 5, "currency": "EUR"}, company=company.id,
            emails=[{"value": "a@b.example"}],
        ),
        made(OFFER),
    )  # fmt: skip
    async with bench.client() as client:
        answer = await client.get(
            "/api/v1/offers", params={"count": "true", "marks": "true", "sort": "name"}
        )
        shown = await client.get("/api/v1/offers/board", params={"group_by": "stage"})
    assert (answer.status_code, shown.status_code) == (200, 200)
    page_shape(Offer).model_validate_json(answer.content)
    BoardShape.model_validate_json(shown.content)
    item = answer.json()["items"][0]
    assert (item["odds"], item["due_on"], item["amount"]) == (
        "0.5",
        "2026-03-01",
        {"minor": 5, "currency": "EUR"},
    )
    assert item["created_at"] == "2026-01-01T00:00:00Z"


async def test_a_refused_list_is_a_problem_document(bench: Bench):
    async with bench.client() as client:
        for query, status, code in (
            ("limit=0", 422, "value_range"),
            ("sort=remark", 422, "not_sortable"),
            ("filter={", 400, "json_malformed"),
            ("cursor=x", 422, "cursor_invalid"),
            ("x=1", 422, "field_unknown"),
        ):
            answer = await client.get(f"/api/v1/offers?{query}")
            assert (answer.status_code, answer.json()["code"]) == (status, code)
            assert answer.json()["title"]


async def test_the_document_names_the_parameters_of_lists(bench: Bench):
    async with bench.client() as client:
        paths = (await client.get("/openapi.json")).json()["paths"]
    named = {one["name"] for one in paths["/api/v1/offers"]["get"]["parameters"]}
    assert named == {"filter", "sort", "fields", "limit", "cursor", "from", "count", "marks"}
    assert "/api/v1/offers/board" in paths
