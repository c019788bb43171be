"""Open proposals on the desk: in order of deadline, a lapsed one whatever the filter, what came since, and help."""

import pytest
from django.test import Client
from django.urls import reverse

from clinicians.desk.caseload import selectors as caseload
from clinicians.desk.caseload.filters import Filters
from oncocare.foundation import clock
from oncocare.safety.flags.actions import close
from oncocare.safety.models import Flag
from steps import actions
from steps.levels import Level
from steps.models import HelpDay, Proposal
from steps.proposals.tasks import climb_overdue
from tests.factories.rooms import ask, newcomer, send, sit
from tests.pages import seen
from tests.safety.team import at

KEPT = "Level kept by hand: "


class Desk:
    """A clinician at a browser, who signs in anew at each moment: no session lasts for days."""

    def __init__(self, user):
        self.user, self.now = user, None

    def get(self, moment, name="caseload", *args, **query):
        with clock.at(moment):
            return self._at(moment).get(reverse(name, args=args), query)

    def post(self, moment, name, *args, **data):
        with clock.at(moment):
            return self._at(moment).post(reverse(name, args=args), data)

    def _at(self, moment):
        if moment != self.now:
            self.now, self.client = moment, Client()
            self.client.force_login(self.user)
        return self.client


@pytest.fixture
def clara(cast):
    return Desk(cast.clara)


def page(desk, moment, *address, **query):
    answer = desk.get(moment, *address, **query)
    assert answer.status_code == 200
    return seen(answer.content.decode())


def severe(patient, when):
    """Severe answers, and somebody called at once: what is open is the proposal."""
    sit(patient, when, phq=22, gad=10)
    flag = Flag.objects.get(patient=patient, kind="severe_distress")
    with clock.at(when):
        close(by=flag.owner, flag=flag, outcome="spoke_safe")
    return Proposal.objects.get(pathway__patient=patient)


def climb(moment):
    with clock.at(moment):
        return climb_overdue()


# --- the caseload -----------------------------------------------------------------------------------------------------


def test_a_line_says_since_when_whose_it_is_and_until_when(team, clara, patient):
    severe(patient, at(2))
    text = page(clara, at(3))
    assert "Proposal: Group therapy" in text
    assert "since Mon 2 Mar 2026 · Clara has it until Thu 5 Mar 2026, 17:00</span>" in text
    assert "1 proposal to decide" in text
    assert "past" not in text[text.index("since Mon 2 Mar") :]


def test_a_lapsed_one_says_since_when_who_has_it_now_and_how_often_it_was_passed_on(team, clara, patient):
    severe(patient, at(2))
    assert "past its deadline since Thu 5 Mar 2026, 17:00" in page(clara, at(5, 17, 1))
    climb(at(5, 17, 15))
    line = "<strong>past its deadline since Thu 5 Mar 2026, 17:00</strong> · Berta has it until Fri 6 Mar 2026, 17:00"
    assert f"since Mon 2 Mar 2026 · {line} · passed on 1 time</span>" in page(clara, at(6))
    climb(at(6, 18))
    text = page(clara, at(9))
    assert "Emil has it until Mon 9 Mar 2026, 17:00 · passed on 2 times" in text
    assert "1 past its deadline" in text


def test_one_that_nobody_may_answer_says_so(cast, clara, patient):
    severe(patient, at(2))
    Proposal.objects.update(owner=None, escalated=at(2))
    assert "since Mon 2 Mar 2026 · <strong>nobody here may answer it</strong>" in page(clara, at(3))


def test_proposals_come_in_order_of_the_deadline_they_were_made_with(team):
    cast, _berta, _emil = team
    people = {}
    for key, when in (("LATE", at(2)), ("SOON", at(6)), ("NEXT", at(5))):
        people[key] = newcomer(cast.here, key, cast.clara)
        severe(people[key].patient, when)
    Proposal.objects.filter(pathway=people["NEXT"]).update(promised=at(13, 17), deadline=at(13, 17))  # another promise
    climb(at(6))  # LATE has a new deadline, after that of nobody's promise
    with clock.at(at(9)):
        found = caseload.filtered(cast.here, cast.clara, Filters(needs="proposal"))
        assert [one.patient.key for one in found] == ["LATE", "SOON", "NEXT"]


FILTERS = ["", "level=1", "needs=missed", "status=left", "order=contact", "whose=nobody", "page=9"]


def lapsed_of_a_colleague(cast):
    """Ana's proposal lapsed; she is looked after by Clara, and it is with Berta now."""
    severe(cast.patient(cast.ana), at(2))
    climb(at(5, 17, 15))


@pytest.mark.parametrize("query", FILTERS)
def test_a_lapsed_proposal_is_shown_whatever_the_filter_once(team, query):
    cast, _berta, emil = team
    lapsed_of_a_colleague(cast)
    text = page(Desk(emil), at(6), **dict(part.split("=") for part in query.split("&") if part))
    assert "Proposals and requests at this centre past their deadline" in text
    assert text.count(f'href="{reverse("record", args=[cast.patient(cast.ana).pk])}"') == 1
    assert "1 person, shown whatever the filter" in text


@pytest.mark.parametrize("query", FILTERS[:-1])
def test_without_that_block_the_filter_would_hide_the_proposal(team, query):
    cast, _berta, emil = team
    lapsed_of_a_colleague(cast)
    filters = Filters(**dict(part.split("=") for part in query.split("&") if part))
    with clock.at(at(6)):
        found = set(caseload.filtered(cast.here, emil, filters))
    assert cast.pathway(cast.ana) not in found


def test_an_unanswered_flag_stands_before_a_lapsed_proposal_and_nobody_stands_twice(team, clara):
    cast, _berta, _emil = team
    sit(cast.patient(cast.ana), at(2), phq=22, gad=10)
    severe(cast.patient(cast.bea), at(2))
    climb(at(5, 17, 15))
    with clock.at(at(6)):
        shown = caseload.desk(cast.here, cast.clara, Filters(), 1)
    names = [[row.pathway.patient.name for row in rows] for rows in (shown.waiting, shown.lapsed, shown.rows)]
    assert names == [["Ana"], ["Bea"], []]
    assert (shown.shown, shown.everybody) == (2, 2)
    text = page(clara, at(6))
    assert text.index('id="waiting"') < text.index('id="lapsed"') < text.index('id="people"')
    assert "Everybody else" in text


def test_an_answered_or_a_renewed_one_is_not_lapsed(team, clara, patient):
    cast, _berta, _emil = team
    one = severe(patient, at(2))
    with clock.at(at(6)):
        actions.decline(by=cast.clara, proposal=one, reason="x")
    assert "past their deadline" not in page(clara, at(9))


def test_mine_are_those_with_a_proposal_of_mine_too(team):
    cast, berta, emil = team
    severe(cast.patient(cast.ana), at(2))
    Proposal.objects.update(owner=berta)
    with clock.at(at(3)):
        mine = {user: set(caseload.filtered(cast.here, user, Filters())) for user in (berta, emil)}
    assert mine == {berta: {cast.pathway(cast.ana)}, emil: set()}
    assert "those with an open flag, request, proposal or task of yours" in page(Desk(berta), at(3))


def test_the_paper_says_whose_the_proposal_is(team, clara, patient):
    severe(patient, at(2))
    climb(at(5, 17, 15))
    text = page(clara, at(6), "print_record", patient.pk)
    assert "Proposal to decide, since Mon 2 Mar 2026: Group therapy ·" in text
    assert "past its deadline since Thu 5 Mar 2026, 17:00" in text
    assert "Berta has it until Fri 6 Mar 2026, 17:00 · passed on 1 time" in text


# --- the record -------------------------------------------------------------------------------------------------------


def test_the_record_says_whose_it_is_and_that_nothing_was_answered_since(team, clara, patient):
    severe(patient, at(2))
    text = page(clara, at(3), "record", patient.pk)
    assert "Proposed on Mon 2 Mar 2026 · Clara has it until Thu 5 Mar 2026, 17:00" in text
    assert "Nothing was answered since." in text
    assert "asked again" not in text


def test_the_record_says_when_it_was_asked_again_and_what_was_answered_since(team, clara, patient):
    severe(patient, at(2))
    sit(patient, at(9), phq=21)
    sit(patient, at(16), phq=23, gad=4)
    sit(patient, at(30), phq=22)
    text = page(clara, at(31), "record", patient.pk)
    assert "Proposed on Mon 2 Mar 2026, asked again 3 times: Mon 9 Mar 2026, Mon 16 Mar 2026, Mon 30 Mar 2026 ·" in text
    since = text[text.index("Answered since, from the value at the proposal:") : text.index("Accept: Group therapy")]
    for line in (
        "Mon 9 Mar 2026, Low mood (PHQ-9 total): 22 → <strong>21</strong> (-1), no reliable change (NHS)",
        "Mon 16 Mar 2026, Low mood (PHQ-9 total): 22 → <strong>23</strong> (+1), no reliable change (NHS)",
        "Mon 16 Mar 2026, Worry (GAD-7 total): 10 → <strong>4</strong> (-6), reliable change (NHS): better",
        "Mon 30 Mar 2026, Low mood (PHQ-9 total): 22 → <strong>22</strong> (0), no reliable change (NHS)",
    ):
        assert f"<li>{line}</li>" in since, (line, since)
    assert since.count("<li>") == 4
    assert text.count("Asked again: the proposal made before stays") == 3
    assert "Nothing was answered since." not in text


def test_answers_to_what_no_rule_looks_at_and_answers_without_a_score_count_as_answers(team, clara, patient):
    severe(patient, at(2))
    with clock.at(at(4)):
        for one in ask(patient, "phq-2", "gad-7"):
            send(one, {"1": 2, "2": 1} if one.instrument == "phq-2" else {"1": 1})
    text = page(clara, at(5), "record", patient.pk)
    assert "Nothing was answered since." not in text
    assert "Wed 4 Mar 2026, PHQ-2, total: <strong>3</strong></li>" in text
    assert "(GAD-7 total): 10 → <strong>no score, too many answers missing</strong></li>" in text


def test_a_lapsed_one_says_so_on_the_record(team, clara, patient):
    severe(patient, at(2))
    climb(at(5, 17, 15))
    text = page(clara, at(6), "record", patient.pk)
    assert "past its deadline since Thu 5 Mar 2026, 17:00" in text
    assert "Berta has it until Fri 6 Mar 2026, 17:00 · passed on 1 time" in text


def test_who_has_it_now_opens_the_record_of_somebody_elses_patient_and_answers(team, patient):
    cast, berta, emil = team
    one = severe(patient, at(2))
    climb(at(5, 17, 15))
    for user, opens in ((emil, False), (berta, True)):
        answer = Desk(user).get(at(6), "record", patient.pk)
        assert (answer.status_code == 200) is opens
    Desk(berta).post(at(6), "accept_proposal", one.pk)
    assert cast.pathway(cast.ana).level == 4


# --- a level kept by hand ---------------------------------------------------------------------------------------------


def test_a_level_kept_by_hand_stands_in_the_course_with_who_and_why(team, clara, patient):
    cast, _berta, _emil = team
    severe(patient, at(2))
    data = {"level-to": "3", "level-reason": "We spoke, peers first."}
    clara.post(at(3), "set_level", cast.pathway(cast.ana).pk, **data)
    text = page(clara, at(3), "record", patient.pk)
    assert "The level stays as it is. The reason is in the record." in text
    part = text[text.index(KEPT) : text.index("Monitoring → Community")]
    assert "Level kept by hand: Community" in part
    assert "Clara: We spoke, peers first." in part
    assert "Proposal: Group therapy" not in text


def test_a_level_that_was_changed_by_hand_is_no_level_kept(team, clara, patient):
    cast, _berta, _emil = team
    severe(patient, at(2))
    for number, to in ((3, Level.CAMPUS), (4, Level.CAMPUS), (5, Level.COMMUNITY)):
        with clock.at(at(number)):
            actions.override(by=cast.clara, pathway=cast.pathway(cast.ana), to=to, reason=f"reason {number}")
    text = page(clara, at(6), "record", patient.pk)
    assert text.count(KEPT) == 1
    assert "Clara: reason 4" in text


def test_a_level_kept_before_the_first_answers_is_shown_too(cast, clara, patient):
    with clock.at(at(2)):
        actions.override(by=cast.clara, pathway=cast.pathway(cast.ana), to=Level.MONITORING, reason="Wait.")
    assert "Level kept by hand: Monitoring" in page(clara, at(3), "record", patient.pk)


def test_the_form_says_what_keeping_a_level_does(cast, clara, patient):
    assert "You may also choose the present level, Monitoring: keep it where it is." in page(
        clara, at(2), "record", patient.pk
    )


# --- help -------------------------------------------------------------------------------------------------------------


def press(desk, cast, what, moment):
    return desk.post(moment, f"help_{what}", cast.pathway(cast.ana).pk)


def shown(desk, cast, moment):
    """What stands now, and which of the two buttons is there."""
    text = page(desk, moment, "record", cast.patient(cast.ana).pk)
    now = text.partition("Help of this level: ")[2].partition("</p>")[0]
    return now, [what for what in ("began", "ended") if f"/help/{what}/" in text]


def test_help_is_waited_for_begins_ends_and_may_begin_again(team, clara, patient):
    cast, _berta, _emil = team
    severe(patient, at(2))
    assert shown(clara, cast, at(3)) == ("waiting since Mon 2 Mar 2026", ["began"])
    answer = press(clara, cast, "began", at(4))
    assert (answer.status_code, answer.url) == (302, reverse("record", args=[patient.pk]))
    assert "Noted: the help of this level began today." in page(clara, at(4), "record", patient.pk)
    assert shown(clara, cast, at(5)) == ("began on Wed 4 Mar 2026", ["ended"])
    press(clara, cast, "ended", at(6))
    assert shown(clara, cast, at(9)) == ("ended on Fri 6 Mar 2026", ["began"])
    press(clara, cast, "began", at(10))
    assert shown(clara, cast, at(11)) == ("began on Tue 10 Mar 2026", ["ended"])
    rows = HelpDay.objects.values_list("day", "began", "made_by")
    assert list(rows) == [(at(day).date(), began, f"user:{cast.clara.pk}") for day, began in ((4, 1), (6, 0), (10, 1))]


def test_help_of_another_level_is_waited_for_anew(team, clara, patient):
    cast, _berta, _emil = team
    one = severe(patient, at(2))
    press(clara, cast, "began", at(3))
    with clock.at(at(4)):
        actions.accept(by=cast.clara, proposal=one)
    assert shown(clara, cast, at(5)) == ("waiting since Wed 4 Mar 2026", ["began"])


@pytest.mark.parametrize("what", ["began", "ended"])
def test_what_was_noted_already_or_cannot_be_is_refused_in_words(team, clara, patient, what):
    cast, _berta, _emil = team
    severe(patient, at(2))
    if what == "began":
        press(clara, cast, "began", at(3))
    answer = press(clara, cast, what, at(3))
    assert answer.status_code == 422
    assert "This was noted already, or the level has changed. Nothing was changed now." in answer.content.decode()
    assert HelpDay.objects.count() == (what == "began")


def test_nobody_waits_for_help_at_level_1_before_the_first_answers_or_in_a_pause(team, clara, patient):
    cast, _berta, _emil = team
    assert shown(clara, cast, at(2)) == ("", [])
    sit(patient, at(2), phq=2)
    assert shown(clara, cast, at(3)) == ("", [])
    with clock.at(at(3)):
        actions.override(by=cast.clara, pathway=cast.pathway(cast.ana), to=Level.CAMPUS, reason="x")
        actions.set_status(by=cast.clara, pathway=cast.pathway(cast.ana), step="pause", reason="x")
    assert shown(clara, cast, at(4))[1] == []
    assert press(clara, cast, "began", at(4)).status_code == 422
    assert not HelpDay.objects.exists()


def test_who_left_waits_for_no_help_and_their_level_counts_no_weeks(team, clara, patient):
    cast, _berta, _emil = team
    severe(patient, at(2))
    assert "for 2 weeks" in page(clara, at(20))
    with clock.at(at(20)):
        actions.set_status(by=cast.clara, pathway=cast.pathway(cast.ana), step="withdraw", reason="x")
    everybody = page(clara, at(20, 11), status="left")
    assert ("Left the programme" in everybody, "for 2 weeks" in everybody) == (True, False)
    assert shown(clara, cast, at(20, 11)) == ("", [])
