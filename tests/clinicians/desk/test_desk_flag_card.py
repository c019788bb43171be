"""A flag at the desk: on which number, what raised it, by when it is tried again; and one form that says how it went."""

import re
from datetime import date, timedelta

import pytest
from django.urls import reverse

from clinicians.desk.caseload import selectors as caseload
from clinicians.models import Contact
from oncocare.effort.models import Effort
from oncocare.foundation import clock
from oncocare.people.models import PictureEntry
from oncocare.people.picture.actions import keep_picture
from oncocare.safety.flags.actions import acknowledge, hand_over, raise_flag, say_whether_it_can_wait
from oncocare.safety.models import Attempt, Flag, RiskAssessment
from questionnaires.models import Mode
from tests.cast import BY, phq9
from tests.factories.rooms import FlagFactory, ask, closing, day, send, sit
from tests.pages import text, words
from tests.questionnaires.keeping import save
from tests.safety.team import colleague

NOTHING_ASKED = {f"asked-{one}": "not_asked" for one in ("thoughts", "intent", "plan", "means")}
ALONE = {"kind": "worsening", "severity": "high"}


@pytest.fixture
def now():
    with clock.at(day(0, 10)):
        yield day(0, 10)


@pytest.fixture
def patient(cast, now):
    return cast.patient(cast.ana)


@pytest.fixture
def flag(cast, patient):
    """Clara has it; it is not about suicidal thoughts."""
    return acknowledge(by=cast.clara, flag=FlagFactory(patient=patient, owner=cast.clara, **ALONE))


@pytest.fixture
def grave(cast, patient):
    return acknowledge(by=cast.clara, flag=FlagFactory(patient=patient, owner=cast.clara))


def come_back(client, who):
    """Signed in anew: a session of staff ends after a while without a page."""
    client.logout()
    client.force_login(who)


def address(flag):
    return reverse("close_flag", args=[flag.pk])


def record(client, patient):
    return words(client.get(reverse("record", args=[patient.pk])))


def answered(client, flag, **given):
    return client.post(address(flag), {f"close-{flag.pk}-{name}": value for name, value in given.items()})


def not_reached(client, flag, at=None, **more):
    at = at or day(0, 14)
    given = {
        "how": "phone",
        "minutes": "3",
        "outcome": "not_reached",
        "next_attempt": f"{at:%Y-%m-%d}",
        "time": f"{at:%H:%M}",
    }
    return answered(client, flag, **{**given, **more})


# --- whom to call -----------------------------------------------------------------------------------------------------


def test_the_card_begins_with_the_numbers_the_languages_and_the_age(clara, patient, flag, grave):
    patient.phone, patient.trusted_name, patient.trusted_phone = "+34 600 111 222", "Marta", "933 (33) 44 55"
    patient.born_on = date(1979, 3, 3)
    patient.save()
    for url in (reverse("record", args=[patient.pk]), address(grave)):
        page = text(clara.get(url))
        assert '<a href="tel:+34600111222"><strong>+34 600 111 222</strong></a>' in page
        assert '<a href="tel:933334455">933 (33) 44 55</a>' in page
        assert "trusted person Marta" in page
        assert "46 years old" in page
    page = record(clara, patient)
    assert page.index("+34 600 111 222") < page.index("High priority. Raised") < page.index("How did it end?")


def test_without_a_number_it_says_so(clara, patient, flag):
    assert "No telephone number is known" in record(clara, patient)


# --- what raised it ---------------------------------------------------------------------------------------------------


def test_an_answer_is_named_by_its_item_on_every_page(cast, clara, patient):
    send(ask(patient)[0], phq9(9, 2))
    line = "PHQ-9, item 9: More than half the days"
    flag = Flag.objects.get(kind="suicidal_ideation")
    for url in (reverse("record", args=[patient.pk]), reverse("caseload"), address(flag),
                reverse("print_record", args=[patient.pk])):  # fmt: skip
        assert line in words(clara.get(url)), url
    Flag.objects.update(owner=cast.clara)
    assert line in words(clara.get(reverse("my_duty")))


def test_so_is_one_in_a_set_that_is_not_sent_and_one_that_somebody_would_rather_not_give(clara, patient):
    asked = ask(patient)[0]
    save(asked, "9", 1)
    assert "PHQ-9, item 9: Several days" in words(clara.get(reverse("caseload")))
    save(asked, "9", None)
    assert "PHQ-9, item 9: no answer" in record(clara, patient)


def test_a_change_that_a_rule_found_is_named_with_its_numbers(cast, clara, patient):
    sit(patient, day(-14), phq=12)
    sit(patient, day(-1), phq=22)
    [flag] = Flag.objects.filter(patient=patient)
    said = "PHQ-9 22" if flag.kind == "severe_distress" else "PHQ-9 12 → 22"
    for url in (reverse("record", args=[patient.pk]), reverse("caseload")):
        assert said in words(clara.get(url)), url


def test_many_flags_are_told_in_as_many_queries_as_one(cast, clara, django_assert_num_queries):
    for who, number in ((cast.ana, 2), (cast.bea, 1)):
        send(ask(cast.patient(who))[0], phq9(9, number))
    everybody = [cast.patient(cast.ana).pk, cast.patient(cast.bea).pk]
    for patients in (everybody[:1], everybody):
        with django_assert_num_queries(4):
            shown = caseload._flags(patients)
        assert [flag.why[0].split(", ")[0] for flag in shown.values()] == ["PHQ-9"] * len(patients)


# --- whether it was asked if it can wait ------------------------------------------------------------------------------

SILENT, UNASKED = "did not say whether it can wait", "was not asked whether it can wait"


def test_of_a_flag_by_rules_nobody_is_said_to_have_kept_silent(clara, patient):
    raise_flag(by="system:rules", patient=patient, source="rule:1", **ALONE)
    page = record(clara, patient)
    assert (SILENT in page, UNASKED in page) == (False, True)


def test_nor_of_a_paper_that_staff_entered(cast, clara, patient):
    send(ask(patient)[0], phq9(9, 2), by=cast.clara, mode=Mode.PAPER)
    page = record(clara, patient)
    assert (SILENT in page, UNASKED in page) == (False, True)


def test_whoever_answered_themselves_was_asked(clara, patient):
    save(ask(patient)[0], "9", 2)
    page = record(clara, patient)
    assert (SILENT in page, UNASKED in page) == (True, False)
    say_whether_it_can_wait(by=patient.account, flag=Flag.objects.get(), can_wait=False)
    assert "The person says it cannot wait (asked Mon 2 Mar 2026, 10:00)." in record(clara, patient)


def test_where_the_log_alone_knows_who_answered_nothing_is_said(cast, clara, patient):
    FlagFactory(patient=patient, owner=cast.clara, source="assignment:6e9b1a80-0000-4000-8000-000000000000")
    page = record(clara, patient)
    assert (SILENT in page, UNASKED in page) == (False, False)


# --- one form ---------------------------------------------------------------------------------------------------------


def test_closing_with_spoken_logs_the_contact_and_counts_its_minutes_once(cast, clara, patient, flag):
    sent = answered(clara, flag, how="phone", minutes="12", outcome="spoke_safe", note="Her sister is with her.")
    assert sent.status_code == 302
    [contact], flag = Contact.objects.all(), Flag.objects.get()
    assert (contact.kind, contact.reached, contact.minutes, contact.by, contact.patient) == (
        "phone", True, 12, cast.clara, patient,
    )  # fmt: skip
    assert contact.began == clock.now() - timedelta(minutes=12)
    assert (flag.outcome, flag.note, flag.effort) == ("spoke_safe", "Her sister is with her.", contact.effort)
    assert [(row.what, row.minutes) for row in Effort.objects.all()] == [("contact.phone", 12)]
    assert "Her sister is with her." in record(clara, patient)


@pytest.mark.parametrize(("how", "what"), [("logged", "flag"), ("no", "flag")])
def test_minutes_without_a_contact_are_those_of_the_flag(clara, flag, how, what):
    outcome = "spoke_safe" if how == "logged" else "no_concern"
    assert answered(clara, flag, how=how, minutes="5", outcome=outcome).status_code == 302
    assert not Contact.objects.exists()
    assert [(row.what, row.minutes) for row in Effort.objects.all()] == [(what, 5)]


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"outcome": "spoke_safe"}, "Choose how you spoke with the person or tried to, or no."),
        ({"how": "no", "outcome": "plan"}, "Say how you spoke with the person or tried to"),
        ({"how": "phone", "outcome": "plan"}, "Write how many minutes you spoke with the person, or tried to."),
        ({"how": "no", "outcome": "other"}, "Write in a few words how it ended."),
        ({"how": "no", "outcome": "not_reached"}, "Say how you spoke with the person or tried to"),
        ({"how": "phone", "minutes": "2", "outcome": "not_reached"}, "Choose the day by which you will try again."),
        (
            {"how": "phone", "minutes": "2", "outcome": "not_reached", "next_attempt": "2026-03-03"},
            "Write the time by which you will try again, like 14:05.",
        ),
        (
            {"how": "phone", "minutes": "2", "outcome": "not_reached", "next_attempt": "2026-03-02", "time": "09:00"},
            "Choose a moment to come, and for this flag at most 7 days from now.",
        ),
    ],
)
def test_what_does_not_fit_is_named_and_nothing_typed_is_lost(clara, flag, given, said):
    page = text(answered(clara, flag, note=given.pop("note", ""), **given), 422)
    assert said in page
    assert Flag.objects.get().closed_at is None
    assert not Contact.objects.exists()
    assert "typed with care" in text(answered(clara, flag, how="no", outcome="plan", note="typed with care"), 422)


def test_a_mistake_in_one_card_is_told_in_that_card_alone(cast, clara, patient, flag):
    other = acknowledge(by=cast.clara, flag=FlagFactory(patient=patient, owner=cast.clara, kind="silence"))
    page = text(answered(clara, flag, note="typed with care"), 422)
    assert page.count("typed with care") == 1
    ids = [f'id="id_close-{one.pk}-note"' for one in (flag, other)]
    assert [page.count(one) for one in ids] == [1, 1]


def test_pressed_twice_it_is_one_contact(clara, flag):
    given = {"how": "phone", "minutes": "12", "outcome": "spoke_safe"}
    assert [answered(clara, flag, **given).status_code for _ in range(2)] == [302, 422]
    assert Contact.objects.count() == Effort.objects.count() == 1


@pytest.mark.parametrize("outcome", ["emergency", "referred_elsewhere", "no_concern", "other"])
def test_each_new_ending_is_kept_and_read_in_words(clara, patient, flag, outcome):
    assert answered(clara, flag, how="no", outcome=outcome, note="In words.").status_code == 302
    flag = Flag.objects.get()
    assert flag.outcome == outcome
    assert f"{flag.get_outcome_display()}. In words." in record(clara, patient)


# --- not reached ------------------------------------------------------------------------------------------------------


def test_not_reached_keeps_it_open_and_logs_what_was_tried(cast, clara, patient, flag):
    assert not_reached(clara, flag, note="Rang out twice.").status_code == 302
    [contact], [attempt], flag = Contact.objects.all(), Attempt.objects.all(), Flag.objects.get()
    assert (contact.kind, contact.reached, contact.minutes, contact.by) == ("phone", False, 3, cast.clara)
    assert (attempt.note, attempt.next_attempt, flag.closed_at, flag.next_attempt) == (
        "Rang out twice.", day(0, 14), None, day(0, 14),
    )  # fmt: skip
    page = record(clara, patient)
    assert "Next attempt by Monday 2 March 2026, 14:00." in page
    assert "could not reach the person, Monday 2 March 2026, 10:00; next attempt by Mon 2 Mar 2026, 14:00" in page
    assert "Rang out twice." in page
    assert "not reached, next attempt by Mon 2 Mar 2026, 14:00" in words(clara.get(reverse("caseload")))
    duty = words(clara.get(reverse("my_duty")))
    assert ("Not reached yet" in duty, "Rang out twice." in duty) == (True, True)


def test_pressed_twice_it_is_one_attempt(clara, flag):
    assert [not_reached(clara, flag).status_code for _ in range(2)] == [302, 422]
    assert (Attempt.objects.count(), Contact.objects.count(), Effort.objects.count()) == (1, 1, 1)


def test_once_its_moment_is_past_it_is_late_for_everybody(cast, clara, client, patient, flag):
    not_reached(clara, flag)
    berta = colleague(cast, "berta")
    with clock.at(day(0, 13, 59)):
        assert [row.patient for row in caseload.waiting(cast.here)] == []
        assert caseload.load_of(cast.here, clock.now()).late_attempts == 0
    with clock.at(day(0, 16)):
        come_back(client, berta)
        assert [row.patient for row in caseload.waiting(cast.here)] == [patient]
        desk = words(client.get(reverse("caseload")))
        come_back(client, cast.clara)
        shown = record(client, patient)
        printed = words(client.get(reverse("print_record", args=[patient.pk])))
        assert "Next attempt late" in words(client.get(reverse("my_duty")))
    assert "1 next attempt late" in desk
    assert "Mon 2 Mar 14:00 · 2 hours past not reached, the next attempt is late" in desk
    assert "Say how it went" in desk
    for page in (shown, printed):
        assert "Next attempt by Monday 2 March 2026, 14:00, 2 hours past it." in page
        assert "Unless somebody says how it went it goes to the next person on" in page


@pytest.mark.parametrize("kind", ["worsening", "suicidal_ideation"])
def test_a_late_attempt_is_answered_from_the_card_and_from_the_page_of_duty(cast, clara, client, patient, kind):
    flag = acknowledge(by=cast.clara, flag=FlagFactory(patient=patient, owner=cast.clara, kind=kind, severity="high"))
    not_reached(clara, flag)
    for url in (reverse("record", args=[patient.pk]), reverse("my_duty")):
        assert "Say how it went" not in words(clara.get(url))
    on_the_card = address(flag) if flag.about_suicide else f"#how-{flag.pk}"
    with clock.at(day(0, 16)):
        come_back(client, cast.clara)
        for url, there in ((reverse("record", args=[patient.pk]), on_the_card), (reverse("my_duty"), address(flag))):
            page = text(client.get(url))
            assert re.search(rf'<a href="{there}">\s*Say how it went', page), url
            assert there == address(flag) or f'id="{there[1:]}"' in page


@pytest.mark.parametrize("kind", ["worsening", "suicidal_ideation"])
def test_the_page_of_its_own_shows_who_tried_and_how_it_climbed(cast, clara, patient, kind):
    berta = colleague(cast, "berta")
    flag = acknowledge(by=cast.clara, flag=FlagFactory(patient=patient, owner=cast.clara, kind=kind, severity="high"))
    not_reached(clara, flag, note="Rang out twice.")
    hand_over(by=cast.clara, flag=Flag.objects.get(), to=berta, note="Please go on.")
    page = words(clara.get(address(flag)))
    for said in (
        "Clara could not reach the person, ",
        "Rang out twice.",
        f"From Clara to {berta.name}, ",
        "Please go on.",
    ):
        assert said in page, said
    again = words(answered(clara, flag), 422)
    assert "Rang out twice." in again


def test_about_suicidal_thoughts_nothing_needs_to_be_asked_of_whom_nobody_reached(clara, patient, grave):
    assert not_reached(clara, grave).status_code == 302
    assert (Attempt.objects.count(), RiskAssessment.objects.count(), Flag.objects.get().closed_at) == (1, 0, None)
    page = words(clara.get(address(grave)))
    assert "Next attempt by Monday 2 March 2026, 14:00." in page


def test_what_was_written_of_what_was_said_is_not_thrown_away(clara, grave):
    at = day(0, 14)
    given = {"close-how": "phone", "close-minutes": "3", "close-outcome": "not_reached", "asked-said": "typed with care",
             "close-next_attempt": f"{at:%Y-%m-%d}", "close-time": "14:00"}  # fmt: skip
    page = text(clara.post(address(grave), closing(grave, given)), 422)
    assert "You wrote above what was said." in page
    assert "typed with care" in page
    assert not Attempt.objects.exists()


def test_emergency_services_with_the_person_spoken_with_need_what_was_asked(clara, grave):
    page = words(answered(clara, grave, how="phone", minutes="5", outcome="emergency", note="x"), 422)
    assert "Please answer: Does the person mean to act on it?" in page
    given = {**NOTHING_ASKED, "asked-no_contact": "With the ambulance.", "close-how": "phone", "close-minutes": "5",
             "close-outcome": "emergency"}  # fmt: skip
    assert clara.post(address(grave), closing(grave, given)).status_code == 302
    assert (RiskAssessment.objects.count(), Contact.objects.count(), Flag.objects.get().outcome) == (1, 1, "emergency")


def test_without_it_they_need_words(clara, grave):
    assert "Write in a few words what was done" in words(answered(clara, grave, how="no", outcome="emergency"), 422)
    note = "Called 112; her husband let them in."
    assert answered(clara, grave, how="no", outcome="emergency", note=note).status_code == 302
    assert (RiskAssessment.objects.count(), Flag.objects.get().note) == (0, note)


# --- the promises of the week -----------------------------------------------------------------------------------------


def test_the_head_of_the_caseload_says_how_many_promises_were_kept(cast, clara, patient):
    assert "No promise fell due this week" in words(clara.get(reverse("caseload")))
    read = FlagFactory(patient=patient, owner=cast.clara, deadline=day(0, 11), **ALONE)
    acknowledge(by=cast.clara, flag=read)
    FlagFactory(patient=patient, owner=cast.clara, deadline=day(0, 12), **ALONE)
    with clock.at(day(0, 11, 30)):
        come_back(clara, cast.clara)
        assert re.search(r'oc-tag--good">\s*Promises kept this week: 1 of 1\s*<', text(clara.get(reverse("caseload"))))
    with clock.at(day(0, 13)):
        come_back(clara, cast.clara)
        broken = r'oc-tag--urgent">\s*Promises kept this week: 1 of 2, 1 broken\s*<'
        assert re.search(broken, text(clara.get(reverse("load"))))


def test_the_spoken_languages_come_before_that_of_the_pages(cast, clara, patient, flag):
    keep_picture(by=cast.clara, patient=patient, source=PictureEntry.Source.STAFF, said={"languages": ["ca", "es"]})
    page = record(clara, patient)
    assert "Català" in page[: page.index("High priority. Raised")]


def test_a_flag_by_hand_of_the_system_has_nothing_to_say(patient, clara):
    raise_flag(by=BY, patient=patient, source="made:up", **ALONE)
    assert "item 9" not in record(clara, patient)
