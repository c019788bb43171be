"""Who is told of texts: once a day of each thing, with how many, never of what they did themselves, and no word of it."""

from __future__ import annotations

import re
from datetime import UTC, datetime, time, timedelta

import pytest
from django.conf import settings as configured
from django.db import connection
from django.test.utils import CaptureQueriesContext

from oncocare.events.actions import emit, relay
from oncocare.foundation import clock
from oncocare.library.actions import end, publish, send_back
from oncocare.library.exchange.actions import load_folder
from oncocare.library.folder import SHIPPED, read
from oncocare.library.kinds import TEXT_STEP
from oncocare.library.models import TextStep, TextVersion
from oncocare.library.selectors import TextStanding, standing
from oncocare.library.telling.actions import tell_of_step
from oncocare.library.telling.expiry import taken_over, told_on
from oncocare.library.telling.tasks import tell_of_endings
from oncocare.notifications.inbox.selectors import on_page, shown, unread
from oncocare.notifications.models import Message
from oncocare.notifications.registry import kinds
from oncocare.notifications.selectors import true_now
from oncocare.notifications.sending.actions import send_due
from oncocare.people.actions import appoint, dismiss
from oncocare.people.days import moment_of, today_of
from oncocare.people.models import Membership
from oncocare.people.roles import COORDINATOR
from oncocare.web.templatetags.web import day as day_in_words
from tests.cast import BY
from tests.factories.library import handed_in, new_piece

A_YEAR = timedelta(days=365)
KINDS = {
    "library.review", "library.back", "library.published", "library.ended", "library.moved", "library.expiring",
    "library.expired",
}  # fmt: skip


@pytest.fixture
def today(cast):
    return today_of(cast.here)


@pytest.fixture
def piece(cast):
    return new_piece(cast)


def noon(cast, day):
    return clock.at(moment_of(cast.here, day, time(12)))


def said(cast, days=0):
    """Today, or so many days later, as messages say it."""
    return day_in_words(today_of(cast.here) + timedelta(days=days))


def told(cast, day=None):
    """What each person reads on their page at noon, the day after today if no other is said: kind and words."""
    with noon(cast, day or today_of(cast.here) + timedelta(days=1)):
        relay()
        found = {}
        for name in ("clara", "carlos", "gala", "eva", "denis", "ana"):
            user = getattr(cast, name)
            for row in shown(user, on_page(user)):
                if row.message.kind in KINDS and row.text:
                    found.setdefault(name, []).append((row.message.kind, row.text))
    return {name: sorted(rows) for name, rows in found.items()}


def kinds_told(cast, day=None):
    return {name: [kind for kind, _text in rows] for name, rows in told(cast, day).items()}


def published_for(cast, piece, days, by="clara", **more):
    version = handed_in(getattr(cast, by), piece, **more)
    publish(by=cast.gala, version=version, until=today_of(cast.here) + timedelta(days=days))
    return version


# --- steps ------------------------------------------------------------------------------------------------------------


def test_those_who_review_are_told_the_next_day_and_not_who_wrote_it(cast, piece):
    handed_in(cast.gala, piece)
    assert told(cast, today_of(cast.here)) == {}
    assert told(cast) == {
        "clara": [
            (
                "library.review",
                f"A text was handed in on {said(cast)} and waits for your review. The library shows which.",
            )
        ]
    }


def test_what_is_handed_in_in_a_day_is_one_message_with_how_many(cast):
    for number in range(5):
        handed_in(cast.gala, new_piece(cast, f"piece-{number}"))
    says = f"5 texts were handed in on {said(cast)} and wait for your review. The library shows which."
    assert told(cast) == {"clara": [("library.review", says)]}
    assert Message.objects.filter(kind="library.review").count() == 2  # to Clara: by e-mail, and on her page


def test_each_day_is_told_once_and_the_mail_of_two_days_says_both(cast, today, mailoutbox):
    for days in (0, 1):
        with noon(cast, today + timedelta(days=days)):
            handed_in(cast.gala, new_piece(cast, f"piece-{days}"))
            relay()
    with noon(cast, today + timedelta(days=2)):
        relay()
        assert send_due() == 1
    [mail] = mailoutbox
    assert re.findall(r"A text was handed in on (\w+)", mail.body) == [said(cast, days).split()[0] for days in (0, 1)]


def test_once_it_is_reviewed_nobody_is_asked_to_and_who_wrote_it_is_told(cast, piece, today):
    version = handed_in(cast.clara, piece)
    publish(by=cast.gala, version=version, until=today + A_YEAR)
    assert told(cast) == {
        "clara": [
            (
                "library.published",
                f"A text of yours was reviewed and published on {said(cast)}. The library shows which.",
            )
        ]
    }


def test_who_wrote_what_is_sent_back_is_told_until_they_hand_in_another(cast, piece, today):
    send_back(by=cast.gala, version=handed_in(cast.clara, piece), note="Say when to call.")
    assert kinds_told(cast) == {"clara": ["library.back"]}
    handed_in(cast.clara, piece, text="Get up. Call if you have a fever.")
    assert kinds_told(cast) == {"gala": ["library.review"]}


def test_who_wrote_what_is_taken_out_is_told_unless_they_did_it(cast, today):
    for slug, by in (("mine", cast.clara), ("theirs", cast.gala)):
        end(by=by, version=published_for(cast, new_piece(cast, slug), 365), note="She asked for it.")
    [(kind, says)] = told(cast)["clara"]
    assert (kind, says.startswith("A text of yours was taken out on")) == ("library.ended", True)


def test_a_text_that_is_taken_out_with_its_older_versions_is_one(cast, piece, today):
    for title in ("Awake", "Awake at three"):
        published_for(cast, piece, 365, title=title)
    end(by=cast.gala, version=TextVersion.objects.get(title="Awake at three"), note="Wrong.")
    assert TextStep.objects.filter(step="ended").count() == 2
    assert [(kind, says[:29]) for kind, says in told(cast)["clara"]] == [
        ("library.ended", "A text of yours was taken out")
    ]


def test_who_translated_is_told_that_the_source_moved_on_until_it_is_translated_anew(cast, piece):
    source = published_for(cast, piece, 365)
    handed_in(cast.carlos, piece, "es", source, title="Despierta a las tres")
    assert kinds_told(cast)["clara"] == ["library.published", "library.review"]
    assert "carlos" not in kinds_told(cast)
    newer = published_for(cast, piece, 365, title="Awake")
    [(kind, says)] = told(cast)["carlos"]
    assert (kind, says.partition(" was published")[0]) == ("library.moved", "A newer version of what you translated")
    handed_in(cast.carlos, piece, "es", newer, title="Despierta")
    assert "carlos" not in kinds_told(cast)


def test_two_newer_versions_in_a_day_are_one_translation_that_is_behind(cast, piece):
    handed_in(cast.carlos, piece, "es", published_for(cast, piece, 365), title="Despierta a las tres")
    for title in ("Awake", "Awake at four"):
        published_for(cast, piece, 365, title=title)
    assert [says[:15] for _kind, says in told(cast)["carlos"]] == ["A newer version"]


def test_nobody_is_told_who_has_left_the_centre_or_may_not_review_any_more(cast, piece, today):
    send_back(by=cast.gala, version=handed_in(cast.clara, piece), note="Say when to call.")
    handed_in(cast.carlos, new_piece(cast, "another"))
    assert kinds_told(cast) == {"clara": ["library.back", "library.review"], "gala": ["library.review"]}
    appoint(by=BY, user=cast.clara, centre=cast.here, role=COORDINATOR)
    dismiss(by=BY, membership=Membership.objects.get(user=cast.clara, role="clinician"))
    assert kinds_told(cast) == {"clara": ["library.back"], "gala": ["library.review"]}
    dismiss(by=BY, membership=Membership.objects.get(user=cast.clara))
    assert kinds_told(cast) == {"gala": ["library.review"]}


def test_a_step_that_is_told_of_twice_is_told_once(cast, piece, today):
    handed_in(cast.clara, piece)
    told(cast)
    before = sorted(Message.objects.values_list("pk"))
    step = TextStep.objects.get()
    emit(TEXT_STEP, step=step.pk)
    with noon(cast, today + timedelta(days=3)):
        relay()
        tell_of_step(step=step)
    assert sorted(Message.objects.values_list("pk")) == before


def test_what_waits_is_counted_in_one_message_and_in_no_other(cast, today):
    """Over days on which texts come, go back and are published: what is counted for a reviewer is what waits."""
    for days, number in enumerate((3, 0, 2, 1, 4)):
        with noon(cast, today + timedelta(days=days)):
            for one in range(number):
                handed_in((cast.clara, cast.carlos)[one % 2], new_piece(cast, f"piece-{days}-{one}"))
            waiting = list(waiting_for_review())
            if days in (2, 4):
                send_back(by=cast.gala, version=waiting[0], note="Shorter.")
                publish(by=cast.gala, version=waiting[1], until=today + A_YEAR)
            relay()
        with noon(cast, today + timedelta(days=days + 1)):
            for user in (cast.gala, cast.clara):
                counted = true_now(user, on_page(user).filter(kind="library.review")).values()
                others = [version for version in waiting_for_review() if version.by != f"user:{user.pk}"]
                assert sum(words["n"] for words in counted) == len(others)
    assert len(list(waiting_for_review())) == 6


def waiting_for_review():
    day = today_of(TextVersion.objects.first().centre)
    return (one for one in TextVersion.objects.order_by("made") if standing(one, day) == TextStanding.IN_REVIEW)


def test_all_that_files_bring_is_one_message_to_each_who_reviews(cast):
    load_folder(by=cast.clara, centre=cast.here, folder=read(SHIPPED))
    number = TextVersion.objects.count()
    says = f"{number} texts were handed in on {said(cast)} and wait for your review."
    assert number > 180
    assert [(who, kind, text.startswith(says)) for who, [(kind, text)] in told(cast).items()] == [
        ("gala", "library.review", True)
    ]
    assert Message.objects.filter(kind__in=KINDS).count() == 2


def test_nobody_is_asked_to_review_what_was_reviewed_before_they_were_told(cast, piece, today):
    publish(by=cast.gala, version=handed_in(cast.clara, piece), until=today + A_YEAR)
    told(cast)
    assert set(Message.objects.filter(kind__in=KINDS).values_list("kind", flat=True)) == {"library.published"}


# --- days that come ---------------------------------------------------------------------------------------------------


def run(cast, day):
    with noon(cast, day):
        return tell_of_endings()


def test_the_owner_is_told_30_days_before_the_last_day_and_on_the_day_after_it_once_each(cast, today):
    for number in range(3):
        published_for(cast, new_piece(cast, f"piece-{number}"), 100, by="carlos")
    last = today + timedelta(days=100)
    sent = {days: run(cast, last + timedelta(days=days)) for days in (-31, -30, -29, 0, 1, 2, 7, 8)}
    assert sent == {-31: 0, -30: 1, -29: 0, 0: 0, 1: 1, 2: 0, 7: 0, 8: 0}
    before = f"3 texts of your library expire by {said(cast, 100)}. Unless they are reviewed again and published"
    after = f"3 texts of your library have expired: {said(cast, 101)} is the first day on which nobody sees them."
    for days, kind, says in ((-30, "library.expiring", before), (1, "library.expired", after)):
        rows = dict(told(cast, last + timedelta(days=days))["clara"])
        assert rows[kind].startswith(says)
    assert "library.expiring" not in dict(told(cast, last + timedelta(days=1))["clara"])


@pytest.mark.parametrize(("owner", "author", "expected"), [
    ("clara", "carlos", ["clara"]), (None, "carlos", ["carlos"]), ("denis", "carlos", ["carlos"]),
    ("denis", BY, ["clara", "gala"]), (None, "clara", ["clara"]),
])  # fmt: skip
def test_the_owner_is_told_else_who_wrote_it_else_those_who_review(cast, piece, today, owner, author, expected):
    version = published_for(cast, piece, 30, by="carlos" if author == BY else author)
    if author == BY:  # came in a file; nobody here wrote it
        version = version._meta.model.objects.create(
            **{one.name: getattr(version, one.name) for one in version._meta.fields if one.name not in ("id", "number", "by")},
            number=2, by=BY,
        )  # fmt: skip
        TextStep.objects.create(
            version=version, centre=cast.here, step="published", on=today, until=today + timedelta(days=30), by=BY
        )
    piece.owner = getattr(cast, owner) if owner else None
    piece.save()
    run(cast, today + timedelta(days=1))
    found = Message.objects.filter(kind="library.expiring", channel="page").values_list("user__name", flat=True)
    assert sorted(name.lower() for name in found) == expected


def test_nobody_is_told_where_a_newer_version_goes_on_or_was_taken_out(cast, today):
    for slug in ("renewed", "withdrawn", "waits"):
        published_for(cast, new_piece(cast, slug), 40)
    renewed, withdrawn, waits = (
        TextStep.objects.filter(version__piece__slug=slug).last().version for slug in ("renewed", "withdrawn", "waits")
    )
    with noon(cast, today + timedelta(days=5)):
        end(by=cast.gala, version=withdrawn, note="She asked for it.")
        publish(
            by=cast.gala, version=handed_in(cast.clara, renewed.piece, title="Awake"), until=today + A_YEAR,
            on=today + timedelta(days=41),
        )  # fmt: skip
        handed_in(cast.clara, waits.piece, title="Awake")
    run(cast, today + timedelta(days=10))
    assert [
        says[:25] for kind, says in told(cast, today + timedelta(days=10))["clara"] if kind == "library.expiring"
    ] == ["A text of your library ex"]
    run(cast, today + timedelta(days=41))
    assert [
        says[:25] for kind, says in told(cast, today + timedelta(days=41))["clara"] if kind == "library.expired"
    ] == ["A text of your library ha"]


def test_what_expired_is_said_no_more_once_it_is_published_anew(cast, piece, today):
    published_for(cast, piece, 10)
    day = today + timedelta(days=11)
    run(cast, day)
    assert "library.expired" in kinds_told(cast, day)["clara"]
    with noon(cast, day):
        publish(by=cast.gala, version=handed_in(cast.clara, piece, title="Awake"), until=day + A_YEAR)
    assert "library.expired" not in kinds_told(cast, day)["clara"]


def test_a_server_that_stood_still_tells_of_the_week_and_not_of_what_is_long_past(cast, today):
    for days in (10, 12, 20):
        published_for(cast, new_piece(cast, f"for-{days}"), days)
    assert run(cast, today) == 0  # whoever publishes for a few days knows it; the owner hears of it tomorrow
    day = today + timedelta(days=21)
    assert run(cast, day) == 1
    assert [kind for kind in kinds_told(cast, day)["clara"] if kind != "library.published"] == ["library.expired"]


def test_the_task_runs_each_night_under_its_name():
    assert configured.CELERY_BEAT_SCHEDULE["library.tell_of_endings"]["task"] == tell_of_endings.name


@pytest.mark.parametrize(("on", "until", "expected"), [
    (0, 365, 335), (0, 31, 1), (0, 20, 1), (10, 45, 15), (10, 20, 11),
])  # fmt: skip
def test_the_day_on_which_it_is_told(on, until, expected):
    day = datetime(2026, 11, 18, tzinfo=UTC).date()
    days = [day + timedelta(days=number) for number in (0, on, until)]
    assert (told_on(*days) - day).days == expected


@pytest.mark.parametrize(("on", "until", "expected"), [
    (11, 99, True), (12, 99, False), (3, 9, False), (3, 10, True),
])  # fmt: skip
def test_a_newer_version_goes_on_where_it_leaves_no_day_without_a_text(on, until, expected):
    day = datetime(2026, 11, 18, tzinfo=UTC).date()
    ends, begins, last = (day + timedelta(days=number) for number in (10, on, until))
    assert taken_over(ends, begins, last) is expected


# --- words ------------------------------------------------------------------------------------------------------------


def everything(cast, today):
    """Each kind of message is written to somebody."""
    for number in range(2):
        piece = new_piece(cast, f"piece-{number}")
        source = published_for(cast, piece, 20, by="carlos")
        handed_in(cast.carlos, piece, "es", source, title="Despierta a las tres")
        published_for(cast, piece, 30, title="Awake at four")
        send_back(by=cast.clara, version=handed_in(cast.carlos, new_piece(cast, f"back-{number}")), note="Shorter.")
        end(
            by=cast.clara, version=published_for(cast, new_piece(cast, f"end-{number}"), 60, by="carlos"), note="Wrong."
        )
        published_for(cast, new_piece(cast, f"day-{number}"), 1)
    relay()
    run(cast, today + timedelta(days=2))


def test_the_whole_mail_names_no_text_and_nothing_clinical(cast, today, mailoutbox):
    everything(cast, today)
    assert set(Message.objects.filter(kind__in=KINDS).values_list("kind", flat=True)) == KINDS
    with noon(cast, today + timedelta(days=2)):
        assert send_due() == 3
    private = r"awake|despierta|sleep|night|cancer|patient|illness"
    assert re.findall(private, "".join(mail.subject + mail.body for mail in mailoutbox), re.IGNORECASE) == []
    assert {mail.subject for mail in mailoutbox} <= {
        "You have messages", "News of your texts in OncoCare", "Texts wait for your review in OncoCare",
    }  # fmt: skip


def test_the_count_of_new_messages_asks_as_often_for_three_of_a_kind_as_for_one(cast, today):
    everything(cast, today)
    asked = []
    for days in (3, 4, 9):
        with noon(cast, today + timedelta(days=days)), CaptureQueriesContext(connection) as queries:
            assert unread(cast.clara) >= 4
        asked.append(len(queries))
        with noon(cast, today + timedelta(days=days)):
            everything_again(cast, days)
    assert asked == [5, 5, 5]


def everything_again(cast, days):
    handed_in(cast.carlos, new_piece(cast, f"again-{days}"))
    published_for(cast, new_piece(cast, f"short-{days}"), 1)
    tell_of_endings()
    relay()


def test_each_kind_can_wait_and_is_for_staff():
    assert {(kinds[name].urgent, str(kinds[name].about)) for name in KINDS} == {(False, "staff")}
