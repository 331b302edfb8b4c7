"""The bin of a whole service over HTTP."""

from kontor_chassis.testing.bench import Bench

_BIN = "/api/v1/sample_bin"


async def test_the_bins_of_all_types_are_one_list_page_by_page(bench: Bench) -> None:
    async with bench.client() as client:
        deleted = []
        for path, body in (
            ("harbours", {"name": "Kiel"}),
            ("piers", {"title": "North"}),
            ("harbours", {"name": "Husum"}),
        ):
            made = (await client.post(f"/api/v1/{path}", json=body)).json()
            answer = await client.delete(f"/api/v1/{path}/{made['id']}")
            assert answer.status_code == 204
            deleted.append(made["id"])
        first = (await client.get(_BIN, params={"limit": 2})).json()
        rest = (await client.get(_BIN, params={"limit": 2, "cursor": first["next"]})).json()
        refused = await client.get(_BIN, params={"cursor": "x"})
    assert [(item["record"], item["title"]) for item in first["items"]] == [
        ("sample.harbour", "Husum"),
        ("sample.pier", "North"),
    ]
    assert [(item["record"], item["id"]) for item in rest["items"]] == [
        ("sample.harbour", deleted[0])
    ]
    assert rest["next"] is None
    assert (refused.status_code, refused.json()["code"]) == (422, "cursor_invalid")
