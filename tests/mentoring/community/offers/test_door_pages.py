"""The pages from an offer to a group: the home, the offer, the door, one's own place, and who never sees them."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.urls import reverse

from mentoring.community.models import GroupOffer, Member
from mentoring.community.threads.models import Thread
from oncocare.audit.models import AuditRow
from oncocare.audit.verbs import Verb
from oncocare.consent.actions import publish_text
from oncocare.consent.models import Purpose
from oncocare.consent.selectors import holds, texts_for
from oncocare.foundation import clock
from tests.factories.community import member, open_group
from tests.factories.community_offers import offered, to_level
from tests.factories.rooms import work
from tests.pages import words
from tests.signing_in import sign_in

CHOSEN = {"name": "Sunflower", "picture": "boat"}


def joins(cast):
    """What the button of the preview sends: the words that were read are those in force."""
    return {"join": "yes", "text": texts_for(cast.here, "en")[Purpose.COMMUNITY].pk} | CHOSEN


@pytest.fixture
def group(cast):
    return open_group(cast)


def get(client, user, name, *args, status=200):
    client.force_login(user)
    return words(client.get(reverse(name, args=args)), status)


def post(client, user, page, /, *args, status=422, **sent):
    client.force_login(user)
    answer = client.post(reverse(page, args=args), sent)
    return answer.url if answer.status_code == 302 else words(answer, status)


def denied(user):
    return AuditRow.objects.filter(verb=Verb.DENIED, actor=f"user:{user.pk}").count()


# --- from the home to the group ---------------------------------------------------------------------------------------


def test_from_level_3_to_the_group(cast, client, group):
    to_level(cast, cast.ana)
    work()
    home = get(client, cast.ana, "home")
    assert "A group for you" in home
    assert "Your answers show that it may help you now to meet people who live through something similar." in home
    assert "After chemotherapy People write in your language there: English." in home
    offer = GroupOffer.objects.get()
    said = get(client, cast.ana, "group_offer", offer.pk)
    assert "There are 30 places left." in said
    assert "What a group is" in said
    door = get(client, cast.ana, "group_door", group.pk)
    for part in ("Be kind.", "A program reads every post at once", "Monday–Friday, 09:00–17:00", "Next you see"):
        assert part in door
    preview = post(client, cast.ana, "group_door", group.pk, status=200, **CHOSEN)
    assert "What others will see Sunflower" in preview
    assert "May we invite you to meet other people who live through something similar" in preview
    assert (Member.objects.filter(user=cast.ana).count(), holds(cast.patient(cast.ana), Purpose.COMMUNITY)) == (
        0,
        False,
    )
    assert post(client, cast.ana, "group_door", group.pk, **joins(cast)) == reverse("group", args=[group.pk])
    work()
    own = Member.objects.get(user=cast.ana)
    assert (own.name, own.picture, GroupOffer.objects.get().answer) == ("Sunflower", "boat", "yes")
    assert holds(cast.patient(cast.ana), Purpose.COMMUNITY)
    home = get(client, cast.ana, "home")
    assert ("A group for you" in home, "My group After chemotherapy" in home) == (False, True)
    assert "Something is new" not in home
    assert "You are called Sunflower there." in get(client, cast.ana, "my_groups")
    with clock.at(clock.now() + timedelta(minutes=1)):
        Thread.objects.create(group=group, by=member(cast, group, cast.bea), title="Hello", language="en", number=1)
    for page in ("home", "my_groups"):
        assert "Something is new since you were last there." in get(client, cast.ana, page)


def test_not_now_from_the_home_is_one_press(cast, client, group):
    offer = offered(cast, cast.ana)
    assert post(client, cast.ana, "answer_group_offer", offer.pk, answer="not_now") == reverse("home")
    home = get(client, cast.ana, "home")
    assert "All right. We ask you again in four weeks." in home
    assert "A group for you" not in home
    assert post(client, cast.ana, "answer_group_offer", offer.pk, answer="talk") == reverse("my_groups")
    offer.refresh_from_db()
    assert offer.answer == "not_now"


def test_an_answer_that_is_none_loses_nothing_typed(cast, client, group):
    offer = offered(cast, cast.ana)
    said = post(client, cast.ana, "answer_group_offer", offer.pk, words="I am tired.")
    assert "Choose one of the answers. Nothing was changed." in said
    assert "I am tired." in said


def test_words_of_wanting_to_die_lead_to_the_numbers(cast, client, group):
    offer = offered(cast, cast.ana)
    led = post(client, cast.ana, "answer_group_offer", offer.pk, answer="not_now", words="I want to die")
    assert led.startswith(reverse("support", args=[cast.patient(cast.ana).flags.get().pk]))


def test_the_real_name_is_refused_gently_before_anything_and_what_was_chosen_stands_there_still(cast, client, group):
    offered(cast, cast.ana)
    client.force_login(cast.ana)
    answer = client.post(reverse("group_door", args=[group.pk]), {"name": "Ana 72", "picture": "boat"})
    assert "This says your real name, or a part of it." in words(answer, 422)
    assert 'value="Ana 72"' in answer.content.decode()
    assert Member.objects.filter(user=cast.ana).count() == 0


def test_whoever_comes_too_late_for_the_last_place_is_told_and_put_nowhere(cast, client):
    group = open_group(cast, capacity=2, by_themselves=True)
    for user in (cast.bea, cast.dora):
        member(cast, group, user, patient=None)
    assert "This group is full now" in get(client, cast.ana, "group_door", group.pk)
    said = post(client, cast.ana, "group_door", group.pk, **joins(cast))
    assert "The last place was taken just now. You are not in the group" in said
    assert Member.objects.filter(user=cast.ana).count() == 0


# --- who never sees a door --------------------------------------------------------------------------------------------


def test_without_an_offer_there_is_no_door_unless_people_come_by_themselves(cast, client, group):
    get(client, cast.ana, "group_door", group.pk, status=404)
    assert denied(cast.ana) == 1
    group.by_themselves = True
    group.save()
    get(client, cast.ana, "group_door", group.pk)
    assert "Groups you may join After chemotherapy" in get(client, cast.ana, "my_groups")
    get(client, cast.dora, "group_door", group.pk, status=404)


def test_a_group_that_is_offered_and_open_to_all_stands_once_and_who_was_in_none_reads_what_a_group_is(
    cast, client, group
):
    group.by_themselves = True
    group.save()
    said = get(client, cast.ana, "my_groups")
    assert ("What a group is" in said, said.count("Yes, look at this group")) == (True, 1)
    offered(cast, cast.ana)
    said = get(client, cast.ana, "my_groups")
    assert ("Groups you may join" in said, said.count("Yes, look at this group")) == (False, 1)


def test_a_caregiver_finds_groups_of_caregivers_and_never_one_of_patients(cast, client, group):
    beside = open_group(cast, "Beside somebody", audience="caregivers")
    group.by_themselves = True
    group.save()
    said = get(client, cast.felix, "my_groups")
    assert "Beside somebody" in said
    assert "My groups My sessions Messages" in get(
        client, cast.felix, "help_now"
    )  # from every page there is a way back
    assert "My groups My sessions" not in get(client, cast.ana, "help_now")  # she has a page of her own
    assert "After chemotherapy" not in said
    get(client, cast.felix, "group_door", group.pk, status=404)
    assert denied(cast.felix) == 1
    get(client, cast.ana, "group_door", beside.pk, status=404)
    post(client, cast.felix, "group_door", beside.pk, **joins(cast))
    own = Member.objects.get(user=cast.felix)
    assert (own.patient, own.centre, own.text.about) == (None, cast.here, "community")


def test_an_offer_is_found_by_nobody_else_and_staff_have_no_groups_of_their_own(cast, client, group):
    offer = offered(cast, cast.ana)
    for user in (cast.bea, cast.dora, cast.felix):
        get(client, user, "group_offer", offer.pk, status=404)
        post(client, user, "answer_group_offer", offer.pk, status=404, answer="not_now")
        assert denied(user) == 2
    sign_in(client, cast.clara)
    assert client.get(reverse("my_groups")).status_code == 403
    assert client.get(reverse("group_me", args=[group.pk])).status_code == 403
    assert client.get(reverse("group_door", args=[group.pk])).status_code == 404


def test_words_that_changed_while_somebody_read_them_are_read_once_more(cast, client, group):
    to_level(cast, cast.ana)
    work()
    sent = joins(cast)
    publish_text(
        by=cast.carlos, centre=cast.here, about="community", language="en", title="Groups", body="Other words.",
        asks_again=True,
    )  # fmt: skip
    said = post(client, cast.ana, "group_door", group.pk, status=200, **sent)
    assert "They changed while you were reading. Please read them once more." in said
    assert "Other words." in said
    assert not Member.objects.filter(user=cast.ana).exists()
    assert post(client, cast.ana, "group_door", group.pk, **joins(cast)) == reverse("group", args=[group.pk])


# --- one's own place --------------------------------------------------------------------------------------------------


def test_another_name_and_picture_and_whether_news_come_by_mail(cast, client, group):
    member(cast, group, cast.ana)
    assert "Ana&#x27;s other name" in get(client, cast.ana, "group_me", group.pk)
    assert post(client, cast.ana, "group_me", group.pk, **CHOSEN) == reverse("group_me", args=[group.pk])
    ana = Member.objects.get(user=cast.ana)
    assert (ana.name, ana.picture, ana.digest) == ("Sunflower", "boat", False)
    post(client, cast.ana, "group_me", group.pk, **CHOSEN, digest="on")
    assert Member.objects.get(user=cast.ana).digest


@pytest.mark.parametrize("posts", ["leave", "take"])
def test_leaving_is_one_press(cast, client, group, posts):
    member(cast, group, cast.ana)
    assert "Nobody in the group is told" in get(client, cast.ana, "group_leave", group.pk)
    assert "You are still in the group." in post(client, cast.ana, "group_leave", group.pk)
    assert post(client, cast.ana, "group_leave", group.pk, posts=posts) == reverse("my_groups")
    assert "You have left the group. Nobody there was told." in get(client, cast.ana, "my_groups")
    get(client, cast.ana, "group_leave", group.pk, status=404)


# --- the team's side --------------------------------------------------------------------------------------------------


def test_staff_see_where_somebody_is_and_offer_by_hand(cast, client, group):
    ana = cast.patient(cast.ana)
    sign_in(client, cast.clara)
    record = words(client.get(reverse("record", args=[ana.pk])), 200)
    assert "Groups In no group. Offers, and offer a group" in record
    page = words(client.get(reverse("person_groups", args=[ana.pk])), 200)
    assert "After chemotherapy (English, Whatever the phase)" in page
    assert "Choose a group." in words(client.post(reverse("offer_group", args=[ana.pk]), {}), 422)
    done = client.post(reverse("offer_group", args=[ana.pk]), {"group": group.pk})
    assert done.url == reverse("person_groups", args=[ana.pk])
    assert "Offered. The person sees it on their page" in words(client.get(done.url), 200)
    home = get(client, cast.ana, "home")
    assert "Clara of your team thinks that this group may be good for you. You decide." in home
    get(client, cast.ana, "group_door", group.pk)
