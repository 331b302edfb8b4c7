"""Rights at every exit: the engine over HTTP says what the oracle says, cell by cell."""

import re

import pytest

from libs.records.tests.oracle import giving_exits as giving_exits
from libs.records.tests.oracle import many_exits as many_exits
from libs.records.tests.oracle import writing_exits as writing_exits
from libs.records.tests.oracle.exits import EXITS
from libs.records.tests.oracle.trial import TYPES, Trial

EXEMPT = {
    "/cabins": "the same routes as boats, sailors and harbours have",
    "/piers": "the same routes as boats, sailors and harbours have",
    "/bulk/{job_id}": "a job is shown to whoever ordered it, and tells no field of a record",
    "/custom_fields": "definitions tell no field of a record",
    "/choice_lists": "definitions tell no field of a record",
    "^GET .*/exports$": "the exports one has made tell no field of a record",
    "/exports/{export_id}": "an export is shown to its maker, like the file it was made as",
    "/imports(/{import_id}|$)": "an import tells rows of its own file, and to its maker alone",
    "/views": "a view names fields and opens nothing; its list is an exit of its own",
    "/duplicates/(pairs|scan)$": "pairs come of a scan, a job, and are tried with duplicates",
    "/following_jobs/": "a job tells how far it is, and no field of a record",
    "/(hold|release)$": "only services hold records; what held ones refuse is tried with holds",
    "/api/v1/tags$": "tags tell no field of a record",
    "/tags/{tag_id}(/rename|/merge|/pin|/unpin|)$": "tags tell no field of a record",
}


async def run(bench, realm, seed, users, records_each):
    trial = Trial(bench, realm, seed)
    await trial.make(users, records_each)
    for user in trial.world.users:
        async with trial.client(user) as client:
            for record_type in TYPES:
                for each in EXITS:
                    await each.ask(trial, user, client, record_type)
    return trial


async def test_every_exit_says_what_the_oracle_says(bench, realm):
    trial = await run(bench, realm, seed=7, users=5, records_each=6)
    assert trial.differences == []
    assert trial.cells >= 2000
    assert min(trial.by_exit.values()) > 0


@pytest.mark.long
@pytest.mark.parametrize("seed", range(100, 107))
async def test_many_worlds_say_what_the_oracle_says(bench, realm, seed):
    trial = await run(bench, realm, seed=seed, users=9, records_each=7)
    assert trial.differences == []
    assert trial.cells >= 3000


def test_every_route_is_an_exit_of_the_oracle_or_exempt_for_a_reason(definition):
    covered = {
        route.replace("{plural}", record_type.plural)
        for each in EXITS
        for route in each.routes
        for record_type in TYPES
    }
    served = {
        f"{method} /api/v1{route.path.removeprefix('/api/v1')}"
        for router in definition.routers
        for route in router.routes
        for method in route.methods - {"HEAD"}
    }
    assert covered <= served
    missing = [
        one for one in served - covered if not any(re.search(known, one) for known in EXEMPT)
    ]
    assert "\n".join(sorted(missing)) == ""
    idle = [known for known in EXEMPT if not any(re.search(known, one) for one in served)]
    assert idle == []
