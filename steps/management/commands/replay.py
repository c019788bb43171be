"""`manage.py replay POLICY.yaml SCORES.csv`: what a policy would have decided. Needs no database."""

from __future__ import annotations

import json
import os
import tempfile
from argparse import ArgumentParser, ArgumentTypeError
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from oncocare.foundation.datafiles import DataFileError
from steps.policy_file import load_policy
from steps.replay import decisions_csv, difference, read_scores, replay, summary


class Command(BaseCommand):
    """Reads everything, decides everything, and only then writes."""

    help = "Replay recorded scores under a policy: one decision for each patient and day."
    requires_system_checks: tuple[str, ...] = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("policy", type=Path, metavar="POLICY.yaml")
        parser.add_argument("scores", type=Path, metavar="SCORES.csv")
        parser.add_argument("--approvals", choices=("grant", "ignore"), default="grant")
        parser.add_argument(
            "--against", type=Path, metavar="OTHER.yaml", help="compare with another policy; implies --json"
        )
        parser.add_argument("--out", type=Path, metavar="DECISIONS.csv", help="write the decisions to a file")
        parser.add_argument("--json", action="store_true", help="print a summary instead of the decisions")
        parser.add_argument("--clinicians", type=_at_least_one, default=1, help="over whom proposals are spread")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            rows, figures = _replayed(options)
            if options["out"]:
                _write(options["out"], decisions_csv(rows))
        except DataFileError as error:
            raise CommandError(f"nothing was written\n{error}") from error
        except OSError as error:
            raise CommandError(f"nothing was written\n{error.filename}:0: {error.strerror}") from error
        if options["json"] or options["against"]:
            self.stdout.write(json.dumps(figures, ensure_ascii=False, indent=2))
        elif not options["out"]:
            self.stdout.write(decisions_csv(rows), ending="")


def _replayed(options: dict[str, Any]) -> tuple[list[Any], dict[str, Any]]:
    grant = options["approvals"] == "grant"
    policy, scores = load_policy(options["policy"]), read_scores(options["scores"])
    other = options["against"] and load_policy(options["against"])
    rows = replay(policy, scores, grant)
    figures = {
        "policy": policy.slug,
        "version": policy.version,
        "hash": policy.sha256,
        **summary(rows, options["clinicians"]),
    }
    if other:
        figures["against"] = {
            "policy": other.slug,
            "version": other.version,
            "hash": other.sha256,
            "difference": difference(rows, replay(other, scores, grant)),
        }
    return rows, figures


def _write(path: Path, text: str) -> None:
    """Writes beside the target and renames, so the target is whole or untouched."""
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    try:
        with os.fdopen(handle, "w", encoding="utf-8", newline="") as file:
            file.write(text)
        Path(name).replace(path)
    except BaseException:
        Path(name).unlink()
        raise


def _at_least_one(text: str) -> int:
    if not text.isdigit() or int(text) < 1:
        raise ArgumentTypeError("must be a whole number of at least 1")
    return int(text)
