"""`manage.py replay POLICY.yaml COURSE.csv`: what a policy would have decided. Needs no database."""

from __future__ import annotations

import json
import os
import tempfile
from argparse import ArgumentParser, ArgumentTypeError
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from oncocare.foundation.datafiles import DataFileError
from oncocare.people.days import newest_today
from steps.course_file import read_course
from steps.policy import Policy
from steps.policy_file import load_policy
from steps.replay import Approvals, ReplayRow, decisions_csv, difference, replay, summary


class Command(BaseCommand):
    """Reads everything, decides everything, and only then writes."""

    help = "Replay recorded courses under a policy: one decision for each patient and point."
    requires_system_checks: tuple[str, ...] = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("policy", type=Path, metavar="POLICY.yaml")
        parser.add_argument("course", type=Path, metavar="COURSE.csv")
        parser.add_argument(
            "--approvals",
            choices=[approvals.value for approvals in Approvals],
            default=Approvals.GRANT.value,
            help="grant accepts each proposal the same day (default), ignore answers none, recorded follows the file",
        )
        parser.add_argument(
            "--against", type=Path, metavar="OTHER.yaml", help="compare with another policy; implies --json"
        )
        parser.add_argument("--out", type=Path, metavar="DECISIONS.csv", help="write the decisions to a file")
        parser.add_argument("--json", action="store_true", help="print a summary instead of the decisions")
        parser.add_argument("--clinicians", type=_at_least_one, default=1, help="over whom proposals are spread")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            rows, figures = self._replayed(options)
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

    def _replayed(self, options: dict[str, Any]) -> tuple[list[ReplayRow], dict[str, Any]]:
        """The decisions, and their figures with the difference from another policy where one is named."""
        approvals, name = Approvals(options["approvals"]), str(options["course"])
        if options["against"] and approvals is Approvals.RECORDED:
            raise CommandError(
                "nothing was written\n--against: compare with grant or ignore; answers belong to one policy"
            )
        policy = self._policy(options["policy"])
        other = self._policy(options["against"]) if options["against"] else None
        course = read_course(options["course"], newest_today())
        rows = replay(policy, course, approvals, name)
        figures = {**_named(policy), "approvals": approvals.value, **summary(rows, options["clinicians"])}
        if other:
            figures["against"] = {
                **_named(other),
                "difference": difference(rows, replay(other, course, approvals, name)),
            }
        return rows, figures

    def _policy(self, path: Path) -> Policy:
        """The policy, after saying on the side what loading it warns of."""
        policy = load_policy(path)
        for warning in policy.warnings:
            self.stderr.write(f"{path}:{warning.line}: warning: {warning.message}")
        return policy


def _named(policy: Policy) -> dict[str, Any]:
    return {"policy": policy.slug, "version": policy.version, "hash": policy.sha256}


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
