"""Words that a centre keeps ready for its answers: listed by language, added, changed, and taken away once asked."""

from __future__ import annotations

import pytest
from django.urls import reverse

from mentoring.conversations.actions import keep_template
from mentoring.conversations.models import ReplyTemplate
from oncocare.audit.models import AuditRow
from tests.pages import words


@pytest.fixture
def kept(cast) -> ReplyTemplate:
    return keep_template(by=cast.carlos, centre=cast.here, language="en", name="After a call", words="We have spoken.")


def rows() -> list[tuple[str, str, str]]:
    return list(ReplyTemplate.objects.values_list("language", "name", "words"))


def test_they_stand_by_language_and_a_language_without_any_says_so(carlos, cast, kept):
    keep_template(by=cast.carlos, centre=cast.here, language="en", name="Away", words="Clara is back on Monday.")
    page = words(carlos.get(reverse("reply_templates")))
    assert page.index("English") < page.index("After a call") < page.index("Away")
    assert page.count("Nothing is kept ready in this language.") == 1


def test_words_are_added_in_the_language_one_came_from(carlos):
    url = f"{reverse('reply_template_new')}?language=es"
    assert carlos.get(url).context["form"].initial == {"language": "es"}
    sent = {"language": "es", "name": "Tras una llamada", "words": "Hemos hablado."}
    assert carlos.post(url, sent).url == reverse("reply_templates")
    assert rows() == [("es", "Tras una llamada", "Hemos hablado.")]


def test_they_are_changed_where_they_stand(carlos, kept):
    url = reverse("reply_template", args=[kept.pk])
    assert carlos.get(url).context["form"].initial == {
        "language": "en", "name": "After a call", "words": "We have spoken.",
    }  # fmt: skip
    carlos.post(url, {"language": "en", "name": "After a call", "words": "We spoke today."})
    assert rows() == [("en", "After a call", "We spoke today.")]


def test_two_of_a_language_never_have_one_name(carlos, cast, kept):
    sent = {"language": "en", "name": "After a call", "words": "x"}
    page = words(carlos.post(reverse("reply_template_new"), sent), 422)
    assert "There is one with this name in this language. Choose another name." in page
    assert rows() == [("en", "After a call", "We have spoken.")]
    carlos.post(reverse("reply_template_new"), sent | {"language": "es"})
    assert rows() == [("en", "After a call", "We have spoken."), ("es", "After a call", "x")]


@pytest.mark.parametrize("missing", ["name", "words", "language"])
def test_nothing_is_kept_without_name_words_and_language(carlos, missing):
    sent = {"language": "en", "name": "n", "words": "w"} | {missing: " "}
    assert carlos.post(reverse("reply_template_new"), sent).status_code == 422
    assert rows() == []


def test_taking_them_away_asks_once_and_says_what_stays(carlos, kept):
    url = reverse("reply_template_remove", args=[kept.pk])
    page = words(carlos.get(url))
    assert "“After a call” (English) is then offered to nobody any more." in page
    assert rows() == [("en", "After a call", "We have spoken.")]
    assert carlos.post(url).url == reverse("reply_templates")
    assert rows() == []
    assert AuditRow.objects.filter(verb="reply_template.removed", subject=f"replytemplate:{kept.pk}").count() == 1


@pytest.mark.parametrize("name", ["reply_template", "reply_template_remove"])
def test_those_of_another_centre_are_not_there(carlos, cast, name):
    theirs = keep_template(by=cast.denis, centre=cast.there, language="en", name="Theirs", words="x")
    assert carlos.post(reverse(name, args=[theirs.pk])).status_code == 404
    assert rows() == [("en", "Theirs", "x")]


def test_the_page_of_patients_leads_there(carlos):
    page = carlos.get(reverse("centre_patient_page")).content.decode()
    assert f'href="{reverse("reply_templates")}"' in page
    assert f'href="{reverse("answer_times_of_team")}"' in page
