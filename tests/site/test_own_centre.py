"""Whoever is at several centres chooses one: every page is of that one, and nothing is written at the wrong one."""

import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import Http404
from django.urls import reverse

from clinicians.models import Note
from oncocare.audit.models import AuditRow
from oncocare.consent.selectors import texts_for
from oncocare.joining.models import Invitation
from oncocare.notifications.wishes.selectors import token_of
from oncocare.people import access
from oncocare.people import actions as people
from oncocare.people.permissions import Permission
from oncocare.people.roles import CLINICIAN, COORDINATOR, RESEARCHER
from oncocare.people.selectors import standing_of
from oncocare.safety.flags.selectors import flag_for
from oncocare.safety.models import Flag
from tests.cast import BY, due
from tests.factories.rooms import FlagFactory
from tests.pages import text, words
from tests.signing_in import go_to

CHOOSE = "/centre/choose/"
LETTER = {"one-channel": "letter", "one-language": "en", "one-name": "Nora"}


@pytest.fixture
def gala(cast, client):
    client.force_login(cast.gala)
    return client


def at(page):
    """The centre at which the forms of a page were begun."""
    return set(re.findall(r'name="at" value="([^"]+)"', page.content.decode()))


# --- choosing ---------------------------------------------------------------------------------------------------------


def test_who_has_not_chosen_yet_is_asked_and_led_on_to_where_they_were_going(cast, gala):
    asked = gala.get("/caseload/?level=3")
    assert (asked.status_code, asked.url) == (302, f"{CHOOSE}?next=%2Fcaseload%2F%3Flevel%3D3")
    page = words(gala.get(asked.url))
    assert "At which centre are you now?" in page
    assert re.findall(r"\b(Here|There)\b", page) == ["Here", "There"]
    done = gala.post(CHOOSE, {"move": cast.there.pk, "next": "/caseload/?level=3"})
    assert (done.status_code, done.url) == (302, "/caseload/?level=3")
    assert "Dora" in words(gala.get("/caseload/?whose=all"))


def test_the_first_page_asks_too_and_what_is_of_no_centre_does_not(gala):
    assert gala.get("/").url == CHOOSE
    assert [gala.get(path).status_code for path in ("/my/messages/", "/account/ways/", "/help/")] == [200, 200, 200]


def test_it_is_kept_in_the_session_shown_on_every_page_and_written_down_when_it_changes(cast, gala):
    for centre in (cast.here, cast.here, cast.there):
        go_to(gala, centre)
    page = words(gala.get("/caseload/"))
    assert "You are at There Change : the centre" in page
    rows = AuditRow.objects.filter(verb="centre.chosen").order_by("id").values_list("actor", "centre", "detail")
    assert list(rows) == [
        (f"user:{cast.gala.pk}", str(cast.here.pk), {"before": ""}),
        (f"user:{cast.gala.pk}", str(cast.there.pk), {"before": str(cast.here.pk)}),
    ]


def test_who_is_at_one_centre_is_never_asked_and_sees_nothing_of_it(cast, client):
    client.force_login(cast.clara)
    page = client.get("/caseload/")
    assert (at(page), "You are at" in words(page)) == ({str(cast.here.pk)}, False)
    assert client.get(CHOOSE).url == "/"


def test_nobody_goes_to_a_centre_that_is_not_theirs(cast, client, gala):
    go_to(gala, cast.here)
    people.open_centre(by=BY, slug="third", name="Third", country="ES", time_zone="Europe/Madrid")
    third = people.Centre.objects.get(slug="third")
    go_to(gala, third)
    assert "You are at Here" in words(gala.get("/caseload/"))
    client.force_login(cast.clara)
    go_to(client, cast.there)
    assert "Dora" not in words(client.get("/caseload/?whose=all"))
    assert AuditRow.objects.filter(verb="centre.chosen").count() == 1


def test_a_centre_where_one_is_no_more_is_forgotten_at_the_next_request(cast, gala):
    go_to(gala, cast.there)
    people.dismiss(by=BY, membership=cast.there.memberships.get(user=cast.gala))
    assert "Ana" in words(gala.get("/caseload/?whose=all"))


def test_a_form_of_another_site_cannot_move_anybody(cast, gala):
    gala.handler.enforce_csrf_checks = True
    assert gala.post(CHOOSE, {"move": cast.there.pk}).status_code == 403
    assert not AuditRow.objects.filter(verb="centre.chosen").exists()


def test_who_is_in_care_at_two_centres_answers_at_the_one_where_they_are(cast, client):
    there = people.take_into_care(by=BY, centre=cast.there, user=cast.ana)
    [asked] = due(there)
    client.force_login(cast.ana)
    assert client.get("/my/").url == f"{CHOOSE}?next=%2Fmy%2F"
    go_to(client, cast.here)
    page = reverse("question", args=[asked.pk, "1"])
    home = words(client.get("/"))
    assert "You have no questions now." in home
    assert "Questions from There wait for you too. Go there" in home
    assert client.get(page).status_code == 200
    go_to(client, cast.there)
    assert "about 2 minutes" in words(client.get("/"))


def test_no_answer_waits_for_a_choice(cast, client):
    """The question was opened at one centre, another window went to the other: item 9 is kept, and its page comes."""
    [asked] = due(cast.patient(cast.ana))
    people.take_into_care(by=BY, centre=cast.there, user=cast.ana)
    client.force_login(cast.ana)
    go_to(client, cast.there)
    client.post(reverse("question", args=[asked.pk, "9"]), {"answer": "3", "at": cast.here.pk})
    flag = Flag.objects.get()
    assert client.get(reverse("support", args=[flag.pk])).status_code == 200


def test_help_promises_for_the_centre_where_one_is(cast, client):
    people.take_into_care(by=BY, centre=cast.there, user=cast.ana)
    client.force_login(cast.ana)
    for centre, name in ((cast.here, "Here"), (cast.there, "There")):
        go_to(client, centre)
        assert f"a person at {name} should read it" in words(client.get("/help/"))


def test_who_works_at_one_centre_and_is_in_care_at_another_is_one_thing_at_a_time(cast, client):
    people.take_into_care(by=BY, centre=cast.there, user=cast.clara)
    client.force_login(cast.clara)
    for centre, first, refused in ((cast.here, "/caseload/", "/my/"), (cast.there, "/my/", "/caseload/")):
        go_to(client, centre)
        assert client.get("/", follow=True).status_code == 200
        assert client.get(first).status_code == 200
        assert client.get(refused).url.startswith(CHOOSE)


# --- every fetch takes it ---------------------------------------------------------------------------------------------


def test_what_is_of_ones_other_centre_leads_to_the_choice_and_is_no_refusal(cast):
    dora, gala = cast.patient(cast.dora), standing_of(cast.gala, cast.here.pk)
    flag, text_there = FlagFactory(patient=dora, owner=cast.gala), texts_for(cast.there, "en")["care"]
    for fetch in (
        lambda: access.patient_for(gala, dora.pk, Permission.SEE_RECORD),
        lambda: access.patient_to_open(gala, dora.pk),
        lambda: access.at_work(gala, text_there, "text", Permission.SEE_RECORD),
        lambda: flag_for(gala, flag.pk, Permission.ANSWER_FLAG),
    ):
        with pytest.raises(access.ElsewhereOfOwn) as elsewhere:
            fetch()
        assert elsewhere.value.centres == [cast.there]
    assert not AuditRow.objects.filter(verb="denied").exists()
    assert access.patient_to_open(standing_of(cast.gala, cast.there.pk), dora.pk) == dora


def test_a_permission_of_the_other_centre_leads_there_and_one_of_none_is_refused(cast):
    people.appoint(by=BY, user=cast.gala, centre=cast.there, role=COORDINATOR)
    gala = standing_of(cast.gala, cast.here.pk)
    with pytest.raises(access.ElsewhereOfOwn) as elsewhere:
        access.centre_for(gala, Permission.MANAGE_STAFF)
    assert elsewhere.value.centres == [cast.there]
    with pytest.raises(access.PermissionDenied):
        access.own_patient(gala)


def test_who_works_at_neither_still_finds_nothing(cast):
    with pytest.raises(Http404):
        access.patient_for(standing_of(cast.clara), cast.patient(cast.dora).pk, Permission.SEE_RECORD)


# --- two windows ------------------------------------------------------------------------------------------------------


def begun(cast, gala):
    """The page of invitations opened at the first centre; meanwhile the person has gone to the other."""
    go_to(gala, cast.here)
    page = gala.get("/centre/invitations/")
    go_to(gala, cast.there)
    [carried] = at(page)
    return {**LETTER, "at": carried}


def test_what_was_begun_at_one_centre_is_not_written_at_the_other(cast, gala):
    form = begun(cast, gala)
    answer = gala.post("/centre/invitations/one/", form)
    page = words(answer, 409)
    assert "You are at There now." in page
    assert "Nothing was saved yet" in page
    assert not Invitation.objects.exists()


def test_without_the_mark_it_would_be(cast, gala):
    form = begun(cast, gala)
    del form["at"]
    gala.post("/centre/invitations/one/", form)
    assert Invitation.objects.get().centre == cast.there


def test_one_press_sends_it_where_it_was_begun_with_every_word(cast, gala):
    answer = gala.post("/centre/invitations/one/", begun(cast, gala))
    kept = dict(re.findall(r'type="hidden" name="([^"]+)" value="([^"]*)"', answer.content.decode()))
    assert {name: kept[name] for name in LETTER} == LETTER
    gala.post("/centre/invitations/one/", {**kept, "move": cast.here.pk})
    assert (Invitation.objects.get().centre, Invitation.objects.get().name) == (cast.here, "Nora")


def test_a_file_has_to_be_chosen_again(cast, gala):
    form = begun(cast, gala) | {"file": SimpleUploadedFile("x.csv", b"a")}
    page = gala.post("/centre/invitations/ward/", form)
    assert "choose your file again" in text(page, 409)
    assert f'action="{CHOOSE}"' in page.content.decode()


def test_what_was_begun_where_one_may_no_more_is_written_nowhere(cast, gala):
    people.appoint(by=BY, user=cast.gala, centre=cast.here, role=RESEARCHER)
    form = begun(cast, gala)
    people.dismiss(by=BY, membership=cast.here.memberships.get(user=cast.gala, role="clinician"))
    assert gala.post("/centre/invitations/one/", form).status_code == 403
    assert not Invitation.objects.exists()


def test_a_form_of_a_list_from_before_there_was_a_second_centre_is_held_back_too(cast, client):
    client.force_login(cast.clara)
    [carried] = at(client.get("/centre/invitations/"))
    people.appoint(by=BY, user=cast.clara, centre=cast.there, role=CLINICIAN)
    go_to(client, cast.there)
    assert client.post("/centre/invitations/one/", {**LETTER, "at": carried}).status_code == 409
    assert not Invitation.objects.exists()


def test_an_address_of_a_mail_moves_nobody(cast, gala):
    gala.post(reverse("messages_off", args=[token_of(cast.ana)]), {"move": cast.there.pk})
    assert not AuditRow.objects.filter(verb="centre.chosen").exists()


def test_a_page_that_asks_by_itself_offers_the_way_back_and_nothing_to_send(cast, gala):
    go_to(gala, cast.there)
    page = gala.get(f"/caseload/?at={cast.here.pk}")
    assert ("What you sent" in words(page, 409), "Go back to Here" in words(page, 409)) == (False, True)


def test_a_form_from_before_there_was_a_second_centre_is_held_back_with_its_words(cast, client):
    client.force_login(cast.clara)
    patient = cast.patient(cast.ana)
    people.appoint(by=BY, user=cast.clara, centre=cast.there, role=COORDINATOR)
    answer = client.post(reverse("write_note", args=[patient.pk]), {"note-words": "long and careful"})
    assert 'value="long and careful"' in answer.content.decode()
    assert (answer.status_code, Note.objects.count()) == (409, 0)
    client.post(reverse("write_note", args=[patient.pk]), {"note-words": "long and careful", "move": cast.here.pk})
    assert Note.objects.get().words == "long and careful"


def test_the_part_of_the_desk_that_asks_again_keeps_to_its_page(cast, gala):
    go_to(gala, cast.here)
    [url] = re.findall(r'hx-get="([^"]+)"', gala.get("/caseload/").content.decode())
    assert gala.get(url).status_code == 200
    go_to(gala, cast.there)
    assert gala.get(url).status_code == 409


def test_signing_out_and_what_is_of_no_centre_never_waits(cast, gala):
    carried = begun(cast, gala)["at"]
    assert gala.post("/language/", {"language": "es", "at": carried}).status_code == 302
    assert gala.post("/account/sign-out/", {"at": carried}).url == "/account/sign-in/"
