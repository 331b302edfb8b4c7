"""Mistakes with mails, planted: which test finds each."""

from dataclasses import replace

import pytest

from kontor_automation.adapters.mail import MailPostponed, MailUnknown, SmtpMails
from kontor_automation.engine import running, steps
from kontor_chassis.clock import SetClock
from kontor_chassis.testing.planting import Plant
from services.automation.tests.bed import Bed
from services.automation.tests.engine import test_running

STATE = 'assert (run["state"], run["code"]) == ("unknown", "mail_unknown")'


@pytest.mark.planted("mail again")
async def test_a_mail_that_was_under_way_is_taken_for_one_not_begun(
    plant: Plant, bed: Bed, clock: SetClock
) -> None:
    async def begun_anew(run, step, ports, now):
        state = "queued" if step.state == "sending" else step.state
        return await steps.do(run, replace(step, state=state), ports, now)

    plant.put(running, "do", begun_anew)
    await plant.is_found_by(
        test_running.test_a_mail_left_in_the_middle_is_never_sent_by_itself, bed, clock, at=STATE
    )


@pytest.mark.planted("mail again")
async def test_a_lost_answer_is_taken_for_a_refusal_that_passes(plant: Plant, bed: Bed) -> None:
    rightly = SmtpMails.send

    async def postponed(self, mail):
        try:
            await rightly(self, mail)
        except MailUnknown as lost:
            raise MailPostponed from lost

    plant.put(SmtpMails, "send", postponed)
    await plant.is_found_by(
        test_running.test_a_mail_whose_answer_is_lost_is_unknown_and_stays_so, bed, at=STATE
    )
