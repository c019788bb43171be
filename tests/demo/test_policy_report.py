"""`manage.py policy_report`: what it refuses, the table, the pages it writes, and the pages that are committed."""

from __future__ import annotations

import re
from dataclasses import replace
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.utils.translation import override

from oncocare.demo.management.commands import policy_report as command
from oncocare.demo.simulation import courses
from oncocare.demo.simulation.courses import sources
from oncocare.demo.simulation.policy_report import committee, costs, pages
from oncocare.demo.simulation.policy_report.figures import Kind, spread
from oncocare.demo.simulation.policy_report.lived import PolicySource, Told
from oncocare.demo.simulation.policy_report.runs import AT_ONCE, PieceOfWork, run, schedule_for, years_of
from oncocare.demo.simulation.policy_report.table import cell, figures_of
from questionnaires.scheduling.schedule import shipped
from steps.shipped import FOLDER, shipped_policy
from tests.guards.house import ROOT

PHQ, HADS = (
    PolicySource(f"{slug}.yaml", shipped_policy(slug)[1], schedule)
    for slug, schedule in (("stepped-care-phq", "two-stage"), ("stepped-care-hads", "two-stage-hads"))
)
CHOICES = {
    rule
    for name, rules in vars(costs).items() if name.isupper() and isinstance(rules, tuple) for rule in rules
}  # fmt: skip


def quietly(done):
    """Progress that nobody watches."""


def report(*arguments, **options):
    out = StringIO()
    call_command("policy_report", *arguments, patients=6, seeds=(1, 2), stdout=out, **options)
    return out.getvalue()


@pytest.fixture(scope="module")
def told():
    return Told(run([PHQ, HADS, replace(PHQ, helps=False)], (1, 2), 6, quietly), (1, 2), 6)


# --- running ----------------------------------------------------------------------------------------------------------


def test_the_same_seed_and_people_come_to_the_same_years_however_the_work_is_cut():
    [found] = run([PHQ], (3,), AT_ONCE + 2, quietly)
    assert found.seeds[0] == years_of(PieceOfWork(PHQ, 3, 0, AT_ONCE + 2))


def test_the_same_people_live_under_both_policies(told):
    courses = [[[year.course for year in seed] for seed in one.seeds] for one in told.runs]
    assert courses[0] == courses[1] == courses[2]


def test_progress_is_told_of_every_year():
    done = []
    run([PHQ, HADS], (1,), 6, done.append)
    assert sum(done) == 12


def test_a_policy_is_lived_under_the_fullest_schedule_that_asks_what_it_reads():
    assert [schedule_for(one.policy) for one in (PHQ, HADS)] == ["two-stage", "two-stage-hads"]


def test_without_any_effect_of_help_people_are_as_they_would_be_untreated():
    [helped], [alone] = (run([one], (1,), 40, quietly)[0].seeds for one in (PHQ, replace(PHQ, helps=False)))

    def gained(years):
        return [
            point.true != courses.untreated(courses.person(courses.dice(1, "person", number)), point.day)
            for number, year in enumerate(years) for point in year.points
        ]  # fmt: skip

    assert (any(gained(helped)), any(gained(alone))) == (True, False)


# --- refusing ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("option", ["--seeds=6-", "--seeds=9-6", "--seeds=some", "--patients=0", "--schedule=none"])
def test_an_odd_option_is_refused(option):
    with pytest.raises(CommandError, match=option.split("=")[0]):
        call_command("policy_report", "stepped-care-phq", option)


def test_seeds_are_one_or_from_one_to_another():
    assert [command.seeds(text) for text in ("3", "6-8")] == [(3,), (6, 7, 8)]


def test_a_policy_that_is_not_there_is_refused_with_those_that_are():
    with pytest.raises(
        CommandError, match="There is no policy nowhere: give a file, or one of stepped-care-hads, step"
    ):
        report("nowhere")


def test_a_policy_with_a_mistake_is_refused_with_its_line(tmp_path):
    wrong = tmp_path / "wrong.yaml"
    wrong.write_text(PHQ.text.replace("level: [1, 2]", "level: [1, 9]", 1), encoding="utf-8")
    with pytest.raises(CommandError, match=r"nothing was written\n.*wrong.yaml:\d+: "):
        report(str(wrong))


def test_the_pages_of_the_house_are_written_of_shipped_policies_only(tmp_path, monkeypatch):
    monkeypatch.setattr(command, "DOCS", tmp_path)
    (tmp_path / "own.yaml").write_text(PHQ.text, encoding="utf-8")
    with pytest.raises(CommandError, match="The pages in docs speak of the shipped policies only"):
        report(str(tmp_path / "own.yaml"), write=True)
    assert [path.name for path in tmp_path.iterdir()] == ["own.yaml"]


def test_a_schedule_that_does_not_ask_all_a_policy_reads_is_refused():
    with pytest.raises(
        CommandError, match="The schedule every-two-weeks does not ask all that stepped-care-hads reads"
    ):
        report("stepped-care-hads", schedule="every-two-weeks")


def test_a_policy_that_no_shipped_schedule_asks_for_is_refused(tmp_path):
    other = tmp_path / "other.yaml"
    other.write_text(PHQ.text.replace("instrument: gad-7\n    score: total", "instrument: pcl-5\n    score: total"))
    with pytest.raises(CommandError, match="No shipped schedule asks all that stepped-care-phq reads"):
        report(str(other))


# --- what it says -----------------------------------------------------------------------------------------------------


def test_the_table_has_every_figure_of_both_policies(told):
    printed = report("stepped-care-phq", against="stepped-care-hads")
    assert printed == pages.table(told)
    rows = [line.split(" | ") for line in printed.splitlines() if line.startswith("| ")][2:]
    found = figures_of(PHQ.policy)
    assert [row[0].removeprefix("| ") for row in rows] == [figure.what for figure in found]
    wanted = next(figure for figure in found if figure.key == "never-4")
    never = next(row for row in rows if row[0] == "| Never at level 4")
    assert never[1:6] == [
        *(cell(Kind.SHARE, spread(wanted, one.seeds)) for one in told.runs), "80.0 to 90.0 %", "60.0 %",
    ]  # fmt: skip


def test_one_policy_can_be_looked_at_alone():
    assert "stepped-care-hads" not in report("stepped-care-phq")


def test_the_pages_are_written_in_every_language(tmp_path, monkeypatch, told):
    monkeypatch.setattr(command, "DOCS", tmp_path)
    assert report("stepped-care-phq", against="stepped-care-hads", write=True) == ""
    assert {path.name for path in tmp_path.iterdir()} == {
        "simulated-cohort.md",
        "policy-summary.md",
        "policy-summary-es.md",
    }
    assert (tmp_path / "simulated-cohort.md").read_text("utf-8") == pages.page(told)
    with override("es"):
        assert (tmp_path / "policy-summary-es.md").read_text("utf-8") == committee.page(told)
        assert "no demuestra" in committee.page(told)


def test_every_rule_that_a_sentence_speaks_of_is_in_both_shipped_policies():
    for source in (PHQ, HADS):
        assert CHOICES - {rule.id for rule in source.policy.rules} == set()


# --- the committed pages ----------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def committed():
    return (ROOT / "docs" / "simulated-cohort.md").read_text("utf-8")


def test_the_committed_page_names_its_command_and_is_of_these_policies_and_these_people(committed):
    assert (
        "`python manage.py policy_report stepped-care-phq --against stepped-care-hads --patients 1500 --seeds 6-10"
        in committed
    )
    rules = [f"| `{rule.id}` |" for source in (PHQ, HADS) for rule in source.policy.rules]
    assert re.findall(r"^\| `[a-z0-9-]+` \|(?= \d+ \| \d+\.\d\d \|)", committed, re.MULTILINE) == rules
    assert [f"SHA-256 `{source.policy.sha256}`" in committed for source in (PHQ, HADS)] == [True, True]
    for name, figure in sources().figures.items():
        assert f"| `{name}` | {pages._plain(figure.value)} |" in committed
        assert figure.source in committed
    assert pages.CANNOT.strip() in committed


def test_the_committed_pages_of_the_committee_fit_one_page():
    for name, language in zip(command.SUMMARIES.values(), command.SUMMARIES, strict=True):
        text = (ROOT / "docs" / name).read_text("utf-8")
        with override(language):
            assert [line for line in (*committee.principles(), *committee.unknown()) if line not in text] == []
        assert len(text.split()) < 950  # bars of tables count as words


def test_every_shipped_policy_has_a_column_in_the_committed_page(committed):
    names = [shipped_policy(path.stem)[0] for path in sorted(FOLDER.glob("*.yaml"))]
    assert [one.slug for one in names if f"{one.slug} {one.version}" not in committed] == []
    assert sorted(shipped()) == ["every-two-weeks", "two-stage", "two-stage-hads", "two-stages-and-coping"]
