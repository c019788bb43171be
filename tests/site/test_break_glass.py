"""A record outside one's caseload: a reason first, kept where the patient sees it; a flag never waits for a form."""

import re
from datetime import timedelta
from html import unescape
from urllib.parse import quote

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import Http404
from django.urls import reverse

from clinicians import actions as desk_actions
from clinicians.models import Note
from oncocare.audit.models import AuditRow
from oncocare.foundation import clock
from oncocare.people import access
from oncocare.people.access import ReasonNeeded, check_caseload, patient_for
from oncocare.people.actions import open_record, take_into_care
from oncocare.people.models import Patient, RecordOpening
from oncocare.people.permissions import WITHOUT_A_REASON, Permission
from oncocare.people.roles import CLINICIAN, COORDINATOR
from oncocare.people.selectors import standing_of
from oncocare.safety.flags.actions import acknowledge, close
from oncocare.safety.flags.kinds import words as flag_words
from oncocare.site.break_glass import middleware as break_glass
from steps.models import Proposal
from steps.selectors import pathway_for, proposal_for
from tests.cast import BY, colleague
from tests.factories.rooms import FlagFactory, day, sit, talked
from tests.pages import text, words

OPENS = {
    Permission.SEE_RECORD, Permission.CHANGE_PATHWAY, Permission.ASSIGN, Permission.WRITE_RECORD, Permission.HAND_OVER,
    Permission.DECIDE_PROPOSAL,
}  # fmt: skip


@pytest.fixture
def patient(cast):
    return cast.patient(cast.ana)


@pytest.fixture
def cleo(cast):
    return colleague(cast)


@pytest.fixture
def desk(cleo, client):
    client.force_login(cleo)
    return client


def record_of(patient):
    return reverse("record", args=[patient.pk])


def asking(patient, query):
    return f"{reverse('open_record', args=[patient.pk])}?{query}"


def page_of(patient):
    return reverse("open_record", args=[patient.pk])


# --- whose record is open to whom -------------------------------------------------------------------------------------


def test_whoever_looks_after_a_patient_gives_no_reason(cast, patient):
    assert patient_for(standing_of(cast.clara), patient.pk, Permission.SEE_RECORD) == patient


def test_a_patient_whom_nobody_looks_after_is_open_to_every_clinician(cast, cleo):
    alone = take_into_care(by=BY, centre=cast.here)
    assert patient_for(standing_of(cleo), alone.pk, Permission.SEE_RECORD) == alone


@pytest.mark.parametrize("permission", sorted(OPENS))
def test_a_colleague_gives_a_reason_first(cleo, patient, permission):
    with pytest.raises(ReasonNeeded) as needed:
        patient_for(standing_of(cleo), patient.pk, permission)
    assert needed.value.patient == patient
    assert not AuditRow.objects.filter(verb="denied").exists(), "to be asked is not to be refused"


def test_what_needs_no_reason_is_named_and_everything_else_does():
    """A permission that is new opens the record until somebody says that it does not."""
    of_staff = CLINICIAN.permissions | COORDINATOR.permissions
    assert {Permission.ANSWER_FLAG, Permission.INVITE, Permission.RESTORE_ACCESS} == WITHOUT_A_REASON
    assert of_staff >= OPENS
    assert not OPENS & WITHOUT_A_REASON


@pytest.mark.parametrize("permission", sorted(WITHOUT_A_REASON))
def test_a_flag_an_invitation_and_a_lost_phone_need_no_reason(cleo, patient, permission):
    assert patient_for(standing_of(cleo), patient.pk, permission) == patient


def test_a_pathway_and_a_proposal_are_behind_the_same_door(cast, cleo, patient):
    sit(patient, day(0), phq=22, gad=10)
    for fetch, pk, permission in (
        (pathway_for, cast.pathway(cast.ana).pk, Permission.CHANGE_PATHWAY),
        (proposal_for, Proposal.objects.get().pk, Permission.DECIDE_PROPOSAL),
    ):
        with pytest.raises(ReasonNeeded):
            fetch(standing_of(cleo), pk, permission)
    open_record(by=cleo, patient=patient, reason="cover")
    assert pathway_for(standing_of(cleo), cast.pathway(cast.ana).pk, Permission.CHANGE_PATHWAY) == cast.pathway(
        cast.ana
    )


@pytest.mark.parametrize(
    ("who", "refusal"), [("carlos", PermissionDenied), ("eva", PermissionDenied), ("denis", Http404)]
)
def test_a_reason_opens_nothing_for_who_may_not_see_records_anyway(cast, patient, who, refusal):
    user = getattr(cast, who)
    RecordOpening.objects.create(
        user=user, patient=patient, centre=patient.centre, reason="other", words="x", until=clock.now() + timedelta(1)
    )
    with pytest.raises(refusal):
        patient_for(standing_of(user), patient.pk, Permission.SEE_RECORD)


# --- how long, and for whom -------------------------------------------------------------------------------------------


def test_an_opening_lasts_a_shift_and_then_asks_again(cleo, patient):
    now = clock.now()
    with clock.at(now):
        open_record(by=cleo, patient=patient, reason="cover")
    with clock.at(now + timedelta(hours=7, minutes=59)):
        assert patient_for(standing_of(cleo), patient.pk, Permission.WRITE_RECORD) == patient
    with clock.at(now + timedelta(hours=8)), pytest.raises(ReasonNeeded):
        patient_for(standing_of(cleo), patient.pk, Permission.WRITE_RECORD)


def test_an_opening_is_for_one_person_and_one_record(cast, cleo, patient):
    open_record(by=cleo, patient=patient, reason="cover")
    with pytest.raises(ReasonNeeded):
        patient_for(standing_of(cleo), cast.patient(cast.bea).pk, Permission.SEE_RECORD)
    Patient.objects.filter(pk=patient.pk).update(clinician=cleo)
    with pytest.raises(ReasonNeeded):
        patient_for(standing_of(cast.clara), patient.pk, Permission.SEE_RECORD)


def test_a_task_a_colleague_gave_opens_the_record_until_it_is_done_but_not_one_of_ones_own(cast, cleo, patient):
    desk_actions.add_task(by=cleo, patient=patient, owner=cleo, what="Look again", due=day(0).date())
    assert not access.is_open_to(standing_of(cleo), patient)
    task = desk_actions.add_task(by=cast.clara, patient=patient, owner=cleo, what="Call", due=day(0).date())
    assert access.is_open_to(standing_of(cleo), patient)
    desk_actions.finish_task(by=cleo, task=task)
    assert not access.is_open_to(standing_of(cleo), patient)


def test_who_answers_a_flag_may_open_the_record_and_write_it_up_after(cast, cleo, patient):
    flag = FlagFactory(patient=patient, owner=cast.clara)
    with pytest.raises(ReasonNeeded):
        patient_for(standing_of(cleo), patient.pk, Permission.SEE_RECORD)
    acknowledge(by=cleo, flag=flag)
    assert patient_for(standing_of(cleo), patient.pk, Permission.SEE_RECORD) == patient
    close(by=cleo, flag=flag, outcome="plan", assessed=talked())
    assert patient_for(standing_of(cleo), patient.pk, Permission.WRITE_RECORD) == patient
    with clock.at(clock.now() + timedelta(hours=9)), pytest.raises(ReasonNeeded):
        patient_for(standing_of(cleo), patient.pk, Permission.SEE_RECORD)


def test_a_room_above_can_bring_a_record_into_a_caseload(cleo, patient, monkeypatch):
    monkeypatch.setattr(access, "_rules", [lambda user, one: (user, one) == (cleo, patient)])
    assert check_caseload(standing_of(cleo), patient, Permission.SEE_RECORD) is None


def test_the_check_costs_nothing_inside_the_caseload_and_one_question_with_a_reason(
    cast, cleo, patient, django_assert_num_queries
):
    with django_assert_num_queries(0):
        check_caseload(standing_of(cast.clara), patient, Permission.SEE_RECORD)
    open_record(by=cleo, patient=patient, reason="cover")
    with django_assert_num_queries(1):
        check_caseload(standing_of(cleo), patient, Permission.SEE_RECORD)


# --- the reason -------------------------------------------------------------------------------------------------------


def test_a_reason_is_kept_for_good_and_in_the_log(cleo, patient):
    opening = open_record(by=cleo, patient=patient, reason="other", words="  Team meeting. ")
    assert (opening.words, opening.until - opening.opened, opening.centre) == (
        "Team meeting.", RecordOpening.LASTS, patient.centre,
    )  # fmt: skip
    row = AuditRow.objects.get(verb="read.break_glass")
    assert (row.actor, row.subject, row.patient, row.detail) == (
        f"user:{cleo.pk}", f"recordopening:{opening.pk}", str(patient.pk), {"reason": "other"},
    )  # fmt: skip


@pytest.mark.parametrize(
    ("reason", "words", "said"),
    [
        ("", "", "Choose a reason."),
        ("curious", "", "Choose a reason."),
        ("other", " ", "Write the reason in a few words."),
    ],
)
def test_no_record_opens_without_a_reason(cleo, patient, reason, words, said):
    with pytest.raises(ValidationError) as refused:
        open_record(by=cleo, patient=patient, reason=reason, words=words)
    assert refused.value.messages == [said]
    assert not RecordOpening.objects.exists()


# --- the page ---------------------------------------------------------------------------------------------------------


def test_a_record_outside_the_caseload_asks_first_and_then_opens(desk, patient):
    asked = desk.get(record_of(patient))
    assert asked.url == asking(patient, f"next=%2Fpeople%2F{patient.pk}%2F")
    page = desk.get(asked.url).content.decode()
    for said in ("Clara looks after Ana (ANA).", "the patient can see them", "for 8 hours", "Another reason"):
        assert said in page, said
    assert not re.search(r"<input[^>]* checked", page), "nothing is chosen beforehand"
    opened = desk.post(asked.url, {"opening-reason": "cover"})
    assert opened.url == record_of(patient)
    assert desk.get(opened.url).status_code == 200
    assert [row.verb for row in AuditRow.objects.filter(patient=patient.pk, verb__startswith="read.")] == [
        "read.record", "read.break_glass",
    ]  # fmt: skip


def test_without_the_check_the_record_would_open(desk, patient, monkeypatch):
    monkeypatch.setattr(access, "is_open_to", lambda user, one: True)
    assert desk.get(record_of(patient)).status_code == 200
    assert not RecordOpening.objects.exists()


@pytest.mark.parametrize(
    ("sent", "said"),
    [
        ({}, "Choose a reason."),
        ({"opening-reason": "curious"}, "Please choose again: "),
        ({"opening-reason": "other", "opening-words": ""}, "Write the reason in a few words."),
    ],
)
def test_a_missing_reason_is_asked_for_in_words(desk, patient, sent, said):
    answer = desk.post(page_of(patient), {"csrfmiddlewaretoken": "x", **sent})
    assert answer.status_code == 422
    assert said in answer.content.decode()
    assert not RecordOpening.objects.exists()


def kept(answer):
    """What a page sends along, hidden, without what every form carries."""
    found = re.findall(r'type="hidden" name="([^"]+)" value="([^"]*)"', answer.content.decode().partition("<main")[2])
    return {name: unescape(value) for name, value in found if name not in ("csrfmiddlewaretoken", "at")}


def given(desk, answer, **more):
    """The reason is given on the page that asked for it, which sends along what it kept."""
    reason = more or {"opening-reason": "cover", "opening-words": ""}
    return desk.post(answer.redirect_chain[-1][0], {**kept(answer), **reason}, follow=True)


def test_what_was_sent_is_not_done_and_stands_in_the_record_again_once_a_reason_was_given(cast, desk, patient):
    level, page = reverse("set_level", args=[cast.pathway(cast.ana).pk]), "00000000-0000-4000-8000-000000000000"
    typed = {"page": page, "level-to": "3", "level-reason": "long & careful", "note-words": "typed with care"}
    asked = desk.post(level, typed, follow=True)
    assert asked.redirect_chain == [(asking(patient, f"next={quote(level, safe='')}&sent=1"), 307)]
    assert "What you sent was not done. It is kept on this page" in words(asked)
    assert kept(asked) == typed
    back = given(desk, asked)
    assert back.redirect_chain == [(record_of(patient), 307)]
    assert re.search(r"<textarea[^>]*name=\"level-reason\"[^>]*>\s*long &amp; careful</textarea>", text(back))
    assert re.search(r"<textarea[^>]*name=\"note-words\"[^>]*>\s*typed with care</textarea>", text(back))
    assert "It is not saved yet." in words(back)
    assert (cast.pathway(cast.ana).level, Note.objects.count()) == (1, 0)


def test_a_reason_that_ends_while_somebody_writes_takes_nothing_away(desk, cleo, patient):
    opened = open_record(by=cleo, patient=patient, reason="cover")
    page = re.search(r'name="page" value="([^"]+)"', text(desk.get(record_of(patient)))).group(1)
    with clock.at(opened.until + timedelta(seconds=1)):
        desk.logout()  # a session of staff ends as well
        desk.force_login(cleo)
        asked = desk.post(
            reverse("write_note", args=[patient.pk]), {"page": page, "note-words": "typed with care"}, follow=True
        )
        missing = given(desk, asked, **{"opening-words": ""})
        assert "Choose a reason." in words(missing, 422)
        assert kept(missing) == {"page": page, "note-words": "typed with care"}
        assert "typed with care</textarea>" in text(given(desk, asked))
        assert not Note.objects.exists()


def test_a_task_is_done_all_the_same_and_what_else_was_written_comes_back(cast, desk, cleo, patient):
    """The task that a colleague gave was what opened the record."""
    task = desk_actions.add_task(by=cast.clara, patient=patient, owner=cleo, what="Ring", due=day(0).date())
    typed = {"page": "00000000-0000-4000-8000-000000000000", "note-words": "typed with care"}
    asked = desk.post(reverse("finish_task", args=[task.pk]), typed, follow=True)
    assert kept(asked) == typed
    assert "The task is done." in words(asked)
    assert "What else you had written is kept on this page" in words(asked)
    assert "typed with care</textarea>" in text(given(desk, asked))


def test_what_was_written_on_another_page_is_sent_there_by_one_press(cast, desk, patient):
    note = desk_actions.write_note(by=cast.clara, patient=patient, words="Sleeps badly.")
    address = reverse("correct_note", args=[note.pk])
    asked = desk.post(address, {"note-words": "Sleeps well again."}, follow=True)
    back = given(desk, asked)
    assert "Sleeps well again." in words(back)
    assert kept(back) == {"note-words": "Sleeps well again."}
    assert f'action="{address}"' in text(back)
    assert Note.objects.count() == 1
    desk.post(address, kept(back))
    assert Note.objects.count() == 2


def test_a_file_cannot_be_kept(desk, patient):
    sent = desk.post(reverse("write_note", args=[patient.pk]), {"file": SimpleUploadedFile("x.csv", b"a")})
    assert (sent.status_code, "sent=1" in sent.url) == (302, True)
    assert "Give the reason, then do it again in the record." in words(desk.get(sent.url))


def test_who_needs_no_reason_is_led_on(cast, client, patient):
    client.force_login(cast.clara)
    assert client.get(asking(patient, "next=/caseload/")).url == "/caseload/"
    assert client.post(page_of(patient), {"opening-reason": "cover"}).url == record_of(patient)
    assert not RecordOpening.objects.exists()


@pytest.mark.parametrize(
    "elsewhere", ["https://evil.example/", "//evil.example/", "/\\evil.example", "javascript:alert(1)"]
)
def test_the_page_never_leads_to_another_site(cast, client, patient, elsewhere):
    client.force_login(cast.clara)
    assert client.get(page_of(patient), {"next": elsewhere}).url == record_of(patient)


def test_a_waiting_flag_is_taken_on_without_a_reason_and_opens_the_record(cast, desk, cleo, patient):
    flag = FlagFactory(patient=patient, owner=cast.clara)
    assert f'name="opening-take" value="{flag.pk}"' in text(desk.get(page_of(patient)))
    taken = desk.post(page_of(patient), {"opening-take": flag.pk}, follow=True)
    assert taken.redirect_chain == [(record_of(patient), 302)]
    assert "You have taken this on." in words(taken)
    flag.refresh_from_db()
    assert (flag.owner, RecordOpening.objects.count()) == (cleo, 0)


def test_taking_it_on_brings_back_what_was_written_too(cast, desk, patient):
    flag = FlagFactory(patient=patient, owner=cast.clara)
    typed = {"page": "00000000-0000-4000-8000-000000000000", "note-words": "typed with care"}
    asked = desk.post(reverse("write_note", args=[patient.pk]), typed, follow=True)
    assert "typed with care</textarea>" in text(given(desk, asked, **{"opening-take": str(flag.pk)}))


def test_a_flag_that_somebody_has_is_shown_and_not_offered(cast, desk, patient):
    flag = acknowledge(by=cast.clara, flag=FlagFactory(patient=patient, owner=cast.clara))
    page = words(desk.get(page_of(patient)))
    assert (str(flag_words(flag.kind)) in page, "Clara took it on" in page, "I have read this" in page) == (
        True,
        True,
        False,
    )
    desk.post(page_of(patient), {"opening-take": flag.pk})
    flag.refresh_from_db()
    assert flag.owner == cast.clara


def test_a_mistake_in_answering_a_flag_does_not_show_the_record(cast, desk, patient):
    flag = FlagFactory(patient=patient, owner=cast.clara, kind="worsening")
    answer = desk.post(reverse("close_flag", args=[flag.pk]), {"close-outcome": ""})
    assert answer.status_code == 307
    assert answer.url.startswith(page_of(patient))


def test_other_faults_are_not_taken_for_a_missing_reason(rf):
    assert break_glass.Middleware(lambda request: None).process_exception(rf.get("/"), ValueError()) is None


# --- the banner of a record that is open by a reason ------------------------------------------------------------------


def test_a_record_open_by_a_reason_says_so_and_until_when(cast, cleo, patient, desk):
    open_record(by=cleo, patient=patient, reason="cover", words="Clara is ill.")
    page = words(desk.get(record_of(patient)))
    assert "This record is not in your caseload" in page
    until = r"It is open to you until [A-Z][a-z]{2} \d+ [A-Z][a-z]{2} \d{4}, \d\d:\d\d \(in [78] hours\), because you gave a reason: I stand in for"
    assert re.search(until, page)
    assert "Clara is ill." in page
    assert "The patient can see that you opened it, and why." in page


def test_ones_own_caseload_has_no_such_banner(cast, patient, client):
    client.force_login(cast.clara)
    open_record(by=cast.clara, patient=patient, reason="review")  # from a day on which somebody else had the person
    assert "not in your caseload" not in words(client.get(record_of(patient)))


def test_a_record_open_by_a_task_has_no_such_banner(cast, cleo, patient, desk):
    desk_actions.add_task(by=cast.clara, patient=patient, owner=cleo, what="Ring", due=day(0).date())
    assert "not in your caseload" not in words(desk.get(record_of(patient)))


def test_a_reason_that_is_over_opens_nothing_and_shows_nothing(cast, cleo, patient, desk):
    opened = open_record(by=cleo, patient=patient, reason="cover")
    desk_actions.add_task(by=cast.clara, patient=patient, owner=cleo, what="Ring", due=day(0).date())
    with clock.at(opened.until + timedelta(seconds=1)):
        assert "not in your caseload" not in words(desk.get(record_of(patient)))
