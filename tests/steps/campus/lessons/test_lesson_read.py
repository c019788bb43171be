"""A lesson as one person reads it: what is shown, part by part, where one stopped, how long, and what follows."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.urls import reverse

from oncocare.audit.models import AuditRow
from oncocare.events.actions import relay
from oncocare.events.models import Event
from oncocare.foundation import clock
from oncocare.library.actions import end
from oncocare.people.days import today_of
from steps import actions as steps
from steps.campus.kinds import PIECE_OPENED
from steps.campus.lessons import actions, handlers
from steps.campus.lessons.selectors import uses_of
from steps.campus.models import PieceUse
from steps.levels import Level
from steps.models import HelpDay, Pathway
from tests.factories.campus_lessons import TEXT, a_lesson, shown
from tests.factories.library import new_piece
from tests.moment import go_on
from tests.pages import seen

SLUG = "worries-on-paper"


@pytest.fixture
def version(cast):
    return a_lesson(cast)


@pytest.fixture
def ana(cast, client):
    client.force_login(cast.ana)
    return client


def address(name="lesson", slug=SLUG):
    return reverse(name, args=[slug])


def page(client, more="", name="lesson"):
    answer = client.get(address(name) + more)
    assert answer.status_code == 200
    return seen(answer.content.decode())


def send(client, **given):
    return client.post(address("lesson_part"), given)


def use_of(cast):
    return PieceUse.objects.get(patient__user=cast.ana)


# --- what is shown ----------------------------------------------------------------------------------------------------


def test_before_it_is_begun_one_is_told_what_it_is_and_how_long_it_takes_and_nothing_is_kept(cast, ana, version):
    found = page(ana, "?from=sleep-was-hard")
    assert ("<h1>Worries on paper</h1>" in found, "about 1 minute" in found, "3 parts" in found) == (True, True, True)
    assert 'name="from" value="sleep-was-hard"' in found
    assert "Change the task." not in found
    assert PieceUse.objects.count() == 0


def test_it_is_read_one_part_at_a_time_and_opens_where_one_stopped(cast, ana, version):
    assert send(ana, do="begin").url == address()
    first = page(ana)
    assert ("Part 1 of 3" in first, "Change the task." in first, "What goes round" in first) == (True, True, False)
    assert send(ana, do="next", done=1).url == f"{address()}?part=2"
    again = page(ana)
    assert ("Part 2 of 3" in again, "Change the task." in again, "What goes round" in again) == (True, False, True)
    assert f'href="{address()}?part=1"' in again
    assert "Begin again" in again
    assert "Part 1 of 3" in page(ana, "?part=1")
    assert "Part 2 of 3" in page(ana, "?part=99"), "a part that is not there is where one stopped"
    send(ana, do="again")
    assert (use_of(cast).place, "Part 1 of 3" in page(ana)) == (0, True)


def test_after_the_last_part_it_is_finished_once_and_can_be_read_again(cast, ana, version):
    assert send(ana, do="next", done=3).url == address("lesson_done")
    finished = use_of(cast).finished
    assert "Did this help?" in page(ana, name="lesson_done")
    assert "Read it again" in page(ana)
    go_on(timedelta(days=1))
    ana.force_login(cast.ana)
    send(ana, do="again")
    send(ana, do="next", done=3)
    assert use_of(cast).finished == finished
    assert Event.objects.filter(kind="piece.finished").count() == 1
    assert Event.objects.filter(kind="piece.opened").count() == 1
    assert AuditRow.objects.filter(verb__in=("piece.opened", "piece.finished")).count() == 2


def test_all_of_it_on_one_page_is_finished_from_there(cast, ana, version):
    send(ana, do="begin")
    whole = page(ana, "?all=1")
    assert [words in whole for words in ("Change the task.", "What goes round", "What helps most")] == [True] * 3
    assert send(ana, do="next", all="1").url == address("lesson_done")
    assert use_of(cast).place == 3


def test_what_is_not_in_ones_language_says_so_with_the_way_back_and_where_it_is(ana, version, settings):
    ana.cookies[settings.LANGUAGE_COOKIE_NAME] = "es"
    found = page(ana)
    assert '<html lang="es">' in found
    assert reverse("library_read", args=["here", "en", SLUG]) in found
    assert reverse("all_lessons") in found
    assert "Change the task." not in found
    assert send(ana, do="begin").url == address()
    assert PieceUse.objects.count() == 0


def test_what_nobody_published_is_not_there_and_what_one_had_opened_says_that_it_is_gone(cast, ana, version):
    new_piece(cast, "a-draft")
    assert [ana.get(address(slug=slug)).status_code for slug in ("a-draft", "nothing")] == [404, 404]
    assert AuditRow.objects.filter(verb="denied", actor=f"user:{cast.ana.pk}").count() == 2
    send(ana, do="begin")
    end(by=cast.gala, version=version, note="made up")
    assert "It is being put right" in page(ana)


def test_of_a_newer_version_the_place_holds_but_its_last_part_is_to_be_read(cast, ana, version):
    send(ana, do="next", done=3)
    newer = shown(cast, version.piece, title="Worries on paper", text=TEXT + "\n## One more\n\nx\n")
    assert "Part 4 of 4" in page(ana)
    send(ana, do="next", done=4)
    assert (use_of(cast).version_id, use_of(cast).place) == (newer.pk, 4)


def test_somebody_else_begins_at_the_beginning(cast, ana, version, client):
    send(ana, do="next", done=1)
    client.force_login(cast.bea)
    assert "Begin" in page(client)
    assert uses_of(cast.patient(cast.bea)).count() == 0


def test_a_text_without_headings_is_one_part_without_a_count(cast, ana):
    shown(cast, new_piece(cast, SLUG), text="Get up.\n")
    send(ana, do="begin")
    found = page(ana)
    assert ("Part 1" in found, "<progress" in found, "I have read it" in found) == (False, False, True)


# --- how long, and by what it was offered -----------------------------------------------------------------------------


def test_time_is_counted_from_part_to_part_and_ten_minutes_at_most_for_each(cast, ana, version):
    send(ana, do="begin")
    go_on(timedelta(seconds=40))
    send(ana, do="next", done=1)
    go_on(timedelta(minutes=25))
    send(ana, do="next", done=2)
    assert use_of(cast).seconds == 40 + 10 * 60


def test_who_comes_back_later_was_not_reading_meanwhile(cast, ana, version):
    send(ana, do="begin")
    go_on(timedelta(minutes=20))
    since = ana.get(address()).context["since"]
    go_on(timedelta(seconds=30))
    send(ana, do="next", done=1, since=since)
    assert use_of(cast).seconds == 30
    go_on(timedelta(seconds=30))
    send(ana, do="next", done=2, since=since + 10**6)  # a moment to come is not believed
    assert use_of(cast).seconds == 60


@pytest.mark.parametrize(
    ("given", "kept"), [("sleep-was-hard", "sleep-was-hard"), ("clinician", "clinician"), ("", ""), ("<b>", ""),
                        ("a" * 81, ""), ("Sleep was hard", "")]
)  # fmt: skip
def test_the_rule_that_offered_it_is_kept_of_the_first_time_only(cast, version, given, kept):
    patient = cast.patient(cast.ana)
    for offered in (given, "another-rule"):
        actions.open_piece(by=cast.ana, patient=patient, version=version, offered=offered)
    assert use_of(cast).offered == kept


# --- the beginning of help --------------------------------------------------------------------------------------------


def at_level_2(cast):
    pathway = cast.pathway(cast.ana)
    steps.override(by=cast.clara, pathway=pathway, to=Level.CAMPUS, reason="made up")
    return cast.pathway(cast.ana)


def opens(cast, slug):
    version = a_lesson(cast, slug)
    actions.open_piece(by=cast.ana, patient=cast.patient(cast.ana), version=version)
    with clock.at(clock.now() + timedelta(seconds=1)):
        relay()


def help_days():
    return list(HelpDay.objects.values_list("day", "began"))


def test_the_first_piece_that_somebody_at_level_2_opens_is_the_beginning_of_its_help(cast):
    at_level_2(cast)
    opens(cast, "one")
    assert help_days() == [(today_of(cast.patient(cast.ana)), True)]
    opens(cast, "two")
    handlers.help_begins_with_the_first_piece({"use": use_of_first(cast)})
    assert len(help_days()) == 1, "it goes on, and is told twice"


def use_of_first(cast):
    return str(PieceUse.objects.filter(patient__user=cast.ana).earliest("opened").pk)


def read_on(cast, ana, slug):
    """One part more of a piece that was begun before."""
    ana.post(reverse("lesson_part", args=[slug]), {"do": "next", "done": 1})
    with clock.at(clock.now() + timedelta(seconds=1)):
        relay()


def test_a_piece_opened_at_another_level_begins_the_help_once_it_is_opened_again_at_level_2(cast, ana):
    opens(cast, "one")
    opens(cast, "two")
    assert help_days() == [], "what was opened at level 1 stays there"
    pathway = at_level_2(cast)
    assert help_days() == []
    for _twice in range(2):
        read_on(cast, ana, "one")
    read_on(cast, ana, "two")
    assert help_days() == [(today_of(pathway.patient), True)]
    steps.help_ended(by=cast.clara, pathway=pathway, day=today_of(pathway.patient))
    read_on(cast, ana, "one")
    assert [began for _day, began in help_days()] == [True, False], "only what is new begins it again"


def test_what_is_told_late_of_a_day_before_level_2_begins_nothing(cast):
    opens(cast, "one")
    pathway = at_level_2(cast)
    yesterday = PieceUse.objects.get().opened - timedelta(days=1)
    PieceUse.objects.update(opened=yesterday)
    Pathway.objects.filter(pk=pathway.pk).update(entered=today_of(pathway.patient), started=today_of(pathway.patient))
    handlers.help_begins_with_the_first_piece({"use": use_of_first(cast)})
    assert help_days() == []


def test_help_that_ended_begins_again_with_another_piece(cast):
    pathway = at_level_2(cast)
    opens(cast, "one")
    steps.help_ended(by=cast.clara, pathway=pathway, day=today_of(pathway.patient))
    opens(cast, "two")
    assert [began for _day, began in help_days()] == [True, False, True]


def test_at_another_level_or_paused_it_begins_no_help(cast):
    opens(cast, "one")
    assert help_days() == []
    pathway = at_level_2(cast)
    steps.set_status(by=cast.clara, pathway=pathway, step="pause", reason="made up")
    opens(cast, "two")
    assert help_days() == []
    assert PIECE_OPENED.unhandled == ""


# --- did it help ------------------------------------------------------------------------------------------------------


def test_one_says_whether_it_helped_in_two_answers_and_a_field(cast, ana, version):
    assert ana.get(address("lesson_done")).url == address(), "first it is read"
    send(ana, do="next", done=3)
    assert ana.post(address("lesson_helped"), {"helped": "no", "words": " Too long "}).url == address("lesson_done")
    assert (use_of(cast).helped, use_of(cast).words) == (False, "Too long")
    found = page(ana, name="lesson_done")
    assert "Whoever guides you and your clinician can read both" in found
    assert "Too long" in found
    ana.post(address("lesson_helped"), {"helped": "yes"})
    assert (use_of(cast).helped, use_of(cast).words) == (True, "")


def test_an_answer_that_is_refused_keeps_what_was_written(cast, ana, version):
    send(ana, do="next", done=3)
    answer = ana.post(address("lesson_helped"), {"words": "Too long"})
    assert (answer.status_code, "Too long" in answer.content.decode()) == (422, True)
    assert use_of(cast).helped is None


# --- all there is -----------------------------------------------------------------------------------------------------


def test_everything_is_listed_with_what_was_begun_and_read_and_without_a_score(cast, ana, version):
    a_lesson(cast, "another", title="Another")
    for_others = shown(cast, new_piece(cast, "for-others"), title="For others")
    for_others.piece.audience = ["caregiver"]
    for_others.piece.save()
    send(ana, do="begin")
    found = seen(ana.get(reverse("all_lessons")).content.decode())
    assert [words in found for words in ("Worries on paper", "Another", "For others")] == [True, True, False]
    assert ("· begun" in found, "· read" in found, "%" in found.partition("<main")[2]) == (True, False, False)
    send(ana, do="next", done=3)
    assert "· read" in seen(ana.get(reverse("all_lessons")).content.decode())
