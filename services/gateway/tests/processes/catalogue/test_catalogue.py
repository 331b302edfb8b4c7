"""One catalogue out of those of all services."""

import json
from collections.abc import Callable
from typing import Any

from kontor_chassis.testing.listening import listening
from kontor_gateway.processes.catalogue import rules
from services.gateway.tests.processes.peer import Peer

_PATH = "/api/v1/catalogue"


def _entry(record: str, path: str, *fields: tuple[str, str | None], **more: Any) -> dict[str, Any]:
    return {
        "record": record,
        "path": path,
        "group": record.partition(".")[0],
        "order": 0,
        "goto": path[0],
        "can": {"create": True},
        "list": {"columns": ["a", "b", "c", "d", "e"]},
        "related": [],
        "fields": [
            {"name": name, "right": "edit", "target": {"record": target} if target else None}
            for name, target in fields
        ],
        **more,
    }


def _catalogue(*entries: dict[str, Any], revision: str, tools: tuple[str, ...] = ()) -> Any:
    groups = {entry["group"]: None for entry in entries}
    return {
        "revision": revision,
        "groups": [{"key": key, "label": {"de": key, "en": key}, "order": 0} for key in groups],
        "tools": list(tools),
        "records": list(entries),
    }


CONTACTS = _catalogue(
    _entry("contacts.organization", "organizations"),
    _entry("contacts.contact", "contacts", ("organization", "contacts.organization")),
    revision="c1",
    tools=("import", "bulk"),
)
SALES = _catalogue(
    _entry("sales.deal", "deals", ("organization", "contacts.organization")),
    _entry("sales.order", "orders", ("gone", "contacts.hidden"), can={"create": False}),
    revision="s1",
    tools=("bulk", "export"),
)


def test_references_from_other_services_are_lists_of_what_they_point_to() -> None:
    made = rules.merged({"contacts": CONTACTS, "sales": SALES}, [])
    entries = {entry["record"]: entry for entry in made["records"]}
    assert [entry["record"] for entry in made["records"]] == [
        "sales.deal", "sales.order", "contacts.contact", "contacts.organization",
    ]  # fmt: skip
    assert entries["contacts.organization"]["related"] == [
        {
            "key": "deals.organization",
            "record": "sales.deal",
            "by": "organization",
            "columns": ["a", "b", "c", "d"],
            "can_add": True,
        }
    ]
    assert made["tools"] == ["import", "bulk", "export"]
    assert [(group["key"], group["order"]) for group in made["groups"]] == [
        ("sales", 0),
        ("contacts", 1),
    ]
    assert made["missing"] == []


def test_each_type_has_a_letter_of_its_own() -> None:
    made = rules.merged({"contacts": CONTACTS, "sales": SALES}, [])
    letters = {entry["path"]: entry["goto"] for entry in made["records"]}
    assert letters == {"deals": "d", "orders": "o", "contacts": "c", "organizations": "r"}


def test_more_types_than_letters_have_none() -> None:
    many = _catalogue(*(_entry(f"x.t{at}", f"t{at}") for at in range(30)), revision="x")
    letters = [entry["goto"] for entry in rules.merged({"x": many}, [])["records"]]
    assert len({letter for letter in letters if letter}) == 26
    assert letters.count(None) == 4


async def test_the_merged_catalogue_is_sent_once(opening: Callable[..., Any]) -> None:
    contacts = Peer(name="contacts", answers={_PATH: CONTACTS})
    sales = Peer(name="sales", answers={_PATH: SALES})
    async with listening(contacts) as first, listening(sales) as second:
        more = {"contacts": first, "sales": second}
        async with opening(more, silent=frozenset()) as front, front.session() as session:
            async with session.get(_PATH) as answer:
                made = await answer.json()
                etag = answer.headers["ETag"]
                assert answer.headers["Content-Encoding"] == "gzip"
                assert answer.headers["Cache-Control"] == "private, no-cache"
            assert (len(made["records"]), etag) == (4, f'"{made["revision"]}"')
            assert contacts.tokens == sales.tokens == {f"Bearer {front.token}"}
            async with session.get(_PATH, headers={"If-None-Match": etag}) as answer:
                assert (answer.status, await answer.read()) == (304, b"")
            sales.answers[_PATH] = {**SALES, "revision": "s2", "tools": []}
            async with session.get(_PATH, headers={"If-None-Match": etag}) as answer:
                changed = await answer.json()
            assert changed["tools"] == ["import", "bulk"]
            assert changed["revision"] != made["revision"]


async def test_a_silent_service_is_named_and_the_rest_stands(opening: Callable[..., Any]) -> None:
    contacts = Peer(name="contacts", answers={_PATH: CONTACTS})
    sales = Peer(name="sales", answers={_PATH: SALES})
    async with listening(contacts) as first, listening(sales) as second:
        more = {"contacts": first, "sales": second, "billing": "http://127.0.0.1:9"}
        opened = opening(more, silent=frozenset({"billing"}))
        async with opened as front, front.session() as session:
            sales.speaks.clear()
            async with session.get(_PATH) as answer:
                made = await answer.json()
            sales.speaks.set()
            assert made["missing"] == ["billing", "sales"]
            assert {entry["record"] for entry in made["records"]} == {
                "contacts.contact",
                "contacts.organization",
            }


async def test_nobody_reads_it_without_signing_in(opening: Callable[..., Any]) -> None:
    contacts = Peer(name="contacts", answers={_PATH: CONTACTS})
    async with listening(contacts) as address:
        async with opening({"contacts": address}, silent=frozenset()) as front:
            async with front.session(Authorization="Bearer x.y.z") as session:
                async with session.get(_PATH) as answer:
                    assert answer.status == 401
                    assert json.loads(await answer.text())["code"] == "token_invalid"
    assert contacts.asked == []
