"""Rights in search: rows and fields that a reader may not see are not found and not shown."""

import pytest

from kontor_records.search.hits import Rank
from kontor_records.search.searching import search
from kontor_schemas.rights import FieldRight, ModuleRight, Permissions
from libs.records.tests.search.sample import COMPANY, PERSON, a_company, a_person

HIDDEN = ("secret", "phones", "company")


async def titles(bench, who, query):
    return [hit.title for hit in await search(bench.reading(who), (PERSON,), query, 20)]


@pytest.fixture
async def clerk(realm):
    """A user who may see all records of the module, but not all of their fields."""
    fields = [FieldRight(field=name, level="none") for name in HIDDEN]
    module = ModuleRight(record="finding.person", actions=["read"], fields=fields)
    profile = await realm.profile(Permissions(actions=["read"], modules=[module]))
    for record in ("finding.person", "finding.company"):
        await realm.open(record, "read")
    return realm.principal(await realm.user(profiles=[profile]))


async def test_what_only_a_hidden_field_says_is_no_hit_and_no_excerpt(bench, clerk):
    async with bench.writing() as ctx:
        company = a_company(ctx, "Nordwind")
        a_person(ctx, "Anna Kran", secret="Nebelhorn Kran", description="Kranich")
        a_person(ctx, "Berta Lerche", company=company.id, description="Nebelhorn")
    assert await titles(bench, None, "nebelhorn") == ["Berta Lerche", "Anna Kran"]
    assert await titles(bench, clerk, "nebelhorn") == ["Berta Lerche"]
    assert await titles(bench, clerk, "nebelhrn") == ["Berta Lerche"]
    assert await titles(bench, clerk, "nebelhorn kran") == []
    assert await titles(bench, clerk, "kran nebelhorn") == []
    assert await titles(bench, clerk, "anna krani") == ["Anna Kran"]
    assert await titles(bench, None, "nordwind") == ["Berta Lerche"]
    assert await titles(bench, clerk, "nordwind") == []
    [hit] = await search(bench.reading(clerk), (PERSON,), "kran", 20)
    assert hit.rank is Rank.WORDS
    assert hit.subtitle == {}
    assert {excerpt.field for excerpt in hit.excerpts} == {"family_name", "description"}
    [hit] = await search(bench.reading(), (PERSON,), "kran", 20)
    assert {excerpt.field for excerpt in hit.excerpts} == {"family_name", "secret", "description"}


async def test_a_frequent_word_of_a_hidden_field_is_no_hit_either(bench, clerk, monkeypatch):
    monkeypatch.setattr("kontor_records.search.looking.FEW", 1)
    async with bench.writing() as ctx:
        for name in ("Anna", "Berta", "Carla"):
            a_person(ctx, name, secret="Nebelhorn", description="Dachs")
    assert await titles(bench, clerk, "nebel") == []
    assert await titles(bench, clerk, "dach") == ["Carla", "Berta", "Anna"]
    assert await titles(bench, None, "nebel") == ["Carla", "Berta", "Anna"]


async def test_a_hidden_title_is_neither_found_nor_shown(bench, realm):
    names = ("display_name", "given_name", "family_name")
    fields = [FieldRight(field=name, level="none") for name in names]
    module = ModuleRight(record="finding.person", actions=["read"], fields=fields)
    profile = await realm.profile(Permissions(actions=["read"], modules=[module]))
    await realm.open("finding.person", "read")
    who = realm.principal(await realm.user(profiles=[profile]))
    async with bench.writing() as ctx:
        a_person(ctx, "Anna Kran", description="Dachs")
    assert await titles(bench, who, "anna kran") == []
    assert await titles(bench, who, "anna") == []
    assert await titles(bench, who, "dachs") == [None]


async def test_a_masked_field_is_not_compared(bench, realm):
    module = ModuleRight(
        record="finding.person",
        actions=["read"],
        fields=[FieldRight(field="secret", level="masked")],
    )
    profile = await realm.profile(Permissions(actions=["read"], modules=[module]))
    await realm.open("finding.person", "read")
    who = realm.principal(await realm.user(profiles=[profile]))
    async with bench.writing() as ctx:
        a_person(ctx, "Anna Kran", secret="Nebelhorn")
    assert await titles(bench, who, "nebelhorn") == []
    assert await titles(bench, who, "kran") == ["Anna Kran"]


async def test_rows_out_of_reach_are_not_found(bench, realm):
    """Without a default that opens the module everybody sees their own records only."""
    profile = await realm.profile()
    anna, berta = [await realm.user(profiles=[profile]) for _ in range(2)]
    stranger = realm.principal(await realm.user())
    async with bench.writing() as ctx:
        a_person(ctx, "Carla Kran", owner=anna)
        a_person(ctx, "Dora Kran", owner=berta)
    assert await titles(bench, None, "kran") == ["Dora Kran", "Carla Kran"]
    assert await titles(bench, realm.principal(anna), "kran") == ["Carla Kran"]
    assert await titles(bench, realm.principal(berta), "krann") == ["Dora Kran"]
    assert await titles(bench, stranger, "kran") == []


async def test_a_company_out_of_reach_finds_none_of_its_people(bench, realm):
    profile = await realm.profile()
    anna = await realm.user(profiles=[profile])
    async with bench.writing() as ctx:
        hers, other = a_company(ctx, "Nordwind", owner=anna), a_company(ctx, "Nordlicht")
        a_person(ctx, "Carla Kran", owner=anna, company=hers.id)
        a_person(ctx, "Dora Kran", owner=anna, company=other.id)
    who = realm.principal(anna)
    assert await titles(bench, who, "nordwind") == ["Carla Kran"]
    assert await titles(bench, who, "nordlicht") == []
    assert await titles(bench, who, "nordlicht kran") == []
    assert await titles(bench, None, "nordlicht kran") == ["Dora Kran"]
    hits = await search(bench.reading(who), (PERSON, COMPANY), "nord", 20)
    assert {hit.title for hit in hits} == {"Carla Kran", "Nordwind"}
