"""`python -m kontor_automation serve | api | consume | relay | jobs | migrate`."""

from kontor_automation.app import APP
from kontor_chassis.main import run

run(APP)
