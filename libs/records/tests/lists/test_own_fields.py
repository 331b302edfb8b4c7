"""A tenant's own fields in lists: filtered like declared ones, and shown as far as one may see them."""

import orjson
import pytest

from kontor_chassis.errors import Refusal
from kontor_chassis.testing.bench import Bench
from kontor_records.customizing import fields as own_fields
from kontor_records.customizing.world import KEPT
from kontor_records.lists.listing import listing_of
from kontor_records.lists.page import page
from kontor_records.testing.realm import Realm
from kontor_schemas.rights import FieldRight, ModuleRight, Permissions
from libs.records.tests.lists.sample import OFFER, made, put

pytestmark = pytest.mark.usefixtures("realm")


async def define(bench: Bench, **kinds: str):
    for key, kind in kinds.items():
        async with bench.writing() as ctx:
            label = {"de": key, "en": key}
            await own_fields.create(
                ctx, {"record": "listed.offer", "key": key, "type": kind, "label": label}
            )
        KEPT.forget(bench.tenant)


async def asked(bench: Bench, principal=None, **query):
    body = await page(bench.reading(principal), OFFER, listing_of(query.items()))
    return orjson.loads(body)


def names(answer):
    return [item["name"] for item in answer["items"]]


async def test_own_fields_are_filtered_as_declared_ones_are(bench: Bench):
    await define(bench, c_region="text", c_seats="number", c_on="date")
    await put(
        bench,
        OFFER,
        made(OFFER, name="a", custom={"c_region": "Süd", "c_seats": "7", "c_on": "2026-03-01"}),
        made(OFFER, name="b", custom={"c_region": "nord", "c_seats": "12"}),
        made(OFFER, name="c"),
    )
    for query, expected in (
        ({"custom.c_region": "SÜD"}, ["a"]),
        ({"custom.c_region[ne]": "nord"}, ["a", "c"]),
        ({"custom.c_seats[gt]": "7"}, ["b"]),
        ({"custom.c_on[gte]": "2026-01-01"}, ["a"]),
        ({"custom.c_on[is_empty]": ""}, ["b", "c"]),
    ):
        assert names(await asked(bench, sort="name", **query)) == expected, query
    with pytest.raises(Refusal) as found:
        await asked(bench, **{"custom.c_nothing": "x"})
    assert (found.value.code, found.value.params) == (
        "field_unknown",
        {"path": "/custom.c_nothing"},
    )


async def test_a_hidden_own_field_is_nowhere_and_a_masked_one_shows_its_end(
    bench: Bench, realm: Realm
):
    await define(bench, c_region="text", c_secret="text", c_account="text")
    rights = [
        FieldRight(field="c_secret", level="none"),
        FieldRight(field="c_account", level="masked"),
    ]
    profile = await realm.profile(
        Permissions(
            actions=["read"],
            modules=[ModuleRight(record="listed.offer", actions=["read"], fields=rights)],
        )
    )
    principal = realm.principal(user := await realm.user(profiles=[profile]))
    custom = {"c_region": "nord", "c_secret": "hush", "c_account": "DE123456"}
    await put(bench, OFFER, made(OFFER, name="a", owner=user, custom=custom))
    (item,) = (await asked(bench, principal))["items"]
    assert item["custom"] == {"c_region": "nord", "c_account": "••••3456"}
    assert names(await asked(bench, principal, **{"custom.c_region": "nord"})) == ["a"]
    for hidden in ("c_secret", "c_account"):
        with pytest.raises(Refusal) as found:
            await asked(bench, principal, **{f"custom.{hidden}": "x"})
        assert found.value.code == "field_unknown"
    assert (await asked(bench))["items"][0]["custom"] == custom
