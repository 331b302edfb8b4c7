"""HTTP for contacts."""

from kontor_contacts.records.contact import commands
from kontor_contacts.records.contact.record import CONTACT
from kontor_records.http.routes import Verbs, record_routes

router = record_routes(
    CONTACT,
    Verbs(
        create=commands.create_contact,
        change=commands.change_contact,
        hidden=frozenset({"status"}),
    ),
)
