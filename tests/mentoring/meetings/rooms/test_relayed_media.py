"""Sound and picture of somebody whose network reaches the relay alone: through the relay, and only with a password of
ours that is not over. Seen in three network namespaces, between which nothing is passed on but by coturn.
"""

from __future__ import annotations

import json
import re
import sys
import time
from collections.abc import Iterator
from datetime import UTC, datetime

import pytest

from mentoring.meetings.rooms.relays import relay_for
from tests.journeys import running
from tests.namespaces import GATEWAY, HOME, OTHER, RELAY, URL, Networks, networks
from tests.relaying import AHEAD

BEHIND = datetime(2001, 1, 1, tzinfo=UTC)
PACKETS, BYTES = 50, 160  # a second of sound, as large as a telephone sends it
PATIENCE = 20.0  # seconds
pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def there() -> Iterator[Networks]:
    """The networks, with the relay, and somebody at either address of the gateway who answers to each packet."""
    with networks() as made:
        made.begin("relay", "turnserver", "-c", str(made.folder / "turnserver.conf"), humbly=True)
        made.begin("gateway", "turnutils_peer", "-p", "3480", "-L", GATEWAY, "-L", OTHER, humbly=True)
        until(lambda: ":3478" in made.run("relay", "ss", "-lun").stdout)
        until(lambda: ":3480" in made.run("gateway", "ss", "-lun").stdout)
        yield made


def until(holds, limit=PATIENCE):
    deadline = time.perf_counter() + limit
    while not holds():
        assert time.perf_counter() < deadline
        time.sleep(0.05)


def sent(there, *, to=GATEWAY, ends=AHEAD, password=""):
    """What coturn's own client says of sending packets from the home to an address, by the relay."""
    secret = (there.folder / "turn-secret").read_text()
    (given,) = relay_for("x7", until=ends, secret=secret, urls=[URL])
    words = ["-u", given.username, "-w", password or given.credential, "-e", to, "-r", "3480", "-L", HOME]
    words += ["-n", str(PACKETS), "-l", str(BYTES), "-m", "1", "-c", RELAY]
    return there.run("home", "timeout", "15", "turnutils_uclient", *words).stdout


def test_the_home_reaches_the_gateway_in_no_other_way(there):
    reach = "import socket; socket.create_connection((%r, 3480), 1)"
    assert "Network is unreachable" in there.run("home", sys.executable, "-c", reach % GATEWAY).stdout
    assert there.run("home", "ip", "route").stdout.split()[0] == "10.77.1.0/24"


def test_with_a_password_of_ours_every_packet_goes_there_and_back(there):
    told = sent(there)
    assert re.findall(r"tot_send_msgs=(\d+), tot_recv_msgs=(\d+)", told)[-1] == (str(PACKETS), str(PACKETS))
    assert "Total lost packets 0 " in told


@pytest.mark.parametrize("given", [{"password": "wrong"}, {"ends": BEHIND}])
def test_with_a_wrong_password_or_one_that_is_over_there_is_no_relay(there, given):
    assert "Cannot complete Allocation" in sent(there, **given)


def test_the_relay_leads_to_the_gateway_and_nowhere_else(there):
    assert "403 (Forbidden IP)" in sent(there, to=OTHER)


@pytest.mark.browser
def test_a_browser_at_home_is_seen_and_heard_through_the_relay(there):
    chromium = running.chromium() or pytest.skip("No Chromium here, so no picture was looked at.")
    folder, python = there.folder, (sys.executable, "-m", "tests.relaying")
    there.begin("gateway", "janus", f"--configs-folder={folder}", "--disable-colors", humbly=True)
    there.begin("relay", *python, "forward", RELAY, "8188", GATEWAY, "8188")
    until(lambda: "7088" in there.run("gateway", "ss", "-ltn").stdout)
    until(lambda: "8188" in there.run("relay", "ss", "-ltn").stdout)
    (folder / "ticket").write_text(there.run("gateway", *python, "ticket", str(folder), URL, "7").stdout)
    there.begin("home", *python, "serve", "8000", str(folder / "ticket"), str(folder / "result"))
    until(lambda: "8000" in there.run("home", "ss", "-ltn").stdout)
    flags = ["--headless", f"--user-data-dir={folder / 'profile'}", *running.FLAGS, "--no-sandbox"]
    fake = ["--use-fake-device-for-media-stream", "--use-fake-ui-for-media-stream"]
    there.begin("home", chromium, *flags, *fake, "http://localhost:8000/")
    until((folder / "result").exists, limit=60)
    until(lambda: (folder / "result").stat().st_size > 0)
    told = json.loads((folder / "result").read_text())
    assert "error" not in told, told
    assert {side: (told[side]["state"], told[side]["local"], told[side]["remote"]) for side in told} == {
        "out": ("connected", "relay", GATEWAY), "back": ("connected", "relay", GATEWAY),
    }  # fmt: skip
    assert told["back"]["frames"] >= 30
    assert told["back"]["heard"] >= 150
    assert told["back"]["lost"] <= told["back"]["heard"] * 0.02
