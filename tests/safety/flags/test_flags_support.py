"""The page after a worrying answer: numbers first, one question, and honestly when a person will read it."""

import re
from datetime import timedelta

import pytest
from django.urls import reverse

from oncocare.audit.models import AuditRow
from oncocare.safety.flags.actions import acknowledge, raise_flag
from tests.cast import BY
from tests.safety.pages import page

SAFE = "/questions/onward/"


@pytest.fixture
def flag(cast):
    return raise_flag(by=BY, patient=cast.patient(cast.ana), kind="suicidal_ideation", severity="high", source="test:1")


def support(flag, onward=SAFE):
    return f"{reverse('support', args=[flag.pk])}?next={onward}"


def test_the_page_shows_numbers_first_and_says_honestly_that_nobody_has_read_it(cast, client, flag):
    client.force_login(cast.ana)
    text = page(client.get(support(flag)))
    assert (
        text.index("tel:112")
        < text.index("Can this wait until tomorrow?")
        < text.index("Nobody has read your answer yet")
    )
    assert not re.search(r"<input[^>]* checked", text)
    assert f'href="{SAFE}"' in text


def test_the_answer_is_kept_and_the_page_says_what_was_said(cast, client, flag):
    client.force_login(cast.ana)
    answer = client.post(support(flag), {"can_wait": "no"})
    assert (answer.status_code, answer.url) == (302, support(flag))
    flag.refresh_from_db()
    assert (flag.can_wait, flag.severity) == (False, "urgent")
    text = page(client.get(support(flag)))
    assert "You said it cannot wait. Please call one of the numbers above now." in text
    assert "Can this wait until tomorrow?" not in text


def test_a_yes_is_kept_too(cast, client, flag):
    client.force_login(cast.ana)
    client.post(support(flag), {"can_wait": "yes"})
    assert "You said it can wait until tomorrow." in page(client.get(support(flag)))


@pytest.mark.parametrize("given", [{"can_wait": ""}, {"can_wait": "perhaps"}])
def test_no_answer_or_an_unknown_one_shows_the_page_again_with_what_to_do(cast, client, flag, given):
    client.force_login(cast.ana)
    text = page(client.post(support(flag), given), 422)
    assert "There is a problem" in text
    assert "tel:112" in text
    flag.refresh_from_db()
    assert flag.can_wait is None


def test_once_somebody_has_read_it_the_page_says_so(cast, client, flag):
    acknowledge(by=cast.clara, flag=flag)
    client.force_login(cast.ana)
    text = page(client.get(support(flag)))
    assert "A person of your team has read your answer" in text
    assert "Nobody has read" not in text


@pytest.mark.parametrize("who", ["bea", "dora", "clara", "carlos", "eva"])
@pytest.mark.parametrize("method", ["get", "post"])
def test_nobody_elses_flag_can_be_seen_or_answered(cast, client, flag, who, method):
    client.force_login(getattr(cast, who))
    assert getattr(client, method)(support(flag), {"can_wait": "yes"}).status_code == 404
    flag.refresh_from_db()
    assert flag.can_wait is None
    denied = AuditRow.objects.get(verb="denied")
    assert (denied.actor, denied.subject) == (f"user:{getattr(cast, who).pk}", f"flag:{flag.pk}")


@pytest.mark.parametrize(
    "elsewhere",
    [
        "https://evil.example/",
        "//evil.example/",
        "/\\evil.example/",
        "javascript:alert(1)",
        "http:evil",
        "evil",
        "\t//evil.example",
    ],
)
def test_onward_never_leads_to_another_site(cast, client, flag, elsewhere):
    client.force_login(cast.ana)
    text = page(client.get(reverse("support", args=[flag.pk]), {"next": elsewhere}))
    assert "evil" not in re.sub(r'name="next" value="[^"]*"', "", text)
    assert "alert(1)" not in re.sub(r'name="next" value="[^"]*"', "", text)
    answer = client.post(f"{reverse('support', args=[flag.pk])}?next={elsewhere}", {"can_wait": "yes"})
    assert answer.url == support(flag, reverse("home"))


def test_a_flag_that_is_a_day_late_shows_its_own_deadline_not_a_new_promise(cast, client, flag):
    flag.deadline -= timedelta(days=1)
    flag.save()
    client.force_login(cast.ana)
    assert "should read it by" in page(client.get(support(flag)))
