"""When somebody is offered a group, what they may answer, and who asks after an offer that nobody answered."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError

from clinicians.models import Task
from mentoring.community.kinds import GROUP_OPENED
from mentoring.community.models import GroupOffer
from mentoring.community.offers import actions, handlers
from mentoring.community.offers.selectors import fitting_for
from mentoring.conversations.models import ContactRequest
from oncocare.consent.actions import record_consent
from oncocare.consent.models import Purpose
from oncocare.consent.selectors import texts_for
from oncocare.events.actions import emit
from oncocare.foundation import clock
from oncocare.people.models import Patient
from oncocare.safety.flags.actions import close, raise_flag
from oncocare.safety.models import Flag
from steps.actions import set_status
from steps.levels import Level
from tests.cast import BY
from tests.factories.community import member, open_group
from tests.factories.community_offers import offered, to_level
from tests.factories.conversations import answering
from tests.factories.rooms import day, work
from tests.steps.severe_first import lives_by_it


@pytest.fixture
def group(cast):
    return open_group(cast)


def offers(user=None):
    rows = GroupOffer.objects.order_by("made", "pk")
    return [(one.why, one.answer) for one in (rows.filter(patient__user=user) if user else rows)]


def says(cast, said, purpose=Purpose.COMMUNITY):
    text = texts_for(cast.here, "en")[purpose]
    record_consent(by=cast.ana, patient=cast.patient(cast.ana), text=text, said=said, channel="page")


# --- when -------------------------------------------------------------------------------------------------------------


def test_who_comes_to_level_3_is_offered_what_fits_once_however_often_it_is_told(cast, group):
    ana = to_level(cast, cast.ana)
    work()
    assert offers() == [("level", "")]
    told = {"patient": str(ana.pk), "pathway": "", "transition": ""}
    handlers.offer_a_group_at_level_3(told)
    offer = GroupOffer.objects.get()
    actions.say_not_now(by=cast.ana, offer=offer)
    handlers.offer_a_group_at_level_3(told)
    assert (offers(), offer.group) == ([("level", "not_now")], None)


def test_each_time_somebody_comes_back_to_level_3_is_a_time_of_its_own(cast, group):
    with clock.at(day(0)):
        to_level(cast, cast.ana)
        work()
        actions.say_not_now(by=cast.ana, offer=GroupOffer.objects.get())
        to_level(cast, cast.ana, Level.CAMPUS)
        work()
    with clock.at(day(3)):
        to_level(cast, cast.ana)
        work()
    assert offers() == [("level", "not_now"), ("level", "")]


def test_another_level_brings_no_offer_and_takes_back_what_waits(cast, group):
    to_level(cast, cast.ana)
    work()
    to_level(cast, cast.ana, Level.GROUP_THERAPY)
    to_level(cast, cast.bea, Level.CAMPUS)
    work()
    assert offers() == [("level", "gone")]


def test_while_severe_distress_waits_for_a_call_no_group_is_offered_and_after_it_one_is(cast, group):
    pathway = lives_by_it(cast, "eve", day(0), 22)
    with clock.at(day(0, 11)):
        work()
        actions.offer_what_is_due()
        assert (pathway.level_now, offers()) == (Level.COMMUNITY, [])
    with clock.at(day(0, 12)):
        close(by=cast.clara, flag=Flag.objects.get(kind="severe_distress"), outcome="spoke_safe")
        work()
        assert offers() == [("level", "")]


def test_severe_distress_that_comes_later_takes_the_offer_back_until_the_call(cast, group):
    ana = to_level(cast, cast.ana)
    work()
    raised = raise_flag(by=BY, patient=ana, kind="severe_distress", severity="high", source="made:up")
    work()
    actions.offer_what_is_due()
    assert offers() == [("level", "gone")]
    close(by=cast.clara, flag=raised, outcome="spoke_safe")
    work()
    assert offers() == [("level", "gone"), ("level", "")]


def test_without_that_protection_the_group_would_come_before_the_call(cast, group, monkeypatch):
    monkeypatch.setattr("mentoring.community.offers.selectors.waits_for_a_call", lambda patient: False)
    lives_by_it(cast, "eve", day(0), 22)
    with clock.at(day(0, 11)):
        actions.offer_what_is_due()
        assert offers() == [("level", "")]


def test_who_said_no_to_groups_is_offered_none_unasked_and_one_by_hand(cast, group):
    says(cast, "no")
    to_level(cast, cast.ana)
    work()
    assert offers() == []
    actions.offer_by_hand(by=cast.clara, patient=cast.patient(cast.ana), group=group)
    assert offers() == [("staff", "")]


def test_a_no_takes_back_what_waits(cast, group, deliver):
    offered(cast, cast.ana)
    with deliver():
        says(cast, "no")
    assert offers() == [("level", "gone")]


def test_where_no_group_fits_or_all_are_full_nothing_is_offered_until_one_opens(cast):
    open_group(cast, "Grupo", language="es")
    full = open_group(cast, "Full", capacity=2)
    for user in (cast.bea, cast.dora):
        member(cast, full, user, patient=None)
    to_level(cast, cast.ana)
    work()
    assert (offers(), actions.offer_what_is_due()) == ([], 0)
    opened = open_group(cast, "Walking")
    emit(GROUP_OPENED, group=opened.pk)
    work()
    assert offers() == [("level", "")]


def test_who_is_in_a_group_or_has_no_account_is_offered_none(cast, group):
    member(cast, group, cast.ana)
    to_level(cast, cast.ana)
    bea = to_level(cast, cast.bea)
    Patient.objects.filter(pk=bea.pk).update(user=None)
    work()
    assert (offers(), actions.offer_what_is_due()) == ([], 0)


def test_who_pauses_is_not_asked(cast, group):
    to_level(cast, cast.ana)
    work()
    set_status(by=cast.clara, pathway=cast.pathway(cast.ana), step="pause", reason="made up")
    work()
    assert offers() == [("level", "gone")]


# --- by hand ----------------------------------------------------------------------------------------------------------


def test_by_hand_one_group_is_offered_at_any_level_and_takes_the_place_of_what_waits(cast, group):
    other = open_group(cast, "Grupo", language="es")
    ana = cast.patient(cast.ana)
    first = actions.offer_by_hand(by=cast.clara, patient=ana, group=group)
    assert actions.offer_by_hand(by=cast.clara, patient=ana, group=group) == first
    second = actions.offer_by_hand(by=cast.clara, patient=ana, group=other)
    assert offers() == [("staff", "gone"), ("staff", "")]
    assert [(one.group, one.reasons) for one in fitting_for(ana, second)] == [(other, [])]


def test_nobody_is_offered_a_group_of_caregivers_one_they_are_in_or_without_an_account(cast, group):
    ana, bea = cast.patient(cast.ana), cast.patient(cast.bea)
    member(cast, group, cast.ana)
    Patient.objects.filter(pk=bea.pk).update(user=None)
    bea.refresh_from_db()
    for patient, of in ((ana, group), (ana, open_group(cast, "Beside", audience="caregivers")), (bea, group)):
        with pytest.raises(ValidationError):
            actions.offer_by_hand(by=cast.clara, patient=patient, group=of)
    assert offers() == []


# --- answers ----------------------------------------------------------------------------------------------------------


def test_not_now_comes_back_in_four_weeks(cast, group):
    with clock.at(day(0)):
        to_level(cast, cast.ana)
        work()
        actions.say_not_now(by=cast.ana, offer=GroupOffer.objects.get(), words="Too tired.")
        offer = GroupOffer.objects.get()
        assert (offer.answer, offer.words, offer.again_on) == ("not_now", "Too tired.", day(28).date())
    with clock.at(day(27, 23)):
        assert actions.ask_again() == 0
    with clock.at(day(28)):
        assert (actions.ask_again(), actions.ask_again()) == (1, 0)
    assert offers() == [("level", "not_now"), ("again", "")]


def test_it_does_not_come_back_to_who_is_at_another_level_by_then(cast, group):
    with clock.at(day(0)):
        to_level(cast, cast.ana)
        work()
        actions.say_not_now(by=cast.ana, offer=GroupOffer.objects.get())
        to_level(cast, cast.ana, Level.CAMPUS)
    with clock.at(day(28)):
        assert actions.ask_again() == 0


def test_an_answer_is_given_once(cast, group):
    offer = offered(cast, cast.ana)
    actions.say_not_now(by=cast.ana, offer=offer)
    with pytest.raises(ValidationError, match="already"):
        actions.say_rather_talk(by=cast.ana, offer=offer)
    assert offers() == [("level", "not_now")]


def test_who_would_rather_talk_asks_for_a_private_session_where_the_centre_takes_messages(cast, group):
    answering(cast)
    actions.say_rather_talk(by=cast.ana, offer=offered(cast, cast.ana))
    request = ContactRequest.objects.get()
    assert (request.kind, request.patient, offers()) == ("private", cast.patient(cast.ana), [("level", "talk")])
    assert request.written.get().words == "I was offered a group, and I would rather talk to someone."


def test_elsewhere_whoever_looks_after_them_has_a_task(cast, group):
    actions.say_rather_talk(by=cast.ana, offer=offered(cast, cast.ana))
    work()
    task = Task.objects.get()
    assert (task.owner, task.patient, task.lapsed) == (cast.clara, cast.patient(cast.ana), None)
    assert task.what == "Would rather talk to someone than come to a group: call them"


@pytest.mark.parametrize("answers", [False, True])
@pytest.mark.parametrize("say", [actions.say_not_now, actions.say_rather_talk])
def test_words_of_wanting_to_die_raise_a_flag_in_every_answer(cast, group, say, answers):
    if answers:
        answering(cast)
    flag = say(by=cast.ana, offer=offered(cast, cast.ana), words="I want to die")
    assert (flag.kind, flag.patient) == ("suicidal_ideation", cast.patient(cast.ana))


def test_coming_in_is_the_yes(cast, group):
    offered(cast, cast.ana)
    ana = member(cast, group, cast.ana)
    for _ in range(2):
        handlers.take_coming_in_for_a_yes({"member": str(ana.pk), "group": str(group.pk)})
    assert offers() == [("level", "yes")]


# --- an offer that nobody answered ------------------------------------------------------------------------------------


def test_an_offer_that_nobody_answered_for_a_week_is_a_task_once_until_it_is_answered(cast, group):
    with clock.at(day(0)):
        offer = offered(cast, cast.ana)
    with clock.at(day(7) - timedelta(seconds=1)):
        assert actions.tell_of_unanswered() == 0
    with clock.at(day(7)):
        assert (actions.tell_of_unanswered(), actions.tell_of_unanswered()) == (1, 0)
        work()
        assert [(one.owner, one.lapsed) for one in Task.objects.all()] == [(cast.clara, None)]
    with clock.at(day(8)):
        actions.say_not_now(by=cast.ana, offer=offer)
        work()
        assert [one.lapsed for one in Task.objects.all()] == [day(8)]
