"""The look for leaks between tenants finds one."""

import pytest

from kontor_chassis.runtime import Runtime
from kontor_chassis.testing.bench import Bench
from kontor_records.testing import isolation
from kontor_records.testing.subject import Subject
from libs.records.tests.sample.types import TYPES


async def test_a_service_that_forgets_the_tenant_is_found(monkeypatch, bench):
    """Whose tenant is forgotten, that one's strangers are as members: here they are."""

    class Forgetful(Bench):
        def __init__(self, runtime: Runtime) -> None:
            super().__init__(runtime)
            self.tenant = bench.tenant
            self.principal = bench.principal
            self.user = bench.user

    monkeypatch.setattr(isolation, "Bench", Forgetful)
    async with bench.client() as client:
        subject = Subject(bench, TYPES[0], client)
        with pytest.raises(AssertionError, match=r"\{record_id\}"):
            await isolation.no_route_leads_into_another_tenant(subject)
