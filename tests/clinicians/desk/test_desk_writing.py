"""Nothing that somebody writes in a record is lost: one part is saved, and what stands in the others comes back."""

from __future__ import annotations

from datetime import timedelta
from html import unescape
from html.parser import HTMLParser
from zoneinfo import ZoneInfo

import pytest
from django.urls import reverse

from clinicians.desk.record import views
from clinicians.desk.record.forms import NoteForm
from clinicians.models import Contact, Note, Sending, Task
from oncocare.foundation import clock
from oncocare.safety.flags.actions import acknowledge, close
from oncocare.safety.models import Flag
from steps import actions as steps
from steps.models import Proposal, Transition
from tests.factories.rooms import FlagFactory, closing, day, sit
from tests.pages import text

NOTE, TASK, REASON = "She sleeps badly.", "Ring her sister", "Wants peers."


class Writing(HTMLParser):
    """The fields and the buttons of the one form of a record, as a browser without scripts has them."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.fields: dict[str, list[str]] = {}
        self.buttons: dict[str, str] = {}
        self.dead_buttons = 0
        self.inside, self.area, self.select = False, "", ""
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        given = dict(attrs)
        if tag == "form":
            self.inside = given.get("id") == "writing"
        if not (self.inside or given.get("form") == "writing" or (tag == "option" and self.select)):
            return
        if tag == "input" and (given.get("type") not in ("radio", "checkbox") or "checked" in given):
            self.fields.setdefault(given["name"], []).append(given.get("value") or "")
        elif tag == "textarea":
            self.area = given["name"]
            self.fields[self.area] = [""]
        elif tag == "select":
            self.select = given["name"]
            self.fields[self.select] = []
        elif tag == "option" and ("selected" in given or not self.fields[self.select]):
            self.fields[self.select] = [given["value"]]
        elif tag == "button" and "disabled" in given:
            assert not self.buttons, "the first button is the one that cannot be pressed"
            self.dead_buttons += 1
        elif tag == "button":
            path, _, place = given["formaction"].partition("#")
            self.buttons[path] = place

    def handle_endtag(self, tag):
        self.inside = self.inside and tag != "form"
        self.area = "" if tag == "textarea" else self.area
        self.select = "" if tag == "select" else self.select

    def handle_data(self, data):
        if self.area:
            self.fields[self.area] = [self.fields[self.area][0] + data.removeprefix("\n")]

    def __getitem__(self, name: str) -> str:
        return "".join(self.fields.get(name, []))


def opened(client, patient):
    return Writing(client.get(reverse("record", args=[patient.pk])).content.decode())


def press(client, page, name, pk, **typed):
    """Type into the page, and press the button of one part of it."""
    address = reverse(name, args=[pk])
    assert address in page.buttons
    fields = {name: values[:] for name, values in page.fields.items()} | {
        name.replace("__", "-"): value for name, value in typed.items()
    }
    return client.post(address, fields)


def shown(answer, status):
    assert answer.status_code == status, answer.content.decode()[:300]
    return Writing(answer.content.decode())


def test_what_stands_in_the_other_parts_comes_back_when_one_is_saved(patient, clara):
    page = opened(clara, patient)
    answer = press(
        clara, page, "write_note", patient.pk,
        note__words=NOTE, task__what=TASK, contact__minutes="12", contact__reached="no", level__reason=REASON,
        ask__instruments=["gad-7"],
    )  # fmt: skip
    back = shown(answer, 200)
    assert back["note-words"] == ""
    assert [back[name] for name in ("task-what", "contact-minutes", "contact-reached", "level-reason")] == [
        TASK, "12", "no", REASON,
    ]  # fmt: skip
    assert back.fields["ask-instruments"] == ["gad-7"]
    text = answer.content.decode()
    assert text.count('<details class="nhsuk-details" open>') == 2  # asking, and the level
    assert "There is a problem" not in text
    assert 'id="said"' in text
    assert text.index('id="note-title"') < text.index("The note is in the record.") < text.index('id="contact-title"')
    assert [note.words for note in Note.objects.all()] == [NOTE]
    back = shown(press(clara, back, "add_task", patient.pk, task__due="2027-03-20"), 200)
    assert (back["task-what"], back["contact-minutes"], back["level-reason"]) == ("", "12", REASON)
    assert [task.what for task in Task.objects.all()] == [TASK]


def test_what_stands_in_the_other_parts_comes_back_beside_an_error(patient, clara):
    page = opened(clara, patient)
    answer = press(clara, page, "add_task", patient.pk, note__words=NOTE, task__what=TASK, task__due="soon")
    back = shown(answer, 422)
    assert (back["note-words"], back["task-what"], back["task-due"]) == (NOTE, TASK, "soon")
    assert "Write the note." not in answer.content.decode(), "only what was sent is judged"
    assert not Note.objects.exists()
    assert not Task.objects.exists()


def test_where_nothing_else_is_written_one_goes_back_to_the_record(patient, clara):
    page = opened(clara, patient)
    answer = press(clara, page, "write_note", patient.pk, note__words=NOTE)
    assert (answer.status_code, answer.url) == (302, reverse("record", args=[patient.pk]))
    assert page.buttons[reverse("write_note", args=[patient.pk])] == "said"  # a browser keeps it over the redirect
    assert 'id="said"' in clara.get(answer.url).content.decode()


def test_a_page_sent_again_with_the_same_words_acts_once_and_with_others_again(patient, clara):
    page = opened(clara, patient)
    for _ in range(2):
        answer = press(clara, page, "write_note", patient.pk, note__words=NOTE, task__what=TASK)
        assert shown(answer, 200)["task-what"] == TASK
    assert "This was saved already." in answer.content.decode()
    assert Note.objects.count() == 1
    press(clara, page, "write_note", patient.pk, note__words="Something else.", task__what=TASK)
    assert [note.words for note in Note.objects.order_by("made", "words")] == [NOTE, "Something else."]
    assert Sending.objects.count() == 2
    again = opened(clara, patient)
    press(clara, again, "write_note", patient.pk, note__words=NOTE)
    assert Note.objects.count() == 3, "another page is another sending, also of the same words"


def test_what_was_refused_can_be_sent_again(patient, clara):
    page, today = opened(clara, patient), clock.today("Europe/Madrid")
    wanted = {
        "contact__reached": "yes",
        "contact__minutes": "5",
        "contact__day": today + timedelta(days=1),
        "contact__began": "23:59",
    }
    assert press(clara, page, "log_contact", patient.pk, **wanted).status_code == 422
    assert not Sending.objects.exists()
    assert (
        press(
            clara, page, "log_contact", patient.pk, **{**wanted, "contact__day": today - timedelta(days=1)}
        ).status_code
        == 302
    )
    assert Contact.objects.count() == 1


def test_answering_a_proposal_keeps_a_note_that_is_being_written(patient, clara):
    sit(patient, day(0), phq=22, gad=10)
    proposal = Proposal.objects.get()
    page = opened(clara, patient)
    back = shown(press(clara, page, "accept_proposal", proposal.pk, note__words=NOTE), 200)
    assert back["note-words"] == NOTE
    assert Transition.objects.filter(kind="proposal").count() == 1
    back = shown(press(clara, page, "accept_proposal", proposal.pk, note__words=NOTE), 200)
    assert back["note-words"] == NOTE


def test_a_task_that_is_done_keeps_a_note_that_is_being_written(cast, patient, clara):
    page = opened(clara, patient)
    press(clara, page, "add_task", patient.pk, task__what=TASK, task__due="2027-03-20")
    task = Task.objects.get()
    page = opened(clara, patient)
    back = shown(press(clara, page, "finish_task", task.pk, note__words=NOTE), 200)
    assert back["note-words"] == NOTE
    assert Task.objects.get().done_by == cast.clara


def test_nobody_is_handed_over_away_from_something_half_written(cast, patient, nora, clara):
    page = opened(clara, patient)
    answer = press(clara, page, "assign_clinician", patient.pk, note__words=NOTE, clinician__clinician=str(nora.pk))
    assert shown(answer, 422)["note-words"] == NOTE
    assert "Nobody was handed over." in unescape(answer.content.decode())
    patient.refresh_from_db()
    assert patient.clinician == cast.clara
    answer = press(clara, page, "assign_clinician", patient.pk, clinician__clinician=str(nora.pk))
    assert (answer.status_code, answer.url) == (302, reverse("caseload"))


def test_enter_in_a_field_sends_no_part_by_mistake(patient, clara):
    assert opened(clara, patient).dead_buttons == 1


# --- the form of a flag -----------------------------------------------------------------------------------------------

TRIED, REACHED = "Rang twice, nobody.", "She will call her sister."


def held(cast, patient, kind="worsening"):
    """Clara has it, and closes it on the record."""
    return acknowledge(by=cast.clara, flag=FlagFactory(patient=patient, owner=cast.clara, kind=kind, severity="high"))


def part(flag, **typed):
    return closing(flag, {f"close-{name}": value for name, value in typed.items()})


@pytest.mark.parametrize(
    ("name", "typed"), [("write_note", {"note__words": NOTE}), ("log_contact", {}), ("add_task", {"task__what": TASK})]
)
def test_what_stands_in_the_form_of_a_flag_comes_back_when_another_part_is_sent(cast, patient, clara, name, typed):
    flag = held(cast, patient)
    begun = part(
        flag, how="phone", minutes="3", outcome="not_reached", next_attempt="2027-03-02", time="14:00", note=TRIED
    )
    answer = press(clara, opened(clara, patient), name, patient.pk, **typed, **begun)
    back = shown(answer, 200 if name == "write_note" else 422)
    assert {field: back[field] for field in begun} == begun


def test_closing_a_flag_keeps_what_stands_in_the_other_parts_and_in_another_flag(cast, patient, clara):
    flag, other = held(cast, patient), held(cast, patient, "silence")
    said = part(flag, how="logged", outcome="spoke_safe", note=REACHED)
    also = part(other, note=TRIED)
    answer = press(clara, opened(clara, patient), "close_flag", flag.pk, note__words=NOTE, **said, **also)
    back = shown(answer, 200)
    assert (back["note-words"], back[f"close-{other.pk}-note"]) == (NOTE, TRIED)
    assert list(Flag.objects.exclude(closed_at=None).values_list("pk", "note")) == [(flag.pk, REACHED)]


def test_a_flag_that_is_not_closed_yet_keeps_them_beside_its_error(cast, patient, clara):
    flag, other = held(cast, patient), held(cast, patient, "silence")
    typed = {**part(flag, note=REACHED), **part(other, note=TRIED)}
    back = shown(press(clara, opened(clara, patient), "close_flag", flag.pk, note__words=NOTE, **typed), 422)
    assert (back["note-words"], {name: back[name] for name in typed}) == (NOTE, typed)


def test_not_reached_the_form_is_empty_again_and_the_others_stand(cast, patient, clara):
    flag = held(cast, patient)
    soon = clock.now() + timedelta(hours=3)
    day, time = soon.astimezone(ZoneInfo("Europe/Madrid")).isoformat(timespec="minutes")[:16].split("T")
    tried = part(flag, how="phone", minutes="3", outcome="not_reached", next_attempt=day, time=time, note=TRIED)
    back = shown(press(clara, opened(clara, patient), "close_flag", flag.pk, note__words=NOTE, **tried), 200)
    assert (back["note-words"], back[f"close-{flag.pk}-note"]) == (NOTE, "")


def test_taking_on_a_flag_keeps_a_note_that_is_being_written(cast, patient, clara):
    flag = FlagFactory(patient=patient, owner=cast.clara)
    back = shown(press(clara, opened(clara, patient), "acknowledge_flag", flag.pk, note__words=NOTE), 200)
    assert back["note-words"] == NOTE
    assert Flag.objects.get().acknowledged_by == cast.clara


@pytest.mark.parametrize("name", ["close_flag", "write_note"])
def test_words_about_a_flag_that_a_colleague_closed_meanwhile_are_shown_to_copy(cast, patient, clara, name):
    flag = held(cast, patient)
    page = opened(clara, patient)
    close(by=cast.carlos, flag=flag, outcome="mistake", note="Nothing.")
    said = part(flag, how="logged", outcome="spoke_safe", note=REACHED)
    answer = press(clara, page, name, flag.pk if name == "close_flag" else patient.pk, note__words=NOTE, **said)
    shown(answer, 422 if name == "close_flag" else 200)
    assert "You wrote this, and it was not saved" in answer.content.decode()
    assert REACHED in answer.content.decode()


def test_so_are_words_about_a_proposal_that_is_answered(cast, patient, clara):
    sit(patient, day(0), phq=22, gad=10)
    proposal = Proposal.objects.get()
    page = opened(clara, patient)
    steps.accept(by=cast.clara, proposal=proposal)
    answer = press(clara, page, "write_note", patient.pk, note__words=NOTE, decline__reason=REASON)
    assert REASON in text(answer)


def test_the_forms_of_a_record_are_made_once_for_what_was_sent(cast, patient, clara, monkeypatch):
    made = []
    monkeypatch.setattr(views, "NoteForm", lambda *args: made.append(1) or NoteForm(*args))
    press(
        clara, opened(clara, patient), "add_task", patient.pk, task__what=TASK, task__due="2027-03-20", note__words=NOTE
    )
    assert len(made) == 2, "once for the page, once for what was sent from it"
