"""Settings of the contacts service."""

from kontor_chassis.settings import ServiceSettings


class ContactsSettings(ServiceSettings):
    """Contacts needs nothing beyond what every service needs."""
