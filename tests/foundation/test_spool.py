"""A task is handed over through files that are whole or not there."""

from __future__ import annotations

import fcntl
import json
import threading
from pathlib import Path

import pytest
from kombu import Connection, Exchange, Queue

from oncocare.foundation import spool


@pytest.fixture
def channel(tmp_path):
    """A channel of the folder."""
    options = {
        "data_folder_in": str(tmp_path),
        "data_folder_out": str(tmp_path),
        "control_folder": f"{tmp_path}/control",
    }
    with Connection(transport=spool.Transport, transport_options=options) as connection:
        yield connection.channel()


def declared(channel):
    """The one queue of the house."""
    queue = Queue("celery", Exchange("celery", "direct"), routing_key="celery")(channel)
    queue.declare()
    return queue


def test_a_message_comes_out_as_it_went_in(channel):
    queue = declared(channel)
    channel._put("celery", {"body": "one"})
    channel._put("celery", {"body": "two"})
    assert sorted(channel._get("celery")["body"] for _ in range(2)) == ["one", "two"]
    assert queue.get() is None


def test_a_message_is_not_seen_before_it_is_written(channel, tmp_path, monkeypatch):
    """Whoever looked while it was being written would read nothing, and end."""
    seen = []
    write = Path.write_text

    def looked_at(self, *given, **more):
        self.touch()
        seen.append([one.name for one in tmp_path.iterdir() if one.suffix == ".msg"])
        return write(self, *given, **more)

    monkeypatch.setattr(Path, "write_text", looked_at)
    channel._put("celery", {"body": "one"})
    assert seen == [[]]
    assert [json.loads(one.read_text()) for one in tmp_path.glob("*.msg")] == [{"body": "one"}]


def test_what_is_bound_is_looked_at_by_one_at_a_time(channel, tmp_path):
    """Two that start together do not find the empty file of each other."""
    (tmp_path / "control").mkdir()
    with (tmp_path / "control" / "lock").open("w") as held:
        fcntl.flock(held, fcntl.LOCK_EX)
        binding = threading.Thread(target=channel._queue_bind, args=("celery", "celery", "", "celery"))
        binding.start()
        binding.join(0.3)
        assert binding.is_alive()
        assert not (tmp_path / "control" / "celery.exchange").exists()
    binding.join(10)
    assert channel.get_table("celery") == [("celery", "", "celery")]
