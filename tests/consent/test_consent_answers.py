"""What a person said: kept word for word, the latest yes or no counts, and it counts the same second."""

import hashlib
from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError

from oncocare.audit.models import AuditRow
from oncocare.consent.actions import publish_text, record_consent
from oncocare.consent.models import Consent, ConsentText, Purpose
from oncocare.consent.selectors import answers_of, filled, history_of, holding, holds, texts_for, to_ask
from oncocare.consent.shipped import shipped
from oncocare.events.models import Event
from oncocare.foundation import clock
from oncocare.foundation.unit import unit
from oncocare.people.actions import open_centre
from questionnaires.models import Assignment
from steps import handlers
from steps.actions import set_status
from steps.models import Pathway, Proposal
from tests.cast import BY, due
from tests.factories.rooms import day, sit


@pytest.fixture
def patient(cast):
    return cast.patient(cast.ana)


@pytest.fixture
def say(cast, patient):
    """Ana says something to the text in force."""

    def record(purpose, word, language="en", **more):
        text = texts_for(cast.here, language)[purpose]
        return record_consent(by=cast.ana, patient=patient, text=text, said=word, channel="page", **more)

    return record


def publish(cast, about="research", language="en", asks_again=True, body="Other words."):
    return publish_text(
        by=cast.carlos, centre=cast.here, about=about, language=language, title="New", body=body, asks_again=asks_again
    )


def asked(patient, language="en"):
    return [text.about for text in to_ask(patient, language)]


# --- texts ------------------------------------------------------------------------------------------------------------


def test_a_centre_without_words_of_its_own_gets_the_shipped_ones_once(cast):
    texts = texts_for(cast.here, "en")
    assert list(texts) == list(shipped("en"))
    assert {(one.version, one.published_by, one.centre, one.is_shipped) for one in texts.values()} == {
        (1, "system:shipped", cast.here, True)
    }
    assert texts_for(cast.here, "en") == texts
    assert ConsentText.objects.count() == 9
    assert AuditRow.objects.filter(verb="texts.shipped").count() == 1


def test_reading_the_texts_is_one_question_to_the_database(cast, django_assert_num_queries):
    texts_for(cast.here, "en")
    with django_assert_num_queries(1):
        texts = texts_for(cast.here, "en")
        assert texts["what"].centre == cast.here


def test_a_language_that_nobody_wrote_has_no_texts(cast):
    assert texts_for(cast.here, "pl") == {}


def test_a_text_is_read_with_the_name_and_the_number_of_the_centre(db):
    centre = open_centre(by=BY, slug="x", name="Hospital {x}", country="ES", time_zone="Europe/Madrid", phone="+34 1")
    texts = texts_for(centre, "en")
    assert filled(texts["what"]).body.startswith("Hospital {x} uses this site")
    assert "call +34\N{NO-BREAK SPACE}1." in filled(texts["reading"]).body


def test_a_centre_without_a_number_says_where_to_find_it(cast):
    assert "call the number on your letter." in filled(texts_for(cast.here, "en")["reading"]).body


def test_publishing_keeps_every_version_and_the_newest_counts(cast):
    first = texts_for(cast.here, "en")["research"]
    second = publish(cast, body="Other words\r\nin two lines.  ")
    assert (second.version, second.body, second.published_by) == (
        2, "Other words\nin two lines.", f"user:{cast.carlos.pk}",
    )  # fmt: skip
    assert second.sha256 == hashlib.sha256(b"New\n\nOther words\nin two lines.").hexdigest()
    assert texts_for(cast.here, "en")["research"] == second
    assert ConsentText.objects.get(pk=first.pk).body == first.body
    assert AuditRow.objects.get(verb="text.published").detail == {
        "about": "research", "language": "en", "version": 2, "sha256": second.sha256,
    }  # fmt: skip


def test_a_text_of_one_centre_changes_nothing_elsewhere(cast):
    publish(cast)
    assert texts_for(cast.there, "en")["research"].version == 1


@pytest.mark.parametrize(
    ("changed", "reason"),
    [
        ({"title": " "}, "Write a title."),
        ({"body": "\n"}, "Write the text."),
        ({"body": "{center}"}, "We cannot fill in {center}. You can use {centre}, {phone}."),
        ({"title": "{"}, "We cannot fill in {. You can use {centre}, {phone}."),
        ({"about": "prices"}, "There is no such text."),
        ({"language": "xx"}, "There is no such text."),
    ],
)
def test_a_text_with_a_mistake_is_refused_whole(cast, changed, reason):
    given = {"about": "care", "language": "en", "title": "T", "body": "B", **changed}
    with pytest.raises(ValidationError) as refused:
        publish_text(by=cast.carlos, centre=cast.here, **given)
    assert refused.value.messages == [reason]
    assert not ConsentText.objects.exclude(version=1).exists()


def test_the_same_words_again_are_no_new_version(cast):
    words = texts_for(cast.here, "en")["care"]
    with pytest.raises(ValidationError, match="Nothing was changed"):
        publish_text(
            by=cast.carlos, centre=cast.here, about="care", language="en", title=words.title,
            body=words.body.replace("\n", "\r\n") + "\r\n",
        )  # fmt: skip


# --- answers ----------------------------------------------------------------------------------------------------------


def test_who_was_never_asked_agrees_to_nothing(patient):
    assert {purpose: holds(patient, purpose) for purpose in Purpose.values} == dict.fromkeys(Purpose.values, False)


def test_an_answer_keeps_the_words_it_was_given_to(cast, patient, say):
    given = say("research", "yes")
    text = texts_for(cast.here, "en")["research"]
    assert (given.text, given.text_sha256, given.language, given.by, given.channel) == (
        text, text.sha256, "en", f"user:{cast.ana.pk}", "page",
    )  # fmt: skip
    publish(cast)
    assert history_of(patient)[0].text.body == shipped("en")["research"].body


@pytest.mark.parametrize(
    ("said", "counts"),
    [
        (["yes"], True),
        (["no"], False),
        (["not now"], False),
        (["yes", "no"], False),
        (["yes", "not now"], True),
        (["no", "not now"], False),
        (["yes", "no", "yes"], True),
        (["no", "yes", "not now", "no"], False),
    ],
)
def test_the_latest_yes_or_no_counts(patient, say, said, counts):
    for word in said:
        say("messages", word)
    assert holds(patient, "messages") is counts
    assert [one.said for one in history_of(patient)] == said[::-1]


def test_a_no_counts_at_once_inside_the_same_transaction(patient, say):
    say("research", "yes")
    with unit():
        say("research", "no")
        assert holds(patient, "research") is False
        assert holding([patient], "research") == set()


def test_asking_for_many_is_one_question_to_the_database(cast, patient, say, django_assert_num_queries):
    bea, dora = cast.patient(cast.bea), cast.patient(cast.dora)
    say("community", "yes")
    text = texts_for(cast.here, "en")["community"]
    record_consent(by=cast.bea, patient=bea, text=text, said="no", channel="page")
    with django_assert_num_queries(1):
        assert holding([patient, bea, dora], "community") == {patient.pk}
    with django_assert_num_queries(1):
        assert holds(patient, "community")


def test_each_purpose_stands_for_itself(patient, say):
    say("research", "yes")
    say("community", "no")
    say("community", "not now")
    assert {purpose: one.said for purpose, one in answers_of(patient).items()} == {
        "research": "yes", "community": "no",
    }  # fmt: skip


def test_pressing_twice_keeps_one_answer(patient, say):
    assert say("research", "yes") == say("research", "yes")
    assert patient.consents.count() == 1


def test_joining_keeps_the_moment_it_was_said(say):
    moment = clock.now() - timedelta(minutes=5)
    assert say("care", "yes", at=moment).at == moment


def changes():
    return list(
        Event.objects.filter(kind="consent.changed").order_by("id").values_list("payload__purpose", "payload__said")
    )


def test_the_rooms_above_hear_only_of_what_changed(say):
    for word in ("not now", "yes", "not now", "yes", "no", "not now"):
        say("research", word)
    assert changes() == [("research", "yes"), ("research", "no")]


@pytest.mark.parametrize(
    ("about", "where", "said"), [("care", "here", "maybe"), ("what", "here", "yes"), ("care", "there", "yes")]
)
def test_what_cannot_be_answered_is_refused(cast, patient, about, where, said):
    text = texts_for(getattr(cast, where), "en")[about]
    with pytest.raises(ValidationError):
        record_consent(by=cast.ana, patient=patient, text=text, said=said, channel="page")
    assert not Consent.objects.exists()


def test_an_answer_is_in_the_log_without_the_words(patient, say):
    given = say("care", "yes")
    row = AuditRow.objects.get(verb="consent.answered")
    assert (row.patient, row.detail) == (
        str(patient.pk), {"purpose": "care", "said": "yes", "sha256": given.text_sha256},
    )  # fmt: skip


# --- what is asked, and when ------------------------------------------------------------------------------------------


def test_everything_is_asked_until_it_is_answered_whatever_the_answer_is(patient, say):
    assert asked(patient) == ["care", "research", "messages"]
    say("care", "yes")
    say("research", "not now")
    assert asked(patient) == ["messages"]


def test_a_new_version_that_asks_again_asks_once(cast, patient, say):
    for purpose in Purpose.values:
        say(purpose, "yes")
    publish(cast)
    assert asked(patient) == ["research"]
    say("research", "not now")
    assert asked(patient) == []
    assert holds(patient, "research"), "nobody loses what they said because we changed the words"


def test_the_community_is_asked_at_the_door_of_a_group_and_only_who_was_asked_there_is_asked_again(cast, patient, say):
    for purpose in ("care", "research", "messages"):
        say(purpose, "yes")
    publish(cast, about="community", body="First words.")
    assert asked(patient) == []
    say("community", "yes")
    assert asked(patient) == []
    with clock.at(clock.now() + timedelta(minutes=1)):
        publish(cast, about="community", body="Other words.")
        assert asked(patient) == ["community"]


def test_a_new_version_that_does_not_ask_again_asks_nobody(cast, patient, say):
    for purpose in Purpose.values:
        say(purpose, "no" if purpose == "messages" else "yes")
    publish(cast, asks_again=False)
    assert asked(patient) == []


def test_the_newest_words_are_shown_when_an_older_version_asks(cast, patient, say):
    for purpose in Purpose.values:
        say(purpose, "yes")
    publish(cast, body="Second.")
    publish(cast, body="Third.", asks_again=False)
    assert [text.body for text in to_ask(patient, "en")] == ["Third."]
    say("research", "yes")
    assert asked(patient) == []


def test_reading_in_another_language_asks_nothing_twice(cast, patient, say):
    for purpose in Purpose.values:
        say(purpose, "yes")
    assert asked(patient, "es") == []
    publish(cast, language="es")
    assert (asked(patient, "es"), asked(patient, "en")) == (["research"], [])
    with clock.at(clock.now() + timedelta(minutes=1)):
        say("research", "no")  # in English, after the Spanish words were published
    assert asked(patient, "es") == []


def test_who_said_no_to_care_is_asked_nothing_more(cast, patient, say):
    say("care", "no")
    publish(cast, about="care")
    assert asked(patient) == []


# --- care ends, and comes back ----------------------------------------------------------------------------------------


@pytest.fixture
def in_care(cast, patient, say, deliver):
    """Ana agreed to care; a proposal waits and questions are open."""
    with deliver():
        say("care", "yes")
    sit(patient, day(0), phq=22, gad=10)
    due(patient)
    assert patient.assignments.filter(state=Assignment.State.OPEN).count() == 1
    return cast.pathway(cast.ana)


def stopped(pathway):
    """What of the care is still going on."""
    pathway = Pathway.objects.get(pk=pathway.pk)
    asked_now = pathway.patient.assignments.filter(state=Assignment.State.OPEN).count()
    return pathway.status, asked_now, pathway.proposals.filter(state=Proposal.State.OPEN).count()


def test_no_to_care_stops_everything_the_same_second(in_care, say, deliver):
    assert stopped(in_care) == ("active", 1, 1)
    with deliver():
        say("care", "no")
    assert stopped(in_care) == ("withdrawn", 0, 0)


def test_without_the_handler_the_questions_would_go_on(in_care, say, deliver, monkeypatch):
    from oncocare.events import registry

    monkeypatch.setitem(registry.handlers, "consent.changed", {})
    with deliver():
        say("care", "no")
    assert stopped(in_care) == ("active", 1, 1)


def test_no_to_care_stops_a_pause_too(cast, in_care, say, deliver):
    set_status(by=cast.clara, pathway=in_care, step="pause", reason="holiday")
    with deliver():
        say("care", "no")
    assert stopped(in_care) == ("withdrawn", 0, 0)


def test_yes_again_takes_care_up_where_it_was_left(in_care, say, deliver):
    level = in_care.level
    with deliver():
        say("care", "no")
    with deliver():
        say("care", "yes")
    assert stopped(in_care) == ("active", 1, 1)  # the questions that were open, and the proposal that waited
    assert Pathway.objects.get(pk=in_care.pk).level == level


def test_no_to_anything_else_leaves_care_alone(in_care, say, deliver):
    with deliver():
        for purpose in ("community", "research", "messages"):
            say(purpose, "no")
    assert stopped(in_care) == ("active", 1, 1)


def test_what_is_said_now_counts_when_an_old_event_comes_late(in_care, say):
    say("care", "no")
    say("care", "yes")
    for said in ("no", "yes"):
        handlers.follow_the_consent_to_care({"patient": str(in_care.patient_id), "purpose": "care", "said": said})
    assert stopped(in_care) == ("active", 1, 1)


def test_who_died_is_not_taken_back_and_who_has_no_pathway_is_let_go(cast, in_care, say):
    say("care", "no")
    in_care.end()
    in_care.save()
    told = {"patient": str(in_care.patient_id), "purpose": "care", "said": "no"}
    handlers.follow_the_consent_to_care(told)
    assert Pathway.objects.get(pk=in_care.pk).status == "died"
    handlers.follow_the_consent_to_care({**told, "patient": str(cast.here.pk)})
