"""Three networks on one machine: a home, the relay, and the gateway, where the home reaches the relay and nothing else.

They are network namespaces, which want Linux and root; a test without them says so and is skipped.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from oncocare.launch import video
from oncocare.launch.processes import start, stop

NOT_HERE = "No network namespaces here (they want Linux, root and iproute2), so no relayed media was looked at."
NO_PROGRAMS = "coturn and Janus are not installed: `make video` installs them."
HOME, RELAY, RELAY_INSIDE, GATEWAY, OTHER = "10.77.1.2", "10.77.1.1", "10.77.2.1", "10.77.2.2", "10.77.2.3"
URL = f"turn:{RELAY}:3478?transport=udp"
WORDS = ("home", "relay", "gateway")


class Networks:
    """`folder` holds the filled-in files of `deploy/` for these networks; `names` the names of the namespaces."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.names = {word: f"oncocare-{word}-{os.getpid()}" for word in WORDS}
        self.began: list[subprocess.Popen[bytes]] = []

    def command(self, where: str, *words: str, humbly: bool = False) -> list[str]:
        """A command inside one network; `humbly` without any rights."""
        nobody = ["setpriv", "--reuid=nobody", "--regid=nogroup", "--clear-groups", "--no-new-privs"] if humbly else []
        return ["ip", "netns", "exec", self.names[where], *nobody, *words]

    def run(self, where: str, *words: str, limit: float = 30) -> subprocess.CompletedProcess[str]:
        """To its end; what it said on either stream."""
        return subprocess.run(
            self.command(where, *words), check=False, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
            timeout=limit,
        )  # fmt: skip

    def begin(self, where: str, *words: str, humbly: bool = False) -> subprocess.Popen[bytes]:
        """Until the networks end."""
        log = self.folder / f"{len(self.began)}.log"
        with log.open("w") as output:
            child = start(self.command(where, *words, humbly=humbly), env=os.environ, output=output)
        self.began.append(child)
        return child

    def make(self) -> None:
        """The networks, and between them two lines: from the home to the relay, from the relay to the gateway."""
        for name in self.names.values():
            _ip("netns", "add", name)
            _ip("-n", name, "link", "set", "lo", "up")
        number = os.getpid()
        lines = ((("home", HOME), ("relay", RELAY)), (("relay", RELAY_INSIDE), ("gateway", GATEWAY)))
        for line, ends in enumerate(lines):
            devices = [f"oo{line}{side}-{number}" for side in "ab"]
            _ip("link", "add", devices[0], "type", "veth", "peer", "name", devices[1])
            for device, (where, address) in zip(devices, ends, strict=True):
                name = self.names[where]
                _ip("link", "set", device, "netns", name)
                _ip("-n", name, "addr", "add", f"{address}/24", "dev", device)
                _ip("-n", name, "link", "set", device, "up")
        _ip("-n", self.names["gateway"], "addr", "add", f"{OTHER}/24", "dev", f"oo1b-{number}")

    def end(self) -> None:
        """Whatever was begun, and the networks."""
        for child in reversed(self.began):
            stop(child)
        for name in self.names.values():
            subprocess.run(["ip", "netns", "del", name], check=False, capture_output=True)


def _ip(*words: str) -> None:
    subprocess.run(["ip", *words], check=True, capture_output=True)


@contextmanager
def networks() -> Iterator[Networks]:
    """The networks with the files for them; a skip where there can be none."""
    if os.geteuid() != 0 or not shutil.which("ip") or not shutil.which("setpriv"):
        pytest.skip(NOT_HERE)
    if not all(shutil.which(name) for name in ("turnserver", "turnutils_uclient", "turnutils_peer", "janus")):
        pytest.fail(NO_PROGRAMS) if os.environ.get("CI") == "true" else pytest.skip(NO_PROGRAMS)
    with tempfile.TemporaryDirectory(prefix="oncocare-relay-", dir="/var/tmp") as name:
        folder = Path(name)
        folder.chmod(0o711)
        made = Networks(folder)
        try:
            try:
                made.make()
            except subprocess.CalledProcessError as error:
                pytest.skip(f"{NOT_HERE} {error.stderr.decode().strip()}")
            values = {"MEDIA_ADDRESS": GATEWAY, "TURN_ADDRESS": RELAY, "RELAY_ADDRESS": RELAY_INSIDE}
            video.fill(folder, values)
            sockets = folder / "janus.transport.websockets.jcfg"
            sockets.write_text(sockets.read_text().replace('ws_ip = "127.0.0.1"', f'ws_ip = "{GATEWAY}"'))
            yield made
        finally:
            made.end()
