"""Whoever answers a flag reads the answers behind it, also while the person is still answering the rest."""

import uuid

import pytest
from django.urls import reverse

from clinicians.desk.raised.selectors import _given_behind, givers_of, who_raised
from oncocare.foundation import clock
from oncocare.safety.flags.actions import acknowledge, say_whether_it_can_wait
from oncocare.safety.flags.selectors import with_occasions
from oncocare.safety.models import Flag
from questionnaires.answering.actions import save_answer, submit_draft
from questionnaires.answering.selectors import unfinished_among
from questionnaires.instruments.catalogue import definition
from questionnaires.models import Assignment
from questionnaires.selectors import asked_of
from tests.cast import phq9
from tests.factories.rooms import FlagFactory, ask, day, send
from tests.pages import words
from tests.questionnaires.keeping import save
from tests.signing_in import go_to, sign_in

NINTH = "— 2: More than half the days"
STILL = f"{NINTH} (still answering, Monday 2 March 2026, 23:51)"

OWN = "the flag was raised by an answer of the person"


@pytest.fixture
def now():
    with clock.at(day(0, 10)):
        yield


@pytest.fixture
def due(cast):
    with clock.at(day(0, 23, 51)):
        asked = ask(cast.patient(cast.ana))[0]
        save(asked, "9", 2)
        yield asked


@pytest.fixture
def flag(due):
    return Flag.objects.get()


def record(client, due):
    return words(client.get(reverse("record", args=[due.patient_id])))


def closing(client, flag):
    return words(client.get(reverse("close_flag", args=[flag.pk])))


def test_the_record_shows_the_answer_behind_an_open_flag_before_the_rest_is_sent(clara, due):
    shown = record(clara, due)
    assert STILL in shown
    assert "9. Thoughts that you would be better off dead" in shown
    assert "Still answering. Until the rest is sent, only the answers that worry are shown here." in shown


def test_the_page_that_closes_it_shows_the_answer_and_whether_it_can_wait(cast, clara, flag):
    shown = closing(clara, flag)
    assert STILL in shown
    assert "The person did not say whether it can wait." in shown
    say_whether_it_can_wait(by=cast.ana, flag=flag, can_wait=False)
    assert "The person says it cannot wait (asked Mon 2 Mar 2026, 23:51)." in closing(clara, flag)


def test_whoever_answers_flags_without_the_record_reads_it_too(cast, client, flag):
    sign_in(client, cast.gala)
    go_to(client, cast.here)
    assert STILL in closing(client, flag)


def test_the_other_answers_of_an_open_set_stay_the_persons_own(cast, due):
    save(due, "1", 3)
    save(due, "9", 0)
    before = ({"9": 2}, "replaced")
    assert [(kept.answers, kept.state) for kept in unfinished_among(asked_of(due.patient))] == [before]
    save(due, "9", None)
    assert [(kept.answers, kept.state) for kept in unfinished_among(asked_of(due.patient))] == [
        ({"9": None}, "open"),
        before,
    ]


def test_an_answer_that_was_changed_stays_behind_its_flag_and_in_the_record(clara, due, flag):
    """Whoever takes a word back is read with both words, whether the rest is sent or not."""
    for item, code in phq9(0).items():
        save(due, item, code)
    before = "— 2: More than half the days (changed before it was sent,"
    assert before in closing(clara, flag)
    submit_draft(by=due.patient.user, assignment=due, key=uuid.uuid4(), text=definition("phq-9").texts["en"])
    for shown in (record(clara, due), closing(clara, flag)):
        assert before in shown
    for name in ("record", "print_record"):
        shown = words(clara.get(reverse(name, args=[due.patient_id])))
        assert "Given first, and changed before the answers were sent. It counts for no score." in shown, name


def test_that_somebody_would_rather_not_say_is_read_as_well(clara, due):
    save(due, "9", None)
    assert "— no answer (still answering," in record(clara, due)


def test_once_sent_it_is_said_so_and_an_answer_afterwards_stands_beside_it(cast, clara, due, flag):
    send(due, phq9(9, 2))
    for shown in (record(clara, due), closing(clara, flag)):
        assert f"{NINTH} (sent, Monday 2 March 2026, 23:51)" in shown
        assert "still answering" not in shown
    save(due, "9", 3)
    assert "— 3: Nearly every day (after the others had been sent," in closing(clara, flag)
    for name in ("record", "print_record"):
        shown = words(clara.get(reverse(name, args=[due.patient_id])))
        assert "Patient Health Questionnaire-9, afterwards" in shown, name


def test_a_flag_of_another_kind_shows_no_answers(cast, clara, due, flag):
    Flag.objects.update(kind="worsening")
    assert NINTH not in closing(clara, acknowledge(by=cast.clara, flag=flag))


# --- whose hand it came from ------------------------------------------------------------------------------------------


def test_an_answer_that_was_not_sent_names_who_gave_it(cast, clara, due, flag):
    """By the flag that it raised: a draft does not say."""
    for state in ("open", "missed"):
        Assignment.objects.filter(pk=due.pk).update(state=state)
        for page in (record(clara, due), closing(clara, flag)):
            assert OWN in page, state
        printed = words(clara.get(reverse("print_record", args=[due.patient_id])))
        assert OWN in printed, state


def test_one_that_staff_entered_names_them(cast, client, now):
    asked = ask(cast.patient(cast.ana))[0]
    save_answer(by=cast.gala, assignment=asked, item="9", code=2)
    client.force_login(cast.clara)
    said = f"raised by what {cast.gala.name} entered, by telephone or from paper"
    for page in (record(client, asked), closing(client, Flag.objects.get())):
        assert said in page
        assert OWN not in page
    assert said in record(client, asked).split(" Timeline ")[-1]


def test_what_both_have_answered_names_both(cast, clara, due, flag):
    acknowledge(by=cast.clara, flag=flag)
    save_answer(by=cast.gala, assignment=Assignment.objects.get(pk=due.pk), item="9", code=3)
    assert f"{OWN}; the flag was raised by what {cast.gala.name} entered" in record(clara, due)


def test_where_the_log_alone_knows_nobody_is_named(cast):
    patient = cast.patient(cast.ana)
    FlagFactory(patient=patient, owner=cast.clara, source="assignment:6e9b1a80-0000-4000-8000-000000000000")
    assert givers_of(with_occasions(Flag.objects.all())) == {}
    assert who_raised([], patient, {}) == ""


def test_what_raised_a_flag_is_read_as_the_record_reads_what_was_not_sent(due):
    """One reader: a word taken back and given again is not told twice, and stands at the moment it was given."""
    with clock.at(day(1)):
        save(due, "9", 0)
    with clock.at(day(2)):
        save(due, "9", 2)
        save(due, "1", 3)
    [flag] = with_occasions(Flag.objects.all())
    given = _given_behind([flag])[str(due.pk)]
    assert [(at, one.item, one.answer[:1]) for at, one in given] == [(day(2), "9", "2")]
