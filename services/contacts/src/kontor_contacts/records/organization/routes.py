"""HTTP for organizations."""

from kontor_contacts.records.organization import commands
from kontor_contacts.records.organization.record import ORGANIZATION
from kontor_records.http.routes import Verbs, record_routes

router = record_routes(
    ORGANIZATION,
    Verbs(create=commands.create_organization, change=commands.change_organization),
)
