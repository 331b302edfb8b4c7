"""Search, bin and tags over all services."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from kontor_chassis.testing.listening import listening
from services.gateway.tests.processes.peer import Peer


def _id(at: int) -> str:
    return str(UUID(int=at))


def _hit(at: int, rank: str) -> dict[str, Any]:
    return {"record": "x.y", "id": _id(at), "rank": rank, "title": str(at)}


def _binned(at: int, when: str) -> dict[str, Any]:
    return {"record": "x.y", "id": _id(at), "deleted_at": when}


def _tag(at: int, name: str, scope: str = "shared", *, pinned: bool = False) -> dict[str, Any]:
    return {"id": _id(at), "name": name, "hue": "slate", "scope": scope, "is_pinned": pinned}


def _peers() -> tuple[Peer, Peer]:
    contacts = Peer(
        name="contacts",
        answers={
            "/api/v1/contacts_search": {
                "items": [_hit(1, "prefix"), _hit(2, "words")], "refs": {"a": 1},
            },
            "/api/v1/contacts_bin": {
                "items": [_binned(1, "2026-11-25T08:00:00Z"), _binned(2, "2026-11-25T07:00:00Z")],
                "next": None,
            },
            "/api/v1/tags": {"items": [_tag(1, "VIP"), _tag(2, "late")]},
        },
    )  # fmt: skip
    sales = Peer(
        name="sales",
        answers={
            "/api/v1/sales_search": {
                "items": [_hit(3, "exact"), _hit(4, "words")], "refs": {"b": 2},
            },
            "/api/v1/sales_bin": {
                "items": [_binned(3, "2026-11-25T08:00:00.500000Z")], "next": "more",
            },
            "/api/v1/tags": {"items": [_tag(7, "vip", pinned=True), _tag(8, "VIP", "private")]},
        },
    )  # fmt: skip
    return contacts, sales


async def _read(opening: Callable[..., Any], path: str, **peers: Peer) -> tuple[int, Any]:
    contacts, sales = peers["contacts"], peers["sales"]
    async with listening(contacts) as first, listening(sales) as second:
        more = {"contacts": first, "sales": second}
        async with opening(more, silent=frozenset()) as front, front.session() as session:
            async with session.get(path) as answer:
                return answer.status, await answer.json(content_type=None)


async def test_the_best_hits_of_all_services_come_first(opening: Callable[..., Any]) -> None:
    contacts, sales = _peers()
    status, found = await _read(
        opening, "/api/v1/search?q=m%C3%BCller%20x&limit=3", contacts=contacts, sales=sales
    )
    assert status == 200
    assert [hit["id"] for hit in found["items"]] == [_id(3), _id(1), _id(4)]
    assert (found["refs"], found["missing"]) == ({"a": 1, "b": 2}, [])
    assert contacts.asked == ["/api/v1/contacts_search?q=m%C3%BCller+x&limit=3"]


async def test_a_search_for_nothing_is_refused(opening: Callable[..., Any]) -> None:
    contacts, sales = _peers()
    for query in ("", "?q=", "?q=a&limit=0", "?q=a&more=1"):
        status, _ = await _read(opening, f"/api/v1/search{query}", contacts=contacts, sales=sales)
        assert status == 422
    assert contacts.asked == sales.asked == []


async def test_what_a_service_refuses_of_the_question_is_its_answer(
    opening: Callable[..., Any],
) -> None:
    contacts, sales = _peers()
    sales.answers["/api/v1/sales_bin"] = 400
    status, found = await _read(opening, "/api/v1/bin?cursor=x", contacts=contacts, sales=sales)
    assert (status, found) == (400, {"status": 400})


async def test_a_service_that_fails_is_named(opening: Callable[..., Any]) -> None:
    contacts, sales = _peers()
    sales.answers["/api/v1/sales_search"] = 500
    status, found = await _read(opening, "/api/v1/search?q=a", contacts=contacts, sales=sales)
    assert (status, found["missing"], len(found["items"])) == (200, ["sales"], 2)


async def test_all_bins_are_one_list_by_time(opening: Callable[..., Any]) -> None:
    contacts, sales = _peers()
    _, found = await _read(opening, "/api/v1/bin?limit=2", contacts=contacts, sales=sales)
    assert [item["id"] for item in found["items"]] == [_id(3), _id(1)]
    assert found["next"] == f"2026-11-25T08:00:00Z~{_id(1)}"


async def test_a_tag_of_two_services_is_one(opening: Callable[..., Any]) -> None:
    contacts, sales = _peers()
    _, found = await _read(opening, "/api/v1/tags", contacts=contacts, sales=sales)
    assert [(tag["name"], tag["scope"], tag["is_pinned"], tag["ids"]) for tag in found["items"]] == [
        ("late", "shared", False, {"contacts": _id(2)}),
        ("VIP", "private", False, {"sales": _id(8)}),
        ("VIP", "shared", True, {"contacts": _id(1), "sales": _id(7)}),
    ]  # fmt: skip
