"""Settings of the contacts service."""

from kontor_chassis.settings import ServiceSettings


class ContactsSettings(ServiceSettings):
    """Contacts needs nothing beyond what every service needs.

    With an address of `sales` among its peers, a conversion can begin a deal there.
    """
