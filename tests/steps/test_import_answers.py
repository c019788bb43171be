"""Importing item answers: whole or not at all, through the real submit, and the same course as a replay says."""

from datetime import date, timedelta

import pytest
from django.core.management import CommandError, call_command
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from oncocare.audit.models import AuditRow
from oncocare.foundation import clock
from oncocare.foundation.datafiles import DataFileError
from oncocare.people.models import Centre, Patient
from oncocare.safety.models import Flag
from questionnaires.instruments.catalogue import definition
from questionnaires.instruments.scoring import score
from questionnaires.models import Assignment, Response, Score
from steps.course_file import COLUMNS, course_csv, parse_course
from steps.history.actions import import_answers
from steps.history.history_file import parse_answers, read_answers, sittings
from steps.history.selectors import course, pathways, points, transitions
from steps.models import Decision, Pathway, Proposal, Transition
from steps.replay import Approvals, decisions_csv, replay
from steps.shipped import DEFAULT, FOLDER, shipped_policy
from tests.cast import gad7, phq9
from tests.factories.rooms import ask, day, newcomer, sit

ITEMS = [str(number) for number in range(1, 10)]
HEADER = ",".join(["patient", "date", "instrument", *ITEMS])
START = date(2026, 1, 5)
LAST = date(2026, 12, 31)


def line(patient, when, instrument, answers):
    cells = ["" if answers.get(item) is None else str(answers[item]) for item in ITEMS]
    return ",".join([patient, (START + timedelta(when)).isoformat(), instrument, *cells])


def phq(patient, when, total, item_9=0):
    return line(patient, when, "phq-9", phq9(total, item_9))


def gad(patient, when, total):
    return line(patient, when, "gad-7", gad7(total))


def table(*lines):
    return "\n".join([HEADER, *lines]) + "\n"


# Two instruments, missing cells, answers twice a day, severe starters, courses up and down, rows out of order.
OWN = table(
    phq("s1", 0, 22, 1), gad("s1", 0, 16), phq("s1", 14, 20), phq("s1", 28, 12), gad("s1", 28, 9), phq("s1", 120, 3),
    phq("m1", 7, 8), phq("m1", 0, 4), phq("m1", 21, 8), phq("m1", 21, 14), gad("m1", 35, 12), phq("m1", 49, 21),
    gad("m2", 3, 4), gad("m2", 3, 16), phq("m2", 3, 22), phq("m2", 17, 2), gad("m2", 17, 2), phq("m2", 17, 22),
    line("x1", 0, "phq-9", {"1": 3, "2": None}), phq("x1", 9, 11), line("x1", 20, "phq-9", {**phq9(15), "4": None}),
    phq("d1", 0, 22), phq("d1", 0, 3), phq("d1", 60, 2),
    *(phq("n1", when, total) for when, total in ((0, 12), (30, 5), (60, 4), (90, 3), (120, 3), (150, 3), (185, 3), (200, 3))),
)  # fmt: skip


def scores_of(text):
    """The score file that this item file comes to: what was computed, row by row; a score that must be missing is no row."""
    out = [",".join(COLUMNS)]
    for row in parse_answers(text):
        for name, found in score(definition(row.instrument), row.answers).scores.items():
            if found.value is not None:
                out.append(f"{row.patient},{row.day},{row.instrument},{name},{found.value}")
    return "\n".join(out) + "\n"


def replayed(text, approvals):
    """Decision rows of a replay, patients by name: the order of the files may differ where a first row has no score."""
    rows = parse_course(text, "course", LAST)
    return sorted(replay(shipped_policy(DEFAULT)[0], rows, approvals), key=lambda row: (row.patient, row.date))


def changing(rows):
    return [row for row in rows if row.level_before != row.level_after]


def live(rows):
    found = [row for pathway in pathways(None) for row in rows(pathway)]
    return found if rows is course else sorted(found, key=lambda row: (row.patient, row.date))


@pytest.fixture
def run(db, tmp_path, capsys):
    """The command on a file with this text; what it printed."""

    def import_file(text, **options):
        path = tmp_path / "answers.csv"
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
        call_command("import_responses", str(path), **options)
        return capsys.readouterr().out

    return import_file


def nothing_stored():
    counted = (Patient, Pathway, Assignment, Response, Score, Decision, Transition, Proposal, Flag, AuditRow, Centre)
    return {model.__name__: model.objects.count() for model in counted}


# --- the same as a replay ---------------------------------------------------------------------------------------------


def test_a_live_import_that_leaves_proposals_open_decides_every_point_as_a_replay_that_ignores_them(run):
    run(OWN, approvals="leave")
    assert live(points) == replayed(scores_of(OWN), Approvals.IGNORE)


@pytest.mark.parametrize(("approvals", "as_replayed"), [("grant", Approvals.GRANT), ("leave", Approvals.IGNORE)])
def test_the_live_transitions_are_the_rows_of_the_replay_that_change_the_level(run, approvals, as_replayed):
    run(OWN, approvals=approvals)
    expected = changing(replayed(scores_of(OWN), as_replayed))
    assert live(transitions) == expected
    assert len(expected) >= 7


@pytest.mark.parametrize("approvals", ["grant", "leave"])
def test_the_exported_points_are_the_replay_of_the_exported_course(run, tmp_path, capsys, approvals):
    run(OWN, approvals=approvals)
    exported, course_file = tmp_path / "points.csv", tmp_path / "course.csv"
    call_command("export_transitions", points=True, out=exported)
    call_command("export_course", out=course_file)
    call_command("replay", str(FOLDER / f"{DEFAULT}.yaml"), str(course_file), approvals="recorded")
    assert capsys.readouterr().out == exported.read_text(encoding="utf-8")


def test_a_day_on_which_a_second_rule_leads_to_the_same_level_is_exported_with_the_rule_that_stands(run):
    text = table(phq("a", 0, 4), phq("a", 7, 8), phq("a", 21, 8), phq("a", 21, 16))
    run(text)
    assert [row.rule for row in live(transitions)] == ["sharp-rise-in-monitoring"]
    assert live(transitions) == changing(replayed(scores_of(text), Approvals.IGNORE))


TOTALS = st.sampled_from([0, 3, 4, 6, 7, 8, 9, 10, 13, 14, 15, 16, 19, 20, 21])
ROWS = st.tuples(
    st.sampled_from("ab"), st.integers(0, 20).map(lambda week: week * 7), st.sampled_from([phq, gad]), TOTALS
)


@pytest.mark.slow
@pytest.mark.parametrize("grant", [True, False])
@settings(max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(rows=st.lists(ROWS, min_size=1, max_size=14))
def test_any_file_of_answers_takes_the_course_of_its_replay(cast, grant, rows):
    text = table(*(make(patient, when, total) for patient, when, make, total in rows))
    with transaction.atomic():
        import_answers(by="system:import", centre=cast.here, rows=parse_answers(text), grant=grant)
        approvals = Approvals.GRANT if grant else Approvals.IGNORE
        assert live(transitions) == changing(replayed(scores_of(text), approvals))
        assert live(points) == replayed(course_csv(live(course)), Approvals.RECORDED)
        transaction.set_rollback(True)


# --- what is stored ---------------------------------------------------------------------------------------------------


def test_every_row_goes_through_the_real_submit_at_noon_of_its_own_day(run):
    report = run(OWN)
    rows = parse_answers(OWN)
    proposals, moved = Proposal.objects.filter(state="open").count(), Transition.objects.count()
    assert report == (
        f"{len(rows)} responses of 6 patients imported into imported, {len(rows)} of them from before: 0 flags raised, "
        f"{moved} changes of level, {proposals} proposals open.\n"
    )
    stored = Response.objects.filter(patient__key="s1", instrument="phq-9").order_by("received").first()
    assert (stored.mode, stored.entered_by, stored.answers) == ("import", "system:import", phq9(22, 1))
    assert stored.received.astimezone().utctimetuple()[:5] == (2026, 1, 5, 11, 0)
    assert Response.objects.get(patient__key="x1", received__date=START).answers == {"1": 3, **dict.fromkeys(ITEMS[1:])}
    assert (stored.risk, Flag.objects.count()) == (["suicidal_ideation"], 0)
    assert AuditRow.objects.filter(verb="response.submitted").count() == len(rows)
    assert not Assignment.objects.exclude(state="answered").exists()


def test_granting_accepts_in_the_importers_name_and_leaving_keeps_proposals_open(run):
    text = table(phq("s1", 0, 22))
    run(text, approvals="grant")
    assert [one.state for one in Proposal.objects.all()] == ["accepted"]
    assert AuditRow.objects.get(verb="proposal.accepted").actor == "system:import"
    assert list(Transition.objects.values_list("level_after", "made_by")) == [(3, "system:rules"), (4, "system:import")]
    assert (Pathway.objects.get().level, Pathway.objects.get().entered) == (4, START)


def test_leaving_is_the_default(run):
    run(table(phq("s1", 0, 22)))
    assert ([one.state for one in Proposal.objects.all()], Pathway.objects.get().level) == (["open"], 3)


def test_on_an_empty_site_a_centre_is_opened_for_the_import(run):
    run(table(phq("a", 0, 4)))
    assert [(one.slug, one.policy.policy.slug) for one in Centre.objects.all()] == [("imported", DEFAULT)]
    run(table(phq("b", 0, 4)))
    assert Pathway.objects.filter(centre__slug="imported").count() == 2


def test_answers_are_added_to_patients_who_are_there_already(cast, run):
    sit(newcomer(cast.here, "a").patient, day(0), phq=15)
    assert "1 responses of 1 patients imported into here" in run(table(phq("a", 90, 3)), centre="here")
    assert [row.level_before for row in live(points)] == [1, 3]
    assert Patient.objects.filter(key="a").count() == 1


def test_the_same_key_at_another_centre_is_another_patient(cast, run):
    newcomer(cast.there, "a")
    run(table(phq("a", 0, 4)), centre="here")
    assert Patient.objects.filter(key="a").count() == 2


def test_sittings_are_of_one_patient_and_day_with_each_instrument_once():
    rows = parse_answers(table(phq("b", 3, 1), phq("a", 1, 1), gad("b", 3, 1), phq("b", 3, 2), gad("b", 1, 1)))
    assert [[(row.patient, row.day.day, row.instrument) for row in sitting] for sitting in sittings(rows)] == [
        [("b", 6, "gad-7")],
        [("b", 8, "phq-9"), ("b", 8, "gad-7")],
        [("b", 8, "phq-9")],
        [("a", 6, "phq-9")],
    ]


# --- refused whole ----------------------------------------------------------------------------------------------------


def test_a_bad_row_in_the_middle_stores_nothing(cast, run):
    before = nothing_stored()
    with pytest.raises(CommandError) as refused:
        run(table(phq("a", 0, 4), phq("a", 7, 4).replace("2026-01-12", "2026-02-30"), phq("a", 14, 4)), centre="here")
    assert str(refused.value).startswith("Nothing was imported.\n")
    assert str(refused.value).endswith("answers.csv:3: date: '2026-02-30' is not a date written as 2026-01-31")
    assert nothing_stored() == before


@pytest.mark.parametrize(
    ("rows", "line_number", "problem"),
    [
        ([phq("a", 0, 4), phq("b", 0, 4), phq("b", -7, 4)], 0, ""),
        (
            [phq("OLD", 0, 4)],
            2,
            "patient OLD: this patient has answers after this day already; decided days are never reopened",
        ),
        (
            [phq("a", 0, 4), phq("BUSY", 90, 4)],
            3,
            "patient BUSY: this patient is being asked these questions now; cancel them first",
        ),
        (
            [phq("a", 0, 4), phq("NOCARE", 90, 4)],
            3,
            "patient NOCARE: this patient is at the centre without stepped care",
        ),
    ],
)
def test_a_row_that_the_centre_cannot_take_stores_nothing(cast, run, rows, line_number, problem):
    from oncocare.people.actions import take_into_care

    sit(newcomer(cast.here, "OLD").patient, day(0), phq=12)
    ask(newcomer(cast.here, "BUSY").patient)
    take_into_care(by="system:tests", centre=cast.here, key="NOCARE")
    before = nothing_stored()
    if not problem:  # rows in any order are fine
        run(table(*rows), centre="here")
        return
    with pytest.raises(CommandError, match=rf"^Nothing was imported\.\n.*:{line_number}: {problem}$"):
        run(table(*rows), centre="here")
    assert nothing_stored() == before


def test_a_day_still_to_come_is_refused(cast, run):
    before = nothing_stored()
    with pytest.raises(CommandError, match=r":3: patient b: this day is still to come$"):
        run(table(phq("a", 0, 4), phq("b", 40_000, 4)), centre="here")
    assert nothing_stored() == before


def test_a_handler_that_fails_takes_the_whole_import_back(cast, monkeypatch):
    from steps import actions

    before, calls = nothing_stored(), []
    real = actions.decide_point

    def fail_at_the_third(**kwargs):
        calls.append(kwargs)
        if len(calls) == 3:
            raise ZeroDivisionError
        return real(**kwargs)

    monkeypatch.setattr(actions, "decide_point", fail_at_the_third)
    rows = parse_answers(table(*(phq("a", 7 * number, 4) for number in range(5))))
    with pytest.raises(ZeroDivisionError):
        import_answers(by="system:import", centre=cast.here, rows=rows, grant=False)
    assert nothing_stored() == before


@pytest.mark.parametrize(
    ("row", "problem"),
    [
        (
            phq("a", 0, 4).replace("a,", ",", 1),
            "patient: '' is not a key of 1 to 40 letters, digits, dots, dashes or underscores",
        ),
        (phq("a b", 0, 4), "patient: 'a b' is not a key of 1 to 40 letters, digits, dots, dashes or underscores"),
        (phq("=cmd()", 0, 4), "patient: '=cmd()' is not a key of 1 to 40 letters, digits, dots, dashes or underscores"),
        (phq("a", 0, 4).replace("2026-01-05", "5.1.2026"), "date: '5.1.2026' is not a date written as 2026-01-31"),
        (phq("a", 0, 4).replace("2026-01-05", "20260105"), "date: '20260105' is not a date written as 2026-01-31"),
        (phq("a", 0, 4).replace("2026-01-05", ""), "date: '' is not a date written as 2026-01-31"),
        (line("a", 0, "phq-9", {**phq9(4), "3": 4}), "3: '4' is not allowed; allowed: 0, 1, 2, 3"),
        (line("a", 0, "phq-9", {**phq9(4), "3": -1}), "3: '-1' is not allowed; allowed: 0, 1, 2, 3"),
        (line("a", 0, "phq-9", {**phq9(4), "3": "x"}), "3: 'x' is not allowed; allowed: 0, 1, 2, 3"),
        (line("a", 0, "phq-9", {**phq9(4), "3": " 1"}), "3: ' 1' is not allowed; allowed: 0, 1, 2, 3"),
        (line("a", 0, "phq-9", {**phq9(4), "3": "1.0"}), "3: '1.0' is not allowed; allowed: 0, 1, 2, 3"),
        (line("a", 0, "gad-7", {**gad7(4), "8": 1}), "8: gad-7 has no item 8; items: 1, 2, 3, 4, 5, 6, 7"),
        (phq("a", 0, 4) + ",1", "13 cells, but the header has 12 columns"),
        ("a,2026-01-05,phq-9", "3 cells, but the header has 12 columns"),
    ],
)
def test_a_bad_cell_is_named_with_its_line_and_column(row, problem):
    with pytest.raises(DataFileError) as refused:
        parse_answers(table(phq("ok", 0, 4), "", row, phq("ok", 7, 4)), "answers.csv")
    assert str(refused.value) == f"answers.csv:4: {problem}"


def test_an_unknown_instrument_is_named_with_what_is_allowed():
    with pytest.raises(
        DataFileError, match=r"^answers:2: instrument: 'phq9' is not an instrument; allowed: brief-cope, brs, "
    ):
        parse_answers(table(phq("a", 0, 4).replace("phq-9", "phq9")))


def test_all_bad_cells_are_named_at_once():
    with pytest.raises(DataFileError) as refused:
        parse_answers(table(line("a b", 0, "phq-9", {"1": 9}), phq("a", 0, 4).replace("2026", "26")))
    assert [(one.line, one.message.split(":")[0]) for one in refused.value.problems] == [
        (2, "1"),
        (2, "patient"),
        (3, "date"),
    ]


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("", "answers:1: the header must begin with patient,date,instrument, then one column an item"),
        (
            "patient,date,instrument\n",
            "answers:1: the header must begin with patient,date,instrument, then one column an item",
        ),
        (
            "date,patient,instrument,1\n",
            "answers:1: the header must begin with patient,date,instrument, then one column an item",
        ),
        ("patient,date,instrument,1,1\n", "answers:1: the header names a column twice"),
        (HEADER + "\n", "answers:1: there is no row below the header"),
        (HEADER + '\na,2026-01-05,"phq-9\n', "answers:2: not a table of commas: unexpected end of data"),
    ],
)
def test_a_file_that_is_no_table_of_answers_is_refused(text, problem):
    with pytest.raises(DataFileError) as refused:
        parse_answers(text)
    assert str(refused.value) == problem


def test_a_file_in_another_encoding_or_without_a_file_is_refused(cast, run, tmp_path):
    with pytest.raises(CommandError, match="not UTF-8 text"):
        run(table(phq("a", 0, 4)).encode() + b"\xff\xfe", centre="here")
    with pytest.raises(CommandError, match=r"^Nothing was imported\.\n.*No such file"):
        call_command("import_responses", str(tmp_path / "nowhere.csv"), centre="here")


def test_a_file_saved_by_a_spreadsheet_with_a_mark_at_its_beginning_is_read(tmp_path):
    path = tmp_path / "answers.csv"
    path.write_bytes(b"\xef\xbb\xbf" + table(phq("a", 0, 4)).replace("\n", "\r\n").encode())
    assert [(row.line, row.patient, row.answers) for row in read_answers(path)] == [(2, "a", phq9(4))]


@pytest.mark.parametrize("centre", [None, "nowhere"])
def test_a_centre_that_is_not_there_or_not_named_is_refused_with_the_choice(cast, run, centre):
    with pytest.raises(CommandError, match=r"^Nothing was imported\.\nChoose a centre with --centre: here, there\.$"):
        run(table(phq("a", 0, 4)), centre=centre)


def test_a_centre_named_on_an_empty_site_is_refused(run):
    with pytest.raises(CommandError, match=r"Choose a centre with --centre: there is none yet\.$"):
        run(table(phq("a", 0, 4)), centre="here")


# --- the export -------------------------------------------------------------------------------------------------------


def test_the_export_is_of_one_centre_or_of_all_and_goes_to_a_file_when_asked(cast, run, tmp_path, capsys):
    run(table(phq("a", 0, 15)), centre="here")
    run(table(phq("b", 0, 8)), centre="there")
    head = "patient,date,level_before,rule,outcome,level_after,approval,nominate\n"
    one = "a,2026-01-05,1,entry-moderately-severe,move,3,,\n"
    other = "b,2026-01-05,1,entry-mild-or-moderate,move,2,,\n"
    call_command("export_transitions", centre="there")
    assert capsys.readouterr().out == head + other
    path = tmp_path / "out.csv"
    call_command("export_transitions", out=path)
    assert path.read_text(encoding="utf-8") == head + one + other
    with pytest.raises(CommandError, match=r"^There is no centre 'nowhere'\. Centres: here, there\.$"):
        call_command("export_transitions", centre="nowhere")


def test_an_override_and_an_acceptance_on_another_day_are_exported_on_their_own_day(cast):
    from steps import actions
    from steps.levels import Level

    patient = cast.patient(cast.ana)
    sit(patient, day(0), phq=22)
    with clock.at(day(2)):
        actions.accept(by=cast.clara, proposal=Proposal.objects.get())
    with clock.at(day(5)):
        actions.override(
            by=cast.clara, pathway=Pathway.objects.get(patient=patient), to=Level.COMMUNITY, reason="Peers first."
        )
    text = decisions_csv(row for pathway in pathways(cast.here) for row in transitions(pathway))
    assert text.splitlines()[1:] == [
        "ANA,2026-03-02,1,severe-now,move,3,yes,",
        "ANA,2026-03-04,3,severe-now,move,4,yes,",
        "ANA,2026-03-07,4,,move,3,,",
    ]
    assert [(row.outcome.value, row.level_after) for row in live(points)] == [("move", 3)]
