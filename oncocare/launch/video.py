"""The gateway for video and its relay on one machine, for developers and for CI: with the files of `deploy/`, as an
account that may do nothing, and reachable from this machine alone. They go on until `make video-stop`.

Sound and picture of Janus never use the loopback device, so they go over the machine's own address.
"""

from __future__ import annotations

import os
import pwd
import shutil
import signal
import socket
import subprocess
import time
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any

from oncocare.launch.folders import REPO, demo_folder, own, secret
from oncocare.launch.processes import Trouble, command_of, tail

DEBIAN = ("janus", "coturn")  # the packages
PROGRAMS = {"janus": "janus", "relay": "turnserver"}
NEVER_STARTED = Path("/usr/sbin/policy-rc.d")  # while this says 101, Debian starts nothing that it installs
SECRETS = ("JANUS_TOKEN_SECRET", "JANUS_ADMIN_SECRET", "JANUS_ROOM_KEY", "TURN_SECRET")
PORTS = {"WS_PORT": 8188, "ADMIN_PORT": 7088, "TURN_PORT": 3478}
PATIENCE = 10.0  # seconds until both answer
ACCOUNT = "nobody"  # whose rights they have where somebody starts them as root


def video() -> int:
    """The sub-command `video`: installs what is missing, starts both, and says where their settings stand."""
    install()
    folder = own(video_folder())
    settings = fill(folder)
    for name, command in commands(folder).items():
        if running(folder, name) is None:
            free(name, doors()[name])
            _start(folder, name, command)
    _wait(folder)
    print(f"Video runs. What the site must be told stands in {folder / 'env'} ({', '.join(settings)}).")
    print("Stop it with: make video-stop", flush=True)
    return 0


def video_stop() -> int:
    """The sub-command `video-stop`: ends what `video` has started, by the ids that it wrote down."""
    folder = video_folder()
    for name in PROGRAMS:
        if (pid := running(folder, name)) is not None:
            os.kill(pid, signal.SIGTERM)
            _gone(pid)
        (folder / f"{name}.started").unlink(missing_ok=True)
    return 0


def video_folder() -> Path:
    """Beside the demo's: the files, secrets and logs of both."""
    demo = demo_folder()
    return demo.with_name(f"{demo.name}-video")


def video_settings() -> dict[str, str]:
    """What the site must be told of a gateway that runs; nothing where none does."""
    folder = video_folder()
    if running(folder, "janus") is None:
        return {}
    lines = (folder / "env").read_text().splitlines()
    return {name: value for name, _equal, value in (line.partition("=") for line in lines)}


# --- the packages -----------------------------------------------------------------------------------------------------


def install() -> None:
    """Janus and coturn from Debian, without those services that Debian would start with them, one of them as root."""
    if all(_program(name) for name in PROGRAMS.values()):
        return
    if os.geteuid() != 0 or not shutil.which("apt-get"):
        raise Trouble(
            "Janus and coturn are not installed. On Debian 12 or Ubuntu 24.04:\n"
            "    sudo apt install --no-install-recommends janus coturn\n"
            "    sudo systemctl disable --now janus coturn\n"
            "Debian starts Janus as root; the second line ends that. Then: make video"
        )
    held = not NEVER_STARTED.exists()
    if held:
        NEVER_STARTED.write_text("#!/bin/sh\nexit 101\n")
        NEVER_STARTED.chmod(0o755)
    try:
        quiet = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
        for words in ("update -q", f"install -y -q --no-install-recommends {' '.join(DEBIAN)}"):
            if subprocess.run(["apt-get", *words.split()], check=False, env=quiet).returncode:
                raise Trouble("apt-get could not install janus and coturn: see above.")
    finally:
        if held:
            NEVER_STARTED.unlink()


def _program(name: str) -> str:
    return shutil.which(name, path="/usr/bin:/usr/sbin:/usr/local/bin") or ""


# --- the files --------------------------------------------------------------------------------------------------------


def fill(folder: Path, more: Mapping[str, str] | None = None) -> dict[str, str]:
    """Writes the files of `deploy/` with this machine's values and secrets of its own; what the site must be told."""
    values = {**values_here(folder), **(more or {})}
    (folder / "none").mkdir(exist_ok=True)
    for template in (
        *sorted((REPO / "deploy" / "janus").glob("*.example")),
        REPO / "deploy" / "turnserver.conf.example",
    ):
        _write(folder / template.name.removesuffix(".example"), filled(template.read_text(), values))
    site = {
        "JANUS_ADMIN": f"http://127.0.0.1:{values['ADMIN_PORT']}/admin",
        **{name: values[name] for name in SECRETS[:3]},
        "TURN_ADDRESSES": f"turn:{values['TURN_ADDRESS']}:{values['TURN_PORT']}?transport=udp",
        "TURN_SECRET": values["TURN_SECRET"],
    }
    _write(folder / "env", "".join(f"{name}={value}\n" for name, value in site.items()))
    _hand_over(folder)
    return site


def filled(text: str, values: Mapping[str, str]) -> str:
    """A file of `deploy/` with each `@NAME@` replaced. Trouble for one that nobody gave a value."""
    for name, value in values.items():
        text = text.replace(f"@{name}@", value)
    for line in text.splitlines():
        words = line.split("#")[0].split("@")
        if missing := [one for one in words[1::2] if one and one.replace("_", "").isupper()]:
            raise Trouble(f"deploy/ asks for {missing[0]}, which has no value.")
    return text


def values_here(folder: Path) -> dict[str, str]:
    """What stands for each name in the files of `deploy/`, on this machine."""
    address, library = own_address(), _library()
    return {
        **{name: secret(folder, name.lower().replace("_", "-")) for name in SECRETS},
        **{name: str(number) for name, number in PORTS.items()},
        "FOLDER": str(folder), "KEPT": str(folder / "kept"),
        "PLUGINS": f"{library}/plugins", "TRANSPORTS": f"{library}/transports",
        "RTP_PORTS": "20000-20499", "IPV6": "false", "MEDIA_ADDRESS": address, "NAT": "",
        "TURN_ADDRESS": "127.0.0.1", "RELAY_ADDRESS": address, "TURN_TLS": "no-tls\nno-dtls",
        "RELAY_FIRST": "49160", "RELAY_LAST": "49659",
        "RELAYS": "500", "REALM": "localhost",
    }  # fmt: skip


def own_address() -> str:
    """The address of this machine under which it reaches others; nothing is sent to find it."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as asking, suppress(OSError):
        asking.connect(("203.0.113.1", 9))  # an address of documentation: nobody has it
        return str(asking.getsockname()[0])
    raise Trouble("This machine has no network but loopback, over which Janus sends no sound and no picture.")


def _library() -> str:
    """The folder in which Debian keeps the parts of Janus; another for each kind of processor."""
    found = sorted(Path("/usr/lib").glob("*/janus/plugins/libjanus_videoroom.so"))
    if not found:
        raise Trouble("Janus is installed without its rooms for video (libjanus_videoroom.so).")
    return str(found[0].parents[1])


def _write(file: Path, text: str) -> None:
    file.touch(mode=0o600)
    file.write_text(text)


def _hand_over(folder: Path) -> None:
    """As root: the account reads its files and cannot change them; it writes where the relay keeps what it must."""
    kept = folder / "kept"
    kept.mkdir(mode=0o700, exist_ok=True)
    if os.geteuid() != 0:
        return
    account = pwd.getpwnam(ACCOUNT)
    for file in (*folder.glob("*.jcfg"), folder / "turnserver.conf"):
        os.chown(file, 0, account.pw_gid)
        file.chmod(0o640)
    os.chown(kept, account.pw_uid, account.pw_gid)


# --- the processes ----------------------------------------------------------------------------------------------------


def commands(folder: Path) -> dict[str, list[str]]:
    """How each is started."""
    return {
        "janus": [_program("janus"), f"--configs-folder={folder}", "--disable-colors"],
        "relay": [_program("turnserver"), "-c", str(folder / "turnserver.conf")],
    }


def running(folder: Path, name: str) -> int | None:
    """The id of the process that was started, if it is still that one."""
    with suppress(OSError, ValueError):
        pid = int((folder / f"{name}.started").read_text())
        if str(folder) in command_of(pid):
            return pid
    return None


def doors() -> dict[str, tuple[str, int]]:
    """Where each answers once it runs."""
    return {"janus": ("127.0.0.1", PORTS["ADMIN_PORT"]), "relay": ("127.0.0.1", PORTS["TURN_PORT"])}


def free(name: str, door: tuple[str, int]) -> None:
    """Trouble where somebody else listens already: with other secrets, so that nobody would come into a room."""
    if _answers(door):
        raise Trouble(
            f"Something listens on port {door[1]} already, perhaps {PROGRAMS[name]} of another checkout.\n"
            "Stop it where it was started (make video-stop), then: make video"
        )


def _start(folder: Path, name: str, command: list[str]) -> None:
    rights: dict[str, Any] = {}
    if os.geteuid() == 0:
        account = pwd.getpwnam(ACCOUNT)
        rights = {"user": account.pw_uid, "group": account.pw_gid, "extra_groups": []}
    _write(folder / f"{name}.log", "")
    with (folder / f"{name}.log").open("w") as log:
        child = subprocess.Popen(
            command, stdin=subprocess.DEVNULL, stdout=log, stderr=subprocess.STDOUT, start_new_session=True, cwd="/",
            env={"PATH": "/usr/bin:/bin", "LANG": "C.UTF-8"}, **rights,
        )  # fmt: skip
    _write(folder / f"{name}.started", str(child.pid))


def _wait(folder: Path) -> None:
    """Until both answer; Trouble with the end of the log of the one that does not."""
    deadline = time.monotonic() + PATIENCE
    for name, door in doors().items():
        while not _answers(door):
            if running(folder, name) is None or time.monotonic() > deadline:
                raise Trouble(f"{PROGRAMS[name]} does not answer. The end of its log:\n{tail(folder / f'{name}.log')}")
            time.sleep(0.05)


def _answers(door: tuple[str, int]) -> bool:
    with suppress(OSError), socket.create_connection(door, timeout=1):
        return True
    return False


def _gone(pid: int) -> None:
    deadline = time.monotonic() + PATIENCE
    while command_of(pid) and time.monotonic() < deadline:
        time.sleep(0.05)
    with suppress(ProcessLookupError):
        if command_of(pid):
            os.kill(pid, signal.SIGKILL)
