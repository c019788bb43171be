"""One real demo: PostgreSQL, web, worker and beat under the launcher, in a folder and on a port of its own."""

from __future__ import annotations

import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from oncocare import launch

START_LIMIT = 120  # seconds, on a busy machine
STOP_LIMIT = 40
OURS = ("DATABASE_URL", "ONCOCARE_MODE", "SECRET_KEY", "DJANGO_SETTINGS_MODULE", "CELERY_FILESYSTEM_DIR")
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
NAMES = ("chromium", "chromium-browser", "google-chrome")


@dataclass(frozen=True)
class Person:
    """Somebody who can sign in."""

    name: str
    link: str
    patient: str
    language: str


@dataclass
class Demo:
    """The running demo."""

    folder: Path
    port: int
    people: dict[str, Person] = field(default_factory=dict)

    @property
    def url(self) -> str:
        """Where it is served."""
        return f"http://localhost:{self.port}"

    def gather(self, *wanted: str) -> None:
        """Make these people ("name=language"), all at once, and learn everybody's links."""
        env = {**clean_environment(), "ONCOCARE_DEMO_DIR": str(self.folder)}
        env.update(
            ONCOCARE_MODE="demo",
            SECRET_KEY=launch.secret(self.folder),
            DATABASE_URL=(self.folder / launch.ADDRESS).read_text(),
            CELERY_FILESYSTEM_DIR=str(self.folder / "broker"),
        )
        command = [sys.executable, "-m", "tests.journeys.people", *wanted]
        done = subprocess.run(command, env=env, cwd=launch.REPO, check=True, capture_output=True, text=True)
        self.people = {name: Person(name, **facts) for name, facts in json.loads(done.stdout).items()}


def chromium() -> str | None:
    """Debian's Chromium, or what stands in its place."""
    return next((path for name in NAMES if (path := shutil.which(name))), None)


def clean_environment() -> dict[str, str]:
    """The environment as a person's shell has it: nothing of the test run that starts the demo."""
    return {name: value for name, value in os.environ.items() if name not in OURS}


@contextmanager
def demo() -> Iterator[Demo]:
    """Start it, wait until everything answers, stop it as Ctrl-C would, and prove that nothing is left."""
    above = "/var/tmp" if os.geteuid() == 0 else None  # where the account of PostgreSQL may enter
    outer = Path(tempfile.mkdtemp(prefix="oncocare-journeys-", dir=above))
    outer.chmod(0o711)
    running = Demo(outer / "demo", _free_port())
    output = outer / "output.txt"
    env = {**clean_environment(), "ONCOCARE_DEMO_DIR": str(running.folder)}
    with output.open("wb") as file:
        command = [sys.executable, "-m", "oncocare.launch", "demo", "--port", str(running.port)]
        process = launch.start(command, env=env, output=file, cwd=launch.REPO, stdin=subprocess.DEVNULL)
    try:
        _wait_for_links(process, output)
        yield running
    finally:
        if process.poll() is None:
            process.send_signal(signal.SIGTERM)
        try:
            code = process.wait(STOP_LIMIT)
            assert code == 0, f"The demo ended with status {code}:\n{output.read_text()}"
            assert not (left := _left(running.folder)), f"The demo left processes: {left}"
            with socket.socket() as probe:
                assert probe.connect_ex(("127.0.0.1", running.port)) != 0, "something still listens on the demo's port"
        finally:
            launch.stop(process)
            shutil.rmtree(outer, ignore_errors=True)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _wait_for_links(process: subprocess.Popen[bytes], output: Path) -> None:
    deadline = time.monotonic() + START_LIMIT
    while "/demo/sign-in/" not in output.read_text(errors="replace"):
        assert process.poll() is None, f"The demo ended by itself:\n{output.read_text()}"
        assert time.monotonic() < deadline, f"The demo did not start in {START_LIMIT} s:\n{output.read_text()}"
        time.sleep(0.1)


def _left(folder: Path) -> list[str]:
    """Processes that still work in this folder, by their command or environment; Linux only."""
    found, needle = [], os.fsencode(folder)
    for entry in Path("/proc").glob("[0-9]*"):
        try:
            if needle in (entry / "cmdline").read_bytes() + (entry / "environ").read_bytes():
                found.append(f"{entry.name} {launch.command_of(int(entry.name))}")
        except OSError:
            continue
    return found
