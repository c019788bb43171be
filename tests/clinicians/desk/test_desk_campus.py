"""Level 2 on the record and on the desk: the plan with its reasons, what was done, who guides, what staff recommend."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

from oncocare.audit.models import AuditRow
from oncocare.audit.verbs import Verb
from oncocare.library.actions import publish
from oncocare.people.days import today_of
from steps.campus.actions import recommend
from steps.campus.guiding.actions import guide, review
from steps.campus.models import Guidance, Recommendation
from tests.factories.campus_guiding import (
    exercise,
    in_danger,
    planned,
    reported,
    supporter,
    to_level_2,
    used,
    wrote,
)
from tests.pages import seen


@pytest.fixture
def ana(cast):
    return cast.patient(cast.ana)


@pytest.fixture
def clara(cast, client):
    client.force_login(cast.clara)
    return client


def shown(client, name, *args):
    answer = client.get(reverse(name, args=args))
    assert answer.status_code == 200
    return seen(answer.content.decode())


@pytest.fixture
def breath(cast):
    version = exercise(cast)
    publish(by=cast.gala, version=version, until=today_of(cast.here) + timedelta(days=365))
    return version


def test_the_record_of_who_never_was_at_level_2_says_nothing_of_it(clara, ana):
    assert 'id="campus"' not in shown(clara, "record", ana.pk)


def test_the_record_shows_the_plan_with_its_reasons_what_was_done_and_who_guides(cast, clara, ana, breath):
    stands = to_level_2(cast, ana)
    planned(ana, breath)
    used(ana, breath)
    wrote(ana, breath, "The sea")
    reported(ana)
    in_danger(ana)
    review(by=cast.clara, guidance=stands, words="Thank you for the sea", minutes=5)
    page = shown(clara, "record", ana.pk)
    section = page[page.index('id="campus"') : page.index('id="timeline"')]
    for there in ("Clara guides since", "You said that sleep was hard this week.", "A breath", "It helped", "The sea",
                  "Feeling sick (nausea)", "A temperature of 38 °C or more"):  # fmt: skip
        assert there in section
    timeline = page[page.index('id="timeline"') :]
    for there in ("Opened for the first time: A breath", "Finished: A breath", "Shared what they wrote: A breath",
                  "Feeling sick (nausea): 4", "Danger sign: A temperature of 38 °C or more", "Clara wrote after a review", "Thank you for the sea"):  # fmt: skip
        assert there in timeline
    only = shown(clara, "record", ana.pk) + seen(
        clara.get(reverse("record", args=[ana.pk]), {"show": "campus"}).content.decode()
    )
    assert "Finished: A breath" in only


def test_a_piece_is_recommended_hidden_and_taken_back_with_a_word(cast, clara, ana, breath):
    def say(**given):
        return clara.post(reverse("recommend_piece", args=[ana.pk]), {f"recommend-{k}": v for k, v in given.items()})

    refused = say(piece="", says="do", words="Try this one")
    assert refused.status_code == 422
    assert "Try this one" in seen(refused.content.decode())
    assert say(piece=str(breath.piece_id), says="do", words="Try this one").status_code == 302
    assert "Try this one" in shown(clara, "person_campus", ana.pk)
    assert say(piece=str(breath.piece_id), says="hide", words="").status_code == 302
    back = reverse("take_back_piece", args=[ana.pk])
    assert clara.post(back, {"piece": str(breath.piece_id)}).status_code == 302
    assert clara.post(back, {"piece": str(breath.piece_id)}).status_code == 302
    assert [(row.says, row.words) for row in Recommendation.objects.order_by("id")] == [
        ("do", "Try this one"), ("hide", ""), ("nothing", ""),
    ]  # fmt: skip
    assert clara.post(back, {"piece": "made up"}).status_code == 422


def test_only_what_is_shown_in_the_persons_language_is_offered_and_found_by_its_words(cast, clara, ana, breath):
    exercise(cast, "unpublished")

    def offered(words=""):
        page = clara.get(reverse("person_campus", args=[ana.pk]), {"words": words})
        return [
            name for _area, group in page.context["recommend_form"].fields["piece"].choices[1:] for _pk, name in group
        ]

    assert offered() == ["A breath"]
    assert (offered("BREATH night"), offered("walking")) == (["A breath"], [])
    ana.language = "es"
    ana.save()
    assert offered() == []


def test_a_supporter_is_named_from_the_record_and_nobody_who_may_not(cast, clara, ana):
    sam = supporter(cast)
    name = reverse("name_supporter", args=[ana.pk])
    assert clara.post(name, {"guide-supporter": str(sam.pk)}).status_code == 422  # not at level 2
    to_level_2(cast, ana)
    assert clara.post(name, {"guide-supporter": str(cast.eva.pk)}).status_code == 422
    assert clara.post(name, {"guide-supporter": str(sam.pk)}).status_code == 302
    assert Guidance.objects.get(until=None).supporter == sam
    assert "Sam guides since" in shown(clara, "record", ana.pk)


def test_an_overdue_review_and_nobody_who_guides_stand_in_the_line_of_the_caseload(cast, clara, ana):
    sam = supporter(cast)
    to_level_2(cast, ana)
    guide(by=cast.clara, patient=ana, supporter=sam)
    assert "review of" not in shown(clara, "caseload")
    Guidance.objects.filter(until=None).update(due=today_of(cast.here) - timedelta(days=1))
    assert "review of Sam due since" in shown(clara, "caseload")
    Guidance.objects.filter(until=None).update(supporter=None)
    assert "nobody guides this person yet" in shown(clara, "caseload")


def test_each_look_at_the_campus_of_somebody_is_in_the_log(cast, clara, ana):
    shown(clara, "person_campus", ana.pk)
    rows = AuditRow.objects.filter(verb=Verb.READ_CAMPUS, actor=f"user:{cast.clara.pk}")
    assert [row.patient for row in rows] == [str(ana.pk)]


def test_a_piece_of_another_centre_is_recommended_to_nobody(cast):
    dora = cast.patient(cast.dora)
    with pytest.raises(ValidationError, match="Choose a piece of this centre"):
        recommend(by=cast.denis, patient=dora, piece=exercise(cast).piece, says=Recommendation.Says.DO)
    assert not Recommendation.objects.exists()
