"""The identity service: its table of contents."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from kontor_chassis.consume.consumer import Consumer
from kontor_chassis.definition import ServiceDefinition
from kontor_identity.adapters.key_ring import KeyRing
from kontor_identity.adapters.password_hashing import PasswordHashing
from kontor_identity.processes.bootstrap import commands as bootstrap
from kontor_identity.processes.bootstrap import routes as bootstrap_routes
from kontor_identity.processes.sign_in import routes as sign_in_routes
from kontor_identity.processes.tokens import routes as token_routes
from kontor_identity.records.api_key import routes as api_key_routes
from kontor_identity.records.audit_entry import routes as audit_entry_routes
from kontor_identity.records.group import routes as group_routes
from kontor_identity.records.login_event import jobs as login_event_jobs
from kontor_identity.records.module_default import routes as module_default_routes
from kontor_identity.records.preference import routes as preference_routes
from kontor_identity.records.profile import routes as profile_routes
from kontor_identity.records.role import routes as role_routes
from kontor_identity.records.session import jobs as session_jobs
from kontor_identity.records.sharing_rule import routes as sharing_rule_routes
from kontor_identity.records.signing_key import jobs as signing_key_jobs
from kontor_identity.records.tenant import routes as tenant_routes
from kontor_identity.records.tenant.consumers import SEEDED
from kontor_identity.records.user import routes as user_routes
from kontor_identity.settings import IdentitySettings


def _adapters(settings: IdentitySettings) -> Mapping[type[Any], Any]:
    return {PasswordHashing: PasswordHashing(settings.passwords), KeyRing: KeyRing()}


APP = ServiceDefinition(
    name="identity",
    settings=IdentitySettings,
    migrations=Path(__file__).parents[2] / "migrations",
    texts=Path(__file__).parent / "texts",
    routers=[
        sign_in_routes.router,
        tenant_routes.router,
        user_routes.router,
        group_routes.router,
        role_routes.router,
        profile_routes.router,
        sharing_rule_routes.router,
        module_default_routes.router,
        api_key_routes.router,
        audit_entry_routes.router,
        preference_routes.router,
    ],
    internal=[token_routes.router, bootstrap_routes.router],
    consumers=[Consumer(name="identity", subscriptions=(SEEDED,))],
    jobs=[*session_jobs.JOBS, *login_event_jobs.JOBS, *signing_key_jobs.JOBS],
    adapters=_adapters,
    on_start=bootstrap.begin,
    body_limits={"session": 16 * 1024},
    public_segments=frozenset({"session"}) | token_routes.OPEN,
)
