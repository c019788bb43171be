"""What somebody writes in an exercise: kept, sealed, theirs alone until they share it, and gone when they delete it."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.apps import apps
from django.db import connection
from django.urls import reverse

from oncocare.audit.models import AuditRow
from oncocare.events.models import Event
from oncocare.library.actions import end
from steps.campus.lessons import actions
from steps.campus.lessons.selectors import answers_of, newest_writing, shared_writings, written_in
from steps.campus.models import Writing
from tests.factories.campus_lessons import TEXT, a_lesson, shown
from tests.moment import go_on
from tests.pages import seen

SLUG = "worries-on-paper"
SECRET = "Tengo miedo de que vuelva"


@pytest.fixture
def version(cast):
    return a_lesson(cast)


@pytest.fixture
def ana(cast, client):
    client.force_login(cast.ana)
    return client


def send(client, **given):
    named = {(f"w-{name}" if name in ("worries", "one_step") else name): value for name, value in given.items()}
    return client.post(reverse("lesson_part", args=[SLUG]), {"do": "keep", "done": 2, **named})


def lesson(client, more="?part=2"):
    return seen(client.get(reverse("lesson", args=[SLUG]) + more).content.decode())


def written(cast):
    return [written_in(one) for one in Writing.objects.filter(patient__user=cast.ana).order_by("begun", "id")]


# --- kept -------------------------------------------------------------------------------------------------------------


def test_what_is_written_is_kept_and_shown_again_whichever_button_was_pressed(cast, ana, version):
    assert send(ana, worries=SECRET).url.endswith("?part=2")
    assert SECRET in lesson(ana)
    assert send(ana, worries=SECRET, one_step="Go out", do="next", writing=str(Writing.objects.get().pk)).url.endswith(
        "?part=3"
    )
    assert written(cast) == [{"worries": SECRET, "one_step": "Go out"}]


def test_nothing_written_is_nothing_kept(cast, ana, version):
    send(ana, worries="  ", one_step="", do="next")
    assert written(cast) == []


def test_a_field_that_is_emptied_is_empty_and_the_others_stay(cast, ana, version):
    send(ana, worries=SECRET, one_step="Go out")
    send(ana, worries="")
    assert written(cast) == [{"one_step": "Go out"}]
    send(ana, one_step="")
    assert (written(cast), Writing.objects.get().written) == ([{}], "")


def test_a_new_one_may_be_begun_and_the_one_before_is_listed(cast, ana, version):
    send(ana, worries="First")
    blank = lesson(ana, "?new=1")
    assert ("First" in blank, 'name="writing" value="new"' in blank) == (False, True)
    send(ana, worries="Second", writing="new")
    assert written(cast) == [{"worries": "First"}, {"worries": "Second"}]
    assert written_in(newest_writing(cast.patient(cast.ana), version.piece)) == {"worries": "Second"}
    listed = seen(ana.get(reverse("my_writings")).content.decode())
    assert listed.count("only you can read it") == 2


def test_a_writing_of_somebody_else_is_never_written_in(cast, ana, version):
    bea = actions.keep_writing(by=cast.bea, patient=cast.patient(cast.bea), version=version, given={"worries": "Hers"})
    send(ana, worries="Mine", writing=str(bea.pk))
    bea.refresh_from_db()
    assert (written_in(bea), written(cast)) == ({"worries": "Hers"}, [{"worries": "Mine"}])
    for name in ("writing", "share_writing", "delete_writing"):
        assert ana.post(reverse(name, args=[bea.pk])).status_code == 404
    assert Writing.objects.filter(pk=bea.pk, shared=None).exists()


def test_a_refused_form_loses_nothing(cast, ana, version):
    long = "x" * 5001
    answer = send(ana, worries=long, one_step="Go out", do="next")
    page = answer.content.decode()
    assert (answer.status_code, long in page, "Go out" in page, written(cast)) == (422, True, True, [])
    send(ana, worries="Kept")
    answer = ana.post(reverse("writing", args=[Writing.objects.get().pk]), {"w-worries": long, "w-one_step": "Go out"})
    assert (answer.status_code, long in answer.content.decode()) == (422, True)


def test_fields_that_a_newer_text_no_longer_has_are_still_shown(cast, ana, version):
    send(ana, worries=SECRET, one_step="Go out")
    shown(cast, version.piece, title="Worries on paper", text=TEXT.replace("one_step", "a_step"))
    page = lesson(ana)
    assert ("Go out" in page, "One small step for tomorrow" in page) == (True, True)
    send(ana, worries="More")
    assert written(cast) == [{"worries": "More", "one_step": "Go out"}]
    own = seen(ana.get(reverse("writing", args=[Writing.objects.get().pk])).content.decode())
    assert ("Go out" in own, own.count("One small step for tomorrow")) == (True, 2)


def test_what_was_typed_on_a_page_of_the_older_text_is_kept_when_it_is_sent(cast, ana, version):
    lesson(ana)
    shown(cast, version.piece, title="Worries on paper", text="## One\n\nx\n\n## Two\n\ny\n\n## Three\n\nz\n")
    send(ana, worries=SECRET, do="next")
    assert written(cast) == [{"worries": SECRET}]


def mark(page):
    return page.partition('name="mark" value="')[2].partition('"')[0]


def test_a_window_that_was_open_before_empties_and_overwrites_nothing(cast, ana, version):
    ana.post(reverse("lesson_part", args=[SLUG]), {"do": "begin"})
    empty = mark(lesson(ana))
    send(ana, worries=SECRET)
    send(ana, worries="", one_step="", mark=empty, do="next")
    assert written(cast) == [{"worries": SECRET}], "an empty box of an old page is no wish to delete"
    answer = send(ana, worries="Typed there", one_step="", mark=empty, do="next")
    assert written(cast) == [{"worries": SECRET}, {"worries": "Typed there"}]
    assert "Both are kept, each by itself." in seen(ana.get(answer.url).content.decode())
    send(ana, worries="", mark=mark(lesson(ana)))
    assert written(cast) == [{"worries": SECRET}, {}], "in the window that shows it, it can be emptied"


def test_the_page_of_a_writing_overwrites_nothing_that_it_does_not_show(cast, ana, version):
    send(ana, worries="First")
    own = reverse("writing", args=[Writing.objects.get().pk])
    old = mark(seen(ana.get(own).content.decode()))
    ana.post(own, {"w-worries": SECRET, "w-one_step": "", "mark": old})
    assert ana.post(own, {"w-worries": "Typed there", "w-one_step": "", "mark": old}).url != own
    assert written(cast) == [{"worries": SECRET}, {"worries": "Typed there"}]


def test_a_new_one_is_begun_once_however_often_the_button_is_pressed(cast, ana, version):
    send(ana, worries="First")
    for _twice in range(2):
        send(ana, worries="Second", writing="new")
    assert written(cast) == [{"worries": "First"}, {"worries": "Second"}]
    go_on(timedelta(minutes=3))
    send(ana, worries="Second", writing="new")
    assert len(written(cast)) == 3


def test_what_was_deleted_in_another_window_takes_nothing_else_with_it(cast, ana, version):
    send(ana, worries="First")
    send(ana, worries="Second", writing="new")
    page = lesson(ana)
    second = Writing.objects.latest("begun")
    actions.delete_writing(by=cast.ana, writing=second)
    send(ana, worries="Second, and more", writing=str(second.pk), mark=mark(page))
    assert written(cast) == [{"worries": "First"}, {"worries": "Second, and more"}]


def test_what_was_taken_out_while_it_was_read_keeps_what_was_written_on_its_page(cast, ana, version):
    ana.post(reverse("lesson_part", args=[SLUG]), {"do": "begin"})
    end(by=cast.gala, version=version, note="made up")
    answer = send(ana, worries=SECRET, do="next")
    assert (answer.url, written(cast)) == (reverse("lesson", args=[SLUG]), [{"worries": SECRET}])
    assert "What you wrote is kept. Only you can read it." in lesson(ana)
    long = send(ana, worries="x" * 5001, writing=str(Writing.objects.get().pk))
    page = long.content.decode()
    assert (long.status_code, "x" * 5001 in page, 'id="step"' in page) == (422, True, True)
    assert written(cast) == [{"worries": SECRET}]


def test_another_language_in_another_window_loses_nothing(cast, ana, version):
    ana.post(reverse("lesson_part", args=[SLUG]), {"do": "begin"})
    ana.post(reverse("set_language"), {"language": "es"})
    send(ana, worries=SECRET, do="next")
    assert written(cast) == [{"worries": SECRET}]


# --- sealed -----------------------------------------------------------------------------------------------------------


def everything_stored():
    """Every row of every table as the database holds it."""
    with connection.cursor() as cursor:
        there = set(connection.introspection.table_names(cursor))
        for model in apps.get_models(include_auto_created=True):
            if model._meta.db_table not in there:
                continue  # a view of a library, of rows that stand elsewhere
            cursor.execute(f'SELECT t::text FROM "{model._meta.db_table}" t')  # noqa: S608 -- our own names
            for (row,) in cursor.fetchall():
                yield model._meta.label, row


def test_no_table_no_log_and_no_history_holds_a_word_of_it(cast, ana, version):
    send(ana, worries=SECRET, one_step="Go out")
    found = Writing.objects.get()
    actions.share_writing(by=cast.ana, writing=found, shared=True)
    send(ana, worries=SECRET + ", otra vez")
    rows = list(everything_stored())
    assert len(rows) > 100
    assert [label for label, row in rows if "miedo" in row] == []
    assert [label for label, row in rows if "Worries on paper" in row] != [], "what is not sealed is found"
    assert [one for one in apps.get_models() if one._meta.label.startswith("campus.Writing")] == [Writing]
    assert SECRET in Writing.objects.get().written


# --- shared, and deleted ----------------------------------------------------------------------------------------------


def test_it_is_private_until_it_is_shared_and_again_when_that_stops(cast, ana, version):
    send(ana, worries=SECRET)
    patient, found = cast.patient(cast.ana), Writing.objects.get()
    assert list(shared_writings(patient)) == []
    share = reverse("share_writing", args=[found.pk])
    own = seen(ana.get(reverse("writing", args=[found.pk])).content.decode())
    assert "Share with the person who guides me and my clinician" in own
    for _twice in range(2):
        ana.post(share, {"shared": "yes"})
    assert list(shared_writings(patient)) == [found]
    assert Event.objects.filter(kind="writing.shared").count() == 1
    assert "Stop sharing" in seen(ana.get(reverse("writing", args=[found.pk])).content.decode())
    ana.post(share, {"shared": "no"})
    assert list(shared_writings(patient)) == []
    verbs = AuditRow.objects.filter(verb__startswith="writing.").order_by("id").values_list("verb", flat=True)
    assert list(verbs) == ["writing.kept", "writing.shared", "writing.unshared"]


def test_no_word_shares_nothing(cast, ana, version):
    send(ana, worries=SECRET)
    ana.post(reverse("share_writing", args=[Writing.objects.get().pk]))
    assert list(shared_writings(cast.patient(cast.ana))) == []


def test_deleting_asks_first_and_then_the_row_is_gone(cast, ana, version):
    send(ana, worries=SECRET)
    found = Writing.objects.get()
    address = reverse("delete_writing", args=[found.pk])
    assert "gone for good" in seen(ana.get(address).content.decode())
    assert Writing.objects.count() == 1
    assert ana.post(address).url == reverse("my_writings")
    with connection.cursor() as cursor:
        cursor.execute('SELECT count(*) FROM "campus_writing"')
        assert cursor.fetchone() == (0,)
    assert AuditRow.objects.filter(verb="writing.deleted", subject=f"writing:{found.pk}").count() == 1
    assert ana.get(reverse("writing", args=[found.pk])).status_code == 404


def test_what_was_chosen_in_a_check_is_neither_sent_nor_kept(cast, ana, version):
    page = seen(ana.post(reverse("lesson_part", args=[SLUG]), {"do": "next", "done": 2}, follow=True).content.decode())
    begin, end = (
        page.index('<fieldset class="nhsuk-fieldset oc-check"'),
        page.index('<form method="post" action="/campus'),
    )
    assert page.index("</fieldset>", begin) < end, "it stands outside the form"
    assert page.count('type="radio"') == 2
    assert page.count("This is right.") == 1


def test_whoever_it_is_shared_with_reads_each_answer_under_what_it_was_asked_by_then(
    cast, ana, version, django_assert_num_queries
):  # fmt: skip
    send(ana, worries=SECRET, one_step="Go out")
    shown(cast, version.piece, title="Worries on paper", text=TEXT.replace("one_step", "a_step"))
    lesson(ana)
    send(ana, worries="More", **{"w-a_step": "Call"})
    rows = list(Writing.objects.select_related("version"))
    with django_assert_num_queries(1):
        [answers] = answers_of(rows)
    assert [(one.asked, one.words) for one in answers] == [
        ("What goes round in your head?", "More"), ("One small step for tomorrow", "Call"),
        ("One small step for tomorrow", "Go out"),
    ]  # fmt: skip
