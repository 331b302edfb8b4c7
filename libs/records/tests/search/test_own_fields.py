"""Fields of a tenant's own in search."""

import pytest

from kontor_chassis.definition import ServiceDefinition
from kontor_records.search.tables import SEARCH_WORDS
from kontor_schemas.rights import FieldRight, ModuleRight, Permissions
from libs.records.tests.customizing.calls import PIERS, defined, made
from libs.records.tests.sample.service import SAMPLE


@pytest.fixture(scope="session")
def definition() -> ServiceDefinition:
    return SAMPLE


async def found(client, query):
    answer = await client.get(f"{PIERS}/search", params={"q": query})
    assert answer.status_code == 200, answer.text
    return [
        (item["title"], [(each["field"], each["text"]) for each in item["excerpts"]])
        for item in answer.json()["items"]
    ]


async def test_a_hidden_one_is_neither_found_nor_shown(bench, realm):
    module = ModuleRight(
        record="sample.pier",
        actions=["read"],
        fields=[FieldRight(field="c_closed", level="none")],
    )
    profile = await realm.profile(Permissions(actions=["read"], modules=[module]))
    await realm.open("sample.pier", "read")
    clerk = realm.principal(await realm.user(profiles=[profile]))
    async with bench.client() as client, bench.client(clerk) as restricted:
        for key in ("c_open", "c_closed"):
            await defined(bench, client, key)
        await made(client, custom={"c_open": "Lerche im Hag", "c_closed": "Hagebutte"})
        everything = [("c_open", "Lerche im Hag"), ("c_closed", "Hagebutte")]
        assert await found(client, "hag") == [("At the pier", everything)]
        assert await found(client, "hagebutte") == [("At the pier", everything[1:])]
        assert await found(restricted, "hagebutte") == []
        assert await found(restricted, "hagebuttee") == []
        assert await found(restricted, "hag") == [("At the pier", everything[:1])]


async def test_only_a_change_of_their_texts_changes_words(bench, monkeypatch):
    asked = []

    def counted(record_type, state):
        asked.append(state.custom)
        return word_rows(record_type, state)

    word_rows = SEARCH_WORDS.rows
    async with bench.client() as client:
        await defined(bench, client, "c_count", "number")
        await defined(bench, client, "c_word")
        pier = await made(client, custom={"c_count": 1, "c_word": "Lerche"})
        monkeypatch.setitem(vars(SEARCH_WORDS), "rows", counted)
        for custom in ({"c_count": 2}, {"c_word": "Drossel"}):
            answer = await client.patch(f"{PIERS}/{pier['id']}", json={"custom": custom})
            assert answer.status_code == 200, answer.text
        assert asked == [
            {"c_count": 2, "c_word": "Lerche"},
            {"c_count": 2, "c_word": "Drossel"},
        ]
        assert await found(client, "lerche") == []
        assert [title for title, _ in await found(client, "drossel")] == ["At the pier"]
