"""A change of SECRET_KEY loses nothing that somebody wrote, and the old key can go."""

from __future__ import annotations

from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from oncocare.audit.models import AuditRow
from oncocare.foundation import encryption
from oncocare.foundation.sealed import Lost
from oncocare.signin.rotation import actions as rotation
from oncocare.signin.rotation.selectors import KeyState, count_texts, outdated_texts, sealed_fields
from steps.campus.lessons.actions import keep_writing
from steps.campus.lessons.selectors import written_in
from steps.campus.models import Compass, Goal, Writing
from tests.cast import BY
from tests.factories.campus_lessons import a_lesson
from tests.guards.house import history_models, house_models


@pytest.fixture
def writing(cast):
    return keep_writing(
        by=cast.ana, patient=cast.patient(cast.ana), version=a_lesson(cast), given={"worries": "made up"}
    )


def change(settings, new="another key " * 5):
    settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = new, [settings.SECRET_KEY]


def rotate():
    said = StringIO()
    call_command("rotate_keys", stdout=said)
    return said.getvalue().splitlines()


def words():
    return written_in(Writing.objects.get())


def stored():
    with connection.cursor() as cursor:
        cursor.execute("SELECT written FROM campus_writing")
        return cursor.fetchone()[0]


def test_every_sealed_field_is_found_by_its_type_and_can_be_sealed_anew():
    assert {(Writing, "written"), (Goal, "words"), (Compass, "words")} <= set(sealed_fields())
    everywhere = {
        (model, field.name)
        for model in [*house_models(), *history_models()]
        for field in model._meta.concrete_fields
        if type(field).__name__ == "SealedTextField"
    }
    assert everywhere == set(sealed_fields()), "an append-only table or a history could not be sealed anew"


def test_what_was_written_is_read_under_the_old_key_and_without_it_once_sealed_anew(writing, settings):
    change(settings)
    assert words() == {"worries": "made up"}
    assert count_texts() == {KeyState.OLD: 1}
    assert rotate()[-1] == "Done: nothing is under an older key. SECRET_KEY_FALLBACKS can be emptied."
    settings.SECRET_KEY_FALLBACKS = []
    assert (words(), count_texts()) == ({"worries": "made up"}, {KeyState.CURRENT: 1})
    after = stored()
    assert rotate()[1].startswith("Sealed texts under SECRET_KEY: 1, under an older key: 0")
    assert stored() == after
    rows = AuditRow.objects.filter(verb="text.sealed_anew")
    assert [row.subject for row in rows] == [f"writing:{writing.pk}"]


def test_without_being_sealed_anew_it_is_lost_with_the_old_key_and_rotation_says_so(writing, settings):
    change(settings)
    settings.SECRET_KEY_FALLBACKS = []
    assert isinstance(Writing.objects.get().written, Lost)
    assert words() == {}
    with pytest.raises(CommandError, match="what is under a key that is not here cannot be opened"):
        rotate()


def test_a_text_that_was_deleted_meanwhile_is_passed_over(writing, settings):
    change(settings)
    [(model, name, pk)] = outdated_texts()
    Writing.objects.filter(pk=pk).delete()
    rotation.seal_text_again(by=BY, model=model, name=name, pk=pk)
    assert not AuditRow.objects.filter(verb="text.sealed_anew").exists()


def test_a_sealed_text_is_under_a_key_of_its_own_purpose():
    sealed = encryption.encrypt("made up", encryption.WRITINGS)
    assert encryption.decrypt(sealed, encryption.WRITINGS) == "made up"
    with pytest.raises(encryption.Unreadable):
        encryption.decrypt(sealed)
    assert encryption.decrypt(encryption.encrypt("made up")) == "made up"
