"""One real demo: PostgreSQL, web, worker and beat under the launcher, in a folder and on a port of its own."""

from __future__ import annotations

import fcntl
import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from email import policy
from email.message import EmailMessage
from email.parser import BytesParser
from pathlib import Path

from oncocare.foundation import clock
from oncocare.launch import folders, processes
from tests import moment

START_LIMIT = 480  # seconds; several demos may load at once on two cores
STOP_LIMIT = 120
MAIL_LIMIT = 120
MOVED = Path(__file__).parent / "moved"  # where Python finds what moves the clock of each process
STOCK = "ONCOCARE_JOURNEYS_STOCK"  # names the folder in which a run of the tests keeps the demo as it was loaded
READY = ("/demo/sign-in/", "/join/")  # what the links of a demo that is up hold, with people or without
OURS = (
    "DATABASE_URL",
    "AUDIT_KEY",
    "AUDIT_WITNESS",
    "ONCOCARE_MODE",
    "SECRET_KEY",
    "DJANGO_SETTINGS_MODULE",
    "CELERY_FILESYSTEM_DIR",
    "MEDIA_ROOT",
)
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
SITE = "localhost"
WITHOUT = ("passkey_en", "passkey_es", "password", "account_en", "account_es", "account_plain")  # no way in yet
NAMES = ("chromium", "chromium-browser", "google-chrome")


@dataclass(frozen=True)
class Person:
    """Somebody who can sign in."""

    name: str
    link: str
    patient: str
    language: str
    passkey: dict[str, str]  # empty for who has none yet and comes in by the link of the demo


@dataclass
class Demo:
    """The running demo."""

    folder: Path
    port: int
    people: dict[str, Person] = field(default_factory=dict)
    process: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        """Where it is served."""
        return f"http://{SITE}:{self.port}"

    @property
    def links(self) -> str:
        """What it printed for whoever started it: the links to come in by."""
        return (self.folder / "links.txt").read_text()

    @property
    def environment(self) -> dict[str, str]:
        """What a process needs to work beside it."""
        return {
            **moved_environment(),
            "ONCOCARE_DEMO_DIR": str(self.folder),
            "ONCOCARE_MODE": "demo",
            "SECRET_KEY": folders.secret(self.folder),
            **folders.audit(self.folder),
            "DATABASE_URL": (self.folder / folders.ADDRESS).read_text(),
            "CELERY_FILESYSTEM_DIR": str(self.folder / "broker"),
            "ONCOCARE_MAIL_DIR": str(self.folder / "mail"),
            "SITE_URL": self.url,
            "DJANGO_SETTINGS_MODULE": "oncocare.settings",
        }

    def still_runs(self) -> None:
        """Fail with what it said, where it has ended by itself: else every journey would say that nobody answers."""
        if self.process is not None and self.process.poll() is not None:
            said = (self.folder.parent / "output.txt").read_text(errors="replace")
            raise AssertionError(f"The demo ended by itself with status {self.process.returncode}:\n{said}")

    def helper(self, name: str, *arguments: str) -> str:
        """Run one of the modules beside this one to its end; what it printed."""
        command = [sys.executable, "-m", f"tests.journeys.{name}", *arguments]
        done = subprocess.run(
            command, env=self.environment, cwd=folders.REPO, check=True, stdout=subprocess.PIPE, text=True
        )
        return done.stdout

    def gather(self, *wanted: str) -> None:
        """Make these people ("name=language"), all at once, and learn everybody's links."""
        self.people = {
            name: Person(name, **facts) for name, facts in json.loads(self.helper("people", *wanted)).items()
        }

    def mails(self, to: str) -> list[EmailMessage]:
        """Every e-mail to this address, the oldest first."""
        files = sorted((self.folder / "mail").iterdir(), key=lambda file: file.stat().st_mtime_ns)
        found = [BytesParser(policy=policy.default).parsebytes(file.read_bytes()) for file in files]
        return [mail for mail in found if mail["To"] == to]

    def mail(self, to: str, after: int = 0) -> EmailMessage:
        """The newest e-mail to this address, once there are more than `after`."""
        deadline = time.monotonic() + MAIL_LIMIT
        while len(found := self.mails(to)) <= after:
            assert time.monotonic() < deadline, f"no mail to {to} within {MAIL_LIMIT} s"
            time.sleep(0.1)
        return found[-1]

    def live(self, *moments: datetime) -> None:
        """Do at each of these moments what the house does by itself."""
        self.helper("later", *(when.isoformat() for when in moments))

    @contextmanager
    def at(self, when: datetime, port: int | None = None) -> Iterator[Demo]:
        """The same site from this moment on, on a port of its own, or on one where it was at another moment."""
        moved = replace(self, port=port or _free_port())
        command = f"{sys.executable} -m gunicorn tests.journeys.later:application --log-level warning --threads 4"
        command += f" --no-control-socket --bind 127.0.0.1:{moved.port}"
        env = {**self.environment, "SITE_AT": when.isoformat()}
        process = processes.start(command.split(), env=env, cwd=folders.REPO, stdin=subprocess.DEVNULL)
        try:
            _wait(process, lambda: _listens(moved.port))
            yield moved
        finally:
            processes.stop(process)


def noon(days: int) -> datetime:
    """Noon, by UTC, of the day that is so many days from today: inside nobody's quiet hours in Europe."""
    return clock.now().replace(hour=12, minute=0, second=0, microsecond=0) + timedelta(days=days)


def chromium() -> str | None:
    """Debian's Chromium, or what stands in its place."""
    return next((path for name in NAMES if (path := shutil.which(name))), None)


def moved_environment() -> dict[str, str]:
    """The environment as a person's shell has it, nothing of the test run that starts the demo, the tests' clock, and a
    proxy in front that says who asks.
    """
    shell = {name: value for name, value in os.environ.items() if name not in OURS}
    return {**shell, "PYTHONPATH": str(MOVED), "TEST_CLOCK_OFFSET": str(moment.offset()), "PROXIES": "1"}


@contextmanager
def demo(*arguments: str) -> Iterator[Demo]:
    """A demo of its own in a folder that is gone afterwards; loaded once in a run of the tests, unless it is another."""
    outer = new_folder("oncocare-journeys-")
    try:
        if not arguments and STOCK in os.environ:
            _copy_stock(Path(os.environ[STOCK]), outer)
        with _started(outer, *arguments) as running:
            yield running
    finally:
        shutil.rmtree(outer, ignore_errors=True)


def new_folder(prefix: str) -> Path:
    """A new folder, which the account of PostgreSQL may enter."""
    outer = Path(tempfile.mkdtemp(prefix=prefix, dir="/var/tmp" if os.geteuid() == 0 else None))
    outer.chmod(0o711)
    return outer


def _copy_stock(stock: Path, outer: Path) -> None:
    """The demo as it is once it was loaded. A copy takes seconds and loading minutes: whoever comes first loads it, the
    others wait.
    """
    with _one_at_a_time("loading"):
        if not (stock / "loaded").exists():
            with _started(stock):
                pass
            (stock / "loaded").touch()
    subprocess.run(["cp", "--archive", "--reflink=auto", stock / "demo", outer / "demo"], check=True)


@contextmanager
def _one_at_a_time(act: str) -> Iterator[None]:
    """Of the processes of a run of the tests one does this, the others wait."""
    above = Path(os.environ.get(STOCK) or tempfile.gettempdir())
    with (above / f"oncocare-{act}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


@contextmanager
def _started(outer: Path, *arguments: str) -> Iterator[Demo]:
    """Start it, wait until everything answers, stop it as Ctrl-C would, and prove that nothing is left."""
    running = Demo(outer / "demo", _free_port())
    output = outer / "output.txt"
    with _one_at_a_time("starting"):  # they write the static files of one checkout
        process = running.process = _launched(running, output, *arguments)
    try:
        yield running
    finally:
        if process.poll() is None:
            process.send_signal(signal.SIGTERM)
        try:
            code = process.wait(STOP_LIMIT)
            assert code == 0, f"The demo ended with status {code}:\n{output.read_text()}"
            assert not (left := _left(running.folder)), f"The demo left processes: {left}"
            assert not _listens(running.port), "something still listens on the demo's port"
        finally:
            processes.stop(process)


def _launched(running: Demo, output: Path, *arguments: str) -> subprocess.Popen[bytes]:
    env = {**moved_environment(), "ONCOCARE_DEMO_DIR": str(running.folder)}
    command = [sys.executable, "-m", "oncocare.launch", "demo", "--port", str(running.port), *arguments]
    with output.open("wb") as file:
        process = processes.start(command, env=env, output=file, cwd=folders.REPO, stdin=subprocess.DEVNULL)
    try:
        _wait(process, lambda: any(part in output.read_text(errors="replace") for part in READY), output)
    except BaseException:
        processes.stop(process)
        raise
    return process


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _listens(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


def _wait(process: subprocess.Popen[bytes], ready: Callable[[], bool], output: Path | None = None) -> None:
    deadline = time.monotonic() + START_LIMIT
    while not ready():
        said = output.read_text(errors="replace") if output else ""
        assert process.poll() is None, f"It ended by itself:\n{said}"
        assert time.monotonic() < deadline, f"It did not start in {START_LIMIT} s:\n{said}"
        time.sleep(0.1)


def _left(folder: Path) -> list[str]:
    """Processes that still work in this folder, by their command or environment; Linux only."""
    found, needle = [], os.fsencode(folder)
    for entry in Path("/proc").glob("[0-9]*"):
        try:
            if needle in (entry / "cmdline").read_bytes() + (entry / "environ").read_bytes():
                found.append(f"{entry.name} {processes.command_of(int(entry.name))}")
        except OSError:
            continue
    return found
