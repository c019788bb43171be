"""A text is kept as somebody writes it, whatever the browser; nothing of anybody is replaced unasked, and what cannot be
handed in says why.
"""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from oncocare.foundation import clock
from oncocare.library.actions import publish, save_draft
from oncocare.library.models import TextDraft, TextVersion
from oncocare.people.days import today_of
from tests.factories.library import WORDS, handed_in, new_piece, stocked
from tests.pages import seen
from tests.signing_in import sign_in

SENT = {"title": "Awake", "summary": "When the night is long.", "text": "Get up.", "saved": "", "source": ""}


@pytest.fixture
def piece(cast):
    return new_piece(cast)


@pytest.fixture
def clara(cast) -> Client:
    client = Client()
    sign_in(client, cast.clara)
    return client


def at(piece, name: str = "write", language: str = "en") -> str:
    return reverse(f"library_{name}", args=[piece.slug, language])


def draft_of(user) -> TextDraft:
    return TextDraft.objects.get(author=user)


def words_of(row) -> tuple[str, str, str]:
    return row.title, row.summary, row.text


# --- kept ---------------------------------------------------------------------------------------------------------------


def test_what_is_saved_without_a_script_is_there_when_the_page_opens(cast, clara, piece):
    answer = clara.post(at(piece), {**SENT, "text": "Get up.\r\n\r\n# Night", "do": "save"}, follow=True)
    assert words_of(draft_of(cast.clara)) == ("Awake", "When the night is long.", "Get up.\n\n# Night")
    page = seen(answer.content.decode())
    assert "Get up. # Night</textarea>" in page
    assert "It is a draft until you hand it in." in page
    assert "editor.js" not in page  # what is not our Markdown is mended in the field


def test_what_the_editor_sends_is_cleaned_and_kept_as_markdown(cast, clara, piece):
    sent = {**SENT, "html": '<h2>Night</h2><p onclick="x()">Get <b>up</b><script>alert(1)</script></p>'}
    del sent["text"]
    clara.post(at(piece, "keep"), sent)
    assert draft_of(cast.clara).text == "## Night\n\nGet **up**\n"


def test_keeping_answers_in_words_for_the_page(cast, clara, piece):
    answer = clara.post(at(piece, "keep"), SENT)
    found = answer.json()
    assert (answer.status_code, found["saved"]) == (200, draft_of(cast.clara).saved.isoformat())
    assert found["kept"].startswith("Kept at ")
    assert "Reading ease 100 of 100." in seen(found["measured"])
    assert found["others"].strip() == ""


def test_the_same_words_sent_again_are_kept_once_and_the_version_itself_is_no_draft(cast, clara, piece):
    version = handed_in(cast.clara, piece)
    unchanged = {**SENT, "title": version.title, "summary": version.summary, "text": version.text}
    assert clara.post(at(piece, "keep"), unchanged).json()["kept"] == "Nothing has changed."
    assert TextDraft.objects.count() == 0
    first = clara.post(at(piece, "keep"), SENT).json()["saved"]
    with clock.at(clock.now() + timedelta(minutes=1)):  # its answer was lost, so the page sends it once more
        assert clara.post(at(piece, "keep"), SENT).json()["saved"] == first


def test_a_second_window_of_the_same_person_replaces_nothing_unasked(cast, clara, piece):
    clara.post(at(piece, "keep"), SENT)
    later = {**SENT, "text": "Stay in bed."}  # its page was opened before the other one kept anything
    refused = clara.post(at(piece, "keep"), later)
    assert (refused.status_code, draft_of(cast.clara).text) == (409, "Get up.")
    said = seen(refused.json()["html"])
    assert "<del>Get up.</del>" in said
    assert "<ins>Stay in bed.</ins>" in said
    page = clara.post(at(piece), {**later, "do": "save"})
    assert page.status_code == 409
    assert "Stay in bed.</textarea>" in seen(page.content.decode())
    clara.post(at(piece), {**later, "saved": refused.json()["saved"], "do": "save"})
    assert draft_of(cast.clara).text == "Stay in bed."


def test_words_of_another_on_the_same_computer_become_nobodys(cast, clara, piece):
    page = clara.get(at(piece))
    whose = page.context["form"]["whose"].value()
    sign_in(clara, cast.carlos)  # on the same computer, while Clara's page is open
    assert clara.post(at(piece, "keep"), {**SENT, "whose": whose}).status_code == 422
    answer = clara.post(at(piece), {**SENT, "whose": whose, "do": "save"})
    assert answer.status_code == 422
    assert "Somebody else is signed in on this computer now." in answer.content.decode()
    assert TextDraft.objects.count() == 0


def test_the_draft_of_another_is_shown_beside_and_stays(cast, clara, piece):
    save_draft(by=cast.gala, piece=piece, language="en", **{**WORDS, "text": "Drink something warm.\n"})
    found = clara.post(at(piece, "keep"), SENT).json()
    said = seen(found["others"])
    assert f"{cast.gala.name} is writing this text too" in said
    assert "<del>Get up.</del>" in said
    assert "<ins>Drink something warm.</ins>" in said
    assert draft_of(cast.gala).text == "Drink something warm.\n"


def test_somebody_begins_again_from_the_newest_version(cast, clara, piece):
    handed_in(cast.clara, piece)
    clara.post(at(piece, "keep"), SENT)
    page = clara.post(at(piece), {"do": "again"}, follow=True).content.decode()
    assert TextDraft.objects.count() == 0
    assert "Get up. Sit *somewhere* else. </textarea>" in seen(page)


def test_a_version_handed_in_by_another_meanwhile_is_told(cast, clara, piece):
    handed_in(cast.clara, piece)
    clara.post(at(piece, "keep"), SENT)
    handed_in(cast.gala, piece, text="Get up at once.\n")
    page = seen(clara.get(at(piece)).content.decode())
    assert "Version 2 was handed in after you began." in page
    assert "<ins>Get up at once.</ins>" in page
    assert draft_of(cast.clara).text == "Get up."


# --- handed in ----------------------------------------------------------------------------------------------------------


def test_a_text_is_handed_in_and_waits_for_review(cast, clara, piece):
    clara.post(at(piece), {**SENT, "do": "hand_in"})
    version = TextVersion.objects.get()
    assert (words_of(version), version.source) == (("Awake", "When the night is long.", "Get up.\n"), None)
    assert TextDraft.objects.count() == 0


def test_what_is_missing_is_said_at_its_field_and_all_is_kept(cast, clara):
    piece = stocked(cast).piece
    text = "![](a-lamp)\n\n![A window](gone)\n\n::: field worries\nWhat?\n:::\n\n::: field worries\nWho?\n:::\n"
    sent = {**SENT, "title": "", "summary": "x" * 201, "text": text, "do": "hand_in"}
    answer = clara.post(at(piece), sent)
    assert answer.status_code == 422
    assert answer.context["form"].errors == {
        "title": ["Write the title."],
        "summary": ["Make it shorter: it has 201 characters, and 200 fit."],
        "text": [
            "Line 1: “a-lamp” needs words for whoever cannot see it, or is marked among the media as decoration.",
            "Line 3: the centre has no medium called “gone”.",
            "Line 5: two fields are called “worries”; what somebody writes in one would stand in both.",
        ],
    }
    assert draft_of(cast.clara).text == text
    again = clara.post(at(piece), {**sent, "saved": answer.context["form"]["saved"].value()})
    assert again.status_code == 422  # and not 409: the page shows what is kept


def test_what_has_not_changed_is_not_handed_in_again(cast, clara, piece):
    version = handed_in(cast.clara, piece)
    same = {**SENT, "title": version.title, "summary": version.summary, "text": version.text}
    answer = clara.post(at(piece), {**same, "do": "hand_in"})
    assert answer.context["form"].non_field_errors() == ["Nothing has changed since the version that is there."]
    assert TextVersion.objects.count() == 1


# --- translated ---------------------------------------------------------------------------------------------------------

ASKS = "Think.\n\n::: field worries\nWhat worries you?\n:::\n"


def test_a_translation_shows_its_source_and_records_it(cast, clara, piece):
    source = handed_in(cast.clara, piece, text=ASKS)
    page = clara.get(at(piece, language="es"))
    assert page.context["source"].version == source
    assert page.context["form"]["source"].value() == source.pk
    assert "::: field worries" in seen(page.content.decode())
    text = ASKS.replace("Think.", "Piense.")
    clara.post(at(piece, language="es"), {**SENT, "text": text, "source": source.pk, "do": "hand_in"})
    assert TextVersion.objects.get(language="es").source == source
    assert clara.get(at(piece)).context["source"] is None  # it was first written in English


def test_a_translation_has_the_fields_of_its_source(cast, clara, piece):
    source = handed_in(cast.clara, piece, text=ASKS + "\n::: field one_step\nOne step\n:::\n")
    text = "Piense.\n\n::: field preocupaciones\n¿Qué le preocupa?\n:::\n\n::: field worries\n¿Qué?\n:::\n"
    sent = {**SENT, "text": text, "source": source.pk, "do": "hand_in"}
    answer = clara.post(at(piece, language="es"), sent)
    assert answer.context["form"].errors["text"] == [
        "Line 3: the text in English has no field “preocupaciones”.",
        "The field “one_step” of the text in English is missing.",
    ]
    swapped = "::: field one_step\nUn paso\n:::\n\n::: field worries\n¿Qué?\n:::\n"
    sent |= {"text": swapped, "saved": answer.context["form"]["saved"].value()}
    answer = clara.post(at(piece, language="es"), sent)
    assert answer.context["form"].errors["text"] == [
        "The fields stand in another order than in the text in English: there it is worries, one_step."
    ]


def test_the_source_itself_is_no_translation(cast, clara, piece):
    source = handed_in(cast.clara, piece, text=ASKS)
    sent = {**SENT, "text": ASKS, "source": source.pk, "do": "hand_in"}
    answer = clara.post(at(piece, language="es"), sent)
    assert answer.context["form"].errors["text"] == ["This is still the text in English, word for word."]


def test_a_source_that_moved_on_says_what_changed(cast, clara, piece):
    first = handed_in(cast.clara, piece)
    handed_in(cast.clara, piece, "es", first, text="Levántese.\n")
    second = handed_in(cast.clara, piece, text="Get up. Sit *somewhere* else.\n\nDrink something.\n")
    publish(by=cast.gala, version=second, until=today_of(cast.here) + timedelta(days=90))
    page = clara.get(at(piece, language="es"))
    assert [(one.kind, one.words) for one in page.context["source"].moved.changes] == [
        ("same", ""), ("new", "Drink something."),
    ]  # fmt: skip
    assert "The source has moved on since the last translation." in seen(page.content.decode())


def test_the_source_is_chosen_among_its_languages_and_no_other(cast, clara, piece):
    first = handed_in(cast.clara, piece)
    second = handed_in(cast.clara, piece, "es", first, text="Levántese.\n")
    assert clara.get(at(piece, language="pt")).context["source"].version == first
    assert clara.get(f"{at(piece, language='pt')}?from=es").context["source"].version == second
    assert clara.get(f"{at(piece, language='pt')}?from=xx").context["source"] is None
    assert clara.get(at(piece, language="xx")).status_code == 404


# --- measured, and looked at --------------------------------------------------------------------------------------------


def test_reading_ease_is_said_in_words_with_the_longest_sentences(cast, clara, piece):
    long = "Get up and sit somewhere else for as long as it takes until you feel that sleep comes back to you at last."
    page = seen(clara.post(at(piece, "keep"), {**SENT, "text": f"{long} Rest."}).json()["measured"])
    assert "24 words, about 1 minute for somebody tired." in page
    assert f'<li>{long.removesuffix(".")} <span class="oc-soft">(23)</span></li>' in page


def test_a_language_without_a_formula_says_so(cast, clara, piece, settings):
    settings.LIBRARY_LANGUAGES = [*settings.LIBRARY_LANGUAGES, ("pl", "Polski")]
    page = seen(clara.get(at(piece, language="pl")).content.decode())
    assert "There is no proven formula for this language here" in page


def test_a_draft_is_looked_at_as_on_a_phone_and_on_paper(cast, clara, piece):
    clara.post(at(piece), {**SENT, "summary": "", "text": "## Night\n\n<b>Get up.", "do": "look"})
    phone = clara.get(at(piece, "preview"))
    assert phone.context["missing"] == ["Write the summary."]
    assert "<h2>Night</h2><p>&lt;b&gt;Get up.</p>" in seen(phone.content.decode())
    assert 'class="oc-phone"' in phone.content.decode()
    assert 'class="oc-paper"' in clara.get(f"{at(piece, 'preview')}?as=paper").content.decode()


def test_a_draft_that_cannot_be_read_says_why(cast, clara, piece):
    clara.post(at(piece, "keep"), {**SENT, "text": "# Night"})
    page = clara.get(at(piece, "preview"))
    [said] = page.context["missing"]
    assert said.startswith("Line 1: allowed are")
    assert "There is nothing to look at yet." in page.content.decode()
