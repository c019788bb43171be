"""In a demo the samples are read, and every page of them says that nobody has reviewed them."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.db import connection
from django.test import Client
from django.urls import reverse

from oncocare.library.actions import publish
from oncocare.library.exchange.actions import load_folder
from oncocare.library.folder import SHIPPED, read
from oncocare.library.models import TextStep, TextVersion
from oncocare.library.reading.actions import show_samples
from oncocare.library.selectors import published
from oncocare.people.days import today_of
from tests.cast import BY
from tests.factories.library import handed_in, new_piece
from tests.factories.owner import as_owner
from tests.pages import seen

SAMPLE = "A sample: no clinician has reviewed it yet."


@pytest.fixture
def samples(cast, settings):
    settings.DEMO = True
    load_folder(by=BY, centre=cast.here, folder=read(SHIPPED))
    show_samples(by=BY, centre=cast.here)
    return cast.here


def page(slug, language="en"):
    return seen(Client().get(reverse("library_read", args=["here", language, slug])).content.decode())


def test_every_sample_can_be_read_and_says_what_it_is(samples):
    versions = TextVersion.objects.select_related("piece")
    assert versions.count() > 150
    for version in versions.order_by("?")[:12]:
        text = page(version.piece.slug, version.language)
        assert version.language != "en" or SAMPLE in text
        assert "Reviewed by a clinician" not in text
        assert ("Made up" in text) is (version.piece.made_up and version.language == "en")


def test_what_a_person_reviewed_in_a_demo_is_no_sample(cast, samples):
    version = handed_in(cast.clara, new_piece(cast, "mine"))
    publish(by=cast.gala, version=version, until=today_of(cast.here) + timedelta(days=9))
    assert ("Reviewed by a clinician" in page("mine"), SAMPLE in page("mine")) == (True, False)


def test_nothing_is_shown_unreviewed_outside_a_demo_nor_in_the_name_of_somebody(cast, settings):
    load_folder(by=BY, centre=cast.here, folder=read(SHIPPED))
    with pytest.raises(ImproperlyConfigured):
        show_samples(by=BY, centre=cast.here)
    settings.DEMO = True
    with pytest.raises(ImproperlyConfigured):
        show_samples(by=f"user:{cast.clara.pk}", centre=cast.here)
    assert not TextStep.objects.filter(step=TextStep.Step.PUBLISHED).exists()


def test_what_somebody_has_handed_in_stays_as_it_stands(cast, settings):
    settings.DEMO = True
    handed_in(cast.clara, new_piece(cast, "mine"))
    assert show_samples(by=BY, centre=cast.here) == 0


def test_what_was_just_brought_in_is_read_quickly_before_the_database_has_counted_its_rows(samples):
    """Until then it believes that there are none, and chooses ways that are short for none."""
    with as_owner(), connection.cursor() as cursor:
        cursor.execute("UPDATE pg_class SET reltuples = 0, relpages = 60 WHERE relname ~ '^library_' AND relkind = 'r'")
    [shown] = json.loads(published(samples, "en").explain(format="json", analyze=True, buffers=True))
    assert shown["Plan"]["Shared Hit Blocks"] < 20_000  # 190,000 when each text asked anew which steps are the latest
