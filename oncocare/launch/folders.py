"""Where the launcher keeps things: its folders and their locks, the demo's keys, and how others find a running demo."""

from __future__ import annotations

import fcntl
import hashlib
import os
import secrets
import stat
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from oncocare.launch.processes import Trouble

REPO = Path(__file__).resolve().parents[2]
ADDRESS = "database-url"  # the file in the demo folder that tells `manage.py` where the demo's database is


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
                "MEDIA_ROOT": str(folder / "media"),
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
