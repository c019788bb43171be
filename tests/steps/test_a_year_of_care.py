"""A live course, exported, equals its replay byte for byte: a year of 30 made-up people, 300 in the long run, whose
clinicians answer late, change, decline and set levels by hand.
"""

from pathlib import Path
from random import Random

import pytest
from django.core.management import call_command
from hypothesis import settings

from oncocare.foundation import clock
from oncocare.foundation.datafiles import parse
from steps import actions
from steps.models import Decision, HelpDay, Proposal, Verdict
from steps.policy_file import policy_from
from tests.cast import BY
from tests.factories.rooms import day
from tests.steps.made_up_year import DAYS, Life

POLICY = Path(__file__).with_name("every_word.yaml")
# Fifteen lives cost as much as five hundred other tests; the long run has time for ten times as many.
BATCHES, PEOPLE = (20 if settings.get_current_profile_name() == "long" else 2), 15


@pytest.fixture
def centre(cast):
    source = POLICY.read_text(encoding="utf-8")
    actions.adopt_policy(by=BY, centre=cast.here, policy=policy_from(parse(source, POLICY.name)), source=source)
    return cast.here


def exported(tmp_path, command, **options):
    out = tmp_path / f"{command}.csv"
    call_command(command, policy="every-word:1", out=out, **options)
    return out


@pytest.mark.slow
@pytest.mark.parametrize("batch", range(BATCHES))
def test_a_years_course_exported_is_replayed_byte_for_byte(cast, centre, tmp_path, capsys, batch):
    for number in range(PEOPLE):
        draw = Random(f"{batch}:{number}")  # noqa: S311 -- a made-up life
        Life(draw, centre, f"P{number}", cast.clara).live()
    points = exported(tmp_path, "export_transitions", points=True).read_text(encoding="utf-8")
    with clock.at(day(2 * DAYS)):
        call_command("replay", str(POLICY), str(exported(tmp_path, "export_course")), approvals="recorded")
    assert capsys.readouterr().out == points
    assert points.count("\n") > 8 * PEOPLE
    check_that_everything_happened()


def check_that_everything_happened():
    """A year without late answers, declines and the rest would prove nothing."""
    assert {"accepted", "declined", "level"} == set(Verdict.objects.values_list("said", flat=True))
    assert {"accepted", "declined"} <= set(Proposal.objects.values_list("state", flat=True))
    assert Decision.objects.filter(number__gt=1).exists()
    assert Decision.objects.exclude(renews=None).exists()
    assert Decision.objects.filter(last_score=0).exists()  # a miss
    assert HelpDay.objects.filter(began=False).exists()
