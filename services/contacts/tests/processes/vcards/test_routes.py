"""Contacts as cards: out and in again, by other programs' hand, and cards that cannot be."""

from typing import Any

import httpx

from kontor_chassis.testing.bench import Bench
from kontor_records.testing.realm import Realm
from kontor_schemas.rights import Permissions

FULL: dict[str, Any] = {
    "salutation": "ms", "academic_title": "Dr.", "given_name": "Jürgen; Éva",
    "family_name": "Weiß, geb. Öhler", "name_order": "family_first", "job_title": "CTO",
    "language": "de-AT", "zone": "Europe/Vienna", "birth_on": "1984-02-29",
    "emails": [
        {"value": "J.Weiss@Öhler.example", "kind": "private", "is_primary": True},
        {"value": "office@x.example", "kind": "other"},
    ],
    "phones": [
        {"raw": "0171 / 234 56-78", "kind": "mobile", "is_primary": True},
        {"raw": "+49 30 123456", "kind": "fax", "extension": "12"},
    ],
    "addresses": [
        {
            "kind": "billing", "line1": "Postfach 7", "line2": "c/o Öhler\\Söhne", "city": "Wien",
            "postal_code": "1010", "country": "AT", "is_primary": True, "lat_e6": 48208200,
            "lon_e6": 16373800, "valid_from_on": "2026-05-01",
        }
    ],
    "links": ["https://x.example/a,b"], "source": "fair", "legal_basis": "contract",
    "description": "Zeile 1\nZeile 2; mit Komma, und " + "ü" * 80,
}  # fmt: skip


async def taken(client: httpx.AsyncClient, text: str, **also: Any) -> httpx.Response:
    return await client.post("/api/v1/contacts/vcards", json={"text": text, **also})


def a_card(*lines: str, version: str = "3.0") -> str:
    return "\n".join(["BEGIN:VCARD", f"VERSION:{version}", *lines, "END:VCARD", ""])


async def test_a_contact_comes_back_as_it_went(bench: Bench) -> None:
    async with bench.client() as client:
        firm = (await client.post("/api/v1/organizations", json={"name": "N"})).json()["id"]
        belongs = [{"organization": firm, "job_title": "CTO", "from_on": "2020-01-01"}]
        made = await client.post("/api/v1/contacts", json={**FULL, "affiliations": belongs})
        assert made.status_code == 201, made.text
        path = made.headers["location"]
        before = (await client.get(path)).json()
        card = await client.get(f"{path}/vcard")
        assert card.headers["content-type"] == "text/vcard; charset=utf-8"
        same = await taken(client, card.text)
        assert same.json()["items"] == [{"id": before["id"], "outcome": "updated"}], same.text
        assert (await client.get(path)).json() == before
        other = card.text.replace(f"urn:uuid:{before['id']}", "from-elsewhere")
        new = await taken(client, other, duplicate_ok=True)
        assert new.status_code == 201, new.text
        copy = (await client.get(f"/api/v1/contacts/{new.json()['items'][0]['id']}")).json()
    of_its_own = {"id", "number", "created_at", "updated_at"}
    assert {name for name in before if before[name] != copy[name]} == of_its_own


async def test_a_card_of_another_program_is_read_kept_and_recognised(bench: Bench) -> None:
    card = a_card(
        "UID:abc-1", "FN:Ann Huber", "N:Huber;Ann;;;", "ORG:Huber KG;Sales", "X-TWITTER:@ann",
        "item1.EMAIL;TYPE=INTERNET;TYPE=HOME;TYPE=pref:ann@huber.example",
        "TEL;TYPE=CELL:0171 2345678", "BDAY:--0714", "PHOTO;ENCODING=b;TYPE=JPEG:AAAA",
    )  # fmt: skip
    async with bench.client() as client:
        first = (await taken(client, card)).json()["items"]
        assert [one["outcome"] for one in first] == ["created"]
        path = f"/api/v1/contacts/{first[0]['id']}"
        ann = (await client.get(path)).json()
        assert (ann["display_name"], ann["birth_day"], ann["birth_on"]) == (
            "Ann Huber", "07-14", None,
        )  # fmt: skip
        assert [(one["value"], one["kind"]) for one in ann["emails"]] == [
            ("ann@huber.example", "private")
        ]
        assert ann["phones"][0]["e164"] == "+491712345678"
        again = await taken(client, card.replace("Ann Huber", "A").replace(";Ann;", ";Anne;"))
        assert again.json()["items"] == [{"id": ann["id"], "outcome": "updated"}]
        assert (await client.get(path)).json()["given_name"] == "Anne"
        back = (await client.get(f"{path}/vcard")).text
    assert "UID:abc-1\r\n" in back
    assert "ORG:Huber KG;Sales\r\n" in back
    assert "X-TWITTER:@ann\r\n" in back
    assert "PHOTO" not in back


async def test_a_file_with_one_bad_card_takes_nobody_up(bench: Bench) -> None:
    good = a_card("FN:Ann", "N:Huber;Ann;;;")
    async with bench.client() as client:
        await client.post(
            "/api/v1/contacts", json={"family_name": "B", "emails": [{"value": "b@x.example"}]}
        )
        before = await bench.facts()
        for bad, status, code, where in (
            ("BEGIN:VCARD\nFN", 422, "vcard_invalid", None),
            (a_card("FN:B", "EMAIL:nonsense"), 422, "email_invalid", "/cards/1/emails/0/value"),
            (a_card("FN:B", "BDAY:29990101"), 422, "birth_on_future", "/birth_on"),
            (a_card("FN:B", "BDAY:20010231"), 422, "field_type", "/cards/1/birth_on"),
            (a_card("FN:B", "ADR:;;1;X;;;Nowhere"), 422, None, "/cards/1/addresses/0/country"),
            (a_card("UID:1", "FN:B") + a_card("UID:1", "FN:C"), 422, "key_duplicate", "/cards/1/uid"),
            (a_card("FN:B", "EMAIL:B@x.example"), 409, "duplicate_suspected", None),
        ):  # fmt: skip
            refused = await taken(client, good + bad)
            assert refused.status_code == status, refused.text
            assert code is None or refused.json()["code"] == code, refused.text
            if where:
                assert refused.json()["errors"][0]["pointer"] == where
        many = await taken(client, good * 201)
        assert (many.status_code, many.json()["code"]) == (409, "limit_reached")
        assert await bench.facts() == before


async def test_cards_tell_and_take_what_their_reader_may(bench: Bench, realm: Realm) -> None:
    hiding = Permissions(
        actions=["read", "create", "update"],
        modules=[
            {
                "record": "contacts.contact",
                "actions": ["read", "create", "update"],
                "fields": [{"field": "birth_on", "level": "none"}],
            }
        ],
    )
    user = await realm.user(profiles=[await realm.profile(hiding)])
    await realm.open("contacts.contact", "read")
    async with bench.client() as client:
        made = await taken(client, a_card("UID:z", "FN:Z", "BDAY:19800714", "X-SECRET:s"))
        path = f"/api/v1/contacts/{made.json()['items'][0]['id']}"
        assert "BDAY" in (await client.get(f"{path}/vcard")).text
    before = await bench.facts()
    async with bench.client(realm.principal(user)) as client:
        seen = (await client.get(f"{path}/vcard")).text
        assert "FN:Z" in seen
        assert "BDAY:19800714" not in seen
        assert "SECRET" not in seen
        refused = await taken(client, a_card("FN:A"))
        assert (refused.status_code, refused.json()["code"]) == (403, "action_forbidden")
    assert await bench.facts() == before
