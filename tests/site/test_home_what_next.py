"""A person's own page says what happens next, with date and name, and what their team has done meanwhile."""

from __future__ import annotations

import re
from datetime import time, timedelta

import pytest
from django.test import Client
from django.urls import reverse

from clinicians.actions import log_contact, write_leaflet
from mentoring.conversations.actions import set_answer_promise
from oncocare.audit.actions import record
from oncocare.audit.verbs import Verb
from oncocare.consent.actions import record_consent
from oncocare.consent.selectors import texts_for
from oncocare.foundation import clock
from oncocare.people.actions import change_centre
from oncocare.people.days import today_of
from oncocare.safety.flags.actions import close, could_not_reach, raise_flag
from oncocare.safety.promise import Opening
from oncocare.safety.rota.actions import set_staffed_hours
from questionnaires.scheduling.actions import adopt_schedule, assign
from questionnaires.scheduling.schedule import shipped
from questionnaires.scheduling.selectors import NextSet, next_set, plan_of
from steps import actions
from tests.cast import BY
from tests.factories.rooms import day, sit, talked
from tests.pages import seen


def page(user, moment, part="main"):
    """What somebody who has just signed in reads on their own page at a moment, without its tags; of one `part`."""
    client = Client()
    with clock.at(moment):
        client.force_login(user)
        html = seen(client.get(reverse("home")).content.decode())
    if part != "main":
        found = re.search(rf'aria-labelledby="{part}[^"]*">(.*?)</section>', html, re.DOTALL)
        html = found[1] if found else ""
    return " ".join(re.sub(r"<[^>]+>", " ", html).split()).replace(" .", ".").replace(" ,", ",")


@pytest.fixture
def ana(cast):
    return cast.patient(cast.ana)


# --- the next questions -----------------------------------------------------------------------------------------------


def test_the_next_questions_have_a_day_a_number_and_minutes(cast, ana):
    with clock.at(day(0)):
        assign(by=BY, patient=ana, instruments=("phq-9", "gad-7"), opens=day(4).date(), due=day(6).date(),
               closes=day(8).date())  # fmt: skip
        assert next_set(ana) == NextSet(day(4).date(), 17, 3)
    assert page(cast.ana, day(0), "due") == (
        "Your questions You have no questions now. The next ones come on Friday 6 March 2026: 17 questions, about "
        "3 minutes."
    )


def test_the_schedule_says_when_the_next_questions_come(cast, ana):
    adopt_schedule(by=BY, centre=cast.here, schedule=shipped()["two-stage"])
    planned = next_set(ana)
    assert (planned.day > today_of(ana), planned.questions > 0, planned.minutes > 0) == (True, True, True)
    [asked] = [one for one in plan_of(ana, shipped()["two-stage"]).due if one.day == planned.day][:1]
    assert (asked.day, asked.minutes <= planned.minutes) == (planned.day, True)
    actions.set_status(by=cast.clara, pathway=cast.pathway(cast.ana), step="pause", reason="x")
    assert next_set(ana) is None


def test_a_day_that_has_passed_is_not_asked_for(cast, ana):
    with clock.at(day(0)):
        assign(by=BY, patient=ana, instruments=("phq-9",), opens=day(0).date(), due=day(2).date(),
               closes=day(8).date())  # fmt: skip
    asked = [re.findall(r"(?:If you can|You can answer).+2026\.", page(cast.ana, day(n), "due")) for n in (2, 3)]
    assert asked == [
        ["If you can, answer by Wednesday 4 March 2026. The last day is Tuesday 10 March 2026."],
        ["You can answer until Tuesday 10 March 2026."],
    ]


def test_who_paused_reads_of_no_questions_to_come(cast, ana):
    with clock.at(day(0)):
        assign(by=BY, patient=ana, instruments=("phq-9",), opens=day(4).date(), due=day(6).date(),
               closes=day(8).date())  # fmt: skip
        actions.set_status(by=cast.clara, pathway=cast.pathway(cast.ana), step="pause", reason="x")
    assert "The next ones" not in page(cast.ana, day(0))


# --- who read my answers ----------------------------------------------------------------------------------------------


def test_after_answers_the_page_says_that_they_came_and_then_who_opened_them_first(cast, ana):
    sit(ana, day(0), phq=5, gad=3)
    arrived = "Your answers of Monday 2 March 2026 have arrived."
    assert arrived in page(cast.ana, day(0, 11), "due")
    for moment, reader in ((day(1, 9, 12), cast.clara), (day(2), cast.gala)):
        with clock.at(moment):
            record(by=reader, verb=Verb.READ_RECORD, subject=ana, patient=ana, centre=cast.here)
    said = page(cast.ana, day(3), "due")
    assert "Clara opened your record on Tuesday 3 March 2026, 09:12, with your answers of Monday 2 March 2026." in said
    assert (arrived in said, "Gala" in said) == (False, False)


@pytest.mark.parametrize("reader", ["ana", "the worker"])
def test_only_another_person_has_read_them(cast, ana, reader):
    sit(ana, day(0), phq=5, gad=3)
    with clock.at(day(1)):
        by = cast.ana if reader == "ana" else BY
        record(by=by, verb=Verb.READ_RECORD, subject=ana, patient=ana, centre=cast.here)
    assert "have arrived." in page(cast.ana, day(2), "due")


def test_who_read_what_came_before_has_not_read_what_came_since(cast, ana):
    sit(ana, day(0), phq=5, gad=3)
    with clock.at(day(1)):
        record(by=cast.clara, verb=Verb.READ_RECORD, subject=ana, patient=ana, centre=cast.here)
    sit(ana, day(7), phq=5, gad=3)
    assert "Your answers of Monday 9 March 2026 have arrived." in page(cast.ana, day(8), "due")


# --- somebody tried to reach me ---------------------------------------------------------------------------------------

TRIED = "We tried to reach you Somebody of your team tried to reach you on Tuesday 3 March 2026, 10:00."


def worry(patient):
    with clock.at(day(0)):
        return raise_flag(
            by=BY, patient=patient, kind="severe_distress", severity="high", source="pathway:1", join=True
        )


def test_an_attempt_that_reached_nobody_is_told_with_the_number_to_ring_back_and_nothing_else(cast, ana):
    change_centre(by=BY, centre=cast.here, phone="931 000 000")
    flag = worry(ana)
    with clock.at(day(1)):
        could_not_reach(by=cast.clara, flag=flag, next_attempt=day(2), note="husband answered")
    said = page(cast.ana, day(1, 11), "tried")
    assert f"{TRIED.removeprefix('We tried to reach you ')} You can ring back: 931 000 000." in said
    assert [word for word in ("husband", "flag", "distress", "suicid", "Wednesday") if word in said] == []


def test_once_it_is_closed_or_somebody_was_reached_nothing_is_said_of_it(cast, ana):
    flag = worry(ana)
    with clock.at(day(1)):
        could_not_reach(by=cast.clara, flag=flag, next_attempt=day(2))
    with clock.at(day(2)):
        log_contact(by=cast.clara, patient=ana, kind="phone", began=day(1, 18), minutes=9, reached=True)
    assert "We tried" not in page(cast.ana, day(2))
    with clock.at(day(3)):
        could_not_reach(by=cast.clara, flag=flag, next_attempt=day(4))
    assert "We tried" in page(cast.ana, day(3))
    with clock.at(day(4)):
        close(by=cast.clara, flag=flag, outcome="other", note="x")
    assert "We tried" not in page(cast.ana, day(4))


def test_a_call_without_any_flag_is_told_for_two_weeks(cast, ana):
    with clock.at(day(1)):
        log_contact(by=cast.clara, patient=ana, kind="phone", began=day(1), minutes=1, reached=False)
    assert TRIED in page(cast.ana, day(15, 9))
    assert "We tried" not in page(cast.ana, day(15, 11))


def test_nobody_else_is_told(cast, ana):
    with clock.at(day(1)):
        log_contact(by=cast.clara, patient=ana, kind="phone", began=day(1), minutes=1, reached=False)
    assert "We tried" not in page(cast.bea, day(1, 11))


# --- the level --------------------------------------------------------------------------------------------------------

FIRST = "Thank you for your first answers."


def test_the_first_result_has_first_words_and_the_second_none(cast, ana):
    sit(ana, day(0), phq=5, gad=3)
    said = page(cast.ana, day(0, 11), "where")
    assert said.startswith(f"Your first result {FIRST} They say how you have felt lately.")
    sit(ana, day(7), phq=5, gad=3)
    said = page(cast.ana, day(7, 11), "where")
    assert (said.startswith("Where you are now"), FIRST in said) == (True, False)


def test_the_words_of_a_group_follow_whether_it_has_begun_and_ended(cast, ana):
    sit(ana, day(0), phq=15, gad=3)
    pathway, waits = cast.pathway(cast.ana), "Your team calls you about joining a group."
    assert waits in page(cast.ana, day(1), "where")
    with clock.at(day(3)):
        actions.help_began(by=cast.clara, pathway=pathway, day=day(3).date())
    said = page(cast.ana, day(4), "where")
    assert ("You have had it since Thursday 5 March 2026." in said, waits in said) == (True, False)
    with clock.at(day(5)):
        actions.help_ended(by=cast.clara, pathway=pathway, day=day(5).date())
    assert "It ended on Saturday 7 March 2026." in page(cast.ana, day(6), "where")


def test_who_said_no_to_the_community_is_promised_no_group(cast, ana):
    sit(ana, day(0), phq=15, gad=3)
    text = texts_for(cast.here, "en")["community"]
    with clock.at(day(1)):
        record_consent(by=cast.ana, patient=ana, text=text, said="no", channel="page")
    said = page(cast.ana, day(1) + timedelta(hours=1), "where")
    assert "You said no to this, so nothing of it is planned." in said
    assert "calls you" not in said


# --- the course -------------------------------------------------------------------------------------------------------


def test_the_course_says_first_in_words_that_it_is_better_and_folds_the_numbers(cast, ana):
    sit(ana, day(0), phq=16, gad=3)
    assert "16 of 27 so far. See the numbers" in page(cast.ana, day(1), "course")
    sit(ana, day(40), phq=5, gad=3)
    said = page(cast.ana, day(41), "course")
    assert "From 16 to 5 of 27 since March: much better. See the numbers" in said
    assert "3 of 21, as at the beginning." in said
    assert "Dashed line: 10. From there up it is usually worth talking with a professional." in said
    assert "The first score was 16 of 27, on Monday 2 March 2026." in said


# --- the centre's own words -------------------------------------------------------------------------------------------


def write(cast, about, text, language="en"):
    write_leaflet(by=cast.carlos, centre=cast.here, about=about, language=language, words=text)


def test_what_the_centre_wrote_for_today_and_for_the_person_beside_me_is_shown_in_my_language(cast, ana):
    for absent in ("For today", "Help for the person beside me"):
        assert absent not in page(cast.ana, day(1))
    write(cast, "today", "Breathe slowly for a minute.\n\nWalk to the door.")
    write(cast, "today", "Respire despacio.", "es")
    write(cast, "beside", "There is a talk for families on Thursdays. <b>")
    assert page(cast.ana, day(1), "today") == "For today Breathe slowly for a minute. Walk to the door."
    said = page(cast.ana, day(1), "person")
    assert "Help for the person beside me There is a talk for families on Thursdays. &lt;b&gt;" in said
    write(cast, "today", "")
    assert "For today" not in page(cast.ana, day(1))


def test_nothing_for_today_while_answers_worry_us_or_once_somebody_left(cast, ana):
    write(cast, "today", "Breathe slowly.")
    with clock.at(day(0)):
        raised = raise_flag(
            by=BY, patient=ana, kind="suicidal_ideation", severity="urgent", source="assignment:1", join=True
        )
    assert "For today" not in page(cast.ana, day(1))
    with clock.at(day(1)):
        close(by=cast.clara, flag=raised, outcome="spoke_safe", assessed=talked(), spoke=True)
    assert "For today" in page(cast.ana, day(2))
    actions.set_status(by=cast.clara, pathway=cast.pathway(cast.ana), step="withdraw", reason="x")
    assert "For today" not in page(cast.ana, day(3))


def test_of_a_level_the_page_says_how_it_begins_here_what_to_press_and_by_when(cast, ana):
    sit(ana, day(0), phq=15, gad=3)
    write(cast, "level-3", "The group meets on Mondays at ten.")
    said = page(cast.ana, day(1), "where")
    assert "with a guide. The group meets on Mondays at ten." in said
    assert ("Your team calls you" in said, "Ask for a call" in said) == (False, False)
    set_staffed_hours(by=BY, centre=cast.here, openings=[Opening(number, time(9), time(17)) for number in range(5)])
    set_answer_promise(by=cast.carlos, centre=cast.here, days=2)
    said = page(cast.ana, day(1), "where")
    assert "press “Ask for a call”. You hear from us by Thursday 5 March 2026, 17:00. Ask for a call" in said
    with clock.at(day(2)):
        actions.help_began(by=cast.clara, pathway=cast.pathway(cast.ana), day=day(2).date())
    said = page(cast.ana, day(3), "where")
    assert ("meets on Mondays" in said, "Ask for a call" in said) == (True, False)


# --- how often it asks ------------------------------------------------------------------------------------------------


def test_the_page_asks_the_database_a_reviewed_number_of_times(cast, ana, django_assert_max_num_queries):
    sit(ana, day(0), phq=16, gad=3)
    client = Client()
    with clock.at(day(1)):
        client.force_login(cast.ana)
        client.get(reverse("home"))
        with django_assert_max_num_queries(32):
            client.get(reverse("home"))
