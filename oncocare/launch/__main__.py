"""Starts OncoCare on one machine. It owns the embedded PostgreSQL; everything else is told only DATABASE_URL.

    python -m oncocare.launch demo --port 8000     the whole demo, until Ctrl-C
    python -m oncocare.launch exec -- pytest       one command beside a throw-away PostgreSQL
    python -m oncocare.launch video                Janus and coturn for video, until `video-stop`
    python -m oncocare.launch reset                forgets the demo data, and what `exec` keeps between two runs

A DATABASE_URL already in the environment takes the place of the embedded PostgreSQL.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence

from oncocare.launch.demo import demo, reset
from oncocare.launch.execute import execute
from oncocare.launch.processes import Trouble
from oncocare.launch.video import video, video_stop


def main(arguments: Sequence[str] | None = None) -> int:
    """The command line."""
    words = list(sys.argv[1:] if arguments is None else arguments)
    parser = argparse.ArgumentParser(prog="python -m oncocare.launch", description=(__doc__ or "").split("\n\n")[0])
    commands = parser.add_subparsers(dest="command", required=True)
    part = commands.add_parser("demo", help="the whole demo, until Ctrl-C; other options go to manage.py load_demo")
    part.add_argument("--port", type=int, default=8000)
    commands.add_parser("exec", help="one command beside a throw-away PostgreSQL: exec -- COMMAND …")
    commands.add_parser("reset", help="forget the demo data")
    commands.add_parser("video", help="Janus and coturn for video, until video-stop")
    commands.add_parser("video-stop", help="end them")
    try:
        if words[:1] == ["exec"]:
            return execute(words[2:] if words[1:2] == ["--"] else words[1:])
        options, rest = parser.parse_known_args(words)
        if options.command == "demo":
            return demo(options.port, rest)
        if rest:
            parser.error(f"unknown: {' '.join(rest)}")
        return {"reset": reset, "video": video, "video-stop": video_stop}[options.command]()
    except Trouble as trouble:
        print(f"\n{trouble}", file=sys.stderr, flush=True)
        return 1


if __name__ == "__main__":
    sys.exit(main())
