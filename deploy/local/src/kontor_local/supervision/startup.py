"""One bring-up: starts programs, waits for them, and takes back what it started when one fails."""

from collections.abc import Awaitable, Callable, Iterable, Sequence
from dataclasses import dataclass

from kontor_local.layout import Folders
from kontor_local.network import require_free
from kontor_local.progress import say
from kontor_local.supervision.program import Program
from kontor_local.supervision.shutdown import shut_down
from kontor_local.supervision.supervisord import Manager
from kontor_local.supervision.watch import Probe, Watch
from kontor_local.together import all_of


@dataclass(frozen=True, kw_only=True, slots=True)
class Start:
    """A program to start, and what tells that it is ready."""

    program: Program
    probe: Probe
    patience_s: float = 60


class Startup:
    """What this run has started, so that nothing half-started is left behind."""

    def __init__(self, folders: Folders, programs: Sequence[Program], advice: str) -> None:
        """Take the programs of the whole stack, and what to do about a port that is taken."""
        self._folders = folders
        self._programs = programs
        self._advice = advice
        self._started: list[Program] = []
        self._started_manager = False
        self.manager = Manager(folders)

    async def open(self, prepare: Callable[[], Awaitable[None]]) -> None:
        """Make sure that the process manager runs, and knows these programs and no others.

        Args:
            prepare: Makes everything the programs need on the disk; called before they start anew.
        """
        if self.manager.answers:
            if self.manager.configured_as(self._programs):
                return
            say("the stack is made up differently now; what runs is stopped first")
        shut_down(self._folders)
        self._require_ports(self._programs)
        await prepare()
        self.manager.start(self._programs)
        self._started_manager = True

    async def bring_up(self, starts: Iterable[Start]) -> int:
        """Start what does not run yet and wait for all; return how many were started."""
        wanted = list(starts)
        states = self.manager.states()
        idle = [start.program for start in wanted if not states[start.program.name].alive]
        self._require_ports(idle)
        watches = [(Watch.before_start(self.manager, start.program), start) for start in wanted]
        self._started += idle
        self.manager.start_programs(idle)
        await all_of(*(watch.until(start.probe, start.patience_s) for watch, start in watches))
        return len(idle)

    def take_back(self) -> None:
        """Stop what this run started, and nothing that ran before."""
        if self._started_manager:
            shut_down(self._folders)
        elif self._started:
            self.manager.stop_programs(reversed(self._started))

    def _require_ports(self, programs: Iterable[Program]) -> None:
        for program in programs:
            for port in program.ports:
                require_free(program.name, port, self._advice)
