"""The due list, and one person on one screen: for whom it opens, what it shows to whom, and the words that are kept."""

import re

import pytest
from django.template.loader import render_to_string
from django.urls import reverse

from oncocare.audit.models import AuditRow
from oncocare.audit.verbs import Verb
from oncocare.people.access import is_open_to
from oncocare.people.selectors import standing_of
from steps.campus.guiding.actions import guide, review
from steps.campus.guiding.selectors import last_review
from steps.campus.models import CampusReview, Compass, DiaryDay
from tests.factories.campus_guiding import exercise, in_danger, reported, supporter, to_level_2, used, wrote
from tests.pages import seen


@pytest.fixture
def ana(cast):
    return cast.patient(cast.ana)


@pytest.fixture
def sam(cast, ana):
    sam = supporter(cast)
    to_level_2(cast, ana)
    guide(by=cast.clara, patient=ana, supporter=sam)
    return sam


@pytest.fixture
def guiding(client, sam):
    client.force_login(sam)
    return client


def page(client, name, *args, status=200):
    answer = client.get(reverse(name, args=args))
    assert answer.status_code == status
    return seen(answer.content.decode())


def denials(user):
    return AuditRow.objects.filter(verb="denied", actor=f"user:{user.pk}").count()


def test_a_supporter_begins_at_the_list_and_has_it_in_the_navigation(guiding):
    answer = guiding.get(reverse("home"))
    assert (answer.status_code, answer.url) == (302, reverse("guided"))
    nav = re.search(r'<nav class="oc-nav".*?</nav>', guiding.get(reverse("guided")).content.decode(), re.DOTALL)
    assert re.findall(r'href="([^"]+)"', nav[0] if nav else "") == [
        reverse("guided"), reverse("sessions"), reverse("my_messages"),
    ]  # fmt: skip


def test_a_supporter_sees_whom_they_guide_and_of_anybody_else_not_even_that_they_are_here(cast, guiding, sam, ana):
    bea = cast.patient(cast.bea)
    to_level_2(cast, bea)
    shown = page(guiding, "guided")
    assert "Ana" in shown
    assert "Bea" not in shown
    before = denials(sam)
    for name in ("guided_person", "guided_review"):
        ask = guiding.post if name == "guided_review" else guiding.get
        assert ask(reverse(name, args=[bea.pk]), {"words": "x", "minutes": 5}).status_code == 404
    assert denials(sam) == before + 2
    assert guiding.get(reverse("record", args=[ana.pk])).status_code == 403
    assert CampusReview.objects.count() == 0


def test_a_clinician_sees_first_whom_nobody_guides(cast, client, ana):
    to_level_2(cast, ana)
    stands = ana.guidances.get()
    stands.supporter = None
    stands.save()
    client.force_login(cast.clara)
    shown = page(client, "guided")
    assert shown.index("Nobody named yet") < shown.index("Ana")
    assert "Name somebody" in shown


def test_one_screen_holds_what_was_done_and_shared_and_no_more_than_that(cast, guiding, ana):
    version = exercise(cast)
    used(ana, version)
    wrote(ana, version, "The sea")
    wrote(ana, exercise(cast, "kept"), "mine alone", shared=False)
    reported(ana)
    in_danger(ana)
    DiaryDay.objects.create(patient=ana, centre=ana.centre, day=ana.joined_on, mood=2, activity=1)
    shown = page(guiding, "guided_person", ana.pk)
    for there in ("A breath", "What helped you?", "The sea", "It calmed me.", "It helped"):
        assert there in shown
    for absent in ("mine alone", "nausea", "temperature", "ANA", "PHQ", "Open the record", "Mood", "Ask how they are"):
        assert absent not in shown
    Compass.objects.create(patient=ana, centre=ana.centre, shared=ana.guidances.latest("since").patient.user.joined)
    assert "How much the person did" in page(guiding, "guided_person", ana.pk)


def test_of_the_body_a_clinician_reads(cast, client, ana, sam):
    reported(ana)
    in_danger(ana)
    client.force_login(cast.clara)
    shown = page(client, "guided_person", ana.pk)
    assert "Feeling sick (nausea)" in shown
    assert "A temperature of 38 °C or more" in shown
    assert "Open the record" in shown


def test_where_nothing_was_opened_the_page_leads_with_how_they_are(guiding, ana):
    shown = page(guiding, "guided_person", ana.pk)
    assert "Ask how they are" in shown
    assert "How are you? Nothing has to be opened" in shown


def test_a_sentence_comes_before_what_stands_in_the_box_and_sends_nothing(guiding, ana):
    answer = guiding.post(
        reverse("guided_review", args=[ana.pk]), {"words": "I thought of you.", "minutes": "7", "start": "0"}
    )
    assert answer.status_code == 200
    form = answer.context["form"]
    assert form["words"].value() == (
        "How are you? Nothing has to be opened or written for us to be in touch.\n\nI thought of you."
    )
    assert (form["minutes"].value(), CampusReview.objects.count()) == ("7", 0)


def test_the_sentences_are_in_the_language_of_who_reads_them(guiding, ana):
    ana.language = "es"
    ana.save()
    assert 'lang="es"' in page(guiding, "guided_person", ana.pk)


def test_what_is_refused_is_kept_and_what_is_sent_leads_back_to_the_list(guiding, ana):
    refused = guiding.post(reverse("guided_review", args=[ana.pk]), {"words": "I thought of you.", "minutes": "0"})
    assert refused.status_code == 422
    assert "I thought of you." in seen(refused.content.decode())
    sent = guiding.post(reverse("guided_review", args=[ana.pk]), {"words": "I thought of you.", "minutes": "4"})
    assert (sent.status_code, sent.url) == (302, reverse("guided"))
    assert CampusReview.objects.get().words == "I thought of you."


def test_the_next_review_shows_only_what_is_new(cast, guiding, sam, ana):
    version = exercise(cast)
    used(ana, version)
    wrote(ana, version, "The sea")
    review(by=sam, guidance=ana.guidances.get(until=None), words="Thank you", minutes=5)
    answer = guiding.get(reverse("guided_person", args=[ana.pk]))
    assert [len(answer.context[name]) for name in ("used", "used_before", "shared", "shared_before", "reviews")] == [
        0, 1, 0, 1, 1,
    ]  # fmt: skip


def test_who_left_level_2_gets_no_box_and_nothing_is_sent(cast, client, ana, sam):
    ana.guidances.filter(until=None).update(until=ana.joined_on)
    client.force_login(cast.clara)
    assert "Not at level 2 now" in page(client, "guided_person", ana.pk)
    answer = client.post(reverse("guided_review", args=[ana.pk]), {"words": "Kept", "minutes": 5})
    assert answer.status_code == 422
    assert CampusReview.objects.count() == 0
    client.force_login(sam)
    assert client.get(reverse("guided_person", args=[ana.pk])).status_code == 404


def test_the_patient_reads_the_words_with_the_name(cast, ana, sam):
    assert render_to_string("campus/guiding/_last_review.html", {"review": last_review(ana)}).strip() == ""
    review(by=sam, guidance=ana.guidances.get(until=None), words="Hello <Ana>", minutes=5)
    shown = render_to_string("campus/guiding/_last_review.html", {"review": last_review(ana)})
    assert "Sam wrote to you on" in shown
    assert "Hello &lt;Ana&gt;" in shown


def test_what_nobody_can_read_any_more_hides_nothing_else(cast, guiding, ana, settings):
    version = exercise(cast)
    wrote(ana, version, "before the key was lost")
    settings.SECRET_KEY = "another key, as after a loss"
    settings.SECRET_KEY_FALLBACKS = []
    wrote(ana, exercise(cast, "another"), "The sea")
    guiding.force_login(ana.guidances.get(until=None).supporter)
    shown = page(guiding, "guided_person", ana.pk)
    assert "The sea" in shown
    assert "These words cannot be opened just now." in shown


def test_each_look_at_the_list_and_at_what_somebody_shared_is_in_the_log(cast, client, ana, sam):
    wrote(ana, exercise(cast), "The sea")
    for user in (sam, cast.clara):
        client.force_login(user)
        page(client, "guided")
        page(client, "guided_person", ana.pk)
        rows = AuditRow.objects.filter(actor=f"user:{user.pk}", verb__in=(Verb.READ_GUIDED, Verb.READ_CAMPUS))
        assert list(rows.order_by("id").values_list("verb", "patient")) == [
            (Verb.READ_GUIDED, ""), (Verb.READ_CAMPUS, str(ana.pk)),
        ]  # fmt: skip


def test_whoever_writes_to_somebody_without_an_account_is_told_to_call(guiding, ana):
    warning = "This person has no account, so nobody reads on a page what you write: call."
    assert warning not in page(guiding, "guided_person", ana.pk)
    type(ana).objects.filter(pk=ana.pk).update(user=None)
    assert warning in page(guiding, "guided_person", ana.pk)
    answer = guiding.post(reverse("guided_review", args=[ana.pk]), {"words": "Hello", "minutes": 5}, follow=True)
    assert "Kept, and read by nobody: call." in seen(answer.content.decode())
    assert CampusReview.objects.count() == 1


@pytest.mark.parametrize("start", ["²", "9" * 5000, "-1", "none"])
def test_a_sentence_that_is_none_breaks_nothing_and_keeps_the_words(guiding, ana, start):
    sent = {"start": start, "words": "Kept", "minutes": 5}
    answer = guiding.post(reverse("guided_review", args=[ana.pk]), sent)
    assert answer.status_code in (200, 302)
    assert "Kept" in answer.content.decode() or CampusReview.objects.get().words == "Kept"


def test_a_clinician_who_guides_has_the_record_in_the_caseload(cast, ana):
    to_level_2(cast, ana)
    assert not is_open_to(standing_of(cast.gala, cast.here.pk), ana)
    guide(by=cast.clara, patient=ana, supporter=cast.gala)
    assert is_open_to(standing_of(cast.gala, cast.here.pk), ana)
