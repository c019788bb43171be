"""Whom the caseload shows: the filters of an address, what they never hide, saved views, and finding one's keys."""

import re
from datetime import timedelta
from html import unescape

import pytest
from django.http import QueryDict
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from clinicians import actions
from clinicians.desk.caseload import selectors as caseload
from clinicians.desk.caseload.filters import LEVELS, NEEDS, ORDERS, STATUSES, WHOSE, Filters, read
from clinicians.models import SavedView
from mentoring.conversations.models import ContactRequest
from oncocare.audit.models import AuditRow
from oncocare.foundation import clock
from oncocare.people import actions as people
from oncocare.people.models import Membership
from oncocare.people.roles import CLINICIAN
from oncocare.people.selectors import looked_for
from oncocare.safety.flags.actions import acknowledge
from questionnaires.scheduling.tasks import close_past_windows
from steps import actions as steps
from steps.levels import Level
from steps.policy_file import parse_policy
from tests.cast import BY, _centre, _user
from tests.clinicians.desk.needs import contact, keys, leave_open
from tests.factories.rooms import FlagFactory, ask, day, newcomer, sit
from tests.pages import seen
from tests.steps.severe_first import SOURCE

COLLEAGUE = "3f1c0d3e-0000-4000-8000-000000000001"

# --- the address, pure ------------------------------------------------------------------------------------------------

known = st.builds(
    Filters,
    whose=st.sampled_from([*WHOSE, COLLEAGUE]),
    level=st.sampled_from(["", *LEVELS]),
    needs=st.sampled_from(["", *NEEDS]),
    status=st.sampled_from(["", *STATUSES]),
    order=st.sampled_from(ORDERS),
)


@given(known)
def test_an_address_says_what_it_was_written_from(filters):
    assert read(QueryDict(filters.query).dict(), [COLLEAGUE]) == (filters, ())


@given(
    st.dictionaries(
        st.sampled_from(["whose", "level", "needs", "status", "order", "page", "name"]), st.text(max_size=8)
    )
)
def test_whatever_an_address_says_the_filters_are_known_ones_and_the_rest_is_named(given):
    filters, ignored = read(given, [COLLEAGUE])
    assert read(QueryDict(filters.query).dict(), [COLLEAGUE]) == (filters, ())
    for name in ("whose", "level", "needs", "status", "order"):
        usual = getattr(Filters(), name)
        assert getattr(filters, name) == (given.get(name) or usual if name not in ignored else usual)


@given(known, st.sampled_from(["whose", "level", "needs", "status", "order"]))
def test_a_field_taken_out_is_as_usual_and_the_others_stay(filters, name):
    fewer = filters.without(name)
    assert fewer.chosen == {one: value for one, value in filters.chosen.items() if one != name}


def test_a_colleague_of_another_centre_is_nobody_we_know():
    assert read({"whose": COLLEAGUE, "level": "2"}) == (Filters(level="2"), ("whose",))


# --- whom each filter shows -------------------------------------------------------------------------------------------


@pytest.fixture
def ward(cast):
    """A ward with Nora, and with Clara, who works there now."""
    ward = _centre("a-ward")
    nora = _user("nora")
    for user in (cast.clara, nora):
        people.appoint(by=BY, user=user, centre=ward, role=CLINICIAN)
    people.dismiss(by=BY, membership=Membership.objects.get(user=cast.clara, centre=cast.here))
    return ward


@pytest.fixture
def nora(ward):
    return ward.memberships.exclude(user__name="Clara").get().user


@pytest.fixture
def clara(cast, ward, client):
    client.force_login(cast.clara)
    return client


def miss(pathway, *numbers, instruments=()):
    for number in numbers:
        with clock.at(day(number)):
            ask(pathway.patient, *instruments, days=2)
        with clock.at(day(number + 4)):
            close_past_windows()


def test_mine_are_those_i_look_after_those_with_a_flag_or_task_of_mine_and_those_of_nobody(cast, ward, nora):
    clara = cast.clara
    newcomer(ward, "MINE", clara)
    newcomer(ward, "NOBODYS")
    flagged, tasked, hers = (newcomer(ward, key, nora) for key in ("FLAG", "TASK", "HERS"))
    acknowledge(by=clara, flag=FlagFactory(patient=flagged.patient, owner=clara))
    actions.add_task(by=nora, patient=tasked.patient, owner=clara, what="Call", due=clock.today(ward.time_zone))
    done = actions.add_task(by=nora, patient=hers.patient, owner=clara, what="Call", due=clock.today(ward.time_zone))
    actions.finish_task(by=clara, task=done)
    assert {*keys(ward, clara)} == {"MINE", "NOBODYS", "FLAG", "TASK"}
    assert {*keys(ward, clara, whose="all")} == {"MINE", "NOBODYS", "FLAG", "TASK", "HERS"}
    assert keys(ward, clara, whose="nobody") == ["NOBODYS"]
    assert {*keys(ward, clara, whose=str(nora.pk))} == {"FLAG", "TASK", "HERS"}


def test_by_level_and_by_where_they_stand(cast, ward):
    clara = cast.clara
    two, paused, left = (newcomer(ward, key, clara) for key in ("TWO", "PAUSED", "LEFT"))
    steps.override(by=clara, pathway=two, to=Level.CAMPUS, reason="x")
    steps.set_status(by=clara, pathway=paused, step="pause", reason="x")
    steps.set_status(by=clara, pathway=left, step="withdraw", reason="x")
    assert keys(ward, clara, level="2") == ["TWO"]
    assert keys(ward, clara, status="active") == ["TWO"]
    assert keys(ward, clara, status="paused") == ["PAUSED"]
    assert keys(ward, clara, status="left") == ["LEFT"]
    assert {*keys(ward, clara)} == {"TWO", "PAUSED"}


def test_by_what_somebody_needs(cast, ward):
    clara, source = cast.clara, SOURCE.replace(", meanwhile: 3, flag: {kind: severe_distress, severity: high}", "")
    steps.adopt_policy(by=BY, centre=ward, policy=parse_policy(source), source=source)
    flag, asks, proposal, task, overdue, missed, tried, nothing, group = (
        newcomer(ward, key, clara)
        for key in ("FLAG", "REQUEST", "PROPOSAL", "TASK", "OVERDUE", "MISSED", "TRIED", "NOTHING", "HELP")
    )
    newcomer(ward, "NEW")
    worse, declined = newcomer(ward, "WORSE", clara), newcomer(ward, "DECLINED_RISK", clara)
    for when, phq in ((-30, 2), (-1, 8)):
        sit(worse.patient, day(when), phq=phq)
        sit(nothing.patient, day(when), phq=8 - phq // 4)
    leave_open(clara, declined, day(-2))
    sit(group.patient, day(-1), phq=16)
    FlagFactory(patient=flag.patient, owner=clara)
    ContactRequest.objects.create(patient=asks.patient, centre=ward, kind="call", promised=day(1))
    sit(proposal.patient, day(-1), phq=22)
    actions.add_task(by=clara, patient=task.patient, owner=clara, what="Call", due=day(0).date())
    actions.add_task(by=clara, patient=nothing.patient, owner=clara, what="Call", due=day(1).date())
    with clock.at(day(-5)):
        ask(overdue.patient, days=3)
        ask(nothing.patient, days=5)
    miss(missed, -30, -20)
    miss(nothing, -30)
    contact(clara, tried, day(-2))
    contact(clara, tried, day(-1), reached=False)
    contact(clara, nothing, day(-2), reached=False)
    contact(clara, nothing, day(-1))
    with clock.at(day(0)):
        wanted = {need: need.upper() for need in NEEDS} | {"contact": "TRIED"}
        assert {need: keys(ward, clara, needs=need) for need in NEEDS} == {need: [key] for need, key in wanted.items()}
        assert keys(ward, clara)[:6] == ["FLAG", "REQUEST", "PROPOSAL", "TASK", "OVERDUE", "MISSED"]


def test_whoever_was_reached_after_missing_twice_needs_no_call_and_the_tag_says_when(cast, ward, clara):
    pathway = newcomer(ward, "ANNA", cast.clara)
    miss(pathway, -30, -20)  # the last window closes on day -18
    with clock.at(day(0)):
        for when, reached, waits in ((day(-18), True, True), (day(-10), False, True), (day(-3), True, False)):
            contact(cast.clara, pathway, when, reached=reached)
            assert (keys(ward, cast.clara, needs="missed") == ["ANNA"]) is waits
            text = page(clara)
            assert "2 missed in a row" in text
            assert ("contacted Fri 27 Feb 2026" in text) is not waits


def test_what_was_asked_together_is_missed_once(cast, ward):
    pathway = newcomer(ward, "ANNA", cast.clara)
    miss(pathway, -30, instruments=("phq-9", "gad-7"))
    with clock.at(day(0)):
        assert keys(ward, cast.clara, needs="missed") == []
    miss(pathway, -20, instruments=("phq-9", "gad-7"))
    with clock.at(day(0)):
        assert keys(ward, cast.clara, needs="missed") == ["ANNA"]
        [row] = caseload.rows_of(ward, [pathway])
        assert row.missed.count == 2


def test_a_new_miss_after_the_contact_asks_for_another(cast, ward):
    pathway = newcomer(ward, "ANNA", cast.clara)
    miss(pathway, -30, -20)
    contact(cast.clara, pathway, day(-10))
    miss(pathway, -8)
    with clock.at(day(0)):
        assert keys(ward, cast.clara, needs="missed") == ["ANNA"]


def test_the_other_order_is_who_was_reached_longest_ago(cast, ward):
    never, long_ago, lately = (newcomer(ward, key, cast.clara) for key in ("NEVER", "AGO", "LATELY"))
    contact(cast.clara, never, day(-1), reached=False)
    contact(cast.clara, long_ago, day(-40))
    contact(cast.clara, lately, day(-2))
    assert keys(ward, cast.clara, order="contact") == ["NEVER", "AGO", "LATELY"]


# --- what no filter hides ---------------------------------------------------------------------------------------------


def page(client, query="", status=200):
    answer = client.get(f"{reverse('caseload')}?{query}")
    assert answer.status_code == status
    return unescape(seen(answer.content.decode()))


def people_in(text, part):
    found = re.search(rf'<section aria-labelledby="{part}">(.*?)</section>', text, re.DOTALL)
    return re.findall(r"data-row>(\w+)</a>", found[1]) if found else []


HIDING = [
    "",
    "whose=nobody",
    "level=4",
    "needs=missed",
    "status=left",
    "order=contact",
    "whose=all&level=4&needs=proposal",
    "page=9",
]


@pytest.fixture
def hidden_flag(cast, ward, nora):
    """A flag of Nora's person, owned by Nora: Clara's caseload has nothing to do with it."""
    newcomer(ward, "MINE", cast.clara)
    return FlagFactory(patient=newcomer(ward, "HERS", nora).patient, owner=nora)


@pytest.mark.parametrize("query", HIDING)
def test_a_flag_nobody_has_taken_on_is_shown_whatever_the_filter(hidden_flag, clara, query):
    text = page(clara, query)
    assert people_in(text, "waiting") == ["HERS"]
    assert "Flags at this centre that nobody has in hand" in text
    assert "HERS" not in people_in(text, "people")


@pytest.mark.parametrize("query", HIDING)
def test_without_that_block_the_filter_would_hide_the_flag(hidden_flag, clara, query, monkeypatch):
    """The protection taken away: the test above would see nobody."""
    monkeypatch.setattr(caseload, "waiting", lambda centre: caseload.people(centre).none())
    text = page(clara, query)
    assert people_in(text, "waiting") == []
    assert "HERS" not in people_in(text, "people")


def test_a_flag_of_somebody_who_left_is_shown_and_one_taken_on_is_not(cast, ward, clara, hidden_flag):
    steps.set_status(by=BY, pathway=hidden_flag.patient.pathway, step="withdraw", reason="x")
    assert people_in(page(clara), "waiting") == ["HERS"]
    acknowledge(by=cast.clara, flag=hidden_flag)
    assert people_in(page(clara), "waiting") == []


def test_the_first_block_is_on_every_page(cast, ward, clara, hidden_flag, monkeypatch):
    monkeypatch.setattr(caseload, "PER_PAGE", 1)
    newcomer(ward, "MORE", cast.clara)
    for number in (1, 2):
        text = page(clara, f"page={number}")
        assert (people_in(text, "waiting"), len(people_in(text, "people"))) == (["HERS"], 1)


# --- what the page says of its filters --------------------------------------------------------------------------------


def test_the_page_says_how_many_of_how_many_are_shown(cast, ward, nora, clara, hidden_flag):
    newcomer(ward, "OTHER", nora)
    assert "2 of 3 people at this centre shown." in page(clara)
    assert "3 of 3 people at this centre shown." in page(clara, "whose=all")
    assert "1 of 3 people at this centre shown." in page(clara, "whose=nobody")
    assert "Nobody else." in page(clara, "whose=nobody")
    acknowledge(by=nora, flag=hidden_flag)
    assert "Nobody at this centre fits this filter." in page(clara, "whose=nobody")


def test_chosen_filters_are_said_in_words_each_with_a_way_out(ward, nora, clara):
    newcomer(ward, "ANNA")
    text = page(clara, f"whose={nora.pk}&level=3&needs=missed")
    for expected in ("Looked after by: Nora", "Level: 3 Community", "Needs: Two missed, not reached"):
        assert expected in text
    assert f"?whose={nora.pk}&needs=missed" in text
    assert 'aria-label="Chosen filters"' not in page(clara)


def test_an_unknown_value_is_left_out_and_said(cast, ward, clara):
    newcomer(ward, "ANNA", cast.clara)
    text = page(clara, "level=9&needs='%3B--&whose=" + str(cast.denis.pk) + "&name=Anna")
    assert "so it was left out: Looked after by, Level, Needs." in text
    assert people_in(text, "people") == ["ANNA"]


def test_pages_keep_the_filter(cast, ward, clara, monkeypatch):
    monkeypatch.setattr(caseload, "PER_PAGE", 1)
    for key in "AB":
        newcomer(ward, key, cast.clara)
    assert 'href="?level=1&page=2"' in page(clara, "level=1&nonsense=1")


def test_the_audit_log_knows_which_filter_was_read(ward, clara):
    page(clara, "level=2&needs=x")
    assert AuditRow.objects.filter(verb="read.caseload").first().detail == {"page": 1, "filters": "level=2"}


# --- saved views ------------------------------------------------------------------------------------------------------


def save(client, name, query):
    return client.post(reverse("save_view"), {"view-name": name, "query": query})


def test_a_view_is_saved_as_codes_listed_as_a_link_and_deleted(cast, ward, clara):
    answer = save(clara, "High and silent", "needs=missed&level=4&name=Anna&page=3&status=odd")
    assert (answer.status_code, answer.url) == (302, "/caseload/?level=4&needs=missed")
    view = SavedView.objects.get()
    assert (view.user, view.centre, view.query) == (cast.clara, ward, "level=4&needs=missed")
    assert 'href="/caseload/?level=4&needs=missed">High and silent</a>' in page(clara)
    assert 'href="/caseload/?level=4&needs=missed" aria-current="page">High and silent</a>' in page(clara, view.query)
    assert clara.post(reverse("delete_view", args=[view.pk])).url == reverse("caseload")
    assert not SavedView.objects.exists()


@pytest.mark.parametrize(
    ("name", "expected"), [("", "Write a name for this view."), ("Mine", "You have a view with this name already.")]
)
def test_a_view_without_a_name_of_its_own_is_refused_and_the_filter_stays(cast, ward, clara, name, expected):
    actions.save_view(by=cast.clara, centre=ward, name="Mine", query="")
    answer = save(clara, name, "level=4")
    text = answer.content.decode()
    assert (answer.status_code, SavedView.objects.count()) == (422, 1)
    assert expected in text
    assert "Level: 4 Group therapy" in text


def test_a_view_of_everything_usual_has_no_query(ward, clara):
    assert save(clara, "Usual", "order=urgency").url == reverse("caseload")


def test_nobody_sees_or_deletes_the_views_of_somebody_else(cast, ward, nora, clara):
    view = actions.save_view(by=nora, centre=ward, name="Hers", query="level=1")
    assert "Hers" not in page(clara)
    assert clara.post(reverse("delete_view", args=[view.pk])).status_code == 404
    assert SavedView.objects.get() == view


# --- keys -------------------------------------------------------------------------------------------------------------


def test_the_shortcuts_can_be_turned_off_and_on_and_are_then_not_loaded(ward, clara):
    script = "web/desk.js"
    assert script in page(clara)
    assert clara.post(reverse("shortcuts"), {"off": ""}).url == reverse("shortcuts")
    assert clara.cookies["shortcuts"]["httponly"] is True
    assert script not in page(clara)
    assert "Shortcuts are off" in clara.get(reverse("shortcuts")).content.decode()
    clara.post(reverse("shortcuts"), {"on": ""})
    assert script in page(clara)


def test_who_died_is_neither_in_care_nor_counted_but_can_be_found(cast, ward):
    pathway = newcomer(ward, "ANNA", cast.clara)
    pathway.end()
    pathway.save()
    assert keys(ward, cast.clara) == []
    assert keys(ward, cast.clara, status="left") == ["ANNA"]
    assert caseload.load_of(ward, clock.now()).pathways == 0
    _page, rows = caseload.page_of(ward, caseload.among(ward, looked_for(ward, "an")), 1)
    assert [row.pathway.patient.key for row in rows] == ["ANNA"]


def test_tasks_due_are_counted_and_shown_with_the_first_of_them(cast, ward, clara):
    pathway, today = newcomer(ward, "ANNA", cast.clara), clock.today("Europe/Madrid")
    for what, days in (("Send the diary", -2), ("Call the ward", 0), ("Write the letter", 1)):
        actions.add_task(
            by=cast.clara, patient=pathway.patient, owner=cast.clara, what=what, due=today + timedelta(days)
        )
    text = page(clara)
    assert "2 tasks due by today" in text
    assert re.search(r"2 tasks due</strong> <span class=\"oc-small\">[^<]+, Clara: Send the diary<", text)
