"""The files for video that `deploy/` holds: all is filled in, nothing records, and nothing listens to the world."""

from __future__ import annotations

import configparser
import re
import socket
from pathlib import Path

import pytest

from oncocare.launch import video
from oncocare.launch.folders import REPO
from oncocare.launch.processes import Trouble

DEPLOY = REPO / "deploy"
VALUES = {
    **dict.fromkeys(video.SECRETS, "s" * 40), "FOLDER": "/x", "KEPT": "/x/kept", "PLUGINS": "/p", "TRANSPORTS": "/t", "RTP_PORTS": "1-2",
    "IPV6": "false", "MEDIA_ADDRESS": "192.0.2.7", "NAT": "", "ADMIN_PORT": "7088", "WS_PORT": "8188",
    "TURN_ADDRESS": "192.0.2.8", "TURN_PORT": "3478", "RELAY_ADDRESS": "192.0.2.8", "RELAY_FIRST": "3",
    "RELAY_LAST": "4", "TURN_TLS": "no-tls", "REALM": "x", "RELAYS": "5",
}  # fmt: skip
SHIPPED = [  # by Debian, with Janus 1.1.2
    "audiobridge", "duktape", "echotest", "lua", "nosip", "recordplay", "sip", "streaming", "textroom", "videocall",
    "voicemail",
]  # fmt: skip


def made(name: str) -> str:
    return video.filled((DEPLOY / f"{name}.example").read_text(), VALUES)


def test_every_name_in_the_files_has_a_value_and_no_value_is_for_nothing():
    texts = [file.read_text() for file in (*DEPLOY.glob("janus/*.example"), DEPLOY / "turnserver.conf.example")]
    assert len(texts) == 5
    assert {name for text in texts for name in re.findall(r"@([A-Z_0-9]+)@", text)} == set(VALUES)
    assert [name for text in texts for name in re.findall(r"@[A-Z_0-9]+@", video.filled(text, VALUES))] == []


def test_a_name_without_a_value_is_trouble():
    with pytest.raises(Trouble, match="OTHER, which has no value"):
        video.filled('a = "@OTHER@"  # @NOBODY@', {})


def test_janus_loads_rooms_alone_and_nothing_that_records():
    text = made("janus/janus.jcfg")
    off = re.findall(r'disable = "([^"]+)"', text)
    assert off[0].split(",") == [f"libjanus_{one}.so" for one in SHIPPED]
    assert re.findall(r"^\s*(token_auth|broadcast|protected_folders)\s*=\s*(.+?)\s*(?:#|$)", text, re.MULTILINE) == [
        ("token_auth", "true"), ("protected_folders", '["/"]'), ("broadcast", "false"),
    ]  # fmt: skip
    installed = sorted(Path("/usr/lib").glob("*/janus/plugins/libjanus_*.so"))
    names = {one.stem.removeprefix("libjanus_") for one in installed}
    assert names in (set(), {"videoroom", *SHIPPED})


def test_the_gateway_and_its_admin_door_are_bound_to_this_machine():
    http, sockets = made("janus/janus.transport.http.jcfg"), made("janus/janus.transport.websockets.jcfg")
    assert re.findall(r"^\s*(http|https|admin_http|admin_https|admin_ip|admin_acl) = (\S+)", http, re.MULTILINE) == [
        ("http", "false"), ("https", "false"), ("admin_http", "true"), ("admin_ip", '"127.0.0.1"'),
        ("admin_https", "false"), ("admin_acl", '"127.0.0.1"'),
    ]  # fmt: skip
    assert re.findall(r"^\s*(ws|ws_ip|wss|admin_ws|admin_wss) = (\S+)", sockets, re.MULTILINE) == [
        ("ws", "true"), ("ws_ip", '"127.0.0.1"'), ("wss", "false"), ("admin_ws", "false"), ("admin_wss", "false"),
    ]  # fmt: skip


def test_only_the_site_makes_rooms():
    text = made("janus/janus.plugin.videoroom.jcfg")
    assert re.findall(r"^\s*(\w+) = (\S+)", text, re.MULTILINE) == [
        ("admin_key", f'"{"s" * 40}"'), ("lock_rtp_forward", "true"), ("events", "false"), ("string_ids", "true"),
    ]  # fmt: skip
    assert "room-" not in text


def test_the_relay_has_passwords_that_end_and_leads_to_the_gateway_alone():
    lines = [line for line in made("turnserver.conf").splitlines() if line and not line.startswith("#")]
    assert [line for line in lines if "peer" in line] == [
        "denied-peer-ip=0.0.0.0-255.255.255.255", "denied-peer-ip=::-ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff",
        "allowed-peer-ip=192.0.2.7", "no-multicast-peers",
    ]  # fmt: skip
    wanted = {"use-auth-secret", f"static-auth-secret={'s' * 40}", "no-cli", "no-tcp-relay", "min-port=3", "max-port=4"}
    assert wanted - set(lines) == set()
    assert [
        line for line in lines if line.startswith(("user=", "no-auth", "allow-loopback", "lt-cred", "verbose"))
    ] == []


def test_the_service_of_the_gateway_has_no_rights_and_can_write_nowhere():
    unit = configparser.ConfigParser(strict=False, interpolation=None)
    unit.optionxform = str  # type: ignore[method-assign,assignment]
    unit.read(DEPLOY / "oncocare-janus.service.example")
    service = unit["Service"]
    assert (service["User"], service["ProtectSystem"], service["CapabilityBoundingSet"], service["NoNewPrivileges"]) == (
        "oncocare-video", "strict", "", "yes",
    )  # fmt: skip
    assert "--configs-folder=/etc/oncocare-video" in service["ExecStart"]


def test_a_process_that_is_somebody_else_s_is_not_taken_for_ours(tmp_path):
    assert video.running(tmp_path, "janus") is None
    (tmp_path / "janus.started").write_text("1")
    assert video.running(tmp_path, "janus") is None
    (tmp_path / "janus.started").write_text("nonsense")
    assert video.running(tmp_path, "janus") is None


def test_where_another_checkout_s_gateway_listens_nothing_is_started_beside_it():
    with socket.create_server(("127.0.0.1", 0)) as other:
        with pytest.raises(Trouble, match="of another checkout"):
            video.free("janus", other.getsockname())
        door = other.getsockname()
    video.free("janus", door)


def test_what_is_written_for_the_site_is_readable_for_nobody_else(tmp_path, monkeypatch):
    monkeypatch.setattr(video, "values_here", lambda _folder: VALUES)
    monkeypatch.setattr(video, "_hand_over", lambda _folder: None)
    told = video.fill(tmp_path)
    assert [name for name in tmp_path.iterdir() if name.is_file() and name.stat().st_mode & 0o077] == []
    assert sorted(told) == sorted(("JANUS_ADMIN", *video.SECRETS, "TURN_ADDRESSES"))
    assert dict(line.split("=", 1) for line in (tmp_path / "env").read_text().splitlines()) == told
