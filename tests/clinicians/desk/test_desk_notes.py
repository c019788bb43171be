"""Notes in a record: kept as they were written, put right by their author, and beside it by colleagues."""

from html import unescape

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

from clinicians import actions
from clinicians.models import Note
from clinicians.selectors import notes_of
from tests.cast import _user
from tests.clinicians.desk.pressing import audited, do, done, page, refused


def test_a_note_is_in_the_timeline_with_its_author(cast, patient, clara):
    done(
        do(clara, "write_note", patient.pk, **{"note-words": "She sleeps badly.\n\n<b>Since</b> the second cycle."}),
        patient,
    )
    text = clara.get(reverse("record", args=[patient.pk])).content.decode()
    assert "Note of Clara" in text
    assert "<p>She sleeps badly.</p>\n\n<p>&lt;b&gt;Since&lt;/b&gt; the second cycle.</p>" in text
    assert audited("note.written") == [(f"user:{cast.clara.pk}", str(patient.pk))]


def in_order(text, *expected):
    places = [text.index(words) for words in expected]
    assert places == sorted(places), [text[place : place + 40] for place in sorted(places)]


def test_ones_own_correction_stands_in_the_place_of_what_it_corrects_and_both_can_be_read(cast, patient, clara):
    first = actions.write_note(by=cast.clara, patient=patient, words="Her sister called.")
    second = actions.write_note(by=cast.clara, patient=patient, words="Her mother called.", corrects=first)
    assert "Her mother called.</textarea>" in clara.get(reverse("correct_note", args=[second.pk])).content.decode()
    done(do(clara, "correct_note", second.pk, **{"note-words": "Her aunt called."}), patient)
    text = page(clara, patient)
    in_order(text, "Her aunt called.", "This corrects what Clara", "Her mother called.", "Her sister called.")
    assert text.count("This corrects what Clara") == 2
    assert text.count("Note of") == 1
    assert Note.objects.count() == 3


@pytest.mark.parametrize("name", ["record", "print_record"])
def test_what_a_colleague_corrects_stands_beside_the_note_with_both_names(cast, patient, nora, clara, name):
    first = actions.write_note(by=nora, patient=patient, words="Her sister called.")
    shown = unescape(clara.get(reverse("correct_note", args=[first.pk])).content.decode())
    assert "The words of Nora stay as they are." in " ".join(shown.split())
    assert "Her sister called.</textarea>" not in shown, "a colleague's words are not the beginning of one's own"
    done(do(clara, "correct_note", first.pk, **{"note-words": "It was her mother."}), patient)
    [hers] = Note.objects.filter(corrects=first)
    actions.write_note(by=cast.clara, patient=patient, words="It was her aunt.", corrects=hers)
    actions.write_note(by=nora, patient=patient, words="Her sister called twice.", corrects=first)
    text = page(clara, patient, name)
    in_order(
        text, "Her sister called twice.", "This corrects what Nora", "Her sister called.", "Clara puts this right",
        "It was her aunt.", "This corrects what Clara", "It was her mother.",
    )  # fmt: skip
    assert text.count("It was her aunt.") == 1
    if name == "record":
        assert (text.count("Note of"), "Note of Nora" in text) == (1, True)


def test_several_colleagues_put_one_note_right_each_once(cast, patient, nora):
    olga = _user("olga")
    first = actions.write_note(by=cast.clara, patient=patient, words="Her sister called.")
    for who in (nora, olga):
        actions.write_note(by=who, patient=patient, words=f"{who.name} says no.", corrects=first)
        with pytest.raises(ValidationError, match="corrected already"):
            actions.write_note(by=who, patient=patient, words="Once more.", corrects=first)
    [stands] = notes_of(patient)
    assert [one.note.words for one in stands.beside] == ["Nora says no.", "Olga says no."]


def test_a_note_is_corrected_once_and_never_to_nothing(cast, patient, clara):
    first = actions.write_note(by=cast.clara, patient=patient, words="Her sister called.")
    refused(do(clara, "correct_note", first.pk, **{"note-words": " "}), "Write the note.")
    actions.write_note(by=cast.clara, patient=patient, words="Her mother called.", corrects=first)
    refused(
        do(clara, "correct_note", first.pk, **{"note-words": "x"}),
        "This note was corrected already. Correct the newest one.",
    )
    assert Note.objects.count() == 2


def test_an_empty_note_is_refused(patient, clara):
    refused(do(clara, "write_note", patient.pk, **{"note-words": "  "}), "Write the note.")
    assert not Note.objects.exists()
