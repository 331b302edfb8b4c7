"""The table of contents: whatever a route or command may set going, somebody takes up."""

from kontor_contacts.app import APP
from kontor_contacts.processes.conversion import jobs as conversion_jobs
from kontor_contacts.processes.day_rounds import jobs as day_jobs
from kontor_contacts.processes.erasure import jobs as erasure_jobs
from kontor_contacts.processes.qualification import jobs as qualification_jobs
from kontor_contacts.records.contact import jobs as contact_jobs
from kontor_contacts.records.privacy_request import jobs as request_jobs
from kontor_records.bin import binning
from kontor_records.duplicates import scanning
from kontor_records.following import handling
from kontor_records.merging import following


def test_every_kind_of_timer_has_a_handler() -> None:
    kinds = {
        binning.TIMER, scanning.TIMER, *handling.TIMERS, *following.TIMERS, *contact_jobs.TIMERS,
        *qualification_jobs.TIMERS, *conversion_jobs.TIMERS, *request_jobs.TIMERS,
        *erasure_jobs.TIMERS, *day_jobs.TIMERS,
    }  # fmt: skip
    assert set(APP.timers) == kinds


def test_what_is_kept_for_a_while_is_forgotten() -> None:
    assert {job.name for job in APP.jobs} == {
        "forget_words", "forget_gifts", "forget_changes", "forget_parked", "forget_imports",
        "forget_exports",
    }  # fmt: skip
