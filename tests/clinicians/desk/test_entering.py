"""The page on which staff type a paper: what it shows, what it refuses, and what becomes of it."""

import re
from datetime import date
from html import unescape

import pytest
from django.urls import reverse

from oncocare.foundation import clock
from oncocare.safety.models import Flag
from questionnaires.instruments.catalogue import definition
from questionnaires.models import Assignment, Mode, Response
from questionnaires.sheets.actions import keep_sheet
from steps import actions as steps
from tests.cast import BY, gad7, phq9
from tests.factories.rooms import ask, day, newcomer, send
from tests.pages import seen
from tests.questionnaires.keeping import save

SET = ("phq-9", "gad-7")
NOW = day(3, 11)


@pytest.fixture
def asked(patient):
    with clock.at(day(0)):
        return ask(patient, *SET)


@pytest.fixture
def clara(cast, client):
    with clock.at(NOW):
        client.force_login(cast.clara)
        yield client


def fields(**more):
    """What is typed of a PHQ-9 of 12 and a GAD-7 of 9."""
    answers = {f"phq-9-{item}": code for item, code in phq9(12).items()}
    answers |= {f"gad-7-{item}": code for item, code in gad7(9).items()}
    return {name: str(code) for name, code in answers.items()} | {"language": "en"} | more


def words(answer, status=200):
    assert answer.status_code == status
    said = " ".join(re.sub(r"<[^>]+>", " ", unescape(seen(answer.content.decode()))).split())
    return re.sub(r" ([,.])", r"\1", said)


def value(answer, name):
    [found] = re.findall(rf'<input[^>]*name="{name}"[^>]*>', answer.content.decode())
    return unescape((re.findall(r'value="([^"]*)"', found) or [""])[0])


def post(client, patient, data):
    return client.post(reverse("enter_answers", args=[patient.pk]), data)


def begin(client, patient, **more):
    page = client.get(reverse("enter_answers", args=[patient.pk]))
    bundle = re.findall(r'<input[^>]*name="what"[^>]*value="([^"]*)"', page.content.decode())[0]
    return post(client, patient, {"what": bundle, "day": "2026-03-05", **more})


def go_on(client, patient, page, **more):
    return post(client, patient, {"sitting": value(page, "sitting"), **fields(**more)})


def saved(answer, patient):
    assert (answer.status_code, answer.url) == (302, reverse("entered_answers", args=[patient.pk]))


# --- the usual way ----------------------------------------------------------------------------------------------------


def test_an_open_set_is_typed_on_one_page_and_saved_as_a_whole(clara, patient, asked):
    page = begin(clara, patient)
    assert "1. Little interest or pleasure in doing things" in words(page)
    assert "0 Not at all · 1 Several days" in words(page)
    answer = go_on(clara, patient, page)
    saved(answer, patient)
    said = words(clara.get(answer.url))
    assert "Saved: 2 questionnaires, 16 answers." in said
    assert "total: 12 (moderate)" in said
    assert "total: 9 (mild)" in said
    rows = Response.objects.order_by("-instrument")
    assert [(row.assignment_id, row.mode, row.language, row.answered) for row in rows] == [
        (one.pk, Mode.PAPER, "en", NOW) for one in asked
    ]
    assert [bool(row.text_sha256) for row in rows] == [True, True]


def test_the_record_says_on_paper_which_day_and_who_typed_it(clara, patient, asked):
    page = begin(clara, patient, day="2026-03-03")
    go_on(clara, patient, page)
    said = words(clara.get(reverse("record", args=[patient.pk])))
    assert said.count("On paper") == 2
    assert said.count("Answered on Tuesday 3 March 2026, entered by Clara.") == 2
    assert "Enter answers from paper" in said


def test_what_the_person_answers_here_says_nothing_of_a_way(clara, patient, asked):
    send(asked[0], phq9(3))
    said = words(clara.get(reverse("record", args=[patient.pk])))
    assert "On this site" not in said
    assert "entered by" not in said


def test_a_flag_is_shown_first_with_the_way_to_it(clara, patient, asked):
    answer = go_on(clara, patient, begin(clara, patient), **{"phq-9-9": "1"})
    flag = Flag.objects.get()
    page = clara.get(answer.url)
    assert f'{reverse("record", args=[patient.pk])}#flag-{flag.pk}"' in page.content.decode()
    assert words(page).index("These answers raised a flag") < words(page).index("Saved:")
    assert f'id="flag-{flag.pk}"' in clara.get(reverse("record", args=[patient.pk])).content.decode()


def test_for_somebody_without_an_account_other_questionnaires_are_chosen_by_name(cast, clara):
    paper = newcomer(cast.here, "PAPER", cast.clara).patient
    choose = clara.get(reverse("enter_answers", args=[paper.pk]))
    assert "No questions are open for this person" in words(choose)
    page = post(clara, paper, {"what": "other", "instruments": SET, "day": "2026-03-05"})
    saved(go_on(clara, paper, page), paper)
    assert {(row.instrument, row.state) for row in Assignment.objects.filter(patient=paper)} == {
        (code, "answered") for code in SET
    }


def test_nothing_chosen_and_a_day_to_come_are_refused_in_words(clara, patient):
    refused = post(clara, patient, {"what": "other", "day": "2026-03-06"})
    assert "Choose at least one questionnaire." in words(refused, 422)
    assert "This day is still to come." in words(refused, 422)


def test_the_same_page_sent_twice_is_stored_once(clara, patient, asked):
    page = begin(clara, patient)
    for _ in range(2):
        saved(go_on(clara, patient, page), patient)
    assert Response.objects.count() == 2


def test_typing_begins_at_once_unless_there_is_something_to_read_first(clara, patient, asked):
    assert "autofocus" in begin(clara, patient).content.decode()
    save(asked[0], "1", 2)
    assert "autofocus" not in begin(clara, patient).content.decode()


def test_the_page_names_nothing_of_it_in_address_or_title(clara, patient, asked):
    page = begin(clara, patient)
    assert (
        re.findall(r"<title>\s*(.*?)\s*</title>", page.content.decode(), re.DOTALL)[0]
        == "Answers on the paper – OncoCare"
    )
    assert "phq" not in go_on(clara, patient, page).url


# --- what is typed ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("wrong", ["4", "x", "-1", "1.5", "99999"])
def test_a_number_that_is_no_answer_is_named_and_nothing_typed_is_lost(clara, patient, asked, wrong):
    answer = go_on(clara, patient, begin(clara, patient), **{"gad-7-2": wrong})
    assert f"Question 2: “{wrong}” is no answer here. Write one of these: 0, 1, 2, 3." in words(answer, 422)
    assert (value(answer, "gad-7-2"), value(answer, "phq-9-1"), Response.objects.count()) == (wrong, "3", 0)
    saved(go_on(clara, patient, answer), patient)


def test_an_empty_field_is_stored_as_left_blank_only_once_it_is_confirmed(clara, patient, asked):
    answer = go_on(clara, patient, begin(clara, patient), **{"phq-9-9": "", "gad-7-2": ""})
    said = "Left blank on the paper: Patient Health Questionnaire-9 9; Generalized Anxiety Disorder-7 2"
    assert said in words(answer, 422)
    empty = value(answer, "empty")
    assert empty == "phq-9-9 gad-7-2"
    other = go_on(clara, patient, answer, **{"phq-9-9": "", "gad-7-2": "", "gad-7-3": ""}, blank="on", empty=empty)
    assert value(other, "empty") == "phq-9-9 gad-7-2 gad-7-3"
    assert (other.status_code, Response.objects.count()) == (422, 0)
    saved(go_on(clara, patient, answer, **{"phq-9-9": "", "gad-7-2": ""}, blank="on", empty=empty), patient)
    assert Response.objects.get(instrument="phq-9").answers["9"] is None
    assert [flag.kind for flag in Flag.objects.all()] == ["suicide_not_said"]


def test_an_item_that_nobody_has_to_answer_may_stay_empty(clara, patient, asked):
    saved(go_on(clara, patient, begin(clara, patient), **{"phq-9-10": ""}), patient)
    assert "10" not in Response.objects.get(instrument="phq-9").answers


def test_items_that_do_not_apply_may_stay_empty(clara, patient):
    page = post(clara, patient, {"what": "other", "instruments": ["pc-ptsd-5"], "day": "2026-03-05"})
    first = next(iter(re.findall(r'name="(pc-ptsd-5-[^"]+)"', page.content.decode())))
    answer = post(clara, patient, {"sitting": value(page, "sitting"), "language": "en", first: "0"})
    saved(answer, patient)
    assert list(Response.objects.get().answers.values()) == [0]


def test_a_questionnaire_without_a_rule_for_gaps_is_refused_with_a_gap(clara, patient):
    page = post(clara, patient, {"what": "other", "instruments": ["phq-4"], "day": "2026-03-05"})
    data = {"sitting": value(page, "sitting"), "language": "en", **{f"phq-4-{item}": "1" for item in (1, 2, 3)}}
    assert "This answer is needed" in words(post(clara, patient, data), 422)
    assert Response.objects.count() == 0


# --- twice ------------------------------------------------------------------------------------------------------------


def test_typed_twice_alike_is_saved(clara, patient, asked):
    first = begin(clara, patient, twice="on")
    again = go_on(clara, patient, first)
    assert "Now once more, from the paper" in words(again)
    assert (value(again, "phq-9-1"), Response.objects.count()) == ("", 0)
    saved(go_on(clara, patient, again), patient)
    assert Response.objects.get(instrument="phq-9").answers == phq9(12)


def test_where_both_differ_the_field_is_typed_once_more(clara, patient, asked):
    again = go_on(clara, patient, begin(clara, patient, twice="on"))
    differing = go_on(clara, patient, again, **{"phq-9-1": "2", "gad-7-4": "1"})
    said = words(differing, 422)
    assert "First you typed 3, then 2." in said
    assert "First you typed 0, then 1." in said
    assert (value(differing, "phq-9-1"), value(differing, "phq-9-2"), Response.objects.count()) == ("", "3", 0)
    saved(go_on(clara, patient, differing, **{"phq-9-1": "2"}), patient)
    assert Response.objects.get(instrument="phq-9").answers == {**phq9(12), "1": 2}


def test_a_field_that_was_alike_and_is_changed_then_differs_too(clara, patient, asked):
    again = go_on(clara, patient, begin(clara, patient, twice="on"))
    differing = go_on(clara, patient, again, **{"phq-9-1": "2"})
    other = go_on(clara, patient, differing, **{"phq-9-2": "1"})
    assert "First you typed 3, then 1." in words(other, 422)
    assert Response.objects.count() == 0


def test_what_was_left_blank_twice_needs_one_tick(clara, patient, asked):
    blank = {"gad-7-2": ""}
    refused = go_on(clara, patient, begin(clara, patient, twice="on"), **blank)
    again = go_on(clara, patient, refused, **blank, blank="on", empty=value(refused, "empty"))
    assert "Now once more, from the paper" in words(again)
    saved(go_on(clara, patient, again, **blank), patient)
    assert Response.objects.get(instrument="gad-7").answers["2"] is None


# --- languages --------------------------------------------------------------------------------------------------------


def test_staff_are_warned_where_there_is_no_wording_in_the_language_of_the_person(clara, patient, asked):
    patient.language = "ca"
    patient.save()
    page = begin(clara, patient)
    assert "There is no official version of Patient Health Questionnaire-9 in" in words(page)
    assert "Choose the language of the paper." in words(go_on(clara, patient, page, language=""), 422)
    saved(go_on(clara, patient, page, language="es"), patient)
    assert {row.language for row in Response.objects.all()} == {"es"}


def test_the_words_are_in_the_language_of_the_person(clara, patient, asked):
    patient.language = "es"
    patient.save()
    page = begin(clara, patient)
    assert "1. Poco interés o alegría por hacer cosas" in words(page)
    assert "There is no official version" not in words(page)


def test_a_paper_in_a_language_that_is_not_here_has_no_language_and_no_wording(clara, patient, asked):
    saved(go_on(clara, patient, begin(clara, patient), language="other"), patient)
    assert {(row.language, row.text_sha256) for row in Response.objects.all()} == {("", "")}


def test_a_licensed_form_may_be_typed_without_its_wording(clara, patient):
    page = post(clara, patient, {"what": "other", "instruments": ["hads"], "day": "2026-03-05"})
    assert "only the numbers stand here" in words(page)
    given = dict.fromkeys(re.findall(r'name="(hads-[^"]+)"', page.content.decode()), "1")
    saved(post(clara, patient, {"sitting": value(page, "sitting"), "language": "en", **given}), patient)
    assert len(Response.objects.get().answers) == 14


# --- meanwhile --------------------------------------------------------------------------------------------------------


def test_a_newer_answer_and_one_begun_here_are_named(clara, patient, asked):
    save(asked[0], "1", 2)
    send(asked[1], gad7(3))
    page = begin(clara, patient, day="2026-03-04", instruments=["gad-7"])
    assert "an answer of Thursday 5 March 2026 is here already" in words(page)
    assert "the person has begun to answer this here" in words(page)


def test_who_answered_online_meanwhile_keeps_their_answers_and_staff_are_told(clara, patient, asked):
    page = begin(clara, patient)
    send(asked[1], gad7(3))
    said = words(go_on(clara, patient, page, **{"phq-9-9": "2"}), 409)
    assert "Nothing of this paper was stored" in said
    assert "answered elsewhere" in said
    assert [row.instrument for row in Response.objects.all()] == ["gad-7"]
    assert [flag.severity for flag in Flag.objects.all()] == ["urgent"]


def test_the_same_page_with_other_answers_is_refused(clara, patient, asked):
    page = begin(clara, patient)
    go_on(clara, patient, page)
    assert "This page was sent before" in words(go_on(clara, patient, page, **{"gad-7-7": "3"}), 409)


def test_a_page_of_somebody_else_stores_nothing(cast, clara, patient, asked):
    page = begin(clara, patient)
    answer = go_on(clara, cast.patient(cast.bea), page)
    assert answer.url == reverse("enter_answers", args=[cast.patient(cast.bea).pk])
    assert Response.objects.count() == 0


@pytest.mark.parametrize(("step", "said"), [("withdraw", "has left the programme"), ("end", "has died")])
def test_nothing_is_entered_for_who_has_left_or_died(cast, clara, patient, step, said):
    steps.set_status(by=BY, pathway=cast.pathway(cast.ana), step=step, reason="Told by her family.")
    assert said in words(clara.get(reverse("enter_answers", args=[patient.pk])), 409)


# --- what is asked too ------------------------------------------------------------------------------------------------


def test_the_rest_of_a_set_leads_on_with_the_day_of_its_paper(clara, patient, asked):
    bundle = asked[0].bundle
    page = post(clara, patient, {"what": "other", "instruments": ["gad-7"], "day": "2026-03-04"})
    answer = clara.get(go_on(clara, patient, page).url)
    assert "These are asked too" in words(answer)
    rest = re.search(r'href="([^"]*\?set=[^"]*)"', answer.content.decode())[1].replace("&amp;", "&")
    assert rest.endswith(f"?set={bundle}&day=2026-03-04")
    page = clara.get(rest)
    assert value(page, "day") == date(2026, 3, 4).isoformat()


def test_who_entered_nothing_is_led_to_enter_it(clara, patient, asked):
    answer = clara.get(reverse("entered_answers", args=[patient.pk]))
    assert answer.url == reverse("enter_answers", args=[patient.pk])


# --- what a slip would do ---------------------------------------------------------------------------------------------


def test_a_day_long_before_care_is_asked_about_and_one_before_the_birth_refused(clara, patient, asked):
    patient.born_on = date(1980, 5, 3)
    patient.save()
    data = {"what": str(asked[0].bundle), "day": "1990-03-05"}
    answer = post(clara, patient, data)
    assert "That was before this person came into care here. Check the year, or tick below." in words(answer, 422)
    assert "Yes, the paper is from that day" in words(answer, 422)
    assert "Answers on the paper" in words(post(clara, patient, {**data, "meant": "on"}))
    refused = words(post(clara, patient, {**data, "day": "1850-05-05", "meant": "on"}), 422)
    assert "This day is before the person was born." in refused
    assert "Yes, the paper is from that day" not in refused


def test_a_questionnaire_that_is_not_on_the_paper_stays_open(clara, patient, asked):
    empty = {f"gad-7-{item}": "" for item in gad7(0)}
    refused = go_on(clara, patient, begin(clara, patient), **empty)
    assert "Generalized Anxiety Disorder-7 is not on this paper: it stays open" in words(refused, 422)
    assert "Patient Health Questionnaire-9 is not on this paper" not in words(refused, 422)
    saved(go_on(clara, patient, refused, **empty, **{"gad-7-out": "on"}), patient)
    assert list(Response.objects.values_list("instrument", flat=True)) == ["phq-9"]
    assert Assignment.objects.get(instrument="gad-7").state == "open"


def test_what_is_not_on_the_paper_is_not_typed_twice(clara, patient, asked):
    empty = {f"gad-7-{item}": "" for item in gad7(0)}
    again = go_on(clara, patient, begin(clara, patient, twice="on"), **empty, **{"gad-7-out": "on"})
    assert "Now once more, from the paper" in words(again)
    assert "Generalized Anxiety Disorder-7" not in words(again)
    saved(go_on(clara, patient, again), patient)
    assert Assignment.objects.get(instrument="gad-7").state == "open"


def test_a_tick_beside_answers_leaves_nothing_out(clara, patient, asked):
    saved(go_on(clara, patient, begin(clara, patient), **{"gad-7-out": "on"}), patient)
    assert Response.objects.count() == 2


def test_a_paper_of_which_nothing_is_typed_is_refused(clara, patient, asked):
    empty = dict.fromkeys((name for name in fields() if name != "language"), "")
    outs = {"phq-9-out": "on", "gad-7-out": "on"}
    assert "Nothing was typed." in words(go_on(clara, patient, begin(clara, patient), **empty, **outs), 422)
    assert Response.objects.count() == 0


def test_the_code_of_a_sheet_brings_its_language(clara, patient, asked):
    sheet = keep_sheet(by=patient.centre.memberships.first().user, asked=asked, language="pl")
    led = clara.post(reverse("paper_answers"), {"code": f" {sheet.code[:4]}–{sheet.code[4:].lower()}. "})
    page = clara.post(led.url, {"what": str(sheet.bundle), "day": "2026-03-05"})
    assert definition("phq-9").texts["pl"].items["1"] in words(page)
    stored = clara.post(led.url, {"sitting": value(page, "sitting"), **fields(language="pl")})
    saved(stored, patient)
    assert set(Response.objects.values_list("language", "text_sha256")) == {
        ("pl", definition(code).texts["pl"].sha256) for code in SET
    }


def test_what_is_stored_of_a_set_already_is_said_with_its_day(clara, patient, asked):
    with clock.at(day(1)):
        send(asked[0], phq9(12))
    answer = clara.get(f"{reverse('enter_answers', args=[patient.pk])}?set={asked[0].bundle}")
    said = words(answer)
    assert "Patient Health Questionnaire-9 of this set is stored already, answered on Tuesday 3 March 2026." in said
