"""The coordinator writes a schedule line by line and sees what a person would receive before anything is saved."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from oncocare.audit.models import AuditRow
from oncocare.foundation import clock
from oncocare.people.actions import appoint, assign_clinician
from oncocare.people.roles import CLINICIAN
from questionnaires.models import PatientSchedule, ScheduleVersion
from questionnaires.scheduling.actions import adopt_schedule
from questionnaires.scheduling.schedule import shipped
from questionnaires.scheduling.selectors import newest, schedule_in
from steps import actions as steps
from tests.cast import BY
from tests.pages import text

WHOLE = {"title_en": "Ours", "title_es": "El nuestro", "weekly_minutes": 10, "merge_days": 3, "min_gap": 7}
LINE = {"instruments": ["brs"], "anchor": "surgery", "offset": "-7", "due_days": 3, "grace_days": 4}


@pytest.fixture
def draft(carlos):
    """A draft that began with the schedule that ships."""
    assert carlos.post(reverse("start_schedule"), {"from": "two-stage"}).url == reverse("edit_schedule")
    return carlos


def lines(client) -> list[str]:
    return [one["line"] for one in client.session["schedule_draft"]["lines"]]


def write(client, line="new", **fields):
    return client.post(reverse("schedule_line", args=[line]), {**LINE, **fields})


def test_without_a_schedule_the_page_says_so_and_offers_those_that_ship(carlos):
    page = carlos.get(reverse("schedule")).content.decode()
    assert "nobody is asked anything by itself" in page
    for one in shipped().values():
        assert one.title["en"] in page
    assert page.count("cannot be asked here yet") == 1  # HADS, whose text no centre has before it holds a licence


def test_a_schedule_with_a_questionnaire_whose_text_the_centre_lacks_is_refused_with_the_reason(carlos, cast):
    carlos.post(reverse("start_schedule"), {"from": "two-stage-hads"})
    answer = carlos.post(reverse("save_schedule"))
    assert answer.status_code == 422
    assert "cannot be asked here yet: your centre has no text for it." in answer.content.decode()
    assert (ScheduleVersion.objects.exists(), "schedule_draft" in carlos.session) == (False, True)


def test_a_schedule_is_saved_only_from_the_page_that_shows_what_a_person_receives(draft, cast):
    shown = draft.post(reverse("edit_schedule"), WHOLE)
    assert (shown.status_code, shown.url) == (302, reverse("preview_schedule"))
    page = draft.get(shown.url).content.decode()
    assert "7 occasions" in page
    assert not ScheduleVersion.objects.exists()
    assert draft.post(reverse("save_schedule")).url == reverse("schedule")
    version = newest(cast.here)
    assert (version.number, version.made_by, schedule_in(version).title) == (
        1,
        f"user:{cast.carlos.pk}",
        {"en": "Ours", "es": "El nuestro"},
    )
    assert schedule_in(version).lines == shipped()["two-stage"].lines
    assert "schedule_draft" not in draft.session
    assert "The schedule is in force" in draft.get(reverse("schedule")).content.decode()
    assert set(PatientSchedule.objects.filter(centre=cast.here).values_list("schedule", flat=True)) == {version.pk}


def test_what_a_screen_opens_keeps_its_order_however_the_browser_sends_it(draft):
    before = draft.session["schedule_draft"]["lines"]
    place = next(place for place, one in enumerate(before) if one["line"] == "screen")
    given = {
        "instruments": ["phq-4"],
        "anchor": "enrolment",
        "offset": "0",
        "every": "14",
        "until": "84",
        "levels": ["1"],
    }
    ticked = {"cutoffs": ["phq-4 gad2 3", "phq-4 phq2 3"], "opens": ["gad-7", "phq-9"]}
    assert write(draft, "screen", **given, **ticked).status_code == 302
    after = draft.session["schedule_draft"]["lines"]
    assert before[place]["then"]["open"] == after[place]["then"]["open"] == ["phq-9", "gad-7"]


def test_the_draft_begins_with_what_is_in_force(carlos, cast):
    adopt_schedule(by=BY, centre=cast.here, schedule=shipped()["every-two-weeks"])
    assert carlos.post(reverse("start_schedule"), {"from": "current"}).url == reverse("edit_schedule")
    assert lines(carlos) == ["every-two-weeks"]
    assert "1 line" in carlos.get(reverse("edit_schedule")).content.decode()


def test_there_is_nothing_to_change_where_nothing_is_in_force(carlos):
    assert carlos.post(reverse("start_schedule"), {"from": "current"}).url == reverse("schedule")
    for name in ("edit_schedule", "preview_schedule"):
        assert carlos.get(reverse(name)).url == reverse("schedule")


def test_lines_are_moved_taken_out_and_thrown_away(draft):
    before = lines(draft)
    draft.post(reverse("arrange_schedule"), {"line": before[2], "do": "up"})
    assert lines(draft) == [before[0], before[2], before[1], *before[3:]]
    draft.post(reverse("arrange_schedule"), {"line": before[0], "do": "up"})
    draft.post(reverse("arrange_schedule"), {"line": before[0], "do": "nonsense"})
    draft.post(reverse("arrange_schedule"), {"line": "gone", "do": "remove"})
    draft.post(reverse("arrange_schedule"), {"line": before[0], "do": "remove"})
    assert lines(draft) == [before[2], before[1], *before[3:]]
    assert draft.post(reverse("arrange_schedule"), {"do": "discard"}).url == reverse("schedule")
    assert "schedule_draft" not in draft.session


def test_a_line_is_added_and_changed_and_keeps_its_place_and_the_order_of_its_questionnaires(draft):
    assert write(draft).url == reverse("edit_schedule")
    added = draft.session["schedule_draft"]["lines"][-1]
    assert (added["instruments"], added["anchor"], added["offset"], added["source"]) == (
        ["brs"],
        "surgery",
        -7,
        "centre decision",
    )
    changed = {"instruments": ["brs", "gad-7", "phq-9"], "anchor": "enrolment", "offset": 1, "source": "Made up 2026"}
    write(draft, "baseline", **changed)
    first = draft.session["schedule_draft"]["lines"][0]
    assert (first["line"], first["instruments"], first["offset"], first["source"]) == (
        "baseline",
        ["phq-9", "gad-7", "brs"],
        1,
        "Made up 2026",
    )


def test_a_line_saved_unchanged_is_the_same(draft):
    for one in shipped()["two-stage"].lines:
        form = draft.get(reverse("schedule_line", args=[one.line])).context["form"]
        given = {name: form[name].value() for name in form.fields}
        assert (
            draft.post(
                reverse("schedule_line", args=[one.line]),
                {name: value for name, value in given.items() if value is not None and value is not False},
            ).status_code
            == 302
        )
    assert draft.session["schedule_draft"] == shipped()["two-stage"].content


def test_a_second_stage_is_chosen_from_published_cut_offs(draft):
    given = {
        "instruments": ["gad-2"],
        "anchor": "diagnosis",
        "offset": 0,
        "cutoffs": ["gad-2 total 3"],
        "opens": ["gad-7"],
    }
    assert write(draft, **given).status_code == 302
    then = draft.session["schedule_draft"]["lines"][-1]["then"]
    assert then == {"any": [{"instrument": "gad-2", "score": "total", "at_least": "3"}], "open": ["gad-7"]}


@pytest.mark.parametrize(
    ("given", "field", "sentence"),
    [
        ({"instruments": []}, "instruments", "Choose at least one."),
        ({"due_days": "x"}, "due_days", "Write a whole number from 1 to 60."),
        ({"offset": ""}, "offset", "Write a whole number from -60 to 3650."),
        ({"anchor": "enrolment"}, "offset", "Only an operation and the start of treatment are known days before."),
        ({"every": 7}, "every", "It can be answered until day 7, so the next must come later."),
        ({"every": 9, "until": 20, "times": 2}, "times", "Give a last day or a number of times, not both."),
        (
            {"anchor": "level:2", "offset": 0, "levels": ["2"]},
            "levels",
            "A line counted from a level is asked at that level only. Choose no level here.",
        ),
        ({"opens": ["phq-9"]}, "opens", "A screen needs both: when it is positive, and what it opens."),
        (
            {"cutoffs": ["phq-4 phq2 3"], "opens": ["phq-9"]},
            "cutoffs",
            "The screen must be one of the instruments of this line.",
        ),
    ],
)
def test_a_line_that_makes_no_sense_comes_back_with_what_to_change(draft, given, field, sentence):
    page = write(draft, **given)
    assert page.status_code == 422
    assert page.context["form"].errors == {field: [sentence]}


def test_an_unknown_line_is_not_there(draft):
    assert draft.get(reverse("schedule_line", args=["gone"])).status_code == 404


def test_a_name_and_a_budget_are_needed(draft):
    page = draft.post(reverse("edit_schedule"), {**WHOLE, "title_es": "", "weekly_minutes": 200})
    assert page.status_code == 422
    assert page.context["form"].errors == {
        "title_es": ["Write a name."], "weekly_minutes": ["Write a whole number from 1 to 60."],
    }  # fmt: skip


def test_a_draft_that_asks_too_much_is_said_before_and_refused_when_saved(draft):
    write(draft, instruments=["brs", "pcl-5", "mos-sss"], anchor="enrolment", offset="0", every="8")
    draft.post(reverse("edit_schedule"), {**WHOLE, "weekly_minutes": 3})
    sentence = "at level 1, it asks for"
    assert sentence in draft.get(reverse("preview_schedule")).content.decode()
    page = draft.post(reverse("save_schedule"))
    assert page.status_code == 422
    assert "This cannot be saved yet" in page.content.decode()
    assert sentence in page.content.decode()
    assert not ScheduleVersion.objects.exists()


def test_a_draft_that_cannot_be_read_says_which_line(draft):
    draft.post(reverse("edit_schedule"), {**WHOLE, "min_gap": 10})
    page = draft.get(reverse("preview_schedule"))
    assert (page.status_code, page.context["problems"]) == (422, ["Line 2: Nothing is asked again within 10 days."])
    for line in lines(draft):
        draft.post(reverse("arrange_schedule"), {"line": line, "do": "remove"})
    assert draft.get(reverse("preview_schedule")).context["problems"] == ["There is no line yet. Add one."]
    assert draft.post(reverse("save_schedule")).status_code == 422


def test_somebody_made_up_with_days_of_their_own(draft):
    write(draft)
    shown = draft.get(reverse("preview_schedule"), {"level": "4", "surgery": "20"}).context["preview"]
    today = clock.today("Europe/Madrid")
    assert [((one.day - today).days, one.instruments, one.minutes) for one in shown.days][:4] == [
        (0, "Patient Health Questionnaire-9 and Generalized Anxiety Disorder-7", 3),
        (7, "Patient Health Questionnaire-9 and Generalized Anxiety Disorder-7", 3),
        (13, "Brief Resilience Scale", 1),
        (14, "Patient Health Questionnaire-9 and Generalized Anxiety Disorder-7", 3),
    ]
    assert [one.occasions for one in shown.weeks[:3]] == [1, 2, 1]
    assert sum(one.minutes for one in shown.weeks) == shown.total.minutes == shown.most.minutes


def test_what_the_budget_leaves_out_is_shown_with_the_reason(draft):
    write(draft, instruments=["pcl-5"], anchor="diagnosis", offset="0")
    draft.post(reverse("edit_schedule"), {**WHOLE, "weekly_minutes": 5})
    page = draft.get(reverse("preview_schedule"), {"diagnosis": "0"})
    [left] = page.context["preview"].left
    assert (left.instrument, left.why) == (
        "PTSD Checklist for DSM-5 (PCL-5)",
        "The week was full, and it could wait no longer.",
    )
    assert left.why in page.content.decode()


def test_a_coordinator_who_sees_no_records_is_offered_nobody_real(draft, cast):
    page = draft.get(reverse("preview_schedule"), {"key": "ANA"})
    assert "key" not in page.context["form"].fields
    assert page.context.get("patient") is None


def test_who_may_see_records_sees_a_real_persons_days_and_that_is_kept(draft, cast):
    appoint(by=BY, user=cast.carlos, centre=cast.here, role=CLINICIAN)
    assign_clinician(by=cast.clara, patient=cast.patient(cast.ana), clinician=cast.carlos)
    page = draft.get(reverse("preview_schedule"), {"key": "ANA"})
    assert page.context["patient"] == cast.patient(cast.ana)
    assert AuditRow.objects.filter(verb="read.schedule", patient=str(page.context["patient"].pk)).count() == 1
    for key in ("DORA", "NOBODY"):  # of another centre, of nobody: the same answer
        page = draft.get(reverse("preview_schedule"), {"key": key})
        assert (page.status_code, page.context["form"].errors) == (
            422,
            {"key": ["Nobody at your centre has this key."]},
        )


# --- one person -------------------------------------------------------------------------------------------------------


def test_a_clinician_sees_the_next_ninety_days_of_a_person(clara, cast):
    ana = cast.patient(cast.ana)
    address = reverse("patient_schedule", args=[ana.pk])
    assert address in clara.get(reverse("record", args=[ana.pk])).content.decode()
    assert "Your centre has no schedule" in clara.get(address).content.decode()
    adopt_schedule(by=BY, centre=cast.here, schedule=shipped()["every-two-weeks"])
    page = clara.get(address)
    assert len(page.context["preview"].days) == 7
    assert AuditRow.objects.filter(verb="read.schedule", patient=str(ana.pk)).count() == 2
    steps.set_status(by=cast.clara, pathway=cast.pathway(cast.ana), step="ill", reason="made up")
    page = clara.get(address)
    assert page.context["preview"].days == []
    assert "Nothing is asked since" in page.content.decode()


def test_a_death_is_recorded_at_the_record_and_stops_everything(clara, cast):
    pathway, ana = cast.pathway(cast.ana), Client()
    ana.force_login(cast.ana)
    assert ana.get(reverse("my_page")).status_code == 200
    today = clock.today("Europe/Madrid")
    given = {"death-reason": "The family told us.", "death-day": today.isoformat(), "death-sure": "on"}
    shown = clara.post(reverse("end_pathway", args=[pathway.pk]), given, follow=True)
    page = shown.content.decode()
    assert "Has died" in page
    assert reverse("ask", args=[pathway.patient_id]) not in page
    assert reverse("end_pathway", args=[pathway.pk]) not in page
    assert ana.get(reverse("my_page")).status_code == 302
    assert cast.patient(cast.ana).died_on == today
    assert str(pathway.patient_id) not in clara.get(reverse("caseload")).content.decode()
    assert clara.post(reverse("end_pathway", args=[pathway.pk]), given).status_code == 422


# --- the cut-offs of what is chosen -------------------------------------------------------------------------------------


def offered(answer):
    return [key for key, _words in answer.context["form"].fields["cutoffs"].choices]


def test_before_anything_is_chosen_no_cut_off_is_shown(draft):
    answer = draft.get(reverse("schedule_line", args=["new"]))
    assert offered(answer) == []
    assert "Choose questionnaires above; their cut-offs are offered here." in answer.content.decode()


def test_a_line_shows_the_cut_offs_of_its_own_questionnaires_with_the_bands_of_their_score(draft):
    given = {"instruments": ["gad-7"], "offset": "7", "do": "show"}
    answer = draft.post(reverse("schedule_line", args=["new"]), given)
    assert (answer.status_code, offered(answer)) == (200, ["gad-7 total 10", "gad-7 total 8"])
    page = text(answer)
    assert "minimal 0–4, mild 5–9, moderate 10–14, severe 15–21" in page
    assert 'name="offset" value="7"' in page
    assert "error" not in page.lower()
    assert "line-" not in "".join(lines(draft))  # choosing saves nothing


def test_a_line_that_screens_shows_the_cut_offs_of_its_screen(draft):
    screen = next(one for one in shipped()["two-stage"].lines if one.then)
    assert {key.split()[0] for key in offered(draft.get(reverse("schedule_line", args=[screen.line])))} == set(
        screen.instruments
    )


def test_a_questionnaire_without_a_published_cut_off_says_that_it_opens_nothing(draft):
    answer = draft.post(reverse("schedule_line", args=["new"]), {"instruments": ["brs"], "do": "show"})
    assert offered(answer) == []
    assert "None of the questionnaires chosen has a published cut-off" in text(answer)


def test_saving_stands_below_what_it_puts_into_force(draft):
    page = text(draft.get(reverse("preview_schedule")))
    places = [page.index(one) for one in ('id="plan"', 'id="example"', 'id="lines-caption"', reverse("save_schedule"))]
    assert places == sorted(places)
