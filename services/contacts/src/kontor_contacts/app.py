"""The contacts service: its table of contents."""

from pathlib import Path

from kontor_chassis.consume.consumer import Consumer
from kontor_chassis.definition import ServiceDefinition
from kontor_contacts.processes.tenant_seed.consumers import TENANT_SEED
from kontor_contacts.records.contact import routes as contact_routes
from kontor_contacts.records.contact.record import CONTACT
from kontor_contacts.records.lead import routes as lead_routes
from kontor_contacts.records.lead.record import LEAD
from kontor_contacts.records.organization import routes as organization_routes
from kontor_contacts.records.organization.record import ORGANIZATION
from kontor_contacts.settings import ContactsSettings
from kontor_records.access.mirror import GRANT_MIRROR
from kontor_records.bin import purging
from kontor_records.following.handling import TIMERS as FOLLOWING
from kontor_records.http.catalogue import catalogue_routes
from kontor_records.http.search import service_search_routes
from kontor_records.http.tags import tag_routes
from kontor_records.search.jobs import FORGET_WORDS

RECORDS = (ORGANIZATION, CONTACT, LEAD)

APP = ServiceDefinition(
    name="contacts",
    settings=ContactsSettings,
    migrations=Path(__file__).parents[2] / "migrations",
    texts=Path(__file__).parent / "texts",
    routers=[
        organization_routes.router,
        contact_routes.router,
        lead_routes.router,
        service_search_routes("contacts", RECORDS),
        catalogue_routes(),
        tag_routes(),
    ],
    consumers=[Consumer(name="contacts", subscriptions=(GRANT_MIRROR, TENANT_SEED))],
    jobs=[FORGET_WORDS],
    timers={purging.TIMER: purging.purge_due, **FOLLOWING},
)
