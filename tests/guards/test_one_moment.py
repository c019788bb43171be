"""The suite lives at one made-up moment: whatever the hour and the day of the machine, and of whoever names another."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.utils import timezone

from oncocare.foundation import clock
from tests import moment
from tests.guards.house import ROOT, Module, judge, module

COLLECTED = time.time()
MADRID = ZoneInfo("Europe/Madrid")
SOON = timedelta(minutes=5)
HOUR = timedelta(hours=1)
READS = {"now", "utcnow", "today", "localdate", "localtime", "time", "time_ns"}
CLOCKS = {"datetime", "date", "timezone", "clock", "time"}
READ_AT_IMPORT_ALLOWED = {
    "tests/guards/test_one_moment.py": "It shows that collecting lives at the made-up moment too.",
    "tests/journeys/later.py": "It is a program of its own, which the clock of the demo was moved for.",
    "tests/journeys/moved/sitecustomize.py": "It moves the clock of each process as that begins.",
}
MACHINE_ALLOWED = {
    "tests/moment.py": "It says how far the made-up moment is from the machine's.",
    "tests/journeys/test_one_clock.py": "It shows that the offset is what moves a process.",
}


def test_a_test_begins_at_the_made_up_moment_and_every_clock_agrees():
    clocks = (timezone.now(), clock.now(), datetime.now(UTC), datetime.fromtimestamp(time.time(), UTC))
    assert [one for one in clocks if not moment.NOW <= one < moment.NOW + SOON] == []


def test_modules_are_collected_at_the_made_up_moment():
    assert moment.NOW <= datetime.fromtimestamp(COLLECTED, UTC) < moment.NOW + HOUR


def test_time_goes_on_and_the_next_test_begins_at_the_moment_again():
    began = timezone.now()
    assert began < timezone.now()
    moment.go_on(3 * HOUR)
    assert timezone.now() > began + 3 * HOUR
    moment.again()
    assert moment.NOW <= timezone.now() < moment.NOW + SOON


def test_waiting_is_measured_by_a_clock_that_never_moves():
    began = time.monotonic()
    moment.go_on(HOUR)
    assert time.monotonic() - began < SOON.total_seconds()


def test_a_moment_without_a_zone_is_refused():
    with pytest.raises(ValueError, match="names no time zone"):
        moment.read("2026-11-27T23:50:00")


def test_a_moment_is_kept_in_utc():
    read = moment.read("2026-11-28T00:50:00+01:00")
    assert (read.isoformat(), read.tzinfo) == ("2026-11-27T23:50:00+00:00", UTC)


# --- no test reads a clock before it begins, or the machine's ---------------------------------------------------------


def at_import(tree: ast.AST) -> Iterator[ast.AST]:
    """What runs when a module is imported: all but the bodies of functions, whose decorators and defaults run too."""
    for node in ast.iter_child_nodes(tree):
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda)):
            decorators = [] if isinstance(node, ast.Lambda) else node.decorator_list
            for part in (*decorators, *node.args.defaults, *filter(None, node.args.kw_defaults)):
                yield part
                yield from at_import(part)
        else:
            yield node
            yield from at_import(node)


def readings(one: Module) -> Iterator[str]:
    """Every call that reads a clock as the module is imported."""
    for node in at_import(one.tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in READS:
            base = node.func.value
            name = base.attr if isinstance(base, ast.Attribute) else getattr(base, "id", "")
            if name in CLOCKS:
                yield f"{one.at(node)}: reads {name}.{node.func.attr}"


def written() -> list[Module]:
    files = sorted((ROOT / "tests").rglob("*.py"))
    return [module(file.read_text(encoding="utf-8"), str(file.relative_to(ROOT))) for file in files]


def test_no_module_reads_a_clock_as_it_is_imported():
    found = written()
    assert len(found) > 100
    assert judge((hit for one in found for hit in readings(one)), READ_AT_IMPORT_ALLOWED) == []


def test_nobody_asks_the_machine():
    nodes = ((one, node) for one in written() for node in ast.walk(one.tree))
    hits = [one.at(node) for one, node in nodes if getattr(node, "attr", "") == "escape_hatch"]
    assert judge(hits, MACHINE_ALLOWED) == []


def test_a_reading_at_the_head_is_found_and_one_in_a_test_is_not():
    source = """
TODAY = date.today()
class A:
    made = django.utils.timezone.now()
@pytest.mark.parametrize("day", [clock.today("UTC"), datetime.now(UTC)])
def test(day, at=time.time()):
    assert clock.now()
LATER = lambda: clock.now()
"""
    assert [hit.partition(": ")[2] for hit in readings(module(source, "tests/made_up.py"))] == [
        "reads date.today", "reads timezone.now", "reads clock.today", "reads datetime.now", "reads time.time",
    ]  # fmt: skip


# --- the days of `make test-days` -------------------------------------------------------------------------------------


def days() -> dict[str, datetime]:
    found = re.findall(r"^NOW_([\w-]+) := (\S+)", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE)
    return {name: moment.read(text) for name, text in found}


def test_the_days_are_what_their_names_say():
    named, default = days(), moment.read(moment.DEFAULT)
    there = {name: one.astimezone(MADRID) for name, one in named.items()}
    said = {name: f"{named[name]:%A %d %b %H:%M} UTC, {there[name]:%A %H:%M} in Madrid" for name in named}
    assert said == {
        "friday": "Friday 27 Nov 23:50 UTC, Saturday 00:50 in Madrid",
        "autumn": "Sunday 25 Oct 01:30 UTC, Sunday 02:30 in Madrid",
        "spring": "Sunday 28 Mar 01:30 UTC, Sunday 03:30 in Madrid",  # 02:30 is not on the clock that night
        "leap": "Tuesday 29 Feb 22:40 UTC, Tuesday 23:40 in Madrid",
        "new-year": "Thursday 31 Dec 23:30 UTC, Friday 00:30 in Madrid",
        "next-year": "Thursday 18 Nov 09:30 UTC, Thursday 10:30 in Madrid",
    }
    earlier = {name: (one - HOUR).astimezone(MADRID) for name, one in named.items()}
    changed = [name for name in named if there[name].utcoffset() != earlier[name].utcoffset()]
    assert changed == ["autumn", "spring"]
    assert named["next-year"] == default.replace(year=default.year + 1)


@pytest.mark.slow
def test_the_browser_is_left_out_where_it_is_not_asked_for():
    command = [sys.executable, "-m", "pytest", "--collect-only", "-q", "-m", "not browser", "tests/journeys"]
    done = subprocess.run(command, cwd=ROOT, check=False, capture_output=True, text=True)
    assert re.search(r"^no tests collected \(\d+ deselected\)", done.stdout, re.MULTILINE), done.stdout[-2000:]
