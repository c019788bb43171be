"""Who guides whom, when they look again, what they write, and what silence and a plan that is done lead to."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError

from clinicians.actions import hand_over
from clinicians.models import Task
from oncocare.audit.models import AuditRow
from oncocare.effort.models import Effort
from oncocare.events.actions import emit, relay
from oncocare.events.models import Event
from oncocare.foundation import clock
from oncocare.notifications.models import Message
from oncocare.people.actions import appoint, assign_clinician, dismiss
from oncocare.people.days import today_of
from oncocare.people.models import Membership, Patient
from oncocare.people.roles import RESEARCHER, SUPPORTER
from oncocare.safety.promise import Opening
from oncocare.safety.rota.actions import set_staffed_hours
from steps.actions import help_began, override, set_status
from steps.campus.guiding import actions
from steps.campus.guiding.messages import still_guided_under_another
from steps.campus.guiding.selectors import due_list, last_review
from steps.campus.guiding.tasks import look_after_guiding
from steps.campus.guiding.turns import Turns, in_turns, quiet
from steps.campus.kinds import PIECE_OPENED, PLAN_DONE
from steps.campus.models import CampusReview, Guidance
from steps.course.selectors import help_of
from steps.levels import Level
from tests.cast import BY
from tests.factories.campus_guiding import exercise, supporter, to_level_2, used
from tests.factories.rooms import day

NOW = day(0)  # a Monday at ten


@pytest.fixture(autouse=True)
def monday():
    with clock.at(NOW):
        yield


@pytest.fixture
def ana(cast):
    return cast.patient(cast.ana)


@pytest.fixture
def sam(cast):
    return supporter(cast)


def step(cast, user, to):
    override(by=cast.clara, pathway=cast.pathway(user), to=to, reason="made up")
    tell()


def tell():
    with clock.at(clock.now() + timedelta(minutes=1)):
        relay()


def stands(patient):
    return list(
        Guidance.objects.filter(patient=patient).order_by("pk").values_list("supporter__name", "since", "until")
    )


# --- who guides whom --------------------------------------------------------------------------------------------------


def test_who_enters_level_2_is_guided_by_their_clinician_until_they_leave_it_and_again_when_they_come_back(cast, ana):
    today = today_of(cast.here)
    step(cast, cast.ana, Level.CAMPUS)
    assert stands(ana) == [("Clara", today, None)]
    assert Guidance.objects.get().due == today + timedelta(days=14)
    step(cast, cast.ana, Level.COMMUNITY)
    assert stands(ana) == [("Clara", today, today)]
    with clock.at(day(9)):
        step(cast, cast.ana, Level.CAMPUS)
    assert sorted(stands(ana), key=lambda row: row[1]) == [
        ("Clara", today, today), ("Clara", today + timedelta(days=9), None),
    ]  # fmt: skip


def test_nobody_guides_who_has_no_clinician_and_somebody_is_named_by_hand(cast, ana, sam):
    Patient.objects.filter(pk=ana.pk).update(clinician=None)
    step(cast, cast.ana, Level.CAMPUS)
    assert stands(ana) == [(None, today_of(cast.here), None)]
    named = actions.guide(by=cast.clara, patient=ana, supporter=sam)
    assert (named.supporter, named.due) == (sam, today_of(cast.here) + timedelta(days=14))
    assert Guidance.objects.filter(until=None).get() == named
    assert Message.objects.filter(user=sam, kind="campus.guide_yours").count() == 2  # by mail and on the page


def test_only_who_may_guide_here_is_named_and_only_for_who_is_at_level_2(cast, ana, sam):
    with pytest.raises(ValidationError):
        actions.guide(by=cast.clara, patient=ana, supporter=sam)
    to_level_2(cast, ana)
    for nobody in (cast.eva, cast.carlos, cast.denis):
        with pytest.raises(ValidationError):
            actions.guide(by=cast.clara, patient=ana, supporter=nobody)
    assert stands(ana) == [("Clara", today_of(cast.here), None)]


def test_a_pathway_that_stops_ends_it_and_one_that_goes_on_begins_another_at_once(cast, ana):
    step(cast, cast.ana, Level.CAMPUS)
    set_status(by=cast.clara, pathway=cast.pathway(cast.ana), step="pause", reason="made up")
    tell()
    assert Guidance.objects.filter(until=None).count() == 0
    set_status(by=cast.clara, pathway=cast.pathway(cast.ana), step="resume", reason="made up")
    tell()
    assert Guidance.objects.get(until=None).supporter == cast.clara


@pytest.mark.parametrize("away", ["paused", "another level"])
def test_whoever_guided_before_a_pause_guides_again_and_is_told_while_they_still_may(cast, ana, sam, away):
    def goes(back):
        if away == "paused":
            step_of = "resume" if back else "pause"
            set_status(by=cast.clara, pathway=cast.pathway(cast.ana), step=step_of, reason="made up")
            tell()
        else:
            step(cast, cast.ana, Level.CAMPUS if back else Level.COMMUNITY)

    step(cast, cast.ana, Level.CAMPUS)
    actions.guide(by=cast.clara, patient=ana, supporter=sam)
    goes(back=False)
    assert Guidance.objects.filter(until=None).count() == 0
    goes(back=True)
    again = Guidance.objects.get(until=None)
    assert (again.supporter, again.due) == (sam, today_of(cast.here) + timedelta(days=14))
    assert Message.objects.filter(user=sam, kind="campus.guide_yours", source=str(again.pk)).count() == 2
    goes(back=False)
    dismiss(by=BY, membership=Membership.objects.get(user=sam))
    goes(back=True)
    assert Guidance.objects.get(until=None).supporter == cast.clara


def test_whoever_loses_the_role_here_guides_nobody_here_whatever_else_they_are(cast, ana, sam):
    appoint(by=BY, user=sam, centre=cast.here, role=RESEARCHER)
    to_level_2(cast, ana)
    actions.guide(by=cast.clara, patient=ana, supporter=sam)
    dismiss(by=BY, membership=Membership.objects.get(user=sam, role=SUPPORTER.name))
    tell()
    assert Guidance.objects.get(until=None).supporter == cast.clara


# --- handed over ------------------------------------------------------------------------------------------------------


def handed_over(cast, patient, by):
    hand_over(by=by, patient=patient, clinician=cast.gala)
    tell()


def told_of_it(user):
    return Message.objects.filter(user=user, kind="campus.handed_over", channel="email").count()


def test_who_is_handed_over_keeps_whoever_guides_them_who_is_told_once(cast, ana, sam):
    to_level_2(cast, ana)
    guidance = actions.guide(by=cast.clara, patient=ana, supporter=sam)
    handed_over(cast, ana, cast.clara)
    assert Guidance.objects.get(until=None) == guidance
    [told] = Message.objects.filter(user=sam, kind="campus.handed_over", channel="email")
    assert still_guided_under_another(sam, [told.source]) == {told.source: {}}
    assert told_of_it(cast.gala) == 0
    actions.guide(by=cast.clara, patient=ana, supporter=cast.gala)
    assert still_guided_under_another(sam, [told.source]) == {}, "who guides them no more is not told"


def test_who_hands_over_somebody_they_guide_goes_on_guiding_and_knows_it(cast, ana):
    guidance = to_level_2(cast, ana)
    handed_over(cast, ana, cast.clara)
    assert Guidance.objects.get(until=None) == guidance
    assert told_of_it(cast.clara) == 0
    actions.guide(by=cast.clara, patient=ana, supporter=cast.gala)
    handed_over(cast, ana, cast.clara)
    assert told_of_it(cast.gala) == 0, "she looks after them herself now"


def test_who_may_not_guide_here_any_more_is_not_kept_and_the_list_shows_it(cast, ana, sam):
    to_level_2(cast, ana)
    due = actions.guide(by=cast.clara, patient=ana, supporter=sam).due
    Membership.objects.filter(user=sam).delete()
    handed_over(cast, ana, cast.clara)
    [nobody] = due_list(cast.here, cast.gala, all_of_the_centre=True).nobody
    assert (nobody.patient, nobody.due, told_of_it(sam)) == (ana, due, 0)


def test_who_is_at_level_2_since_before_is_guided_from_the_first_night_on_and_once(cast, ana):
    override(by=cast.clara, pathway=cast.pathway(cast.ana), to=Level.CAMPUS, reason="made up")
    assert Guidance.objects.count() == 0
    look_after_guiding()
    look_after_guiding()
    assert stands(ana) == [("Clara", today_of(cast.here), None)]


def test_who_may_not_guide_any_more_guides_nobody(cast, ana, sam):
    to_level_2(cast, ana)
    actions.guide(by=cast.clara, patient=ana, supporter=sam)
    dismiss(by=BY, membership=Membership.objects.get(user=sam))
    tell()
    assert Guidance.objects.get(until=None).supporter == cast.clara


# --- a review ---------------------------------------------------------------------------------------------------------


def test_a_review_is_kept_with_its_minutes_moves_the_next_and_tells_the_person_without_words(cast, ana, sam):
    to_level_2(cast, ana)
    guidance = actions.guide(by=cast.clara, patient=ana, supporter=sam)
    with clock.at(day(16)):
        made = actions.review(by=sam, guidance=guidance, words=" Well done is not what I want to say. ", minutes=4)
        tell()
        told = Message.objects.filter(user=cast.ana, kind="campus.reviewed")
        assert {row.source for row in told} == {str(made.pk)}
        today = today_of(cast.here)
    guidance.refresh_from_db()
    assert guidance.due == today + timedelta(days=14)
    assert (made.was_due, made.words) == (today - timedelta(days=2), "Well done is not what I want to say.")
    assert Effort.objects.filter(what="campus.review").values_list("staff", "patient", "minutes").get() == (
        sam.pk, ana.pk, 4,
    )  # fmt: skip
    assert last_review(ana) == made


def test_the_next_review_falls_on_a_staffed_day(cast, ana):
    thursdays = [Opening(3, NOW.time().replace(hour=9), NOW.time().replace(hour=14))]
    set_staffed_hours(by=BY, centre=cast.here, openings=thursdays)
    assert to_level_2(cast, ana).due == today_of(cast.here) + timedelta(days=17)


def test_a_button_pressed_twice_sends_once_and_nothing_is_sent_without_words_or_to_who_left(cast, ana):
    guidance = to_level_2(cast, ana)
    first = actions.review(by=cast.clara, guidance=guidance, words="Hello", minutes=5)
    assert actions.review(by=cast.clara, guidance=guidance, words="Hello ", minutes=5) == first
    assert (CampusReview.objects.count(), Effort.objects.count()) == (1, 1)
    with pytest.raises(ValidationError):
        actions.review(by=cast.clara, guidance=guidance, words="  ", minutes=5)
    step(cast, cast.ana, Level.COMMUNITY)
    with pytest.raises(ValidationError):
        actions.review(by=cast.clara, guidance=guidance, words="Again", minutes=5)
    assert CampusReview.objects.count() == 1


# --- the due list -----------------------------------------------------------------------------------------------------


def test_the_list_holds_ones_own_by_day_and_for_clinicians_whom_nobody_guides(cast, ana, sam):
    bea = cast.patient(cast.bea)
    to_level_2(cast, ana)
    actions.guide(by=cast.clara, patient=ana, supporter=sam)
    to_level_2(cast, bea)
    Guidance.objects.filter(patient=bea).update(supporter=None)
    assert [row.patient for row in due_list(cast.here, sam, all_of_the_centre=False).turns.later] == [ana]
    assert due_list(cast.here, sam, all_of_the_centre=False).nobody == []
    assert [row.patient for row in due_list(cast.here, cast.clara, all_of_the_centre=True).nobody] == [bea]
    with clock.at(day(15)):
        assert [row.patient for row in due_list(cast.here, sam, all_of_the_centre=False).turns.overdue] == [ana]


def test_turns_are_told_apart_by_their_day():
    today = NOW.date()

    class Due:
        def __init__(self, days):
            self.due = today + timedelta(days=days)

    late, now, soon, later = Due(-1), Due(0), Due(6), Due(7)
    assert in_turns([later, soon, now, late], today) == Turns([late], [now, soon], [later])
    assert [quiet(today - timedelta(days=days), today) for days in (20, 21, 300)] == [False, True, True]


# --- silence, and a plan that is done ---------------------------------------------------------------------------------


def tasks():
    return list(Task.objects.order_by("source").values_list("owner__name", "patient__key", "what", "due"))


def test_three_weeks_without_anything_opened_is_one_task_and_one_message_in_the_language_of_each(cast, ana, sam):
    to_level_2(cast, ana)
    actions.guide(by=cast.clara, patient=ana, supporter=sam)
    cast.clara.language = "en"
    with clock.at(day(20)):
        look_after_guiding()
        tell()
    assert tasks() == []
    for number in (21, 22):
        with clock.at(day(number)):
            look_after_guiding()
            tell()
    due = today_of(cast.here) + timedelta(days=24)
    assert tasks() == [("Clara", "ANA", "Has opened nothing for three weeks: ask how they are", due)]
    assert Message.objects.filter(user=sam, kind="campus.quiet", channel="email").count() == 1
    assert Event.objects.filter(kind="task.wanted").count() == 1


@pytest.mark.parametrize("how", ["opened", "died"])
def test_nobody_asks_after_who_opened_something_since_or_died(cast, ana, how):
    to_level_2(cast, ana)
    with clock.at(day(21)):
        look_after_guiding()
        tell()
        assert Task.objects.filter(Task.OPEN).count() == 1
        if how == "opened":
            use = used(ana, exercise(cast))
            emit(PIECE_OPENED, patient=ana.pk, piece=use.piece_id, use=use.pk)
        else:
            set_status(by=cast.clara, pathway=cast.pathway(cast.ana), step="end", reason="made up")
        tell()
        assert Task.objects.filter(Task.OPEN, source__startswith="campus.quiet:").count() == 0
        assert Guidance.objects.filter(until=None).count() == (1 if how == "opened" else 0)


def test_what_was_opened_begins_the_three_weeks_anew(cast, ana):
    to_level_2(cast, ana)
    with clock.at(day(15)):
        used(ana, exercise(cast))
    with clock.at(day(30)):
        look_after_guiding()
        tell()
        assert tasks() == []
    with clock.at(day(36)):
        look_after_guiding()
        tell()
        assert len(tasks()) == 1


def test_a_plan_that_is_done_reaches_desk_and_supporter_and_ends_the_help_and_the_level_stays(cast, ana, sam):
    to_level_2(cast, ana)
    guidance = actions.guide(by=cast.clara, patient=ana, supporter=sam)
    pathway = cast.pathway(cast.ana)
    type(pathway).objects.filter(pk=pathway.pk).update(entered=today_of(ana), started=today_of(ana))
    help_began(by=cast.clara, pathway=pathway, day=today_of(ana))
    for _ in range(2):
        emit(PLAN_DONE, patient=ana.pk, day=today_of(ana))
    tell()
    tell()  # what it wants done is told in its turn
    assert [task[:3] for task in tasks()] == [
        ("Clara", "ANA", "Has done what the plan offered: talk about what comes next")
    ]
    source = f"{guidance.pk}:{today_of(ana)}"
    assert [row.source for row in Message.objects.filter(user=sam, kind="campus.done", channel="email")] == [source]
    known = help_of(cast.pathway(cast.ana))
    assert (known.began, known.ended_on) == (today_of(ana), today_of(ana))
    assert cast.pathway(cast.ana).level_now is Level.CAMPUS


def test_every_change_of_who_guides_is_in_the_log(cast, ana, sam):
    to_level_2(cast, ana)
    actions.guide(by=cast.clara, patient=ana, supporter=sam)
    assign_clinician(by=cast.clara, patient=ana, clinician=cast.clara)
    rows = AuditRow.objects.filter(verb__startswith="guidance.").order_by("id")
    assert [row.verb for row in rows] == ["guidance.began", "guidance.ended", "guidance.began"]
