"""`python -m kontor_contacts serve | api | consume | relay | jobs | migrate`."""

from kontor_chassis.main import run
from kontor_contacts.app import APP

run(APP)
