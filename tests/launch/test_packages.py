"""Packages install from a lock although a newer release than the locked one is out; with uv, and with the oldest pip."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import zipfile
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path

import pytest

from oncocare.launch import packages

NOTHING_SAID = {name: value for name, value in os.environ.items() if not name.startswith(("PIP_", "UV_"))}


@dataclass
class Index:
    """A package index in a folder, and a lock written from what it held at that moment."""

    folder: Path

    @property
    def address(self) -> str:
        return (self.folder / "simple").as_uri()

    def publish(self, name: str, release: str, *lines: str) -> None:
        """A release of a package with nothing in it; `lines` go into its metadata."""
        place = self.folder / "simple" / name
        place.mkdir(parents=True, exist_ok=True)
        info = f"{name}-{release}.dist-info"
        wheel = place / f"{name}-{release}-py3-none-any.whl"
        meta = "\n".join(["Metadata-Version: 2.1", f"Name: {name}", f"Version: {release}", *lines, ""])
        with zipfile.ZipFile(wheel, "w") as file:
            file.writestr(f"{info}/METADATA", meta)
            file.writestr(f"{info}/WHEEL", "Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n")
            file.writestr(f"{info}/RECORD", "".join(f"{info}/{one},,\n" for one in ("METADATA", "WHEEL", "RECORD")))
        links = "".join(f'<a href="{one.name}">{one.name}</a>' for one in sorted(place.glob("*.whl")))
        (place / "index.html").write_text(links)

    def lock(self, *form: str) -> Path:
        """A lock for `asking`."""
        lock = self.folder / "requirements.lock"
        command = [packages.UV, "pip", "compile", "--quiet", *form, "--output-file", lock, "-"]
        env = {**packages.environment(NOTHING_SAID, ""), "UV_DEFAULT_INDEX": self.address}
        subprocess.run(command, env=env, input="asking", text=True, check=True)
        return lock

    def pip(self, lock: Path) -> subprocess.CompletedProcess[str]:
        """Install with pip into a folder, from this index alone."""
        command = [sys.executable, "-m", "pip", "--isolated", "--disable-pip-version-check", "install", "--quiet"]
        command += ["--index-url", self.address, "--target", str(self.folder / "pip"), *packages.EXACT, "-r", str(lock)]
        return subprocess.run(command, env=NOTHING_SAID, capture_output=True, text=True, check=False)

    def uv(self, lock: Path) -> subprocess.CompletedProcess[str]:
        """Install with uv into a folder, as `install` does where pip has been told of this index."""
        command = [
            packages.UV,
            "pip",
            "install",
            "--quiet",
            "--target",
            self.folder / "uv",
            *packages.EXACT,
            "-r",
            lock,
        ]
        env = packages.environment(NOTHING_SAID, f"global.index-url='{self.address}'")
        return subprocess.run(command, env=env, capture_output=True, text=True, check=False)

    def installed(self, folder: str) -> list[str]:
        return sorted(one.name for one in (self.folder / folder).glob("*.dist-info"))


@pytest.fixture
def index(tmp_path):
    """Two packages: `asking` asks for an extra of `other`."""
    index = Index(tmp_path)
    index.publish("other", "1.0", "Provides-Extra: extra")
    index.publish("asking", "1.0", "Requires-Dist: other[extra]>=1.0")
    return index


LOCKED = ["asking-1.0.dist-info", "other-1.0.dist-info"]
FORM_WITHOUT_EXTRAS = [one for one in packages.LOCK_FORM if one != "--no-strip-extras"]
OLDEST = pytest.mark.skipif(sys.version_info >= (3, 12), reason="Debian 12's pip does not run on a newer Python")


def test_uv_installs_the_locked_release_when_a_newer_one_is_out(index):
    lock = index.lock(*packages.LOCK_FORM)
    index.publish("other", "2.0", "Provides-Extra: extra")
    done = index.uv(lock)
    assert (done.returncode, index.installed("uv")) == (0, LOCKED), done.stderr


@pytest.mark.slow
@OLDEST
def test_the_oldest_pip_installs_the_locked_release_when_a_newer_one_is_out(index):
    lock = index.lock(*packages.LOCK_FORM)
    index.publish("other", "2.0", "Provides-Extra: extra")
    done = index.pip(lock)
    assert (version("pip"), done.returncode, index.installed("pip")) == ("23.0.1", 0, LOCKED), done.stderr


@pytest.mark.slow
@OLDEST
def test_without_the_extras_a_newer_release_breaks_the_lock(index):
    lock = index.lock(*FORM_WITHOUT_EXTRAS)
    assert index.pip(lock).returncode == 0
    shutil.rmtree(index.folder / "pip")
    index.publish("other", "2.0", "Provides-Extra: extra")
    refused = index.pip(lock)
    assert (refused.returncode, index.installed("pip")) == (1, [])
    assert "all requirements must have their versions pinned" in refused.stderr


def test_what_pip_has_been_told_is_handed_on_the_narrowest_place_last():
    listing = (
        "global.index-url='https://wide.invalid/simple'\n"
        "global.find-links='/one /two'\n"
        "global.timeout='3'\n"
        "install.index-url='https://install.invalid/simple'\n"
        ":env:.index-url='https://narrow.invalid/simple'\n"
        ":env:.cert='/etc/own.pem'\n"
    )
    assert packages.handed_on(listing) == {
        "UV_DEFAULT_INDEX": "https://narrow.invalid/simple",
        "UV_FIND_LINKS": "/one,/two",
        "SSL_CERT_FILE": "/etc/own.pem",
    }


def test_what_uv_itself_has_been_told_comes_before_pip():
    env = packages.environment(
        {"UV_DEFAULT_INDEX": "https://own.invalid/simple"}, "global.index-url='https://pip.invalid'"
    )
    assert (env["UV_DEFAULT_INDEX"], env["UV_PYTHON_DOWNLOADS"]) == ("https://own.invalid/simple", "never")


@pytest.mark.parametrize("name", [name for name, _source, _line in packages.LOCKS])
def test_a_lock_holds_one_release_of_each_package_by_its_hashes_and_no_address(name):
    entries = re.split(r"\n(?=\S)", (packages.REPO / name).read_text())
    form = re.compile(
        r"[a-z0-9-]+(\[[a-z, ]+\])?==[^\s;]+( ; [^\n]+)?( \\\n {4}--hash=sha256:[0-9a-f]{64})+(\n {4}# via [^\n:]+)?\n?"
    )
    assert [entry for entry in entries if not form.fullmatch(entry)] == []
