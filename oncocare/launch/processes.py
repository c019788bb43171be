"""Starting and stopping child processes, so that nothing stays behind."""

from __future__ import annotations

import ctypes
import os
import signal
import subprocess
import sys
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from types import FrameType
from typing import IO, Any

PATIENCE = 10  # seconds a process has to stop before it is killed
START_LIMIT = 60  # seconds PostgreSQL or the first page may take


class Trouble(Exception):
    """Ends the launcher with a sentence for the person who started it."""


class Stopped(Exception):
    """A signal has asked the launcher to stop."""


class Signals:
    """Ctrl-C, TERM and HUP set a mark, looked at between steps, so that nothing is stopped half started."""

    def __init__(self, forward: Callable[[int], None] | None = None) -> None:
        self.received: int | None = None
        self.forward = forward
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            if number != signal.SIGHUP or signal.getsignal(number) != signal.SIG_IGN:  # ignored under nohup
                signal.signal(number, self._on_signal)

    def _on_signal(self, number: int, _frame: FrameType | None) -> None:
        self.received = number
        if self.forward:
            self.forward(number)

    def check(self) -> None:
        """Raise Stopped when a signal has arrived."""
        if self.received is not None:
            raise Stopped


def _signal_when_parent_dies(number: int) -> Callable[[], None] | None:
    """On Linux the kernel signals a child at its parent's death, so `kill -9` of the launcher leaves nothing."""
    if not sys.platform.startswith("linux"):
        return None
    prctl = ctypes.CDLL(None, use_errno=True).prctl
    return lambda: prctl(1, number, 0, 0, 0)  # 1 is PR_SET_PDEATHSIG


def start(
    command: Sequence[str | Path],
    *,
    env: Mapping[str, str],
    output: IO[Any] | None = None,
    at_parent_death: int = signal.SIGTERM,
    own_session: bool = True,
    **more: Any,
) -> subprocess.Popen[bytes]:
    """A child in a session of its own, so that Ctrl-C reaches the launcher alone and it can stop them in order."""
    return subprocess.Popen(
        [str(part) for part in command],
        env=dict(env),
        stdout=output,
        stderr=subprocess.STDOUT if output else None,
        start_new_session=own_session,
        preexec_fn=_signal_when_parent_dies(at_parent_death),
        **more,
    )


def stop(process: subprocess.Popen[bytes], number: int = signal.SIGTERM) -> None:
    """Ask, wait, and kill what is left of the child's session."""
    if process.poll() is None:
        process.send_signal(number)
        with suppress(subprocess.TimeoutExpired):
            process.wait(PATIENCE)
    with suppress(ProcessLookupError, PermissionError):
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()


def command_of(pid: int) -> str:
    """The command line of a running process, or nothing."""
    try:
        return Path(f"/proc/{pid}/cmdline").read_text(errors="replace").replace("\0", " ")
    except OSError:
        if Path("/proc/self").exists():
            return ""
    try:  # macOS
        found = subprocess.run(["ps", "-o", "command=", "-p", str(pid)], check=False, capture_output=True, text=True)
        return found.stdout.strip()
    except OSError:
        return ""


def tail(file: Path, lines: int = 15) -> str:
    """The last lines of a log."""
    try:
        return "\n".join("    " + line for line in file.read_text(errors="replace").splitlines()[-lines:])
    except OSError:
        return ""
