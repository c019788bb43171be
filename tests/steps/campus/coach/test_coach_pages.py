"""The coach for one person: danger signs before all else, one symptom at a time, and nobody who reads it."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from oncocare.audit.models import AuditRow
from oncocare.foundation import clock
from oncocare.people.picture.actions import keep_picture
from oncocare.safety.models import Flag
from steps.campus.coach import actions
from steps.campus.coach.selectors import coach_open, readings_of, symptoms_of
from steps.campus.models import DangerSign, SymptomReport
from tests.cast import Cast
from tests.factories.campus_coach import PHONE, nurse, open_ward, said, sign_all, small_table
from tests.signing_in import sign_in
from tests.steps.campus.coach.conftest import put_in

TEL = "tel:+34600111222"


def client_of(user: Any) -> Client:
    client = Client()
    sign_in(client, user, confirmed=True)
    return client


def page(client: Client, name: str, *args: Any) -> str:
    return client.get(reverse(name, args=args)).content.decode()


def in_chemotherapy(cast: Cast) -> None:
    keep_picture(
        by=cast.ana, patient=cast.patient(cast.ana), source="self",
        said={"phase": "treatment", "treatments": [{"kind": "chemotherapy", "began": "2026-01", "ended": ""}]},
    )  # fmt: skip


# --- where nobody signed ----------------------------------------------------------------------------------------------


def test_without_the_danger_signs_signed_the_page_says_so_and_whom_to_call(cast: Cast, small: Any):
    cast.here.phone = "+34 93 000 00 00"
    cast.here.save()
    parts = {code: sha for code, sha in small.parts.items() if code != "danger"}
    actions.sign_parts(by=cast.clara, centre=cast.here, parts=parts, signed=True)
    assert coach_open(cast.here) is False
    shown = page(client_of(cast.ana), "coach")
    assert "Your centre has not opened this yet" in shown
    assert "tel:+34930000000" in shown
    assert "tel:112" in shown
    assert "Nausea" not in shown
    assert client_of(cast.ana).get(reverse("coach_symptom", args=["nausea"]))["Location"] == reverse("coach")


def test_only_what_is_signed_as_it_stands_is_offered(cast: Cast, small: Any, monkeypatch: pytest.MonkeyPatch):
    parts = {part: small.parts[part] for part in ("danger", "nausea")}
    actions.sign_parts(by=cast.clara, centre=cast.here, parts=parts, signed=True)
    shown = page(client_of(cast.ana), "coach")
    assert ("Nausea" in shown, "Pain" in shown) == (True, False)
    put_in(monkeypatch, small_table(bands={"mild": [1, 4], "moderate": [5, 6], "severe": [7, 10]}))
    assert "Nausea" not in page(client_of(cast.ana), "coach"), "a part that changed is not signed any more"


# --- from a symptom to its answer -------------------------------------------------------------------------------------


def test_from_a_symptom_to_what_one_can_do(cast: Cast, small: Any):
    open_ward(cast)
    client = client_of(cast.ana)
    asked = page(client, "coach_symptom", "nausea")
    assert "How bad is nausea?" in asked
    assert asked.count('type="radio"') == 11
    sent = client.post(reverse("coach_symptom", args=["nausea"]), {"severity": "2"})
    report = SymptomReport.objects.get()
    assert sent["Location"] == reverse("coach_answer", args=[report.pk])
    assert (report.severity, report.band, report.outcome) == (2, "mild", "self_care")
    assert (report.table_version, report.table_sha256) == (small.version, small.sha256)
    assert (report.phase, report.answered) == ("unknown", None)
    shown = page(client, "coach_answer", report.pk)
    assert "Step for mild" in shown
    assert "Call when nausea grows" in shown
    assert "It repeats what Clara of Here signed, from: Source of mild." in shown
    assert TEL in shown
    assert page(client, "coach_course").count("you said 2 of 10") == 1
    assert not Flag.objects.filter(patient=report.patient).exists()


def test_in_chemotherapy_the_same_number_calls_the_ward_now(cast: Cast, small: Any):
    open_ward(cast)
    client = client_of(cast.ana)
    client.post(reverse("coach_symptom", args=["nausea"]), {"severity": "8"})
    in_chemotherapy(cast)
    client.post(reverse("coach_symptom", args=["pain"]), {"severity": "8"})
    pain, nausea = symptoms_of(cast.patient(cast.ana))
    assert (nausea.phase, nausea.outcome) == ("unknown", "call_ward_today")
    assert (pain.phase, pain.outcome) == ("chemotherapy", "call_ward_now")
    shown = page(client, "coach_answer", pain.pk)
    assert "Call now. Nobody here reads this." in shown
    assert shown.index(TEL) < shown.index("Step for severe")
    assert [(one.code, one.severity) for one in readings_of(cast.patient(cast.ana))] == [("pain", 8), ("nausea", 8)]


def test_a_symptom_that_is_gone_is_noted(cast: Cast, small: Any):
    open_ward(cast)
    client = client_of(cast.ana)
    client.post(reverse("coach_symptom", args=["nausea"]), {"severity": "0"})
    report = SymptomReport.objects.get()
    assert (report.band, report.outcome) == ("", "noted")
    assert "It is gone: that is noted" in page(client, "coach_answer", report.pk)


@pytest.mark.parametrize("severity", ["", "11", "-1", "x"])
def test_a_number_that_is_none_is_asked_again_and_nothing_is_kept(cast: Cast, small: Any, severity: str):
    open_ward(cast)
    answer = client_of(cast.ana).post(reverse("coach_symptom", args=["nausea"]), {"severity": severity})
    assert answer.status_code == 422
    assert not SymptomReport.objects.exists()


def test_two_presses_keep_one_report_and_the_same_an_hour_later_another(cast: Cast, small: Any):
    open_ward(cast)
    client = client_of(cast.ana)
    for _press in range(2):
        client.post(reverse("coach_symptom", args=["nausea"]), {"severity": "5"})
    assert SymptomReport.objects.count() == 1
    with clock.at(clock.now() + 30 * actions.AGAIN):
        actions.report_symptom(by=cast.ana, patient=cast.patient(cast.ana), symptom="nausea", severity=5)
    assert SymptomReport.objects.count() == 2


def test_an_answer_whose_signature_is_gone_shows_no_steps_any_more(cast: Cast, small: Any):
    open_ward(cast)
    client = client_of(cast.ana)
    client.post(reverse("coach_symptom", args=["nausea"]), {"severity": "5"})
    actions.sign_parts(by=cast.clara, centre=cast.here, parts={"nausea": small.parts["nausea"]}, signed=False)
    shown = page(client, "coach_answer", SymptomReport.objects.get().pk)
    assert ("This has changed since" in shown, "Step for moderate" in shown, TEL in shown) == (True, False, True)


# --- danger -----------------------------------------------------------------------------------------------------------


def test_danger_signs_stand_before_the_symptoms_and_the_number_before_the_question(cast: Cast, small: Any):
    open_ward(cast)
    client = client_of(cast.ana)
    shown = page(client, "coach")
    assert shown.index("Fever of 38") < shown.index("One of these is so") < shown.index("Nausea")
    asked = page(client, "coach_danger")
    assert asked.index("Call now. Nobody here reads this.") < asked.index(TEL) < asked.index("tel:112")
    assert asked.index("tel:112") < asked.index('type="checkbox"')
    assert "Day and night" in asked


@pytest.mark.parametrize("ticked", [["fever", "bleeding"], ["unsure"], ["other"], []])
def test_whatever_is_ticked_leads_to_the_ward(cast: Cast, small: Any, ticked: list[str]):
    open_ward(cast)
    in_chemotherapy(cast)
    client = client_of(cast.ana)
    sent = client.post(reverse("coach_danger"), {"signs": ticked})
    sign = DangerSign.objects.get()
    assert sent["Location"] == reverse("coach_call", args=[sign.pk])
    assert sign.signs == (ticked or ["unsure"])
    assert (sign.phase, sign.on_list, sign.table_sha256) == ("chemotherapy", True, small.sha256)
    shown = page(client, "coach_call", sign.pk)
    assert TEL in shown
    assert "Call now. Nobody here reads this." in shown
    assert "I am in chemotherapy." in shown
    assert not Flag.objects.filter(patient=sign.patient).exists(), "a danger sign of the body is no flag"


def test_two_presses_on_danger_keep_one_row(cast: Cast, small: Any):
    open_ward(cast)
    client = client_of(cast.ana)
    places = {client.post(reverse("coach_danger"), {"signs": ["breath"]})["Location"] for _press in range(2)}
    assert (len(places), DangerSign.objects.count()) == (1, 1)


def test_the_number_is_there_also_where_the_coach_is_not_open(cast: Cast, small: Any):
    shown = page(client_of(cast.ana), "coach_danger")
    assert ("tel:112" in shown, "Fever of 38" in shown) == (True, False), "nobody here signed what a danger sign is"
    assert client_of(cast.ana).post(reverse("coach_danger"), {"signs": ["other"]}).status_code == 302


# --- oncology's own list ----------------------------------------------------------------------------------------------


def test_nothing_goes_to_a_list_for_which_nobody_of_the_ward_signed(cast: Cast, small: Any):
    wanda = open_ward(cast, listed=False)
    patient = cast.patient(cast.ana)
    assert actions.name_danger(by=cast.ana, patient=patient, signs=["breath"]).on_list is False
    client_of(wanda).post(reverse("ward_list"), {"sign": "yes"})
    assert actions.name_danger(by=cast.ana, patient=patient, signs=["fever"]).on_list is True
    client_of(wanda).post(reverse("ward_list"), {"sign": "no"})
    assert actions.name_danger(by=cast.ana, patient=patient, signs=["bleeding"]).on_list is False


def test_a_list_that_is_renamed_or_that_nobody_can_read_any_more_gets_nothing(cast: Cast, small: Any):
    wanda = open_ward(cast)
    patient = cast.patient(cast.ana)
    wanda.is_active = False
    wanda.save()
    assert actions.name_danger(by=cast.ana, patient=patient, signs=["breath"]).on_list is False
    wanda.is_active = True
    wanda.save()
    actions.set_ward(by=cast.carlos, centre=cast.here, phone=PHONE, hours=said("x"), list_name="Another list")
    assert actions.name_danger(by=cast.ana, patient=patient, signs=["fever"]).on_list is False


def test_the_ward_lands_on_its_list_and_marks_what_it_saw_once(cast: Cast, small: Any):
    wanda = open_ward(cast)
    patient = cast.patient(cast.ana)
    patient.phone = "+34 611 222 333"
    patient.save()
    sign = actions.name_danger(by=cast.ana, patient=patient, signs=["breath", "other"])
    client = client_of(wanda)
    assert client.get(reverse("home"))["Location"] == reverse("ward_list")
    shown = page(client, "ward_list")
    assert "Ana" in shown
    assert "tel:+34611222333" in shown
    assert "Short of breath · Something else that frightens me" in shown
    assert client.post(reverse("ward_seen", args=[sign.pk]))["Location"] == reverse("ward_list")
    sign.refresh_from_db()
    assert sign.seen_by == wanda
    seen = sign.seen_at
    client.post(reverse("ward_seen", args=[sign.pk]))
    sign.refresh_from_db()
    assert sign.seen_at == seen
    assert "Nobody stands here who was not seen." in page(client, "ward_list")


def test_the_ward_sees_nothing_else_of_anybody_and_nobody_elses_list(cast: Cast, small: Any):
    wanda, sign = open_ward(cast), None
    sign = actions.name_danger(by=cast.ana, patient=cast.patient(cast.ana), signs=["breath"])
    client = client_of(wanda)
    assert client.get(reverse("record", args=[sign.patient_id])).status_code == 403
    assert client.get(reverse("caseload")).status_code == 403
    elsewhere = client_of(nurse(cast.there, "wilma"))
    assert elsewhere.post(reverse("ward_seen", args=[sign.pk])).status_code == 404
    assert client_of(cast.clara).post(reverse("ward_seen", args=[sign.pk])).status_code == 403
    for client in (client_of(cast.bea), client_of(cast.dora)):
        assert client.get(reverse("coach_call", args=[sign.pk])).status_code == 404
    assert AuditRow.objects.filter(verb="denied").count() == 6


def test_the_coordinator_writes_down_the_ward_and_cannot_sign_for_its_list(cast: Cast, small: Any):
    nurse(cast.here)
    client = client_of(cast.carlos)
    sent = {"phone": PHONE, "hours_en": "Day and night", "hours_es": "Día y noche", "list_name": "Calls"}
    assert client.post(reverse("ward"), sent | {"phone": "ring us"}).status_code == 422
    assert client.post(reverse("ward"), sent).status_code == 302
    assert "Nobody of the ward has signed yet" in page(client, "ward")
    assert client.post(reverse("ward_list"), {"sign": "yes"}).status_code == 403
    own = client_of(cast.ana)
    own.cookies["language"] = "es"
    assert "Día y noche" in page(own, "coach_danger")


# --- signing ----------------------------------------------------------------------------------------------------------


def test_a_part_is_signed_as_it_was_read_and_taken_back(cast: Cast, small: Any, monkeypatch: pytest.MonkeyPatch):
    client = client_of(cast.clara)
    read = [f"{part}:{sha}" for part, sha in small.parts.items()]
    assert client.post(reverse("coach_sign"), {"part": read, "sign": "yes"})["Location"] == reverse("coach_table")
    assert coach_open(cast.here) is True
    shown = page(client, "coach_table")
    assert shown.count("Signed by Clara") == 4
    client.post(reverse("coach_sign"), {"part": read[:1], "sign": "no"})
    assert coach_open(cast.here) is False
    put_in(monkeypatch, small_table(bands={"mild": [1, 4], "moderate": [5, 6], "severe": [7, 10]}))
    again = client.post(reverse("coach_sign"), {"part": read[1:2], "sign": "yes"})
    assert again.status_code == 422
    assert "The table changed while you were reading" in again.content.decode()
    shown = page(client, "coach_table")
    assert "Changed since it was signed" in shown
    assert "bands.mild.2" in shown


def test_the_whole_table_can_be_read_before_it_is_signed(cast: Cast, small: Any):
    shown = page(client_of(cast.clara), "coach_table")
    for symptom in small.symptoms.values():
        for row in symptom.cells.values():
            for cell in row.values():
                assert cell.source in shown
    assert shown.count("awaiting signature") == len(small.parts) + 3 * 18 + 3
    assert "A guideline of danger" in shown


def test_only_whoever_may_sign_signs(cast: Cast, small: Any):
    read = {"part": [f"danger:{small.parts['danger']}"], "sign": "yes"}
    for user in (cast.carlos, cast.eva, cast.ana):
        assert client_of(user).post(reverse("coach_sign"), read).status_code == 403
    assert client_of(nurse(cast.here)).post(reverse("coach_sign"), read).status_code == 302


def test_no_address_names_a_symptom(cast: Cast, small: Any):
    sign_all(cast.clara, cast.here)
    for code in small.symptoms:
        assert code not in reverse("coach_symptom", args=[code])
    assert client_of(cast.ana).get(f"/campus/coach/tell/{32 * '0'}/").status_code == 404


def test_the_log_says_that_something_was_told_and_not_what(cast: Cast, small: Any):
    sign_all(cast.clara, cast.here)
    actions.report_symptom(by=cast.ana, patient=cast.patient(cast.ana), symptom="pain", severity=9)
    actions.name_danger(by=cast.ana, patient=cast.patient(cast.ana), signs=["breath"])
    told = AuditRow.objects.filter(verb__in=["symptom.reported", "danger.named"]).order_by("pk")
    assert [(row.actor, row.detail) for row in told] == [
        (f"user:{cast.ana.pk}", {}), (f"user:{cast.ana.pk}", {"on_list": False}),
    ]  # fmt: skip
