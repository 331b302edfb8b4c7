"""Pages: every row once, and a cursor that is worth nothing elsewhere."""

from kontor_chassis.testing.bench import Bench


async def fill(bench: Bench, count: int) -> None:
    async with bench.client() as client:
        for number in range(count):
            answer = await client.post(
                "/api/v1/notes", json={"title": f"N{number:03}", "weight": number % 3}
            )
            assert answer.status_code == 201


async def test_paging_to_the_end_shows_every_row_once_in_both_directions(bench: Bench) -> None:
    await fill(bench, 23)
    for descending in ("true", "false"):
        seen: list[str] = []
        cursor = ""
        async with bench.client() as client:
            while True:
                path = f"/api/v1/notes?sort=created_at&descending={descending}&limit=5{cursor}"
                page = (await client.get(path)).json()
                seen += [item["title"] for item in page["items"]]
                if page["next"] is None:
                    break
                cursor = f"&cursor={page['next']}"
        assert seen == sorted(
            (f"N{number:03}" for number in range(23)), reverse=descending == "true"
        )


async def test_a_cursor_is_bound_to_its_list_and_its_reader(bench: Bench) -> None:
    await fill(bench, 3)
    async with bench.client() as client:
        cursor = (await client.get("/api/v1/notes?limit=1")).json()["next"]
        altered = cursor[:-2] + ("AA" if cursor[-2:] != "AA" else "BB")
        for query in (
            f"sort=updated_at&cursor={cursor}",
            f"code=x&cursor={cursor}",
            f"cursor={altered}",
        ):
            answer = await client.get(f"/api/v1/notes?{query}")
            assert (answer.status_code, answer.json()["code"]) == (422, "cursor_invalid")
    async with bench.client(bench.another_tenant()) as client:
        answer = await client.get(f"/api/v1/notes?limit=1&cursor={cursor}")
    assert (answer.status_code, answer.json()["code"]) == (422, "cursor_invalid")
