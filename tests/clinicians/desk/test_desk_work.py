"""What staff keep beside a course: notes, contacts, tasks, who looks after somebody, and the record on paper."""

import re
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

from clinicians import actions
from clinicians.desk.caseload import selectors as caseload
from clinicians.models import Contact, Note, Task
from oncocare.audit.models import AuditRow
from oncocare.consent.actions import record_consent as consent
from oncocare.consent.selectors import texts_for
from oncocare.foundation import clock
from oncocare.people import actions as people
from oncocare.people.models import Patient
from oncocare.people.roles import CLINICIAN
from oncocare.safety.flags.actions import close, hand_over
from steps import actions as steps
from tests.cast import BY, _user
from tests.clinicians.desk.pressing import audited, do, done, page, refused
from tests.factories.rooms import FlagFactory, ask, day, newcomer, sit, talked
from tests.pages import seen

# --- contacts ---------------------------------------------------------------------------------------------------------

CONTACT = {
    "contact-kind": "phone",
    "contact-reached": "yes",
    "contact-minutes": "25",
    "contact-day": "2026-03-01",
    "contact-began": "09:30",
}


def test_a_contact_is_kept_with_its_minutes_in_the_time_of_the_centre(cast, patient, clara):
    with clock.at(day(0)):
        done(do(clara, "log_contact", patient.pk, **CONTACT), patient)
        done(
            do(
                clara,
                "log_contact",
                patient.pk,
                **{**CONTACT, "contact-reached": "no", "contact-minutes": "1", "contact-began": "10:00"},
            ),
            patient,
        )
        text = page(clara, patient)
    began = datetime(2026, 3, 1, 9, 30, tzinfo=ZoneInfo("Europe/Madrid"))
    assert list(Contact.objects.order_by("began").values_list("by", "kind", "began", "effort__minutes", "reached")) == [
        (cast.clara.pk, "phone", began, 25, True),
        (cast.clara.pk, "phone", began + timedelta(minutes=30), 1, False),
    ]
    for expected in (
        "Contact of Clara: By phone",
        "Reached, 25 minutes.",
        "Not reached, 1 minute.",
        "Last contact Sun 1 Mar, Clara, not reached.",
    ):
        assert expected in text, expected
    assert len(audited("contact.logged")) == 2


@pytest.mark.parametrize(
    ("wrong", "expected"),
    [
        ({"contact-minutes": "0"}, "Write the minutes as a whole number from 1 to 480."),
        ({"contact-minutes": "481"}, "Write the minutes as a whole number from 1 to 480."),
        ({"contact-minutes": "7.5"}, "Write the minutes as a whole number from 1 to 480."),
        ({"contact-minutes": ""}, "Write the minutes as a whole number from 1 to 480."),
        ({"contact-reached": ""}, "Choose yes or no."),
        ({"contact-kind": "pigeon"}, "Please choose again:"),
        ({"contact-day": "1.3.2026"}, "Write the day like 2026-05-31."),
        ({"contact-began": "25:00"}, "Write the time like 14:05."),
        ({"contact-day": "2026-03-03"}, "A contact cannot begin in the future."),
    ],
)
def test_a_contact_that_cannot_be_is_refused_in_words(patient, clara, wrong, expected):
    with clock.at(day(0)):
        refused(do(clara, "log_contact", patient.pk, **{**CONTACT, **wrong}), expected)
    assert not Contact.objects.exists()


@pytest.mark.parametrize(
    ("wrong", "expected"), [({"minutes": 0}, "minutes"), ({"minutes": 481}, "minutes"), ({"kind": "pigeon"}, "reach")]
)
def test_the_action_refuses_what_no_form_has_checked(cast, patient, wrong, expected):
    with pytest.raises(ValidationError, match=expected):
        actions.log_contact(
            **{
                "by": cast.clara,
                "patient": patient,
                "kind": "phone",
                "began": day(0),
                "minutes": 5,
                "reached": True,
                **wrong,
            }
        )


# --- tasks ------------------------------------------------------------------------------------------------------------


def task(**more):
    return {"task-what": "Send the sleep diary", "task-due": "2027-03-05", **more}


def test_a_task_goes_to_its_owner_and_is_done_once(cast, patient, nora, clara, client):
    done(do(clara, "add_task", patient.pk, **task(**{"task-owner": str(nora.pk)})), patient)
    [made] = Task.objects.all()
    assert (made.owner, made.maker, made.due, made.done_at) == (nora, cast.clara, date(2027, 3, 5), None)
    assert "Send the sleep diary" in page(clara, patient)
    assert "You have no open tasks." in clara.get(reverse("my_tasks")).content.decode()
    client.force_login(nora)
    assert "Send the sleep diary" in client.get(reverse("my_tasks")).content.decode()
    assert do(client, "finish_task", made.pk, list="1").url == reverse("my_tasks")
    client.force_login(cast.clara)
    done(do(client, "finish_task", made.pk), patient)
    made.refresh_from_db()
    assert made.done_by == nora
    assert "Task done" in page(client, patient)
    assert len(audited("task.done")) == 1


def test_my_tasks_come_with_the_longest_overdue_first(cast, patient, clara):
    for what, due in (("Later", day(3)), ("Late", day(-9)), ("Today", day(0)), ("Latest", day(-20))):
        actions.add_task(by=cast.clara, patient=patient, owner=cast.clara, what=what, due=due.date())
    with clock.at(day(0)):
        text = clara.get(reverse("my_tasks")).content.decode()
    assert re.findall(r'<th scope="row">(\w+)</th>', text) == ["Latest", "Late", "Today", "Later"]
    assert ("20 days overdue" in text, "9 days overdue" in text) == (True, True)
    assert "4 open tasks" in text


@pytest.mark.parametrize(
    ("wrong", "expected"),
    [
        ({"task-what": ""}, "Write what is to be done."),
        ({"task-due": "soon"}, "Write the day like 2026-05-31."),
        ({"task-owner": ""}, "Choose a colleague."),
    ],
)
def test_a_task_without_words_day_or_owner_is_refused(cast, patient, clara, wrong, expected):
    refused(do(clara, "add_task", patient.pk, **{**task(**{"task-owner": str(cast.clara.pk)}), **wrong}), expected)
    assert not Task.objects.exists()


def test_a_task_is_not_given_to_somebody_of_another_centre(cast, patient, clara):
    refused(
        do(clara, "add_task", patient.pk, **task(**{"task-owner": str(cast.denis.pk)})),
        "Choose a colleague of this centre.",
    )


# --- who looks after somebody -----------------------------------------------------------------------------------------


def test_a_colleague_takes_over_with_a_note(cast, patient, nora, clara, client):
    given = {"clinician-clinician": str(nora.pk), "clinician-note": "Call on Monday."}
    assert do(clara, "assign_clinician", patient.pk, **given).url == reverse("caseload"), "it is not hers to open now"
    patient.refresh_from_db()
    assert (patient.clinician, Note.objects.get().words) == (nora, "Call on Monday.")
    client.force_login(nora)
    assert "Looked after by Nora." in page(client, patient)
    row = AuditRow.objects.get(verb="patient.handed_over")
    assert row.detail == {"before": str(cast.clara.pk), "to": str(nora.pk)}


def test_nobody_of_another_centre_and_nobody_who_left_takes_over(cast, patient, nora, clara):
    for who in (cast.denis, cast.eva):
        refused(
            do(clara, "assign_clinician", patient.pk, **{"clinician-clinician": str(who.pk)}),
            "Choose a colleague of this centre.",
        )
        with pytest.raises(ValidationError, match="does not look after people"):
            people.assign_clinician(by=BY, patient=patient, clinician=who)
    nora.is_active = False
    nora.save()
    refused(
        do(clara, "assign_clinician", patient.pk, **{"clinician-clinician": str(nora.pk)}),
        "Choose a colleague of this centre.",
    )
    refused(do(clara, "assign_clinician", patient.pk), "Choose a colleague.")
    patient.refresh_from_db()
    assert patient.clinician == cast.clara


def whose(user):
    return set(Patient.objects.filter(clinician=user).values_list("key", flat=True))


def give(client, **data):
    return client.post(reverse("hand_over_people"), data, follow=True)


def test_some_of_my_people_go_together_with_my_tasks_when_ticked(cast, patient, nora, clara):
    mine = [newcomer(cast.here, key, cast.clara).patient for key in "AB"]
    for one in mine:
        actions.add_task(by=cast.clara, patient=one, owner=cast.clara, what="Call", due=day(0).date())
    answer = give(clara, clinician=nora.pk, people=[mine[0].pk], tasks="on")
    assert "1 person is now looked after by Nora. 1 task went with them." in answer.content.decode()
    assert (whose(nora), whose(cast.clara)) == ({"A"}, {"ANA", "BEA", "B"})
    assert Task.objects.get(patient=mine[0]).owner == nora
    answer = give(clara, clinician=nora.pk, people=[mine[1].pk])
    assert "1 person is now looked after by Nora." in answer.content.decode()
    assert Task.objects.get(patient=mine[1]).owner == cast.clara


def test_my_open_flags_go_with_them_when_ticked_and_only_mine(cast, patient, nora, clara):
    mine = FlagFactory(patient=patient, owner=cast.clara)
    closed = close(
        by=cast.clara, flag=FlagFactory(patient=patient, owner=cast.clara), outcome="plan", assessed=talked()
    )
    elsewhere = FlagFactory(patient=cast.patient(cast.bea), owner=cast.clara)
    answer = give(clara, clinician=nora.pk, people=[patient.pk], flags="on")
    assert "1 person is now looked after by Nora. 1 flag went with them." in answer.content.decode()
    for flag in (mine, closed, elsewhere):
        flag.refresh_from_db()
    assert (mine.owner, closed.owner, elsewhere.owner) == (nora, cast.clara, cast.clara)
    give(clara, clinician=nora.pk, people=[elsewhere.patient_id])
    elsewhere.refresh_from_db()
    assert elsewhere.owner == cast.clara


def test_the_record_shows_what_was_said_when_a_flag_was_handed_over(cast, patient, nora, clara):
    flag = FlagFactory(patient=patient, owner=nora)
    hand_over(by=nora, flag=flag, to=cast.clara, note="She wants to be called after six.")
    assert "She wants to be called after six." in page(clara, patient)


def test_who_left_comes_back_unless_it_was_their_own_no(cast, patient, clara):
    pathway = cast.pathway(cast.ana)
    steps.set_status(by=cast.clara, pathway=pathway, step="withdraw", reason="Moved away.")
    assert reverse("come_back_pathway", args=[pathway.pk]) in page(clara, patient)
    done(do(clara, "come_back_pathway", pathway.pk, **{"status-reason": "Is here again."}), patient)
    assert cast.pathway(cast.ana).status == "active"
    consent(by=cast.ana, patient=patient, text=texts_for(patient.centre, "en")["care"], said="no", channel="page")
    steps.set_status(by=BY, pathway=pathway, step="withdraw", reason="Said no.")
    assert reverse("come_back_pathway", args=[pathway.pk]) not in page(clara, patient)
    refused(
        do(clara, "come_back_pathway", pathway.pk, **{"status-reason": "Asked on the phone."}),
        "This person said no to care. They can come back on their own page; nobody else can.",
    )


def test_everybody_goes_also_from_the_pages_that_are_not_seen(cast, nora, clara, monkeypatch):
    monkeypatch.setattr(caseload, "PER_PAGE", 1)
    assert "1 of 2 people you look after" in clara.get(reverse("hand_over_people")).content.decode()
    answer = give(clara, clinician=nora.pk, everybody="on")
    assert "2 people are now looked after by Nora." in answer.content.decode()
    assert whose(nora) == {"ANA", "BEA"}
    assert "You look after nobody at this centre now." in answer.content.decode()
    assert len(audited("patient.handed_over")) == 2


def test_who_was_taken_over_meanwhile_stays_there(cast, patient, nora):
    other = _user("olga")
    people.appoint(by=BY, user=other, centre=cast.here, role=CLINICIAN)
    people.assign_clinician(by=BY, patient=patient, clinician=other)
    assert actions.hand_over_caseload(by=cast.clara, patients=[patient], clinician=nora, tasks=True) == (0, 0, 0)
    assert whose(other) == {"ANA"}


def test_all_of_them_move_or_none(cast, nora, monkeypatch):
    people = [cast.patient(cast.ana), cast.patient(cast.bea)]
    nora.memberships.all().delete()
    with pytest.raises(ValidationError):
        actions.hand_over_caseload(by=cast.clara, patients=people, clinician=nora, tasks=False)
    assert whose(cast.clara) == {"ANA", "BEA"}


@pytest.mark.parametrize(
    ("data", "expected"),
    [({}, "Choose a colleague."), ({"clinician": "nora"}, "Tick at least one person, or everybody.")],
)
def test_handing_over_nobody_or_to_nobody_is_refused(cast, nora, clara, data, expected):
    data = dict.fromkeys(data, nora.pk) or {"people": [cast.patient(cast.ana).pk]}
    refused(clara.post(reverse("hand_over_people"), data), expected)
    assert whose(nora) == set()


def test_nobody_hands_over_the_people_of_a_colleague(cast, nora, client):
    client.force_login(nora)
    refused(
        client.post(reverse("hand_over_people"), {"clinician": cast.clara.pk, "people": [cast.patient(cast.ana).pk]}),
        "Please choose again:",
    )


# --- on paper ---------------------------------------------------------------------------------------------------------


def test_the_paper_holds_the_whole_record_and_leaves_a_row(cast, patient, clara):
    with clock.at(day(-20)):
        first = actions.write_note(by=cast.clara, patient=patient, words="Her sister called.")
        actions.write_note(by=cast.clara, patient=patient, words="Her mother called.", corrects=first)
        actions.log_contact(by=cast.clara, patient=patient, kind="video", began=day(-20), minutes=40, reached=True)
        flag = FlagFactory(patient=patient, owner=cast.clara)
        close(by=cast.clara, flag=flag, outcome="plan", note="Made a plan.", assessed=talked())
        FlagFactory(patient=patient, owner=cast.clara, kind="worsening")
    sit(patient, day(-9), phq=12)
    sit(patient, day(-2), phq=22)
    with clock.at(day(0)):
        ask(patient, "gad-7", days=5)
        actions.add_task(by=cast.clara, patient=patient, owner=cast.clara, what="Call the ward", due=day(4).date())
        text = page(clara, patient, "print_record")
    for expected in (
        "ANA", "Here. Printed Monday 2 March 2026, 10:00 by Clara. Confidential.", "3 Community", "Looked after by Clara.", "The rules decided",
        "Proposal to decide, since Sat 28 Feb 2026: Group therapy · Clara has it until Tue 3 Mar 2026, 10:00",
        "Fri 6 Mar 2026, Clara: Call the ward", "Sat 7 Mar 2026: answers to gad-7 due", "Made a plan.",
        "Nobody has taken it on.", "Her mother called.", "This corrects what Clara wrote", "Her sister called.", "By video", ">40<",
        "<strong>Reliable change (NHS): worse</strong>",
        '<th scope="row">Sat 21 Feb 2026</th><td class="oc-table__number">12</td>', "ANA · Here · Monday 2 March 2026, 10:00 · Confidential",
    ):  # fmt: skip
        assert expected in text, expected
    assert audited("read.print") == [(f"user:{cast.clara.pk}", str(patient.pk))]


def test_an_empty_record_can_be_printed(patient, clara):
    text = page(clara, patient, "print_record")
    assert "Nothing is planned." in text
    assert text.count("<p>None.</p>") == 3


def test_the_record_and_the_caseload_say_on_paper_who_printed_them(cast, patient, clara):
    for text in (page(clara, patient), seen(clara.get(reverse("caseload")).content.decode())):
        assert re.search(r'<p class="oc-printonly">Here\. Printed .+ by Clara\. Confidential\.', text)


# --- who may ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("who", "status"), [("denis", 404), ("ana", 404), ("dora", 404), ("carlos", 403), ("eva", 403)]
)
def test_nobody_else_writes_reads_or_prints(cast, patient, client, who, status):
    note = actions.write_note(by=cast.clara, patient=patient, words="x")
    made = actions.add_task(by=cast.clara, patient=patient, owner=cast.clara, what="x", due=day(0).date())
    client.force_login(getattr(cast, who))
    for name, pk in (("write_note", patient.pk), ("log_contact", patient.pk), ("add_task", patient.pk), ("assign_clinician", patient.pk),
                     ("finish_task", made.pk), ("correct_note", note.pk)):  # fmt: skip
        assert do(client, name, pk, **{"note-words": "y"}).status_code == status, name
    for name, pk in (("print_record", patient.pk), ("correct_note", note.pk)):
        assert client.get(reverse(name, args=[pk])).status_code == status, name
    made.refresh_from_db()
    assert (Note.objects.count(), made.done_at, Contact.objects.count()) == (1, None, 0)
