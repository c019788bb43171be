"""The whole demo, until Ctrl-C, and how its data are forgotten."""

from __future__ import annotations

import http.client
import os
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from types import MappingProxyType
from typing import IO, Any

from oncocare.launch.folders import ADDRESS, REPO, audit, demo_folder, only_one, own, secret, tests_folder
from oncocare.launch.postgres import APP, OWNER, Postgres
from oncocare.launch.processes import START_LIMIT, Signals, Stopped, Trouble, start, stop, tail
from oncocare.launch.video import video_settings

RESTART_AFTER = 1.0  # seconds between two starts of what may die alone
LOGGED = ("worker.log", "beat.log")  # the others speak to the terminal


def refuse_taken(port: int) -> None:
    """Raise Trouble when the port cannot be had, before anything is started."""
    taken = Trouble(
        f"Port {port} is in use by another program. Choose another one: make demo PORT={8123 if port != 8123 else 8124}"
    )
    with socket.socket() as probe:
        if probe.connect_ex(("127.0.0.1", port)) == 0:
            raise taken
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except PermissionError:
            raise Trouble(f"Port {port} is reserved for the system. Choose another one: make demo PORT=8123") from None
        except OSError:
            raise taken from None


def served(application: str, port: int, how: str = "gthread --workers 2 --threads 4 --graceful-timeout 5") -> list[str]:
    """The command that serves an application, without the Python before it."""
    gunicorn = f"gunicorn {application} --bind 127.0.0.1:{port} --worker-class {how}"
    return [*gunicorn.split(), "--log-level", "warning", "--no-control-socket"]


def free_port() -> int:
    """A port of this machine that nobody uses."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


class Demo:
    """Everything the demo runs, in the order it is stopped."""

    def __init__(self, folder: Path, port: int, loader: Sequence[str]) -> None:
        self.folder = folder
        self.port = port
        self.loader = loader
        self.signals = Signals()
        self.inner = {"web": free_port(), "live": free_port()}  # behind the one port that is known
        self.children: dict[str, subprocess.Popen[bytes]] = {}  # in the order of stopping: those who are asked first
        self.live: subprocess.Popen[bytes] | None = None  # what open pages hear: without it they ask now and then
        self.live_began = 0.0
        self.steps: list[subprocess.Popen[bytes]] = []
        self.postgres: Postgres | None = None
        self.owner: dict[str, str] = {}  # what the migrations are told instead: they work as the owner of the tables
        self.began = time.monotonic()
        self.env = {
            **os.environ,
            "DJANGO_SETTINGS_MODULE": "oncocare.settings",
            "ONCOCARE_MODE": "demo",
            "SECRET_KEY": secret(folder),
            **audit(folder),
            "SITE_URL": f"http://localhost:{port}",
            "CELERY_FILESYSTEM_DIR": str(folder / "broker"),
            "ONCOCARE_MAIL_DIR": str(folder / "mail"),
            "MEDIA_ROOT": str(folder / "media"),
            **video_settings(),
            "PYTHONUNBUFFERED": "1",
        }

    def run(self) -> None:
        """Start everything, watch it until a signal or a failure, and stop everything."""
        try:
            self._start()
            while True:
                self._watch()
                time.sleep(0.2)
        finally:
            self._stop()

    def _start(self) -> None:
        say("OncoCare demo: made-up people only. Stop it with Ctrl-C.")
        self._make_folders()
        if "DATABASE_URL" not in self.env:
            self._start_postgres()
        self._prepare()
        self._start_web()
        with (self.folder / "links.txt").open("wb+") as links:
            signing_in = self._step("demo_links", "--base", f"http://localhost:{self.port}", output=links)
            self._wait_for_page()
            self._start_worker_and_beat()
            self._say(f"the first page is served: http://localhost:{self.port}/")
            self._finish(signing_in, "The sign-in links could not be made.")
            links.seek(0)
            say(links.read().decode(errors="replace"))

    def _make_folders(self) -> None:
        broker = self.folder / "broker"
        for part in (broker, broker / "control", self.folder / "mail", self.folder / "media"):
            part.mkdir(mode=0o700, exist_ok=True)

    def _start_postgres(self) -> None:
        self.postgres = Postgres(self.folder)
        self.postgres.start(self.signals)
        self.postgres.make_roles()
        self.env["DATABASE_URL"] = self.postgres.address(APP)
        self.owner = {"DATABASE_URL": self.postgres.address(OWNER)}
        (self.folder / ADDRESS).write_text(self.env["DATABASE_URL"])
        self._say("PostgreSQL answers")

    def _prepare(self) -> None:
        """Tables, static files and people; the files beside the migrations, because there are two cores."""
        files = self._step("collectstatic", "--noinput", "--verbosity=0")
        migration = self._step("migrate", "--noinput", "--verbosity=0", env=self.owner)
        self._finish(migration, "The tables could not be made.")
        self._finish(files, "The style sheets and scripts could not be collected.")
        self._say("tables and static files are ready")
        self._finish(self._step("load_demo", *self.loader), "The demo people could not be loaded.")
        self._say("demo people are there")

    def _start_web(self) -> None:
        log = ["--access-logfile", str(self.folder / "web.log")]
        self.children["web"] = self._child([*served("oncocare.wsgi", self.inner["web"]), *log])
        front = f"oncocare.launch.front {self.port} {self.inner['web']} {self.inner['live']}"
        self.children["front"] = self._child(front.split())

    def _start_live(self) -> None:
        how = "asgi --workers 1 --graceful-timeout 1"  # its streams never end by themselves
        self.live_began = time.monotonic()
        with (self.folder / "live.log").open("ab") as log:
            self.live = self._child(served("oncocare.asgi", self.inner["live"], how), log)

    def _start_worker_and_beat(self) -> None:
        """After the first page: until then the machine's cores are for the person waiting."""
        self._start_live()
        worker = "celery -A oncocare worker --concurrency 1 --loglevel WARNING --without-mingle --without-gossip"
        beat = "celery -A oncocare beat --scheduler django_celery_beat.schedulers:DatabaseScheduler --loglevel WARNING"
        for name, command in (("worker", worker), ("beat", beat)):
            with (self.folder / f"{name}.log").open("ab") as log:
                self.children[name] = self._child(command.split(), log)

    def _say(self, what: str) -> None:
        say(f"  {time.monotonic() - self.began:4.1f} s  {what}")

    def _child(self, command: Sequence[str], output: IO[Any] | None = None) -> subprocess.Popen[bytes]:
        return start([sys.executable, "-m", *command], env=self.env, output=output, stdin=subprocess.DEVNULL, cwd=REPO)

    def _step(
        self, *command: str, output: IO[Any] | None = None, env: Mapping[str, str] = MappingProxyType({})
    ) -> subprocess.Popen[bytes]:
        child = start([sys.executable, "manage.py", *command], env={**self.env, **env}, output=output, cwd=REPO)
        self.steps.append(child)
        return child

    def _finish(self, step: subprocess.Popen[bytes], sentence: str) -> None:
        while step.poll() is None:
            self._watch()
            time.sleep(0.05)
        if step.returncode:
            raise Trouble(f"{sentence} The reason is above.")
        self.steps.remove(step)

    def _wait_for_page(self) -> None:
        deadline = time.monotonic() + START_LIMIT
        answer = "nothing"
        while True:
            connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=5)
            try:
                connection.request("GET", "/health/", headers={"Host": f"localhost:{self.port}"})
                answer = str(connection.getresponse().status)
                if answer == "200":
                    return
            except OSError:
                pass
            finally:
                connection.close()
            if time.monotonic() > deadline:
                raise Trouble(f"The web server did not come up within {START_LIMIT} s: /health/ answers {answer}.")
            self._watch()
            time.sleep(0.1)

    def _watch(self) -> None:
        self.signals.check()
        if self.live and self.live.poll() is not None and time.monotonic() > self.live_began + RESTART_AFTER:
            stop(self.live)  # what it may have left
            self._start_live()
        for name, child in self.children.items():
            if child.poll() is not None:
                log = self.folder / f"{name}.log"
                reason = f" The end of {log}:\n{tail(log)}" if log.name in LOGGED else " The reason is above."
                raise Trouble(
                    f"The {name} process ended by itself (status {child.returncode}), so the demo stops.{reason}"
                )
        if self.postgres and self.postgres.process and self.postgres.process.poll() is not None:
            log = self.postgres.log
            raise Trouble(f"PostgreSQL ended by itself, so the demo stops. The end of {log}:\n{tail(log)}")

    def _stop(self) -> None:
        if self.signals.received:
            say("\nStopping …")
        for child in (*self.steps, *([self.live] if self.live else ()), *self.children.values()):
            stop(child)
        if self.postgres:
            self.postgres.stop()


def say(text: str) -> None:
    """Print for the person at the terminal, unbuffered."""
    print(text, flush=True)


def demo(port: int, loader: Sequence[str]) -> int:
    """The sub-command `demo`."""
    folder = own(demo_folder())
    with only_one(folder, f"http://localhost:{port}/"):
        refuse_taken(port)
        os.umask(0o077)  # logs and sign-in links are for whoever started the demo
        try:
            Demo(folder, port, loader).run()
        except Stopped:
            say("Stopped. The demo data are kept; `make demo-reset` forgets them.")
    return 0


def reset() -> int:
    """The sub-command `reset`."""
    folder = demo_folder()
    shutil.rmtree(tests_folder() / "pg", ignore_errors=True)
    if "DATABASE_URL" in os.environ:
        say("DATABASE_URL is set: that database is yours and is left as it is.")
    if not folder.exists():
        say("There are no demo data.")
        return 0
    with only_one(own(folder)):
        if (folder / "pg").exists():
            Postgres(folder).stop_leftover()
        shutil.rmtree(folder)
    say("The demo data are gone.")
    return 0
