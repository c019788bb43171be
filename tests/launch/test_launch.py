"""The launcher: what it starts it stops, and what it cannot do it says."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import psutil
import pytest

from oncocare.launch import demo as demos
from oncocare.launch import execute, folders, postgres, processes

PATIENCE = 60  # seconds, on a busy machine
LAUNCH = [sys.executable, "-m", "oncocare.launch"]


@pytest.fixture
def temporary():
    """A temporary folder with a short name: the path of a socket has a limit."""
    with tempfile.TemporaryDirectory(prefix="oc-") as name:
        Path(name).chmod(0o711)  # as root, PostgreSQL runs as another account, which passes through
        yield Path(name)


@pytest.fixture
def env(temporary):
    """An environment without a database, whose temporary folder is the test's own."""
    kept = {name: value for name, value in os.environ.items() if name not in ("DATABASE_URL", "ONCOCARE_MODE")}
    (temporary / "t").mkdir()
    (temporary / "t").chmod(0o711)
    return {**kept, "TMPDIR": str(temporary / "t"), "ONCOCARE_DEMO_DIR": str(temporary / "demo")}


def processes_naming(word):
    """Every running process with `word` in its command line."""
    lines = [" ".join(process.info["cmdline"] or ()) for process in psutil.process_iter(["cmdline"])]
    return [line for line in lines if word in line]


def wait_for(condition, seconds=PATIENCE):
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if found := condition():
            return found
        time.sleep(0.05)
    pytest.fail(f"not so within {seconds} s: {condition}")


def run(*words, env):
    return subprocess.run(
        [*LAUNCH, *words], env=env, check=False, cwd=folders.REPO, capture_output=True, text=True, timeout=PATIENCE
    )


def left_in(temporary):
    """What lies in the folder of `exec` between two runs."""
    return sorted(one.name for one in (temporary / "demo-tests").iterdir())


def psql(env, ask, *statements):
    """What a fresh PostgreSQL of `exec` answers to `ask`, after which it is told the statements."""
    script = (
        "import os, sys, psycopg\n"
        "connection = psycopg.connect(os.environ['DATABASE_URL'], autocommit=True)\n"
        "print(connection.execute(sys.argv[1]).fetchone()[0])\n"
        "for statement in sys.argv[2:]: connection.execute(statement)\n"
    )
    done = run("exec", "--", sys.executable, "-c", script, ask, *statements, env=env)
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


# --- exec -------------------------------------------------------------------------------------------------------------


@pytest.mark.slow
def test_exec_gives_an_address_passes_the_exit_status_and_leaves_nothing(env, temporary):
    script = (
        "import os, sys, psycopg; from oncocare.foundation.env import database\n"
        "url = os.environ['DATABASE_URL']; psycopg.connect(url).close(); print(url, os.environ['ONCOCARE_MODE'])\n"
        "assert os.path.isdir(database()['HOST']); sys.exit(7)"
    )
    done = run("exec", "--", sys.executable, "-c", script, env=env)
    assert done.returncode == 7, done.stderr
    url, mode = done.stdout.split()
    assert url.startswith("postgresql://postgres:@/postgres?host=/")
    assert mode == "test"
    assert list((temporary / "t").iterdir()) == []
    assert left_in(temporary) == ["pg"]
    assert processes_naming(str(temporary)) == []


@pytest.mark.slow
def test_what_a_command_leaves_in_the_database_serves_the_next_one(env, temporary):
    ask = "SELECT count(*) FROM pg_database WHERE datname = 'kept'"
    assert psql(env, ask, "CREATE DATABASE kept") == "0"
    assert psql(env, ask) == "1"
    assert left_in(temporary) == ["pg"]


@pytest.mark.slow
def test_data_of_another_version_are_not_taken(env, temporary):
    ask = "SELECT count(*) FROM pg_database WHERE datname = 'kept'"
    psql(env, ask, "CREATE DATABASE kept")
    (temporary / "demo-tests" / "pg" / "PG_VERSION").write_text("9\n")
    assert psql(env, ask) == "0"


@pytest.mark.slow
def test_two_at_a_time_each_have_their_own(env, temporary):
    pause = f"import subprocess, sys; sys.exit(subprocess.call({[*LAUNCH, 'exec', '--', 'true']!r}))"
    env_inside = {name: value for name, value in env.items() if name != "DATABASE_URL"}
    done = run("exec", "--", "env", "-u", "DATABASE_URL", sys.executable, "-c", pause, env=env_inside)
    assert done.returncode == 0, done.stderr
    assert left_in(temporary) == ["pg"]


def test_a_run_that_was_killed_is_swept_away_by_the_next_and_one_at_work_is_not(temporary):
    folder = folders.own(temporary / "demo-tests")
    for name in ("run-killed", "run-at-work"):
        (folder / name / "pg").mkdir(parents=True)
        (folder / name / "launcher.lock").touch()
    with folders.only_one(folder / "run-at-work"):
        execute.sweep(folder)
    assert [one.name for one in folder.iterdir()] == ["run-at-work"]


def test_exec_starts_no_postgres_where_an_address_is_given(env, temporary):
    env["DATABASE_URL"] = "postgresql://somewhere/else"
    done = run("exec", "--", "sh", "-c", "echo $DATABASE_URL; ls $TMPDIR", env=env)
    assert (done.returncode, done.stdout) == (0, "postgresql://somewhere/else\n")


def hang_up_counts():
    """Whoever runs the tests under nohup hands on that a closed terminal is ignored."""
    signal.signal(signal.SIGHUP, signal.SIG_DFL)


@pytest.mark.slow
@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT, signal.SIGHUP, signal.SIGKILL])
def test_no_postgres_survives_the_launcher(env, temporary, number):
    if number == signal.SIGKILL and not sys.platform.startswith("linux"):
        pytest.skip("only Linux tells children of their parent's death; elsewhere the next start stops what is left")
    child = subprocess.Popen(
        [*LAUNCH, "exec", "--", "sleep", "600"],
        env=env,
        cwd=folders.REPO,
        stdin=subprocess.DEVNULL,
        start_new_session=True,
        preexec_fn=hang_up_counts,  # noqa: PLW1509 -- nothing here runs threads
    )
    try:
        wait_for(lambda: "sleep" in [process.name() for process in psutil.Process(child.pid).children()])
        assert any("postgres" in line for line in processes_naming(str(temporary)))
        child.send_signal(number)
        status = child.wait(PATIENCE)
    finally:
        child.kill()
        child.wait()
    wait_for(lambda: not processes_naming(str(temporary)))
    assert status == (-9 if number == signal.SIGKILL else 128 + number)
    if number != signal.SIGKILL:
        assert left_in(temporary) == ["pg"]


def test_exec_says_when_the_command_is_missing(env):
    env["DATABASE_URL"] = "postgresql://somewhere/else"
    done = run("exec", "--", "no-such-command", env=env)
    assert done.returncode == 1
    assert "no-such-command cannot be run" in done.stderr


# --- PostgreSQL kept for the demo -------------------------------------------------------------------------------------


@pytest.mark.slow
def test_a_postgres_left_by_a_killed_launcher_is_stopped_and_its_data_are_taken_over(env, temporary):
    folder = folders.own(temporary / "demo")
    first = postgres.Postgres(folder, execute.QUICK)
    signals = QuietSignals()
    first.start(signals)
    assert first.process is not None
    second = postgres.Postgres(folder, execute.QUICK)
    try:
        second.start(signals)
        assert first.process.wait(PATIENCE) == 0
        # A child that was forked this moment still has the command line of its parent.
        wait_for(lambda: len([line for line in processes_naming(f"{folder}/pg ") if "postgres" in line]) == 1)
    finally:
        second.stop()
    assert not (folder / "pg" / "postmaster.pid").exists()


def test_a_pid_file_that_names_somebody_else_is_only_removed(temporary):
    database = postgres.Postgres(folders.own(temporary / "demo"))
    database.data.mkdir()
    (database.data / "postmaster.pid").write_text(f"{os.getpid()}\n")
    database.stop_leftover()
    assert not (database.data / "postmaster.pid").exists()


class QuietSignals(processes.Signals):
    """Signals that leave pytest's own handlers alone."""

    def __init__(self):
        self.received = None


# --- what is refused --------------------------------------------------------------------------------------------------


def test_a_taken_port_is_named_before_anything_starts(env, temporary):
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        done = run("demo", "--port", str(port), env=env)
    assert done.returncode == 1
    assert f"Port {port} is in use" in done.stderr
    assert "make demo PORT=8123" in done.stderr
    assert not (temporary / "demo" / "pg").exists()


def test_a_second_launcher_on_the_same_folder_is_refused(temporary):
    folder = folders.own(temporary / "demo")
    with (
        folders.only_one(folder, "http://localhost:8000/"),
        pytest.raises(processes.Trouble, match=rf"already running at http://localhost:8000/ \(process {os.getpid()}\)"),
        folders.only_one(folder),
    ):
        pass


def test_a_lock_file_whose_process_is_gone_is_no_hindrance(temporary):
    folder = folders.own(temporary / "demo")
    (folder / "launcher.lock").write_text("1 http://localhost:8000/")
    with folders.only_one(folder):
        assert (folder / "launcher.lock").read_text() == str(os.getpid())


def test_reset_refuses_while_the_demo_runs_and_then_forgets(env, temporary):
    folder = folders.own(temporary / "demo")
    with folders.only_one(folder):
        done = run("reset", env=env)
        assert (done.returncode, folder.exists()) == (1, True)
        assert "already running" in done.stderr
    assert run("reset", env=env).returncode == 0
    assert not folder.exists()


def test_a_folder_others_could_write_to_is_not_used(temporary):
    folder = temporary / "demo"
    folder.mkdir()
    folder.chmod(0o777)
    with pytest.raises(processes.Trouble, match="belongs to somebody else"):
        folders.own(folder)


def test_a_link_in_place_of_the_folder_is_not_used(temporary):
    (temporary / "real").mkdir()
    (temporary / "demo").symlink_to(temporary / "real")
    with pytest.raises(processes.Trouble, match="belongs to somebody else"):
        folders.own(temporary / "demo")


# --- what is kept -----------------------------------------------------------------------------------------------------


def test_the_secret_is_made_once_and_for_its_owner_only(tmp_path):
    first = folders.secret(tmp_path)
    assert folders.secret(tmp_path) == first
    assert len(first) >= 50
    assert (tmp_path / "secret-key").stat().st_mode & 0o777 == 0o600


# --- what may die alone -------------------------------------------------------------------------------------------------


def ended():
    process = subprocess.Popen(["true"], start_new_session=True)
    process.wait()
    return process


def test_only_what_open_pages_hear_may_die_and_it_is_started_again(tmp_path, monkeypatch):
    monkeypatch.setattr(demos, "Signals", QuietSignals)
    running = demos.Demo(folders.own(tmp_path / "demo"), 8000, [])
    started = []
    monkeypatch.setattr(running, "_start_live", lambda: started.append(time.monotonic()))
    running.live = ended()
    running._watch()
    assert len(started) == 1
    running.live_began = time.monotonic()  # it has died again at once: the next start waits a moment
    running._watch()
    assert len(started) == 1
    for name in ("web", "front", "worker", "beat"):
        running.children = {name: ended()}
        with pytest.raises(processes.Trouble, match=f"The {name} process ended by itself"):
            running._watch()
