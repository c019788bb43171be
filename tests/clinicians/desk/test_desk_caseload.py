"""The caseload: who needs somebody first, what waits, and a number of queries that does not grow with the people."""

import re
from datetime import UTC, date, datetime, time, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from clinicians.desk.caseload import selectors as caseload
from clinicians.templatetags import desk
from oncocare.audit.models import AuditRow
from oncocare.foundation import clock
from oncocare.people import actions as people
from oncocare.people.models import Membership, Patient, User
from oncocare.people.roles import CLINICIAN, role_words
from oncocare.safety.flags.actions import acknowledge, close
from oncocare.safety.flags.timing import PromisesDue
from oncocare.safety.models import Flag
from oncocare.safety.promise import Opening
from oncocare.safety.rota.actions import set_rota, set_staffed_hours
from oncocare.safety.rota.duty import Turn
from oncocare.signin.lost_access.actions import ask_for_access
from oncocare.web.templatetags import web
from oncocare.web.weekdays import weekday
from questionnaires.instruments.scoring import ReliableChange
from questionnaires.scheduling.tasks import close_past_windows
from steps import actions
from steps.levels import Level
from tests.cast import BY, _centre, colleague, phq9
from tests.factories.rooms import FlagFactory, ask, day, newcomer, send, sit, talked
from tests.pages import seen
from tests.signing_in import go_to


@pytest.fixture
def here(cast):
    """Clara works at a ward now, with nobody in stepped care."""
    ward = _centre("a-ward")
    people.appoint(by=BY, user=cast.clara, centre=ward, role=CLINICIAN)
    people.dismiss(by=BY, membership=Membership.objects.get(user=cast.clara, centre=cast.here))
    return ward


def page(client, **query):
    answer = client.get(reverse("caseload"), query)
    assert answer.status_code == 200
    return seen(answer.content.decode())


def order(centre):
    return [one.patient.key for one in by_urgency(centre)]


def by_urgency(centre):
    return caseload.in_order(caseload.people(centre), centre)


def called(patient, clinician):
    """Somebody has called after the severe answers: their flag is closed, the proposal open."""
    close(by=clinician, flag=Flag.objects.get(patient=patient, kind="severe_distress"), outcome="spoke_safe")


def test_people_come_in_order_of_urgency_and_never_by_name(cast, here):
    with clock.at(day(-60)):
        people = {key: newcomer(here, key, cast.clara) for key in "ABCDEFGHIJ"}
    patient = {key: one.patient for key, one in people.items()}
    clara = cast.clara
    FlagFactory(patient=patient["J"], owner=clara, deadline=day(-1))  # nobody acknowledged, most overdue
    FlagFactory(patient=patient["C"], owner=clara, deadline=day(1))
    acknowledge(by=clara, flag=FlagFactory(patient=patient["I"], owner=clara, deadline=day(-9)))
    acknowledge(by=clara, flag=FlagFactory(patient=patient["B"], owner=clara, deadline=day(9)))
    sit(patient["H"], day(-3), phq=22)  # a proposal
    sit(patient["A"], day(-2), phq=22)  # a newer one
    called(patient["H"], clara)
    called(patient["A"], clara)
    with clock.at(day(-20)):
        ask(patient["G"], days=10)  # overdue for ten days
        ask(patient["D"], days=15)
    sit(patient["F"], day(-5), phq=15)  # level 3
    sit(patient["E"], day(-30), phq=8)  # level 2
    with clock.at(day(0)):
        assert order(here) == ["J", "C", "I", "B", "H", "A", "G", "D", "F", "E"]


def test_at_one_level_who_has_waited_longest_comes_first(cast, here):
    for key, when in (("A", -5), ("B", -50), ("C", -20)):
        with clock.at(day(when)):
            sit(newcomer(here, key).patient, day(when), phq=12)
    assert order(here) == ["B", "C", "A"]


def test_who_left_vanishes_unless_a_flag_is_open(cast, here):
    gone, watched = newcomer(here, "GONE", cast.clara), newcomer(here, "WATCHED", cast.clara)
    flag = FlagFactory(patient=watched.patient, owner=cast.clara)
    for one in (gone, watched):
        actions.set_status(by=cast.clara, pathway=one, step="withdraw", reason="Moved away.")
    assert order(here) == ["WATCHED"]
    close(by=cast.clara, flag=flag, outcome="plan", assessed=talked())
    assert order(here) == []


def test_the_caseload_is_of_one_centre(cast, clara):
    text = page(clara)
    assert re.findall(r"/people/([0-9a-f-]+)/", text) == [
        str(cast.patient(one).pk) for one in _by_pk(cast, cast.ana, cast.bea)
    ]
    assert "Dora" not in text


def _by_pk(cast, *users):
    return sorted(users, key=lambda user: cast.pathway(user).pk)


def test_what_waits_is_counted(cast, here):
    set_staffed_hours(by=BY, centre=here, openings=[Opening(one, time(9), time(17)) for one in range(5)])
    people = [newcomer(here, key, cast.clara) for key in "ABCD"]
    FlagFactory(patient=people[0].patient, owner=cast.clara, deadline=day(-1))
    FlagFactory(patient=people[1].patient, owner=cast.clara, deadline=day(1))
    acknowledge(by=cast.clara, flag=FlagFactory(patient=people[1].patient, owner=cast.clara, deadline=day(-1)))
    close(
        by=cast.clara, flag=FlagFactory(patient=people[2].patient, owner=cast.clara), outcome="plan", assessed=talked()
    )
    FlagFactory(patient=cast.patient(cast.dora), owner=cast.denis, deadline=day(-1))
    sit(people[2].patient, day(-1), phq=22)
    actions.set_status(by=cast.clara, pathway=people[3], step="withdraw", reason="x")
    assert caseload.load_of(here, day(0)) == caseload.Load(
        pathways=3, open_flags=4, unanswered_flags=3, overdue_flags=1, late_attempts=0,
        promises=PromisesDue(0, 0), proposals=1, lapsed_proposals=0, tasks=0,
    )  # fmt: skip


def test_a_line_says_what_a_clinician_needs(cast, here, clara):
    pathway = newcomer(here, "ANNA", cast.clara)
    for number, total in ((-40, 16), (-26, 14), (-12, 9)):
        sit(pathway.patient, day(number), phq=total)
    with clock.at(day(-9)):
        ask(pathway.patient, days=4)
    FlagFactory(patient=pathway.patient, owner=cast.clara, raised=day(-1), deadline=day(-1, 14), can_wait=False)
    with clock.at(day(0)):
        _, [row] = caseload.page_of(here, by_urgency(here).values_list("pk", flat=True), 1)
        assert (row.overdue_days, row.missed.count, row.weeks, row.last_answer) == (5, 0, 5, day(-12).date())
        assert [(one.first[1], one.latest[1], one.change) for one in row.lines] == [
            (16, 9, ReliableChange("improved", "NHS"))
        ]
        text = page(clara)
    for expected in (
        "Thoughts of being better off dead or of self-harm", "Sun 1 Mar 14:00 · 20 hours past", "for Clara, raised 24 hours ago",
        "says it cannot wait", "5 days overdue", "3 Community", "for 5 weeks", "<strong>16 → 9</strong>", "reliable change (NHS): better", "reliably better",
        "1 flag past its promise", "Nobody has taken on 1 of 1 open flags", "1 person in stepped care",
    ):  # fmt: skip
        assert expected in text, expected


def test_a_line_says_who_has_a_flag_and_what_is_proposed(cast, here, clara):
    pathway = newcomer(here, "ANNA", cast.clara)
    sit(pathway.patient, day(0), phq=22)
    called(pathway.patient, cast.clara)
    acknowledge(by=cast.clara, flag=FlagFactory(patient=pathway.patient, owner=cast.clara, escalated=day(0)))
    other = newcomer(here, "BERTA")
    FlagFactory(patient=other.patient, owner=cast.clara, deadline=clock.now() + timedelta(days=3))
    text = page(clara)
    for expected in ("Clara has it, raised", "escalated", "Proposal: Group therapy", "for Clara, raised"):
        assert expected in text, expected


def test_missed_questions_in_a_row_are_counted_up_to_the_last_answer(cast, here, clara):
    pathway = newcomer(here, "ANNA")
    for number, answered in enumerate([False, True, False, False]):
        if answered:
            sit(pathway.patient, day(number * 10 - 60), phq=4)
            continue
        with clock.at(day(number * 10 - 60)):
            ask(pathway.patient)
        with clock.at(day(number * 10 - 51)):
            close_past_windows()
    _, [row] = caseload.page_of(here, by_urgency(here).values_list("pk", flat=True), 1)
    assert row.missed == caseload.Missed(2, day(-23).date())
    assert "2 missed in a row" in page(clara)


def test_one_missed_set_of_two_instruments_is_not_two_missed(cast, here, clara):
    patient = newcomer(here, "ANNA").patient
    for began, missed in ((-60, 1), (-40, 2)):
        with clock.at(day(began)):
            ask(patient, "phq-9", "gad-7")
        with clock.at(day(began + 9)):
            close_past_windows()
        _, [row] = caseload.page_of(here, by_urgency(here).values_list("pk", flat=True), 1)
        assert (row.missed.count, row.missed.twice) == (missed, missed == 2)
    assert "2 missed in a row" in page(clara)


def test_a_set_answered_in_part_is_not_missed(cast, here):
    patient = newcomer(here, "ANNA").patient
    with clock.at(day(-60)):
        first, _second = ask(patient, "phq-9", "gad-7")
        send(first, phq9(4))
    with clock.at(day(-51)):
        close_past_windows()
    _, [row] = caseload.page_of(here, by_urgency(here).values_list("pk", flat=True), 1)
    assert row.missed == caseload.NONE_MISSED


def test_the_desk_says_that_nobody_is_on_duty_and_who_cannot_sign_in(cast, clara):
    text = page(clara)
    assert ("Nobody is on duty" in text, reverse("access_requests") in text) == (False, False)
    set_staffed_hours(by=BY, centre=cast.here, openings=[Opening(one, time.min, time.max) for one in range(7)])
    other = colleague(cast)
    set_rota(by=BY, centre=cast.here, turns=[Turn(one, time.min, time.max, other.pk) for one in range(7)])
    people.dismiss(by=BY, membership=other.memberships.get())
    ask_for_access(by=BY, user=cast.ana)
    text = page(clara)
    assert "Nobody is on duty" in text
    assert "1 person cannot sign in and waits for a call" in text
    assert reverse("access_requests") in text


def test_paused_people_stay_in_the_list_and_say_so(cast, here, clara):
    actions.set_status(by=cast.clara, pathway=newcomer(here, "ANNA"), step="pause", reason="x")
    assert "Paused" in page(clara)


def test_an_empty_centre_says_so(here, clara):
    text = page(clara)
    assert "Nobody is in stepped care at this centre yet." in text
    assert '<strong class="oc-tag oc-tag--good">No flag past its promise</strong>' in text


def test_that_no_promise_is_broken_is_no_good_news_while_nobody_has_read_a_flag(cast, here, clara):
    later = clock.now() + timedelta(days=1)
    flag = FlagFactory(patient=newcomer(here, "ANNA").patient, owner=cast.clara, promised=later, deadline=later)
    assert '<strong class="oc-tag">No flag past its promise</strong>' in page(clara)
    acknowledge(by=cast.clara, flag=flag)
    assert '<strong class="oc-tag oc-tag--good">No flag past its promise</strong>' in page(clara)


@pytest.mark.parametrize(("severity", "shown"), [("urgent", "urgent"), ("high", "urgent"), ("medium", "warning")])
def test_a_flag_is_written_and_coloured_by_its_class(cast, here, clara, severity, shown):
    FlagFactory(patient=newcomer(here, "ANNA").patient, owner=cast.clara, severity=severity)
    text = page(clara)
    assert f'<strong class="oc-tag oc-tag--{shown}">Thoughts of being better off dead' in text
    assert f'</strong> <span class="oc-small">{severity.capitalize()}' in text


def test_a_long_caseload_comes_in_pages(cast, here, clara, monkeypatch):
    monkeypatch.setattr(caseload, "PER_PAGE", 2)
    for key in "ABCDE":
        newcomer(here, key)
    shown = [re.findall(r">([A-E])</a>", page(clara, page=number)) for number in (1, 2, 3)]
    assert [len(one) for one in shown] == [2, 2, 1]
    assert sorted(key for one in shown for key in one) == list("ABCDE")
    text = page(clara, page=2)
    assert "Page 2 of 3, 5 people" in text
    assert ('href="?page=1"' in text, 'href="?page=3"' in text) == (True, True)
    assert "Page 3 of 3" in page(clara, page=99)
    assert "Page 1 of 3" in page(clara, page="x")
    assert [row.detail["page"] for row in AuditRow.objects.filter(verb="read.caseload").order_by("id")][-2:] == [3, 1]


def find(client, words):
    return client.post(reverse("find_person"), {"person": words, "csrfmiddlewaretoken": "x"})


def found(client, words):
    """The keys of whom the page offers, in its order."""
    offered = re.findall(r"/people/([0-9a-f-]+)/", find(client, words).content.decode())
    keys = {str(one.pk): one.key for one in Patient.objects.all()}
    return [keys[one] for one in offered]


def test_a_person_is_found_by_key_by_the_beginning_of_any_word_of_the_name_and_by_the_date_of_birth(cast, clara):
    User.objects.filter(pk=cast.ana.pk).update(name="Núria Puig")
    Patient.objects.filter(pk=cast.patient(cast.bea).pk).update(born_on=date(1960, 5, 31))
    asked = {
        words: found(clara, words) for words in ("nuri", "pui nu", "an", "BEA", "31/5/1960", "31.05.60", "ea", "dora")
    }
    assert asked == {
        "nuri": ["ANA"], "pui nu": ["ANA"], "an": ["ANA"], "BEA": ["BEA"],
        "31/5/1960": ["BEA"], "31.05.60": ["BEA"], "ea": [], "dora": [],
    }  # fmt: skip


def test_one_person_found_is_offered_and_no_record_is_opened(cast, clara):
    Patient.objects.filter(pk=cast.patient(cast.bea).pk).update(born_on=date(1960, 5, 31))
    with clock.at(datetime(2026, 5, 30, 12, tzinfo=UTC)):
        answer = find(clara, "bea")
    text = seen(answer.content.decode())
    assert answer.status_code == 200
    assert "1 person found." in text
    assert "born Tuesday 31 May 1960, 65 years old" in " ".join(text.split())
    assert [(row.verb, row.detail["found"]) for row in AuditRow.objects.filter(verb__startswith="read.")] == [
        ("read.caseload", 1)
    ]


def test_who_left_is_found_by_key(cast, clara):
    actions.set_status(by=cast.clara, pathway=cast.pathway(cast.ana), step="withdraw", reason="x")
    assert found(clara, "ANA") == ["ANA"]


def test_many_found_are_offered_on_one_page_which_asks_for_more_of_the_name(cast, here, clara, monkeypatch):
    monkeypatch.setattr(caseload, "PER_PAGE", 2)
    for key in ("N1", "N2", "N3"):
        newcomer(here, key, cast.clara)
    text = " ".join(find(clara, "n").content.decode().split())
    assert ("3 people found." in text, "The first 2 are shown." in text) == (True, True)
    assert "The first" not in find(clara, "n3").content.decode()


def test_looking_for_nobody_is_refused_in_words(cast, clara):
    answer = find(clara, " ")
    assert answer.status_code == 422
    assert "Write a name, a key or a date of birth." in answer.content.decode()


def test_no_name_stands_in_an_address_when_somebody_is_looked_for(cast, clara):
    assert clara.get(reverse("find_person"), {"person": "Ana"}).status_code == 405


def test_what_waits_can_be_asked_for_alone(cast, clara):
    FlagFactory(patient=cast.patient(cast.ana), owner=cast.clara)
    text = clara.get(reverse("load")).content.decode()
    assert "Nobody has taken on 1 of 1 open flags" in text
    assert "<html" not in text


def test_the_number_of_queries_does_not_grow_with_the_people(cast, here, clara):
    counts = []
    for key in ("A", "B", "C"):
        one = newcomer(here, key, cast.clara)
        sit(one.patient, day(-40), phq=22, item_9=1)
        sit(one.patient, day(-20), phq=21)
        with clock.at(day(-10)):
            ask(one.patient, "gad-7", days=2)
        page(clara)  # compiled once
        with CaptureQueriesContext(connection) as captured:
            page(clara)
        counts.append(len(captured))
    assert counts[0] == counts[2]
    assert counts[0] < 44


def test_the_words_of_the_desk_cover_every_code():
    assert [desk.level_words(level) for level in Level] == ["Monitoring", "Campus", "Community", "Group therapy"]
    assert [desk.transition_words(kind, "Clara") for kind in ("decision", "proposal", "override", "decided anew")] == [
        "The rules decided", "Clara accepted the proposal", "Clara set the level",
        "The day was decided anew after more answers",
    ]  # fmt: skip
    assert [desk.proposal_words(state) for state in ("accepted", "changed", "declined")] == [
        "Accepted", "Another level was chosen", "Declined",
    ]  # fmt: skip
    assert [desk.change_words(ReliableChange(way, "NHS")) for way in ("improved", "worse", "none")] == [
        "reliable change (NHS): better", "reliable change (NHS): worse", "no reliable change (NHS)",
    ]  # fmt: skip
    assert desk.change_words(ReliableChange("none", "Topp 2015")) == "no reliable change (Topp 2015)"
    assert [role_words(one) for one in ("clinician", "coordinator", "researcher", "patient")] == [
        "Clinician", "Coordinator", "Researcher", "Patient",
    ]  # fmt: skip
    assert [weekday(number) for number in (0, 6)] == ["Monday", "Sunday"]
    assert web.in_language({"en": "only"}) == "only"


@pytest.mark.parametrize("where", ["here", "there"])
def test_somebody_who_works_at_two_centres_is_at_one_desk(cast, client, where):
    client.force_login(cast.gala)
    go_to(client, getattr(cast, where))
    names = {name for name in ("Ana", "Bea", "Dora") if f">{name}</a>" in page(client, whose="all")}
    assert names == ({"Ana", "Bea"} if where == "here" else {"Dora"})
