"""The pages of diary, goal and compass: two taps, nothing counted, nothing lost, nothing asked."""

import re
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from oncocare.foundation import clock
from oncocare.notifications.models import Message
from oncocare.people.days import today_of
from oncocare.people.registry import all_given
from oncocare.site.own_data.selectors import file_of, page_of
from steps.campus.diary.actions import keep_compass, keep_day, say_how_it_went, set_goal, share_diary
from steps.campus.diary.scales import ACTIVITY, MOOD
from steps.campus.diary.selectors import compass_of
from steps.campus.diary.weeks import monday_of
from steps.campus.models import Compass, DiaryDay, Goal, Guidance
from tests.factories.campus import campus_rows
from tests.factories.library import stocked
from tests.pages import text, words
from tests.signing_in import sign_in

ADDRESSES = {
    "diary": "/campus/diary/",
    "diary_keep": "/campus/diary/keep/",
    "diary_delete": "/campus/diary/delete/",
    "share_diary": "/campus/diary/share/",
    "goal": "/campus/goal/",
    "goal_went": "/campus/goal/went/",
    "goal_delete": "/campus/goal/delete/",
    "compass": "/campus/compass/",
    "compass_delete": "/campus/compass/delete/",
}


@pytest.fixture
def patient(cast):
    return cast.patient(cast.ana)


@pytest.fixture
def ana(cast, client):
    sign_in(client, cast.ana)
    return client


def kept(cast, days, mood=None, activity=None):
    """Something said so many days ago."""
    patient = cast.patient(cast.ana)
    with clock.at(clock.now() - timedelta(days=days)):
        for scale, value in ((MOOD, mood), (ACTIVITY, activity)):
            if value is not None:
                keep_day(by=cast.ana, patient=patient, day=today_of(patient), scale=scale, value=value)


def sent(client, name, **given):
    """What comes after something was sent, on the page it leads to."""
    return words(client.post(ADDRESSES[name], given, follow=True))


def test_nothing_clinical_stands_in_an_address_or_a_title(ana):
    assert {name: reverse(name) for name in ADDRESSES} == ADDRESSES
    titles = [
        re.search(r"<title>(.*?) –", text(ana.get(ADDRESSES[name])))[1]
        for name in ("diary", "goal", "compass", "share_diary")
    ]
    assert titles == ["My diary", "One small thing this week", "What matters to me", "Who can read this"]


# --- days -------------------------------------------------------------------------------------------------------------


def test_two_taps_are_a_day_and_each_is_kept_at_once(ana, patient):
    today = today_of(patient)
    assert "How are you today?" in words(ana.get("/campus/diary/"))
    page = sent(ana, "diary_keep", day=today, mood="2")
    assert "It is written down." in page
    assert "How are you today? Rather low Change it" in page
    page = sent(ana, "diary_keep", day=today, activity="0")
    assert "How much have you done today? Almost nothing Change it" in page
    assert list(DiaryDay.objects.values_list("mood", "activity")) == [(2, 0)]


def test_an_answer_is_changed_and_taken_back_the_same_day(ana, patient):
    today = today_of(patient)
    for mood in ("2", "4"):
        sent(ana, "diary_keep", day=today, mood=mood)
    assert re.findall(r'value="(\w+)" aria-pressed="true"', text(ana.get("/campus/diary/"))) == ["4"]
    assert "It is taken back." in sent(ana, "diary_keep", day=today, mood="none")
    assert not DiaryDay.objects.exists()


@pytest.mark.parametrize(
    "given", [{}, {"mood": "3"}, {"day": "yesterday", "mood": "3"}, {"day": "T"}, {"day": "T", "mood": "x"},
              {"day": "T", "mood": "3", "activity": "3"}, {"day": "T", "mood": "9"}, {"day": "2020-01-01", "mood": "3"},
              {"day": "T", "mood": "3" * 5000}, {"day": "T", "mood": "٣" * 2}, {"day": "T", "mood": "3\x00"}],
)  # fmt: skip
def test_a_tap_that_did_not_arrive_whole_changes_nothing_and_says_so(ana, patient, given):
    today = today_of(patient).isoformat()
    given = {name: today if value == "T" else value for name, value in given.items()}
    page = words(ana.post("/campus/diary/keep/", given), 422)
    assert re.search("tap once more|choose one of the answers|Nothing was changed", page)
    assert "How are you today?" in page
    assert not DiaryDay.objects.exists()


def test_what_matters_is_not_emptied_by_a_window_that_was_open_before(ana, patient):
    def mark():
        return text(ana.get("/campus/compass/")).partition('name="mark" value="')[2].partition('"')[0]

    old = mark()
    for _twice in range(2):  # a double click is no other window
        sent(ana, "compass", values=["family"], words="The garden.", mark=old)
    page = words(ana.post("/campus/compass/", {"values": [], "words": "", "mark": old}), 422)
    assert "You changed this in another window meanwhile." in page
    assert "The garden." in page
    assert (patient.compass.values, patient.compass.words) == (["family"], "The garden.")
    ana.post("/campus/compass/", {"values": [], "words": "", "mark": mark()})
    assert compass_of(patient) is None


def test_yesterday_is_offered_once_begun_and_while_something_of_it_is_open(cast, ana):
    assert "How were you yesterday?" not in words(ana.get("/campus/diary/"))  # nothing was missed by who begins today
    kept(cast, 3, mood=3)
    assert "How were you yesterday?" in words(ana.get("/campus/diary/"))
    assert "<details" in text(ana.get("/campus/diary/")).partition("Yesterday")[0].rpartition("</section>")[2]
    kept(cast, 1, mood=3)
    assert "How much did you do yesterday?" in words(ana.get("/campus/diary/"))
    kept(cast, 1, activity=2)
    assert "yesterday" not in words(ana.get("/campus/diary/")).lower()


def test_a_page_opened_before_midnight_is_kept_for_the_day_it_was_opened(ana, patient):
    evening = today_of(patient)
    with clock.at(clock.now() + timedelta(days=1)):
        ana.post("/campus/diary/keep/", {"day": evening, "mood": "3"})
    assert DiaryDay.objects.get().day == evening


def test_no_page_counts_days_or_speaks_of_missing_ones(cast, ana):
    for days in (0, 2, 9, 20):
        kept(cast, days, mood=3, activity=1)
    page = words(ana.get("/campus/diary/")).lower()
    assert [
        word for word in ("streak", "missed", "missing", "in a row", "4 days", "well done", "remind") if word in page
    ] == []


def test_the_picture_has_a_face_for_each_day_and_its_words_in_a_table(cast, ana):
    for days in (0, 2, 9):
        kept(cast, days, mood=5, activity=3)
    page = text(ana.get("/campus/diary/"))
    figure = page.partition("<figure")[2].partition("</figure>")[0]
    assert (figure.count("oc-chart__line"), figure.count('r="3"')) == (3, 9)
    assert re.findall(r'data-label="(.*?)">(.*?)</td>', page) == [("Mood", "Good"), ("How much I did", "A lot")] * 3
    assert 'style="' not in page


def test_the_one_sentence_comes_only_where_it_can_be_said(cast, ana):
    for days in range(9):
        kept(cast, days, mood=4 if days % 2 else 2, activity=3 if days % 2 else 0)
    assert "on the whole" not in words(ana.get("/campus/diary/"))
    kept(cast, 9, mood=4, activity=3)
    page = words(ana.get("/campus/diary/"))
    assert "On days when you did more, your mood was on the whole a little better." in page


def test_whoever_is_very_low_is_shown_whom_to_call_and_nobody_is_told(ana, patient):
    page = ana.post("/campus/diary/keep/", {"day": today_of(patient), "mood": "1"}, follow=True)
    assert "there are people you can call at any hour" in words(page)
    assert '<a href="/help/">Numbers to call at any hour</a>' in text(page)
    assert not Message.objects.exists()
    assert not patient.flags.exists()


def test_a_day_is_deleted_and_all_of_them(cast, ana, patient):
    for days in (0, 1, 70):
        kept(cast, days, mood=3)
    assert "It is deleted." in sent(ana, "diary_delete", day=today_of(patient))
    assert DiaryDay.objects.count() == 2
    assert words(ana.post("/campus/diary/delete/", {"day": "made up"}), 422)
    assert DiaryDay.objects.count() == 2
    sent(ana, "diary_delete", day="all")
    assert not DiaryDay.objects.exists()


# --- one small goal a week --------------------------------------------------------------------------------------------


def test_a_goal_is_written_changed_and_let_go(ana, patient):
    page = words(ana.get("/campus/goal/"))
    assert "Sit by the open window for five minutes" in page
    assert "Has it to do with" not in page
    assert "It is written down for this week." in sent(ana, "goal", words="Write to Rosa")
    assert "This week Write to Rosa" in words(ana.get("/campus/goal/"))
    sent(ana, "goal", words="Call Rosa")
    assert [one.words for one in Goal.objects.all()] == ["Call Rosa"]
    assert "It is deleted." in sent(ana, "goal_delete", week=monday_of(today_of(patient)))
    assert not Goal.objects.exists()


def test_a_goal_is_tied_to_what_matters_where_one_likes(cast, ana, patient):
    keep_compass(by=cast.ana, patient=patient, values=["friends"], words="")
    options = re.findall(r'name="value" value="(\w*)"', text(ana.get("/campus/goal/")))
    assert options == ["friends", ""]
    ana.post("/campus/goal/", {"words": "Write to Rosa", "value": "friends"})
    assert "Write to Rosa Friends" in words(ana.get("/campus/goal/"))
    keep_compass(by=cast.ana, patient=patient, values=["rest"], words="")
    ana.post("/campus/goal/", {"words": "Write to Rosa again", "value": "friends"})
    assert Goal.objects.get().words == "Write to Rosa again"


def test_what_was_typed_comes_back_when_it_is_refused(ana):
    page = text(ana.post("/campus/goal/", {"words": "typed at three in the morning " * 20}), 422)
    assert "typed at three in the morning" in page
    assert "Write one small thing, in a few words." in words(ana.post("/campus/goal/", {"words": " "}), 422)


@pytest.mark.parametrize(
    ("went", "said"),
    [
        ("done", "You did what you had in mind."),
        ("partly", "Some of it is something."),
        ("otherwise", "Weeks often turn out otherwise. That is no failure"),
    ],
)
def test_last_week_is_asked_about_once_and_each_answer_is_met_kindly(cast, ana, patient, went, said):
    with clock.at(clock.now() - timedelta(weeks=1)):
        week = set_goal(by=cast.ana, patient=patient, words="Write to Rosa").week
    assert "How did it go? You need not say." in words(ana.get("/campus/goal/"))
    assert said in sent(ana, "goal_went", week=week, went=went)
    assert "How did it go?" not in words(ana.get("/campus/goal/"))
    assert Goal.objects.get().went == went


def test_a_goal_of_older_weeks_is_not_asked_about_and_stands_in_the_list(cast, ana, patient):
    for weeks in (2, 3):
        with clock.at(clock.now() - timedelta(weeks=weeks)):
            goal = set_goal(by=cast.ana, patient=patient, words=f"of {weeks} weeks ago")
            if weeks == 3:
                say_how_it_went(by=cast.ana, patient=patient, week=goal.week, went=Goal.Went.OTHERWISE)
    page = text(ana.get("/campus/goal/"))
    assert "How did it go?" not in page
    assert "Not over yet" not in page
    assert re.findall(r'data-label=".*?">(.*?)</td>', page) == [
        "of 2 weeks ago", "–", "of 3 weeks ago", "It turned out otherwise",
    ]  # fmt: skip


@pytest.mark.parametrize("given", [{}, {"week": "T"}, {"week": "T", "went": "open"}, {"week": "x", "went": "done"}])
def test_how_it_went_is_refused_where_it_did_not_arrive_whole(cast, ana, patient, given):
    week = set_goal(by=cast.ana, patient=patient, words="x").week.isoformat()
    given = {name: week if value == "T" else value for name, value in given.items()}
    assert "tap once more" in words(ana.post("/campus/goal/went/", given), 422)
    assert Goal.objects.get().went == "open"


def test_how_it_went_of_a_week_without_a_goal_is_refused(ana, patient):
    given = {"week": today_of(patient), "went": "done"}
    assert "There is no goal of that week." in words(ana.post("/campus/goal/went/", given), 422)


# --- what matters, and who reads it -----------------------------------------------------------------------------------


def test_what_matters_is_chosen_written_and_deleted(ana):
    sent(ana, "compass", values=["family", "rest"], words="The garden.")
    page = text(ana.get("/campus/compass/"))
    assert re.findall(r'value="(\w+)" checked', page) == ["family", "rest"]
    assert "The garden.</textarea>" in page
    sent(ana, "compass_delete")
    assert not Compass.objects.exists()


def test_a_fifth_area_is_refused_and_nothing_is_lost(ana):
    five = ["family", "friends", "rest", "home", "body"]
    page = text(ana.post("/campus/compass/", {"values": five, "words": "The garden."}), 422)
    assert "Choose four at most: the ones that matter most now." in page
    assert sorted(re.findall(r'value="(\w+)" checked', page)) == sorted(five)
    assert "The garden.</textarea>" in page


def test_sharing_is_chosen_and_taken_back_and_says_with_whom(cast, ana, patient):
    page = words(ana.get("/campus/diary/share/"))
    assert "Only you. Nobody of the team sees them." in page
    assert "Whoever guides you here, once somebody does" in page
    Guidance.objects.create(
        patient=patient, centre=patient.centre, supporter=cast.gala, since=today_of(patient), due=today_of(patient)
    )
    page = sent(ana, "share_diary", shared="yes")
    assert "Your diary and your goals are shared now." in page
    assert "Gala, who guides you here" in page
    assert Compass.objects.get().shared
    assert "Only you can read your diary and your goals." in sent(ana, "share_diary", shared="no")
    assert Compass.objects.get().shared is None


def test_another_person_sees_and_changes_their_own_only(cast, ana, patient):
    kept(cast, 0, mood=1)
    set_goal(by=cast.ana, patient=patient, words="Write to Rosa")
    keep_compass(by=cast.ana, patient=patient, values=["rest"], words="The garden.")
    share_diary(by=cast.ana, patient=patient, shared=True)
    bea = Client()
    sign_in(bea, cast.bea)
    pages = {name: text(bea.get(ADDRESSES[name])) for name in ("diary", "goal", "compass", "share_diary")}
    hers = re.compile("Take it back|Write to Rosa|The garden|You share them since")
    assert {name: found for name, page in pages.items() if (found := hers.findall(page))} == {}
    bea.post("/campus/diary/delete/", {"day": "all"})
    bea.post("/campus/goal/delete/", {"week": monday_of(today_of(patient))})
    bea.post("/campus/compass/delete/")
    assert (DiaryDay.objects.count(), Goal.objects.count(), Compass.objects.get().words) == (1, 1, "The garden.")


# --- all my data ------------------------------------------------------------------------------------------------------


def test_all_of_it_is_in_what_a_person_takes_with_them_in_clear(cast, patient):
    stocked(cast)
    campus_rows(cast)
    file = file_of(patient)
    [day], [goal], [compass] = file["diary"], file["goals"], file["compass"]
    assert (day["mood"], day["activity"]) == (3, 1)
    assert (goal["words"], goal["value"], goal["went"]) == ("made up", "family", "open")
    assert (compass["values"], compass["words"]) == (["family"], "made up")
    assert [one["piece"] for one in file["recommendations"]] == ["Awake at three"]
    assert file["plans"][0]["things"][0]["because"] == {"en": "made up"}
    page = {part.name: [pair["value"] for row in part.rows for pair in row] for part in page_of(patient)}
    assert page["diary"][1:] == ["In between", "A little"]
    assert page["goals"][1:] == ["made up", "Family"]
    assert page["compass"][:2] == ["Family", "made up"]
    assert page["plans"][1:] == ["English", "Awake at three – made up"]
    assert page["recommendations"][1:] == ["Awake at three", "Recommended", "made up"]
    assert page["tours"][1:] == ["Sleep", "Read"]
    assert {"tours", "recommendations", "plans", "diary", "goals", "compass"} <= {part.name for part in all_given()}
