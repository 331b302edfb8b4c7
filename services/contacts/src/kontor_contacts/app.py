"""The contacts service: its table of contents."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from kontor_chassis.consume.consumer import Consumer
from kontor_chassis.definition import ServiceDefinition
from kontor_chassis.http.client import PeerClient
from kontor_contacts.adapters.deals import Deals, NoDeals, PeerDeals
from kontor_contacts.processes.conversion import jobs as conversion_jobs
from kontor_contacts.processes.conversion import routes as conversion_routes
from kontor_contacts.processes.day_rounds import jobs as day_jobs
from kontor_contacts.processes.erasure import jobs as erasure_jobs
from kontor_contacts.processes.funnel import routes as funnel_routes
from kontor_contacts.processes.intake import routes as intake_routes
from kontor_contacts.processes.many_leads import commands as many_leads
from kontor_contacts.processes.privacy import routes as privacy_routes
from kontor_contacts.processes.privacy.consumers import NOTE_ERASURES
from kontor_contacts.processes.qualification import jobs as qualification_jobs
from kontor_contacts.processes.qualification import routes as qualification_routes
from kontor_contacts.processes.tenant_seed.consumers import TENANT_SEED
from kontor_contacts.processes.vcards import routes as vcard_routes
from kontor_contacts.records.account import routes as account_routes
from kontor_contacts.records.account import rules as account_rules
from kontor_contacts.records.account.record import ACCOUNT
from kontor_contacts.records.contact import jobs as contact_jobs
from kontor_contacts.records.contact import routes as contact_routes
from kontor_contacts.records.contact import rules as contact_rules
from kontor_contacts.records.contact.consumers import CLOSE_AFFILIATIONS
from kontor_contacts.records.contact.record import CONTACT
from kontor_contacts.records.lead import routes as lead_routes
from kontor_contacts.records.lead import rules as lead_rules
from kontor_contacts.records.lead.record import LEAD
from kontor_contacts.records.organization import routes as organization_routes
from kontor_contacts.records.organization import rules as organization_rules
from kontor_contacts.records.organization.record import ORGANIZATION
from kontor_contacts.records.privacy_request import jobs as request_jobs
from kontor_contacts.records.privacy_request import routes as request_routes
from kontor_contacts.records.privacy_request import rules as request_rules
from kontor_contacts.records.privacy_request.record import PRIVACY_REQUEST
from kontor_contacts.records.relationship import routes as relationship_routes
from kontor_contacts.records.relationship import rules as relationship_rules
from kontor_contacts.records.relationship.record import RELATIONSHIP
from kontor_contacts.settings import ContactsSettings
from kontor_records.access.mirror import GRANT_MIRROR
from kontor_records.access.names import NAME_MIRRORS
from kontor_records.bin import purging
from kontor_records.bulk.chunks import FORGET_CHANGES
from kontor_records.bulk.orders import BulkType
from kontor_records.bulk.running import bulk_process
from kontor_records.declaration.record_type import RecordType
from kontor_records.duplicates import scanning
from kontor_records.exports import working as exports
from kontor_records.following.handling import TIMERS as FOLLOWING
from kontor_records.http.bin import service_bin_routes
from kontor_records.http.bulk import bulk_routes
from kontor_records.http.catalogue import catalogue_routes
from kontor_records.http.exports import export_routes
from kontor_records.http.imports import import_routes
from kontor_records.http.merge import merge_routes
from kontor_records.http.search import service_search_routes
from kontor_records.http.tags import tag_routes
from kontor_records.imports import forgetting
from kontor_records.imports import running as imports
from kontor_records.imports.deciding import Importing
from kontor_records.merging import following as merges
from kontor_records.merging.unmerging import FORGET_GIFTS
from kontor_records.storage.records import Complete

RECORDS = (ORGANIZATION, CONTACT, ACCOUNT, LEAD, RELATIONSHIP, PRIVACY_REQUEST)
RULES: Mapping[RecordType[Any], Complete[Any]] = {
    ORGANIZATION: organization_rules.completed,
    CONTACT: contact_rules.completed,
    ACCOUNT: account_rules.completed,
    LEAD: lead_rules.completed,
    RELATIONSHIP: relationship_rules.completed,
    PRIVACY_REQUEST: request_rules.completed,
}
PARTIES = (ORGANIZATION, CONTACT, LEAD)
BULK = tuple(
    BulkType(record_type=one, complete=RULES[one], verbs=many_leads.VERBS if one is LEAD else {})
    for one in RECORDS
    if one.has("bulk")
)


def _adapters(settings: ContactsSettings) -> Mapping[type[Any], Any]:
    if "sales" not in settings.peers:
        return {Deals: NoDeals()}
    return {Deals: PeerDeals(PeerClient("contacts", settings))}


APP = ServiceDefinition(
    name="contacts",
    settings=ContactsSettings,
    migrations=Path(__file__).parents[2] / "migrations",
    adapters=_adapters,
    texts=Path(__file__).parent / "texts",
    routers=[
        organization_routes.router,
        contact_routes.router,
        account_routes.router,
        funnel_routes.router,
        intake_routes.router,
        vcard_routes.router,
        lead_routes.router,
        qualification_routes.router,
        conversion_routes.router,
        relationship_routes.router,
        request_routes.router,
        privacy_routes.router,
        *(merge_routes(one, RULES[one]) for one in PARTIES),
        *(import_routes(one) for one in PARTIES),
        *(export_routes(one) for one in RECORDS),
        *(bulk_routes(one) for one in BULK),
        service_search_routes("contacts", PARTIES),
        service_bin_routes("contacts", RECORDS),
        catalogue_routes(),
        tag_routes(),
    ],
    consumers=[
        Consumer(
            name="contacts",
            subscriptions=(
                GRANT_MIRROR,
                *NAME_MIRRORS,
                TENANT_SEED,
                CLOSE_AFFILIATIONS,
                NOTE_ERASURES,
                *merges.follow_merges(RECORDS),
            ),
        )
    ],
    jobs=[
        *erasure_jobs.JOBS,
        FORGET_GIFTS,
        FORGET_CHANGES,
        forgetting.FORGET_FILES,
        exports.FORGET_FILES,
    ],
    timers={
        purging.TIMER: purging.purge_due,
        **merges.TIMERS,
        scanning.TIMER: scanning.scan_due,
        **FOLLOWING,
        **contact_jobs.TIMERS,
        **day_jobs.TIMERS,
        **qualification_jobs.TIMERS,
        **conversion_jobs.TIMERS,
        **request_jobs.TIMERS,
        **erasure_jobs.TIMERS,
    },
    processes=[
        bulk_process(BULK),
        imports.process([Importing(record_type=one, complete=RULES[one]) for one in PARTIES]),
        exports.process(RECORDS),
    ],
)
