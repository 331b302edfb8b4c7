"""`python -m kontor_gateway serve | api | consume | relay | jobs | migrate`."""

from kontor_chassis.main import run
from kontor_gateway.app import APP

run(APP)
