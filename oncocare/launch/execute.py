"""One command beside a throw-away PostgreSQL."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path

from oncocare.launch.folders import only_one, own, tests_folder
from oncocare.launch.postgres import Postgres
from oncocare.launch.processes import PATIENCE, Signals, Stopped, Trouble, start, stop

QUICK = (  # for data thrown away anyhow
    *("fsync=off", "synchronous_commit=off", "full_page_writes=off"),
    "autovacuum=off",  # who counts the rows between two tests finds none, and chooses long ways in the next
)


def in_terminal() -> bool:
    """Whether a Ctrl-C typed at the terminal reaches this process and its children by itself."""
    try:
        return os.tcgetpgrp(sys.stdin.fileno()) == os.getpgrp()
    except (OSError, ValueError):
        return False


def execute(command: Sequence[str]) -> int:
    """The sub-command `exec`: the command's exit status is the launcher's."""
    if not command:
        raise Trouble("Which command? For example: python -m oncocare.launch exec -- pytest")
    run = Execution(command)
    with ExitStack() as tidying:
        try:
            return run.status(tidying)
        except Stopped:
            return 128 + (run.signals.received or signal.SIGTERM)


class Execution:
    """One command, to which signals are passed on, and which is killed when it does not end in time after one."""

    def __init__(self, command: Sequence[str]) -> None:
        self.command = command
        self.child: subprocess.Popen[bytes] | None = None
        self.terminal = in_terminal()
        self.deadline = float("inf")
        self.signals = Signals(self._forward)
        self.env = {**os.environ, "PYTHONUNBUFFERED": "1"}
        self.env.setdefault("DJANGO_SETTINGS_MODULE", "oncocare.settings")
        self.env.setdefault("ONCOCARE_MODE", "test")

    def status(self, tidying: ExitStack) -> int:
        """The exit status; what has to be stopped afterwards goes onto `tidying`."""
        if "DATABASE_URL" not in self.env:
            self.env["DATABASE_URL"] = tidying.enter_context(throw_away_postgres(self.signals))
        self.signals.check()
        self.child = child = self._start()
        if not self.terminal:
            tidying.callback(stop, child)
        while child.poll() is None:
            if time.monotonic() > self.deadline:
                child.kill()
            time.sleep(0.02)
        return child.returncode if child.returncode >= 0 else 128 - child.returncode

    def _start(self) -> subprocess.Popen[bytes]:
        try:
            return start(self.command, env=self.env, own_session=not self.terminal)
        except OSError as error:
            raise Trouble(f"{self.command[0]} cannot be run: {error.strerror}.") from error

    def _forward(self, number: int) -> None:
        if self.child is None or (self.terminal and number == signal.SIGINT):
            return  # at a terminal, Ctrl-C has reached the command already; a second one would interrupt its tidying
        self.deadline = min(self.deadline, time.monotonic() + PATIENCE)
        with suppress(ProcessLookupError):
            os.kill(self.child.pid, number) if self.terminal else os.killpg(self.child.pid, number)


@contextmanager
def throw_away_postgres(signals: Signals) -> Iterator[str]:
    """The address of a PostgreSQL for one command. What the command leaves in it serves the next one, which so finds
    the tables of the tests made: the data folder is taken whole, and given back whole if PostgreSQL ended as it should.
    """
    kept = own(tests_folder())
    sweep(kept)
    folder = own(Path(tempfile.mkdtemp(prefix="run-", dir=kept)))
    with only_one(folder):
        postgres = Postgres(folder, QUICK)
        postgres.adopt(kept / "pg")
        try:
            postgres.start(signals)
            yield postgres.url
        finally:
            postgres.stop()
            if postgres.ended_well and not (kept / "pg").exists():
                postgres.data.rename(kept / "pg")
            shutil.rmtree(folder, ignore_errors=True)


def sweep(folder: Path) -> None:
    """Remove the run folders of launchers that were killed; one that is at work holds its lock."""
    for left in folder.glob("run-*/launcher.lock"):
        with suppress(Trouble), only_one(left.parent):
            Postgres(left.parent).stop_leftover()
            shutil.rmtree(left.parent, ignore_errors=True)
