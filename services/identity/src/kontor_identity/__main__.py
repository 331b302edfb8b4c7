"""`python -m kontor_identity serve | api | consume | relay | jobs | migrate`."""

from kontor_chassis.main import run
from kontor_identity.app import APP

run(APP)
