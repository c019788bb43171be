"""The pages of a centre's groups: prepared from a template, covered, opened, shared and closed in pages alone."""

from __future__ import annotations

from datetime import time

import pytest
from django.test import Client
from django.urls import reverse

from mentoring.community.groups import actions
from mentoring.community.groups.topics import topics
from mentoring.community.models import Group, GroupDuty, GroupSharing, Member, Moderator
from mentoring.community.selectors import settings_of
from oncocare.foundation import clock
from oncocare.people.actions import appoint, dismiss
from oncocare.people.models import Membership
from oncocare.people.roles import COORDINATOR
from oncocare.safety.rota.actions import set_cover
from tests.cast import BY, colleague
from tests.clinicians.centre.conftest import signed_in
from tests.factories.community import member, posted
from tests.factories.community_groups import opened, prepared, shared
from tests.factories.rooms import day
from tests.pages import at, words


def url(name, thing=None):
    return reverse(name, args=[thing.pk] if thing else [])


def facts(group, **changed):
    """The form of words and settings as the page shows it, with what is changed in it."""
    said = {name: getattr(group, name) for name in actions.GroupFacts.__dataclass_fields__}
    ticked = {name: "on" for name in ("stays_open", "by_themselves", "pictures") if said[name]}
    return {**{name: value for name, value in said.items() if not isinstance(value, bool)}, **ticked, **changed}


def week(text, days=5):
    return {f"hours-{number}": text if number < days else "" for number in range(7)}


def duty(*filled):
    data = {"duty-TOTAL_FORMS": len(filled), "duty-INITIAL_FORMS": 0}
    for number, values in enumerate(filled):
        for name, value in zip(("weekday", "hours", "user"), values, strict=True):
            data[f"duty-{number}-{name}"] = str(value)
    return data


@pytest.fixture
def elsewhere(cast) -> Client:
    """The browser of a coordinator of the other centre."""
    appoint(by=BY, user=cast.denis, centre=cast.there, role=COORDINATOR)
    return signed_in(cast.denis)


def test_a_group_is_prepared_covered_and_opened_in_pages_alone(carlos, cast):
    page = words(carlos.get(url("centre_groups")))
    assert "No group is open." in page
    page = words(carlos.get(url("new_centre_group")))
    for topic in (*topics("en").values(), *topics("es").values()):
        assert topic.name in page
    start = f"{url('new_centre_group')}?topic=sexuality&language=es"
    form = carlos.get(start).context["form"]
    assert form.initial["name"] == "Intimidad y sexualidad"
    sent = {name: value for name, value in form.initial.items() if value is not False} | {"name": "Cerca"}
    made = carlos.post(start, sent)
    group = Group.objects.get()
    assert made.url == url("centre_group", group)
    assert (group.name, group.topic, group.language) == ("Cerca", "sexuality", "es")
    page = words(carlos.get(made.url))
    assert "What keeps it from opening" in page
    assert "Nobody answers for it. Appoint at least one moderator." in page
    assert "Nobody has said when somebody answers. Write its answering hours." in page
    carlos.post(url("appoint_group_moderator", group), {"moderator-user": cast.clara.pk})
    carlos.post(url("centre_group_hours", group), week("9-13", days=2))
    page = words(carlos.get(made.url))
    assert "Fill them in the table of duties: Monday 09:00–13:00 Tuesday 09:00–13:00" in page
    rows = duty((0, "9-13", cast.clara.pk), (1, "8-14", cast.clara.pk), ("", "", ""))
    assert carlos.post(url("centre_group_duties", group), rows).url == made.url
    assert "Nothing is missing" in words(carlos.get(made.url))
    carlos.post(url("open_centre_group", group))
    assert "Somebody is on duty in every hour that must be covered." in words(carlos.get(made.url))
    assert Group.objects.get().is_open


def test_the_hours_that_nobody_covers_stand_in_the_table_and_lack_a_person_only(carlos, cast):
    group = prepared(cast)
    carlos.post(url("centre_group_duties", group), duty((0, "9-12", cast.clara.pk)))
    rows = carlos.get(url("centre_group", group)).context["rows"]
    read = [(row.initial.get("weekday"), row.initial.get("hours"), row.initial.get("user")) for row in rows]
    assert read[:3] == [(0, "09:00–12:00", cast.clara.pk), (0, "12:00–17:00", ""), (1, "09:00–17:00", "")]
    assert read[-3:] == [(None, None, None)] * 3


def test_what_is_missing_when_the_template_is_kept_comes_back_with_what_was_typed(carlos, cast):
    start = f"{url('new_centre_group')}?topic=diet&language=en"
    sent = {"topic": "diet", "name": "", "about": "My own words", "language": "en", "capacity": "1"}
    page = carlos.post(start, sent)
    assert "My own words" in words(page, 422)
    assert set(page.context["form"].errors) == {"name", "audience", "phase", "capacity"}
    assert not Group.objects.exists()


def test_a_group_that_lacks_something_is_not_opened_and_the_page_says_what(carlos, cast):
    group = prepared(cast)
    actions.set_group_duties(by=cast.carlos, group=group, turns=[])
    page = words(carlos.post(url("open_centre_group", group)), 422)
    assert "There is a problem There are hours without anybody on duty." in page
    assert not Group.objects.get().is_open


def test_a_change_that_leaves_an_open_group_alone_is_refused_whole_and_nothing_typed_is_lost(carlos, cast):
    group = opened(cast)
    page = carlos.post(url("centre_group_hours", group), week("9-21"))
    assert "nobody would be on duty: Monday 17:00–21:00;" in words(page, 422)
    assert page.content.decode().count('value="9-21"') == 5
    assert group.answering_hours.filter(closes=time(17)).count() == 5
    page = carlos.post(url("centre_group_duties", group), duty((0, "9-17", cast.clara.pk)))
    assert "nobody would be on duty: Tuesday 09:00–17:00;" in words(page, 422)
    assert GroupDuty.objects.filter(group=group).count() == 5
    page = carlos.post(url("centre_group", group), facts(group, stays_open="on", name="Another name"))
    assert "nobody would be on duty: Monday 00:00–09:00;" in words(page, 422)
    assert "Another name" in page.content.decode()
    group.refresh_from_db()
    assert (group.name, group.stays_open) == ("After chemotherapy", False)
    page = carlos.post(url("end_group_moderator", Moderator.objects.get()))
    assert "nobody would answer for it" in words(page, 422)
    assert Moderator.objects.get().ended is None


@pytest.mark.parametrize(
    ("row", "expected"),
    [
        (("", "9-17", "clara"), "Choose the weekday."),
        ((0, "", "clara"), "Write from when and until when."),
        ((0, "later", "clara"), "From and until: “later” is not a time from and until."),
        ((0, "9-17", "gala"), "Please choose again: Who is on duty"),
    ],
)
def test_a_row_of_duties_that_cannot_be_kept_refuses_the_table(carlos, cast, row, expected):
    group = prepared(cast)
    people = {"clara": cast.clara.pk, "gala": cast.gala.pk}
    wrong = [people.get(value, value) for value in row]
    page = carlos.post(url("centre_group_duties", group), duty((1, "9-17", cast.clara.pk), wrong))
    assert expected in words(page, 422)
    assert GroupDuty.objects.filter(group=group).count() == 5


def test_words_and_settings_are_changed_where_they_stand(carlos, cast):
    group = opened(cast)
    sent = facts(group, name="After all", by_themselves="on", capacity=12)
    assert carlos.post(url("centre_group", group), sent).url == url("centre_group", group)
    group.refresh_from_db()
    assert (group.name, group.by_themselves, group.capacity) == ("After all", True, 12)


def test_a_coordinator_sees_counts_and_never_a_word_or_a_name_of_a_member(carlos, cast):
    group = opened(cast)
    posted(member(cast, group, cast.ana, "Blue heron"), "I cannot sleep at all.")
    for page in (carlos.get(url("centre_groups")), carlos.get(url("centre_group", group))):
        shown = words(page)
        assert "Blue heron" not in shown
        assert "Ana" not in shown
        assert "sleep" not in shown
    assert "1 person in 30 places" in shown


def test_who_left_the_centre_leaves_a_hole_that_the_list_and_the_navigation_show(carlos, cast):
    group = opened(cast)
    page = carlos.get(url("centre_groups"))
    assert "hours without anybody on duty" not in words(page)
    dismiss(by=BY, membership=Membership.objects.get(user=cast.clara))
    page = words(carlos.get(url("centre_groups")))
    assert "Groups 1" in page
    assert "hours without anybody on duty" in page
    page = words(carlos.get(url("centre_group", group)))
    assert "This group is open, and something is missing" in page
    assert "Clara may not answer any more" in page
    cleo = colleague(cast)
    carlos.post(url("appoint_group_moderator", group), {"moderator-user": cleo.pk})
    carlos.post(url("end_group_moderator", Moderator.objects.get(user=cast.clara)))
    rows = duty(*[(number, "9-17", cleo.pk) for number in range(5)])
    carlos.post(url("centre_group_duties", group), rows)
    assert "hours without anybody on duty" not in words(carlos.get(url("centre_groups")))


def test_an_absence_without_anybody_who_stands_in_is_said_before_it_begins(carlos, cast):
    with clock.at(day(0, 8)):
        group = opened(cast)
        set_cover(by=BY, centre=cast.here, day=day(1).date(), absent=cast.clara, instead=colleague(cast))
    page = words(at(day(0, 9), lambda: carlos.get(url("centre_group", group))))
    assert "Absent in the next two weeks, and nobody stands in Tuesday 3 March 2026: Clara" in page


def test_a_mentor_of_the_centre_in_the_group_is_chosen_and_taken_back_by_their_own_name(carlos, cast):
    group = opened(cast)
    bea, ana = member(cast, group, cast.bea, "Heron"), member(cast, group, cast.ana)
    page = words(carlos.get(url("centre_group", group)))
    assert "Choose as a mentor" in page
    assert "Bea" in page
    assert "Heron" not in page
    carlos.post(url("choose_group_mentor", bea))
    assert Member.objects.get(pk=bea.pk).mentor
    carlos.post(url("unchoose_group_mentor", bea))
    assert not Member.objects.get(pk=bea.pk).mentor
    assert carlos.post(url("choose_group_mentor", ana)).status_code == 404


def test_closing_asks_once_and_says_what_becomes_of_the_people(carlos, cast):
    group = opened(cast)
    member(cast, group, cast.ana)
    page = words(carlos.get(url("close_centre_group", group)))
    assert "1 person is in it, and is told." in page
    assert "For 30 days whoever is in it can still read it, and then nobody can." in page
    assert Group.objects.get().is_open
    carlos.post(url("close_centre_group", group))
    page = words(carlos.get(url("centre_group", group)))
    assert "Nobody writes in it." in page
    assert "Save the duties" not in page


def test_another_centre_reads_what_both_sign_and_signs(carlos, cast, elsewhere):
    group = opened(cast)
    sent = {"sharing-centre": cast.there.pk, "sharing-words": "We share it.", "sharing-signed": "on"}
    assert "Please tick: I sign this for my centre" in words(
        carlos.post(url("offer_group_sharing", group), sent | {"sharing-signed": ""}), 422
    )
    carlos.post(url("offer_group_sharing", group), sent)
    sharing = GroupSharing.objects.get()
    assert "not answered yet" in words(carlos.get(url("centre_group", group)))
    page = words(elsewhere.get(url("centre_groups")))
    assert "Groups 1" in page
    assert "waits for your answer" in page
    page = words(elsewhere.get(url("group_sharing", sharing)))
    assert "We share it." in page
    assert "Carlos signed it for Here on" in page
    words(elsewhere.post(url("group_sharing", sharing), {}), 422)
    elsewhere.post(url("group_sharing", sharing), {"signed": "on"})
    assert "signed by Denis on" in words(carlos.get(url("centre_group", group)))
    assert "(There)" not in words(carlos.get(url("centre_group", group)))
    carlos.post(url("appoint_group_moderator", group), {"moderator-user": cast.denis.pk})
    assert "Denis (There)" in words(carlos.get(url("centre_group", group)))


def test_another_centre_declines_and_finds_the_group_no_more(cast, elsewhere):
    sharing = shared(cast, opened(cast), cast.there, by=cast.carlos)
    assert "It can be offered again." in words(elsewhere.get(url("end_group_sharing", sharing)))
    assert elsewhere.post(url("end_group_sharing", sharing)).url == url("centre_groups")
    assert elsewhere.get(url("group_sharing", sharing)).status_code == 404
    assert "After chemotherapy" not in words(elsewhere.get(url("centre_groups")))


def test_the_group_of_another_centre_is_not_there_before_it_is_offered_and_never_to_run(cast, elsewhere):
    group = opened(cast)
    shared(cast, group, cast.there, by=cast.carlos, signed=cast.denis)
    for name in ("centre_group", "close_centre_group"):
        assert elsewhere.get(url(name, group)).status_code == 404
    assert elsewhere.post(url("end_group_moderator", Moderator.objects.get())).status_code == 404


def test_sharing_that_the_group_depends_on_is_not_ended_and_the_page_says_why(cast, carlos, elsewhere):
    group = opened(cast)
    sharing = shared(cast, group, cast.there, by=cast.carlos, signed=cast.denis)
    carlos.post(url("appoint_group_moderator", group), {"moderator-user": cast.denis.pk})
    rows = [(number, "9-17", (cast.clara, cast.denis)[number == 4].pk) for number in range(5)]
    carlos.post(url("centre_group_duties", group), duty(*rows))
    for client in (carlos, elsewhere):
        assert "nobody would be on duty: Friday 09:00–17:00" in words(
            client.post(url("end_group_sharing", sharing)), 422
        )
    assert GroupSharing.objects.get().ended_at is None


def test_what_holds_for_all_groups_is_said_on_their_page(carlos, cast):
    carlos.post(url("centre_community"), {})
    assert settings_of(cast.here).stays_when_level_falls is False
    carlos.post(url("centre_community"), {"community-stays_when_level_falls": "on"})
    assert settings_of(cast.here).stays_when_level_falls is True
