"""The page after a worrying answer: numbers first, one question, and honestly when a person will read it."""

import re
from datetime import UTC, datetime, time, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from oncocare.audit.models import AuditRow
from oncocare.foundation import clock
from oncocare.safety.flags.actions import acknowledge, raise_flag
from oncocare.safety.models import Flag
from oncocare.safety.promise import Opening
from oncocare.safety.rota.actions import set_staffed_hours
from oncocare.web.templatetags.web import moment
from tests.cast import BY
from tests.factories.rooms import day
from tests.safety.pages import page

SAFE = "/questions/onward/"


def there(when):
    """A moment as the person reads it."""
    with timezone.override("Europe/Madrid"):
        return moment(when)


@pytest.fixture
def flag(cast):
    return raise_flag(by=BY, patient=cast.patient(cast.ana), kind="suicidal_ideation", severity="high", source="test:1")


def support(flag, onward=SAFE):
    return f"{reverse('support', args=[flag.pk])}?next={onward}"


def said(flag, onward=SAFE):
    """The same page right after the question was answered."""
    return f"{reverse('support', args=[flag.pk])}?said=&next={onward}"


def test_the_page_shows_numbers_first_and_says_honestly_that_nobody_has_read_it(cast, client, flag):
    client.force_login(cast.ana)
    text = page(client.get(support(flag)))
    assert (
        text.index("tel:112")
        < text.index("Nobody has read what you told us yet")
        < text.index(f"Can this wait until {there(flag.promised)}?")
    )
    assert not re.search(r"<input[^>]* checked", text)
    assert f'href="{SAFE}"' in text


def test_the_answer_is_kept_and_the_page_says_what_was_said(cast, client, flag):
    client.force_login(cast.ana)
    answer = client.post(support(flag), {"can_wait": "no"})
    assert (answer.status_code, answer.url) == (302, said(flag))
    flag.refresh_from_db()
    assert (flag.can_wait, flag.severity) == (False, "urgent")
    text = page(client.get(said(flag)))
    told = text.index("You said it cannot wait. Please call one of the numbers above now.")
    assert text.index("tel:112") < told < text.index("Change my answer")
    assert "oc-notice--good" not in text


def test_a_yes_is_kept_too(cast, client, flag):
    client.force_login(cast.ana)
    client.post(support(flag), {"can_wait": "yes"})
    flag.refresh_from_db()
    text = page(client.get(said(flag)))
    assert f"you said that it can wait until {there(flag.promised)}." in text
    assert "oc-notice" not in text, "no green, and no alarm, for what can wait"


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
    flag.refresh_from_db()
    assert f"Clara read what you told us on {there(flag.acknowledged_at)} and is looking after this." in text
    assert "Nobody has read" not in text
    assert "Can this wait until somebody of your team speaks with you?" in text


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
    assert answer.url == said(flag, reverse("home"))


FRIDAY_NIGHT = datetime(2026, 11, 27, 22, 50, tzinfo=UTC)  # ten to midnight in Madrid
WEEKDAYS = [Opening(weekday, time(9), time(17)) for weekday in range(5)]


@pytest.fixture
def friday(cast):
    """Raised on a Friday night at a centre where nobody reads before Monday."""
    set_staffed_hours(by=BY, centre=cast.here, openings=WEEKDAYS)
    with clock.at(FRIDAY_NIGHT):
        return raise_flag(
            by=BY, patient=cast.patient(cast.ana), kind="suicidal_ideation", severity="urgent", source="assignment:1"
        )


def test_on_a_friday_night_the_question_names_monday_and_what_was_named_is_kept(cast, client, friday):
    client.force_login(cast.ana)
    with clock.at(FRIDAY_NIGHT + timedelta(minutes=2)):
        assert "Can this wait until Monday 30 November 2026, 10:00?" in page(client.get(support(friday)))
        client.post(support(friday), {"can_wait": "yes"})
        text = page(client.get(said(friday)))
    friday.refresh_from_db()
    assert (friday.wait_said, friday.wait_until) == (FRIDAY_NIGHT + timedelta(minutes=2), friday.promised)
    assert "you said that it can wait until Monday 30 November 2026, 10:00." in text
    assert "tomorrow" not in text


def test_in_spanish_the_day_is_named_too(cast, client, friday):
    with clock.at(FRIDAY_NIGHT):
        client.force_login(cast.ana)
        client.post(reverse("set_language"), {"language": "es"})
        assert "lunes, 30 de noviembre de 2026, 10:00" in page(client.get(support(friday)))


def test_the_promise_shown_is_the_one_given_however_often_the_flag_climbed(cast, client, friday):
    client.force_login(cast.ana)
    later = friday.promised + timedelta(hours=30)
    Flag.objects.update(deadline=later + timedelta(hours=1), climbed=3)
    with clock.at(later):
        text = page(client.get(support(friday)))
    text = " ".join(text.split())
    sorry = (
        "We are sorry: nobody has read what you told us yet. Please do not wait for us: call one of the numbers on this"
    )
    assert (
        text.index(sorry)
        < text.index("A person at Here should have read it by Monday 30 November 2026, 10:00.")
        < text.index("Can this wait until somebody of your team reads it?")
    )
    assert there(later + timedelta(hours=1)) not in text


def test_whoever_comes_to_the_page_again_is_asked_again_and_reads_what_they_said(cast, client, friday):
    client.force_login(cast.ana)
    with clock.at(FRIDAY_NIGHT):
        client.post(support(friday), {"can_wait": "yes"})
        text = page(client.get(support(friday)))
    assert "On Friday 27 November 2026, 23:50 you said that it can wait until Monday 30 November 2026, 10:00." in text
    assert "Can this wait until Monday 30 November 2026, 10:00?" in text
    assert not re.search(r"<input[^>]* checked", text)


def test_what_came_after_it_was_read_is_not_called_read(cast, client, friday):
    client.force_login(cast.ana)
    with clock.at(FRIDAY_NIGHT + timedelta(hours=1)):
        acknowledge(by=cast.clara, flag=friday)
    with clock.at(FRIDAY_NIGHT + timedelta(hours=2)):
        raise_flag(
            by=BY, patient=cast.patient(cast.ana), kind="suicidal_ideation", severity="urgent",
            source="assignment:2", repeated=True, join=True,
        )  # fmt: skip
    with clock.at(FRIDAY_NIGHT + timedelta(hours=3)):
        text = page(client.get(support(friday)))
    assert "Nobody has read what you told us yet" in text


def test_once_it_is_closed_the_page_says_who_took_care_of_it_and_asks_nothing(cast, client, flag):
    Flag.objects.update(
        acknowledged_at=day(1), acknowledged_by=cast.clara, closed_at=day(2), closed_by=cast.clara, outcome="plan"
    )
    client.force_login(cast.ana)
    text = page(client.get(support(flag)))
    assert f"Clara read what you told us and took care of this on {there(day(2))}." in text
    assert ("Can this wait" in text, "tel:112" in text) == (False, True)


def test_a_no_sent_from_an_old_page_after_the_flag_was_closed_raises_another(cast, client, friday):
    Flag.objects.update(
        acknowledged_at=day(1), acknowledged_by=cast.clara, closed_at=day(2), closed_by=cast.clara, outcome="plan"
    )
    client.force_login(cast.ana)
    answer = client.post(support(friday), {"can_wait": "no"})
    [another] = Flag.objects.exclude(pk=friday.pk)
    assert (another.severity, another.can_wait, another.closed_at, another.number) == ("urgent", False, None, 2)
    assert answer.url == said(another)


@pytest.mark.parametrize(
    ("kind", "words"),
    [
        ("suicidal_ideation", "One of your answers tells us that things are very hard now."),
        ("suicide_not_said", "You would rather not answer one of the questions. That is all right."),
    ],
)
def test_the_page_names_gently_what_brought_the_person_there(cast, client, flag, kind, words):
    Flag.objects.update(kind=kind)
    client.force_login(cast.ana)
    assert words in page(client.get(support(flag)))
