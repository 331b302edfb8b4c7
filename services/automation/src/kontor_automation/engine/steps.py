"""Steps: done outside any transaction, each to one of four ends: done, later, failed, unknown."""

import asyncio
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Literal
from uuid import UUID

import asyncpg

from kontor_automation.adapters.mail import (
    TIMEOUT_S,
    Mail,
    MailPostponed,
    MailRefused,
    Mails,
    MailUnknown,
)
from kontor_automation.engine import mail_text
from kontor_automation.engine.catalogue import KINDS
from kontor_automation.engine.claims import Claimed, ClaimedStep, mark_sending
from kontor_chassis.actor import Actor, Cause
from kontor_chassis.errors import Faults, Kind, Refusal
from kontor_chassis.failpoints import reach
from kontor_chassis.http.client import Call, OutcomeUnknown, PeerClient

SURELY_KNOWN_FOR = timedelta(hours=40)
"""The receiver remembers a key for 48 hours; a step tried again later might be done twice."""
_PATIENCE_S = 4.0
_PASSING = frozenset({Kind.UNAVAILABLE, Kind.LIMIT, Kind.LOCKED, Kind.UNAUTHENTICATED})
_PASSING_CODES = frozenset({"request_in_flight", "mirror_behind"})
_ADDRESS = (
    "SELECT email, status FROM user_mirror WHERE tenant_id = $1 AND id = $2 AND gone_at IS NULL"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What became of one try of a step.

    Attributes:
        end: Done; not done, to be tried later; failed for good; or nobody can tell.
        code: Why, where it is not done.
        retry_after: Seconds the receiver asks for before another try.
    """

    end: Literal["done", "later", "failed", "unknown"]
    code: str | None = None
    retry_after: float | None = None


DONE = Outcome(end="done")


@dataclass(frozen=True, slots=True, kw_only=True)
class Ports:
    """What steps reach the outside through."""

    pool: asyncpg.Pool
    peers: PeerClient
    mails: Mails
    lease: timedelta


async def do(run: Claimed, step: ClaimedStep, ports: Ports, now: datetime) -> Outcome:
    """Do one step, once.

    Raises:
        LeaseLostError: Another process has the run; nothing was done.
    """
    if step.state == "sending":
        # A process died between here and the server's word: the mail may be on its way.
        return Outcome(end="unknown", code="mail_unknown")
    if step.first_tried_at and now - step.first_tried_at > SURELY_KNOWN_FOR:
        return Outcome(end="unknown", code="tried_too_long")
    if step.kind == "send_mail":
        return await _send(run, step, ports, now)
    return await _command(run, step, ports)


async def _command(run: Claimed, step: ClaimedStep, ports: Ports) -> Outcome:
    origin = run.origin
    call = Call(
        service=KINDS[run.record].service,
        method=step.arguments["method"],
        path=step.arguments["path"],
        tenant=origin.tenant,
        cause=Cause(
            correlation_id=origin.chain,
            causation_id=origin.fact,
            depth=origin.depth,
            traceparent=origin.traceparent,
        ),
        key=f"run:{origin.run}:{step.position}",
        body=step.arguments["body"],
        actor=Actor("rule", origin.actor),
    )
    reach("automation.before_command")
    try:
        await ports.peers.send(call, patience_s=_PATIENCE_S)
    except OutcomeUnknown:
        # The receiver knows the key: asking again is safe, and answers what became of it.
        return Outcome(end="later", code="outcome_unknown")
    except Refusal as refusal:
        return _of_refusal(refusal)
    reach("automation.after_command")
    return DONE


def _of_refusal(refusal: Refusal) -> Outcome:
    code = refusal.faults[0].code if isinstance(refusal, Faults) else refusal.code
    if refusal.kind in _PASSING or refusal.code in _PASSING_CODES:
        return Outcome(end="later", code=code, retry_after=refusal.retry_after)
    return Outcome(end="failed", code=code)


async def _send(run: Claimed, step: ClaimedStep, ports: Ports, now: datetime) -> Outcome:
    address = await _recipient(run.origin.tenant, step.arguments, ports.pool)
    if address is None:
        return Outcome(end="failed", code="recipient_unknown")
    mail = Mail(
        to=address,
        subject=step.arguments["subject"],
        body=step.arguments["body"],
        identity=f"{run.origin.run}.{step.position}",
        at=now,
    )
    await mark_sending(ports.pool, run, step, now + ports.lease)
    reach("automation.before_mail")
    try:
        async with asyncio.timeout(TIMEOUT_S):
            await ports.mails.send(mail)
    except MailPostponed:
        return Outcome(end="later", code="mail_postponed")
    except MailRefused as refused:
        return Outcome(end="failed", code=refused.code)
    except (MailUnknown, TimeoutError):
        return Outcome(end="unknown", code="mail_unknown")
    reach("automation.after_mail")
    return DONE


async def _recipient(tenant: UUID, arguments: Any, pool: asyncpg.Pool) -> str | None:
    if "to_user" not in arguments:
        address: str | None = arguments["to"]
        return address
    if arguments["to_user"] is None:
        return None
    row = await pool.fetchrow(_ADDRESS, tenant, UUID(arguments["to_user"]))
    if row is None or row["status"] != "active":
        return None
    return mail_text.sendable(row["email"])
