"""The process of `/live/` as production runs it, beside the tests."""

from __future__ import annotations

import asyncio
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import psutil
from django.conf import settings
from django.db import connection
from django.test import Client

from oncocare.launch import folders, processes
from oncocare.launch.demo import free_port, served
from oncocare.people.models import User
from tests.event_source import status_of
from tests.journeys.running import moved_environment
from tests.signing_in import sign_in

START_LIMIT = 60  # seconds, on a busy machine


def session_of(user: User) -> str:
    """The key of a session in which this person is signed in."""
    client = Client()
    sign_in(client, user)
    return client.cookies[settings.SESSION_COOKIE_NAME].value


def cookie_of(user: User) -> str:
    """The cookie of such a session, as a browser sends it."""
    return f"{settings.SESSION_COOKIE_NAME}={session_of(user)}"


@dataclass
class LiveProcess:
    """The process, which can be killed and come back on the same port."""

    port: int
    process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Start it and wait until it hears the database."""
        database = connection.settings_dict
        env = {
            **moved_environment(),
            "DJANGO_SETTINGS_MODULE": "oncocare.settings",
            "ONCOCARE_MODE": "demo",
            "SECRET_KEY": settings.SECRET_KEY,
            "AUDIT_KEY": settings.AUDIT_KEY,
            "DATABASE_URL": f"postgresql://{database['USER']}:{database['PASSWORD']}@/{database['NAME']}"
            f"?host={database['HOST']}&port={database['PORT']}",
        }
        command = served("oncocare.asgi", self.port, "asgi --workers 1 --graceful-timeout 1")
        self.process = processes.start([sys.executable, "-m", *command], env=env, cwd=folders.REPO)
        deadline = time.monotonic() + START_LIMIT
        while asyncio.run(status_of(self.port, "/live/health/")) != 200:
            assert self.process.poll() is None, "the process of the streams ended by itself"
            assert time.monotonic() < deadline, f"the process of the streams does not answer within {START_LIMIT} s"
            time.sleep(0.05)

    def stop(self) -> None:
        """As a server is stopped."""
        if self.process:
            processes.stop(self.process)

    @property
    def worker(self) -> psutil.Process:
        """The one that holds the streams."""
        assert self.process
        return psutil.Process(self.process.pid).children()[0]

    def kill(self) -> None:
        """As when the machine takes it: nothing is said to anybody. Gunicorn starts another."""
        os.kill(self.worker.pid, signal.SIGKILL)

    def kill_all(self) -> None:
        """The same with Gunicorn: whoever started it has to start it again."""
        assert self.process
        os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()


@contextmanager
def live_process() -> Iterator[LiveProcess]:
    """One, on a port of its own, beside the database of this test."""
    one = LiveProcess(free_port())
    try:
        one.start()
        yield one
    finally:
        one.stop()
