"""The privacy notice is the centre's own: what it has not said is said to be missing, to people and to the coordinator."""

import re

import pytest
from django.conf import settings
from django.urls import reverse

from clinicians.centre.registry import setup_steps
from oncocare.consent.actions import publish_text, record_consent
from oncocare.consent.models import Notice
from oncocare.consent.selectors import notice_gaps, read_before, texts_for
from oncocare.foundation import clock
from tests.factories.rooms import day

MISSING = "has not written this yet"


def notice(client, centre):
    got = client.get(reverse("privacy_notice", args=[centre.slug]))
    assert got.status_code == 200
    html = got.content.decode()
    return dict(re.findall(r'<section aria-labelledby="(\w+)">(.*?)</section>', html, re.DOTALL))


def say(cast, about, body="Made up.", language="en"):
    return publish_text(by=cast.carlos, centre=cast.here, about=about, language=language, title="Title", body=body)


def test_a_centre_that_has_said_nothing_is_given_no_words(cast, client):
    parts = notice(client, cast.here)
    assert list(parts) == ["responsible", "purposes", "kept", "where", "complaint"]
    assert [about for about, words in parts.items() if MISSING not in words] == []


def test_what_the_centre_says_stands_there_with_its_version_and_the_rest_stays_missing(cast, client):
    say(cast, "kept", "Five years after you leave {centre}.")
    say(cast, "kept", "Six years after you leave {centre}.")
    parts = notice(client, cast.here)
    assert "Six years after you leave Here." in parts["kept"]
    assert "Version 2, in force since" in parts["kept"]
    assert [about for about, words in parts.items() if MISSING not in words] == ["kept"]


def test_another_centres_words_and_another_language_are_not_taken(cast, client):
    say(cast, "kept", language="es")
    assert MISSING in notice(client, cast.here)["kept"]
    say(cast, "kept")
    assert MISSING in notice(client, cast.there)["kept"]


def test_a_name_of_no_centre_is_not_found(cast, client):
    assert client.get(reverse("privacy_notice", args=["nowhere"])).status_code == 404


def test_the_coordinator_sees_each_gap_until_it_is_filled(cast, client):
    client.force_login(cast.carlos)
    step = next(step for step in setup_steps() if step.url_name == "centre_notice")

    def missing():
        html = client.get(reverse("centre_notice")).content.decode()
        return len(re.findall(r">\s*Missing\s*<", html))

    assert (missing(), step.done(cast.here, None)) == (len(Notice) * len(settings.LANGUAGES), False)
    for language, _name in settings.LANGUAGES:
        for about in Notice:
            say(cast, about, language=language)
    assert (missing(), step.done(cast.here, None), notice_gaps(cast.here)) == (0, True, [])


def test_a_part_is_written_on_the_page_of_texts_and_begins_with_its_name_in_its_language(cast, client):
    client.force_login(cast.carlos)
    address = reverse("centre_text", args=["kept", "en"])
    assert 'value="How long your data is kept"' in client.get(address).content.decode()
    client.post(address, {"title": "How long", "body": "Five years."})
    assert "Five years." in notice(client, cast.here)["kept"]


def test_whom_to_tell_about_a_barrier_is_the_centres_own(cast, client):
    client.force_login(cast.ana)
    assert "has not written yet whom to tell" in client.get(reverse("accessibility")).content.decode()
    say(cast, "barriers", "Tell the front desk.")
    assert "Tell the front desk." in client.get(reverse("accessibility")).content.decode()


@pytest.fixture
def joined(cast):
    """Ana joined on a day, and a section was changed on the next one."""
    patient = cast.patient(cast.ana)
    with clock.at(day(0)):
        texts = texts_for(cast.here, "en")
        record_consent(by=cast.ana, patient=patient, text=texts["care"], said="yes", channel="joining")
    with clock.at(day(1)):
        say(cast, "leaving", "Other words.")
    return patient


def test_what_was_read_before_joining_can_be_read_again_as_it_was(cast, client, joined):
    assert [(text.about, text.version) for text in read_before(joined)] == [
        (about, 1) for about in ("what", "emergency", "reading", "confidentiality", "leaving")
    ]
    client.force_login(cast.ana)
    html = client.get(reverse("my_choices")).content.decode()
    links = re.findall(r'href="(/my/choices/texts/[^"]+)"', html.split('id="read"')[1].split('id="history"')[0])
    assert [client.get(link).status_code for link in links] == [200] * 5


def test_whoever_was_taken_in_by_the_team_read_nothing_here(cast):
    assert read_before(cast.patient(cast.bea)) == []
