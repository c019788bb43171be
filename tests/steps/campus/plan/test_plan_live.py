"""A plan follows what happens: a level, answers, what is begun and finished, a recommendation, a choice, a week."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.utils import translation

from oncocare.audit.models import AuditRow
from oncocare.audit.verbs import Verb
from oncocare.events.models import Event
from oncocare.foundation import clock
from oncocare.library.models import Piece
from oncocare.people.days import today_of
from steps.actions import set_status
from steps.campus.models import PieceUse, PlanMade, Recommendation
from steps.campus.plan.actions import renew_plan, take_tour
from steps.campus.plan.planning import trace_from_json
from steps.campus.plan.selectors import newest_plan, plan_facts, things_of
from steps.campus.plan.shipped import shipped_table
from steps.campus.plan.tasks import renew_plans
from steps.models import Pathway
from tests.cast import BY
from tests.factories.rooms import work


def things(patient):
    """The names of the things of the plan that stands, each with its rule."""
    return [(thing["slug"], thing["rule"]) for thing in newest_plan(patient).things]


def use(patient, slug, *, finished=False, helped=None, offered="") -> PieceUse:
    piece = Piece.objects.get(slug=slug)
    return PieceUse.objects.create(
        patient=patient, centre=patient.centre, piece=piece, version=piece.versions.get(language="en"),
        finished=clock.now() if finished else None, helped=helped, offered=offered,
    )  # fmt: skip


def test_nobody_at_level_1_has_a_plan(cast, library):
    patient = cast.patient(cast.ana)
    assert renew_plan(by=BY, patient=patient) is None
    assert PlanMade.objects.count() == 0


def test_whoever_enters_level_2_has_a_plan_by_their_answers(ana):
    assert things(ana) == [("awake", "sleep-hard"), ("bed", "sleep-hard")]
    plan = newest_plan(ana)
    trace = trace_from_json(plan.trace)
    assert (plan.table, plan.table_version, plan.table_sha256) == (trace.table, trace.version, trace.hash)
    assert (
        AuditRow.objects.filter(verb=Verb.CAMPUS_PLAN_MADE, patient=str(ana.pk)).count()
        == PlanMade.objects.count()
        == 2
    )


def test_what_is_known_already_makes_no_second_plan(ana):
    plans = PlanMade.objects.count()
    assert renew_plan(by=BY, patient=ana) == newest_plan(ana)
    assert PlanMade.objects.count() == plans


def test_what_is_known_has_an_order_so_that_every_process_hashes_it_alike(ana):
    for slug in ("bed", "awake", "breath"):
        use(ana, slug, finished=True)
    pathway = Pathway.objects.get(patient=ana)
    assert plan_facts(pathway, shipped_table(), "en", today_of(ana)).finished == ("awake", "bed", "breath")


def test_what_is_begun_comes_first_and_what_is_finished_goes(ana):
    begun = use(ana, "bed", offered="sleep-hard")
    renew_plan(by=BY, patient=ana)
    assert things(ana) == [("bed", "go-on"), ("awake", "sleep-hard")]
    begun.finished, begun.helped = clock.now(), True
    begun.save()
    renew_plan(by=BY, patient=ana)
    assert things(ana) == [("awake", "sleep-hard")]


def test_who_looked_into_what_is_about_dying_and_put_it_away_is_not_asked_to_go_on(ana):
    Piece.objects.filter(slug="breath").update(topics=["worry", "dying"])
    opened = use(ana, "breath")
    renew_plan(by=BY, patient=ana)
    assert things(ana) == [("awake", "sleep-hard"), ("bed", "sleep-hard")]
    opened.place = 1
    opened.save()
    renew_plan(by=BY, patient=ana)
    assert things(ana)[0] == ("breath", "go-on")


@pytest.mark.parametrize("change", [{"topics": ["sleep", "dying"]}, {"area": "palliative"}])
def test_no_answer_brings_what_speaks_of_the_end_of_life(ana, cast, change):
    Piece.objects.filter(slug="awake").update(**change)
    renew_plan(by=BY, patient=ana)
    assert things(ana) == [("bed", "sleep-hard")]
    Recommendation.objects.create(
        patient=ana, centre=ana.centre, piece=Piece.objects.get(slug="awake"), says="do", words="", by=cast.clara
    )
    renew_plan(by=BY, patient=ana)
    assert things(ana)[0] == ("awake", "clinician")


def test_what_helped_brings_more_of_it_and_nothing_else(ana):
    use(ana, "breath", finished=True, helped=True)
    renew_plan(by=BY, patient=ana)
    assert things(ana) == [("awake", "sleep-hard"), ("bed", "sleep-hard")]
    piece = Piece.objects.get(slug="bed")
    piece.topics = ["sleep", "worry"]
    piece.save()
    renew_plan(by=BY, patient=ana)
    assert things(ana) == [("awake", "sleep-hard"), ("bed", "helped-worry")]


def test_a_clinician_comes_first_and_may_hide(ana, cast):
    for slug, says in (("breath", "do"), ("awake", "hide")):
        Recommendation.objects.create(
            patient=ana, centre=ana.centre, piece=Piece.objects.get(slug=slug), says=says, words="For you.",
            by=cast.clara,
        )  # fmt: skip
    renew_plan(by=BY, patient=ana)
    assert things(ana) == [("breath", "clinician"), ("bed", "sleep-hard")]
    assert things_of(ana, newest_plan(ana))[0].because == "For you."


def test_a_choice_comes_before_answers(ana, cast):
    take_tour(by=cast.ana, patient=ana, topics=["worry"], way="read")
    work()
    assert things(ana)[0] == ("breath", "chosen-worry")
    with pytest.raises(ValidationError):
        take_tour(by=cast.ana, patient=ana, topics=["worry", "sleep", "body_image", "work"], way="read")
    with pytest.raises(ValidationError):
        take_tour(by=cast.ana, patient=ana, topics=["joy"], way="read")


def test_a_page_shows_what_there_is_in_its_language_and_why(ana):
    with translation.override("es"):
        assert [(thing.title, thing.because) for thing in things_of(ana, newest_plan(ana))] == [
            ("La cama", "Nos dijo que le costaba dormir.")
        ]


def test_a_plan_that_is_done_is_told_once(ana):
    for slug in ("awake", "bed"):
        use(ana, slug, finished=True, offered="sleep-hard")
    renew_plan(by=BY, patient=ana)
    renew_plan(by=BY, patient=ana)
    with clock.at(clock.now() + timedelta(days=8)):
        renew_plan(by=BY, patient=ana)
    assert things(ana) == []
    assert list(Event.objects.filter(kind="campus.plan_done").values_list("payload__patient", flat=True)) == [
        str(ana.pk)
    ]


def test_a_week_later_the_night_makes_it_anew(ana):
    assert renew_plans() == 0
    with clock.at(clock.now() + timedelta(days=7, minutes=1)):
        assert renew_plans() == 1
        assert renew_plans() == 0


def test_somebody_who_is_paused_keeps_the_plan_that_stands(ana, cast):
    plan = newest_plan(ana)
    set_status(by=cast.clara, pathway=cast.pathway(cast.ana), step="pause", reason="holidays")
    with clock.at(clock.now() + timedelta(days=30)):
        assert renew_plans() == 0
        assert renew_plan(by=BY, patient=ana) is None
    assert newest_plan(ana) == plan
