"""Running: the loop that claims runs and takes them through their steps, several at a time."""

import asyncio
import random
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from time import monotonic
from typing import Any

import structlog

from kontor_automation.engine.claims import (
    Claimed,
    ClaimedStep,
    LeaseLostError,
    Note,
    claim,
    note,
)
from kontor_automation.engine.steps import Outcome, Ports, do
from kontor_automation.engine.telling import Telling, tell
from kontor_chassis.database.pool import CONNECTION_FAULTS, CONTENTION
from kontor_chassis.relay.nudge import Nudge
from kontor_chassis.telemetry import liveness
from kontor_schemas.automation.run import RunFailed, RunStepLeftUnknown, RunSucceeded
from kontor_schemas.values import RecordReference

_log = structlog.get_logger(__name__)

POLL_S = 0.25
"""Between two looks when nobody calls: for runs of other processes, and what is due again."""
_AWAY_S = 0.2
_NOTE_FOR_S = 90.0
_STOP_S = 8.0
_FIRST_RETRY_S = 0.5
_LONGEST_RETRY_S = 300.0
_LOOP = "automation runs"

_RUN_STATE = {"done": "succeeded", "failed": "failed", "unknown": "unknown"}
_STEP_STATE = {"done": "succeeded", "failed": "failed", "unknown": "unknown", "later": "queued"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Terms:
    """How a process works on runs."""

    now: Callable[[], datetime]
    nudge: Nudge
    shards: int
    concurrency: int
    lease: timedelta


class Running:
    """The runs one process works on."""

    def __init__(self, ports: Ports, terms: Terms) -> None:
        self._ports = ports
        self._terms = terms
        self._at_work: set[asyncio.Task[None]] = set()
        self._called = asyncio.Event()

    def call(self) -> None:
        """Say that there may be something to do; never blocks."""
        self._called.set()

    async def run(self) -> None:
        """Work until cancelled; what is under way then is given its time."""
        try:
            while True:
                liveness.beat(_LOOP)
                found = await self._take()
                if not found:
                    await self._wait()
        finally:
            liveness.leave(_LOOP)
            if self._at_work:
                await asyncio.wait(self._at_work, timeout=_STOP_S)
            for task in self._at_work:
                task.cancel()

    async def once(self) -> int:
        """Work on what is due now, and on what follows from it; return how many runs that were."""
        count = 0
        while found := await self._take():
            count += found
            await asyncio.wait(self._at_work)
        return count

    async def _take(self) -> int:
        self._called.clear()
        free = self._terms.concurrency - len(self._at_work)
        if free <= 0:
            return 0
        try:
            now = self._terms.now()
            runs = await claim(self._ports.pool, now, self._terms.lease, free)
        except (*CONNECTION_FAULTS, *CONTENTION) as fault:
            _log.warning("runs_wait", error=type(fault).__name__)
            await asyncio.sleep(_AWAY_S)
            return 0
        for run in runs:
            task = asyncio.create_task(self._work(run))
            self._at_work.add(task)
            task.add_done_callback(self._ended)
        return len(runs)

    async def _wait(self) -> None:
        with suppress(TimeoutError):
            await asyncio.wait_for(self._called.wait(), POLL_S)

    def _ended(self, task: "asyncio.Task[None]") -> None:
        self._at_work.discard(task)
        self._called.set()

    async def _work(self, run: Claimed) -> None:
        """Take a run through its steps, one after the other, and note each."""
        try:
            for place, step in enumerate(run.steps):
                following = run.steps[place + 1] if place + 1 < len(run.steps) else None
                if not await self._step(run, step, following):
                    return
        except LeaseLostError:
            _log.warning("run_in_other_hands", run=str(run.origin.run))
        except (*CONNECTION_FAULTS, *CONTENTION) as fault:
            # Left as it stands; whoever finds it due goes on from the last note.
            _log.warning("run_waits", run=str(run.origin.run), error=type(fault).__name__)
        except Exception:  # noqa: BLE001 - one run must not end the loop; its lease ends by itself
            _log.exception("run_left", run=str(run.origin.run))

    async def _step(self, run: Claimed, step: ClaimedStep, following: ClaimedStep | None) -> bool:
        outcome = await do(run, step, self._ports, self._terms.now())
        now = self._terms.now()
        found = self._note_of(run, step, following, outcome, now)
        await self._note(run, found, now)
        if found.told:
            self._terms.nudge.ring()
        if outcome.end != "done":
            _log.info(
                "step_not_done",
                run=str(run.origin.run),
                step=step.name,
                end=outcome.end,
                code=outcome.code,
                attempt=step.attempt + 1,
            )
        return outcome.end == "done" and following is not None

    async def _note(self, run: Claimed, found: Note, now: datetime) -> None:
        """Note a step, again and again while the database is away: the effect is there already.

        Nobody else can have the run as long as the fence stands, however late it gets.
        """
        give_up = monotonic() + _NOTE_FOR_S
        while True:
            try:
                await note(self._ports.pool, run, found, now, self._terms.shards)
            except (*CONNECTION_FAULTS, *CONTENTION):
                if monotonic() > give_up:
                    raise
                await asyncio.sleep(_AWAY_S)
            else:
                return

    def _note_of(
        self,
        run: Claimed,
        step: ClaimedStep,
        following: ClaimedStep | None,
        outcome: Outcome,
        now: datetime,
    ) -> Note:
        if outcome.end == "later":
            is_mail = step.kind == "send_mail"
            return Note(
                step=step.position,
                step_state="queued",
                # A mail that waits holds up none of the record's other runs.
                run_state="waiting" if is_mail else "queued",
                code=outcome.code,
                next_step=step.position,
                next_try_at=now + timedelta(seconds=_delay(step.attempt + 1, outcome)),
                is_step_over=False,
            )
        if outcome.end == "done" and following is not None:
            return Note(
                step=step.position,
                step_state="succeeded",
                run_state="running",
                next_step=following.position,
                next_try_at=now + self._terms.lease,
            )
        return Note(
            step=step.position,
            step_state=_STEP_STATE[outcome.end],
            run_state=_RUN_STATE[outcome.end],
            code=outcome.code,
            next_step=step.position + (outcome.end == "done"),
            is_run_over=True,
            freed=_freed(run, step, outcome),
            told=_told(run, step, outcome, now),
        )


def _told(run: Claimed, step: ClaimedStep, outcome: Outcome, now: datetime) -> list[Telling]:
    """Return the fact that says how a workflow ended; of a decision the record itself tells."""
    if run.kind != "workflow":
        return []
    about: dict[str, Any] = {
        "id": run.origin.run,
        "version": run.fence + 1,
        "workflow": run.rule,
        "workflow_version": run.rule_version,
        "trigger": run.origin.fact,
        "record": RecordReference(record=run.record, id=run.record_id),
    }
    if outcome.end == "done":
        return [tell(RunSucceeded(**about), run.origin, now)]
    if outcome.end == "unknown":
        return [tell(RunStepLeftUnknown(**about, step=step.name), run.origin, now)]
    code = (outcome.code or "")[:255]
    return [tell(RunFailed(**about, step=step.name, code=code), run.origin, now)]


def _freed(run: Claimed, step: ClaimedStep, outcome: Outcome) -> str | None:
    """Return the user whose turn led to nothing, because the record's owner refused."""
    if run.kind != "assignment" or outcome.end != "failed":
        return None
    user: str = step.arguments["body"]["owner"]
    return user


def _delay(attempt: int, outcome: Outcome) -> float:
    """Return the seconds until the next try: longer each time, never twice the same."""
    doubled: float = min(_FIRST_RETRY_S * 2 ** min(attempt - 1, 20), _LONGEST_RETRY_S)
    jittered = doubled * random.uniform(0.75, 1.25)  # noqa: S311 - spreads load, hides nothing
    return max(jittered, outcome.retry_after or 0.0)
