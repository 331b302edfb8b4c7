"""The automation service: its table of contents."""

from collections.abc import Mapping
from datetime import timedelta
from pathlib import Path
from typing import Any

from kontor_automation.adapters.mail import Mails, mails_of
from kontor_automation.engine import routes as run_routes
from kontor_automation.engine.catalogue import STARTING
from kontor_automation.engine.engine import Engine
from kontor_automation.engine.retention import forget_old
from kontor_automation.mirrors.group import GROUP, MEMBERS
from kontor_automation.mirrors.lead import LEAD
from kontor_automation.mirrors.tenant import TENANT
from kontor_automation.mirrors.user import USER
from kontor_automation.processes.erasure.consumers import FORGET_PERSON
from kontor_automation.processes.rule_ending.jobs import end_rules
from kontor_automation.processes.tenant_seed.consumers import SEED_TENANT
from kontor_automation.records.assignment_rule import routes as assignment_rule_routes
from kontor_automation.records.workflow import routes as workflow_routes
from kontor_automation.settings import AutomationSettings
from kontor_chassis.consume.consumer import BatchOf, Consumer
from kontor_chassis.definition import PeriodicJob, Process, ServiceDefinition
from kontor_chassis.http.client import PeerClient

ENGINE = Engine()


def _adapters(settings: AutomationSettings) -> Mapping[type[Any], Any]:
    return {PeerClient: PeerClient("automation", settings), Mails: mails_of(settings.smtp)}


CONSUMER = Consumer(
    name="automation",
    subscriptions=(
        # Mirrors first: what is decided in a batch goes by what the batch has told.
        TENANT,
        USER,
        GROUP,
        MEMBERS,
        LEAD,
        BatchOf(facts=(*USER.facts, *MEMBERS.facts), function=ENGINE.people_changed),
        BatchOf(facts=tuple(STARTING.values()), function=ENGINE.react),
        SEED_TENANT,
        FORGET_PERSON,
    ),
    committed=ENGINE.committed,
)

APP = ServiceDefinition(
    name="automation",
    settings=AutomationSettings,
    migrations=Path(__file__).parents[2] / "migrations",
    texts=Path(__file__).parent / "texts",
    routers=[assignment_rule_routes.router, workflow_routes.router, run_routes.router],
    consumers=[CONSUMER],
    processes=[
        Process(name="runs", role="consume", run=ENGINE.run),
        Process(name="rule endings", role="consume", run=end_rules),
    ],
    jobs=[PeriodicJob(name="forget_old", every=timedelta(hours=1), run=forget_old)],
    adapters=_adapters,
    on_start=ENGINE.start,
)
