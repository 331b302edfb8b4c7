"""Search over HTTP."""

import pytest

from libs.records.tests.search.sample import a_company, a_person


@pytest.fixture
async def people(bench):
    async with bench.writing() as ctx:
        nordwind = a_company(ctx, "Nordwind Handel")
        a_person(ctx, "Jürgen Müller", company=nordwind.id, description="Ruft oft an.")
        a_person(ctx, "Anna Möller")
    return nordwind


async def test_a_type_answers_with_titles_ranks_and_excerpts(bench, people):
    async with bench.client() as client:
        answer = await client.get("/api/v1/people/search", params={"q": "müller ruft"})
    assert answer.status_code == 200
    [item] = answer.json()["items"]
    assert answer.json()["refs"] == {f"finding.company:{people.id}": {"title": "Nordwind Handel"}}
    assert len(item.pop("id")) == 36
    assert item == {
        "record": "finding.person",
        "rank": "words",
        "title": "Jürgen Müller",
        "subtitle": {"company": str(people.id)},
        "excerpts": [
            {"field": "family_name", "text": "Müller"},
            {"field": "description", "text": "Ruft oft an."},
        ],
    }


async def test_a_service_answers_for_all_its_types(bench, people):
    async with bench.client() as client:
        answer = await client.get("/api/v1/finding_search", params={"q": "nordwind"})
        one = await client.get("/api/v1/finding_search", params={"q": "mller", "limit": 1})
    assert [(item["record"], item["title"], item["rank"]) for item in answer.json()["items"]] == [
        ("finding.company", "Nordwind Handel", "prefix"),
        ("finding.person", "Jürgen Müller", "words"),
    ]
    assert [item["title"] for item in one.json()["items"]] == ["Anna Möller"]


@pytest.mark.parametrize(
    ("params", "status", "code"),
    [
        ({"q": "a"}, 422, "query_too_short"),
        ({"q": " "}, 422, "query_too_short"),
        ({"q": "x" * 201}, 422, "value_too_long"),
        ({}, 422, "field_required"),
        ({"q": "anna", "limit": "0"}, 422, "value_range"),
        ({"q": "anna", "limit": "101"}, 422, "value_range"),
        ({"q": "anna", "sort": "name"}, 422, "field_unknown"),
    ],
)
async def test_what_is_refused(bench, params, status, code):
    async with bench.client() as client:
        answer = await client.get("/api/v1/people/search", params=params)
    assert (answer.status_code, answer.json()["code"]) == (status, code)


@pytest.mark.parametrize("query", ["%%%", "\x00\x00", "' --", "__", "🦆🦆", "\\\\", "%5C%00"])
async def test_what_holds_no_word_finds_nothing(bench, people, query):
    async with bench.client() as client:
        answer = await client.get("/api/v1/people/search", params={"q": query})
    assert (answer.status_code, answer.json()) == (200, {"items": [], "refs": {}})


async def test_nobody_searches_without_signing_in(bench):
    async with bench.stranger() as client:
        answer = await client.get("/api/v1/people/search", params={"q": "anna"})
    assert answer.status_code == 401
