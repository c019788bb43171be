"""The coach for one person: danger signs before all else, one symptom at a time, and nobody who reads it."""

from __future__ import annotations

import re
from collections import Counter
from datetime import timedelta
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse

from oncocare.audit.models import AuditRow
from oncocare.foundation import clock
from oncocare.people.picture.actions import keep_picture
from oncocare.safety.models import Flag
from steps.campus.coach import actions
from steps.campus.coach.selectors import coach_open, pieces_about, readings_of, symptoms_of
from steps.campus.coach.table_file import shipped_table
from steps.campus.models import DangerSign, SymptomReport
from tests.cast import Cast
from tests.factories.campus_coach import PHONE, nurse, open_ward, said, sign_all, small_table
from tests.factories.library import handed_in, new_piece, publish_for_a_year
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


def test_a_signature_taken_back_between_the_page_and_the_press_keeps_no_report(cast: Cast, small: Any):
    """The page asks first; so does the act, at the moment of the press."""
    ana = cast.patient(cast.ana)
    sign_all(cast.clara, cast.here)
    actions.report_symptom(by=cast.ana, patient=ana, symptom="nausea", severity=4)
    actions.sign_parts(by=cast.clara, centre=cast.here, parts={"nausea": small.parts["nausea"]}, signed=False)
    with pytest.raises(ValidationError, match="Please call your team"):
        actions.report_symptom(by=cast.ana, patient=ana, symptom="nausea", severity=5)
    assert SymptomReport.objects.count() == 1


def test_nobody_reads_the_answer_to_somebody_else(cast: Cast, small: Any):
    sign_all(cast.clara, cast.here)
    report = actions.report_symptom(by=cast.ana, patient=cast.patient(cast.ana), symptom="nausea", severity=4)
    address = reverse("coach_answer", args=[report.pk])
    answers = [client_of(user).get(address).status_code for user in (cast.ana, cast.bea, cast.clara)]
    assert answers == [200, 404, 404]


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
    assert "It repeats what Clara of Here" in shown
    assert "A house" in shown
    assert "Source of mild" not in shown, "that is for whoever signs, in one language"
    assert "https://example.org/a" not in shown, "an address may say what its reader has"
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


def test_what_there_is_to_read_is_for_patients_and_what_fits_most_comes_first(cast: Cast, small: Any):
    for slug, topics, audience in (
        ("a-carers-kitchen", ["eating"], ["caregiver"]), ("b-work", ["work", "eating"], ["patient"]),
        ("c-meals", ["eating", "work"], ["patient", "caregiver"]), ("d-sleep", ["sleep"], ["patient"]),
    ):  # fmt: skip
        piece = new_piece(cast, slug)
        piece.topics, piece.audience = topics, audience
        piece.save()
        publish_for_a_year(cast, handed_in(cast.clara, piece, title=slug))
    found = pieces_about(small.symptoms["nausea"], cast.here)
    assert [text.title for text in found] == ["c-meals", "b-work"]


def test_after_call_now_the_page_does_not_say_again_when_to_call_today(cast: Cast, small: Any):
    open_ward(cast)
    in_chemotherapy(cast)
    client = client_of(cast.ana)
    for severity, heading in (("8", "On other days: when to call"), ("2", "When to call")):
        client.post(reverse("coach_symptom", args=["pain"]), {"severity": severity})
        shown = page(client, "coach_answer", symptoms_of(cast.patient(cast.ana))[0].pk)
        assert re.findall(r'<h2 id="watch">\s*(.*?)\s*</h2>', shown) == [heading]
        assert shown.count("This is not a doctor") == 1


def test_one_day_is_no_line_and_two_are(cast: Cast, small: Any):
    open_ward(cast)
    patient, client = cast.patient(cast.ana), client_of(cast.ana)
    for severity in (3, 5):
        actions.report_symptom(by=cast.ana, patient=patient, symptom="pain", severity=severity)
    shown = page(client, "coach_course")
    assert ("<figure" in shown, "you said 5 of 10" in shown) == (False, True)
    with clock.at(clock.now() + timedelta(days=1)):
        actions.report_symptom(by=cast.ana, patient=patient, symptom="pain", severity=2)
    assert "<figure" in page(client, "coach_course")


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


@pytest.mark.parametrize("is_open", [True, False])
def test_a_page_from_before_that_names_a_sign_no_longer_asked_leads_to_the_ward_too(
    cast: Cast, small: Any, is_open: bool
):  # fmt: skip
    """The table changed, or its signature was taken back, while somebody with a fever was ticking."""
    if is_open:
        open_ward(cast)
    sent = client_of(cast.ana).post(reverse("coach_danger"), {"signs": ["gone", "breath", "gone\x00"]})
    sign = DangerSign.objects.get()
    assert sent["Location"] == reverse("coach_call", args=[sign.pk])
    assert sign.signs == (["breath", "other"] if is_open else ["other"])


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


def read_as(table: Any, part: str, sign: str = "yes") -> dict[str, str]:
    """What the page of a part sends."""
    return {"part": f"{part}:{table.parts[part]}", "sign": sign}


def test_each_part_is_signed_where_it_is_read_and_the_next_that_waits_follows(cast: Cast, small: Any):
    client, order = client_of(cast.clara), ["danger", "nausea", "pain", "tiredness"]
    for part, following in zip(order, [*order[1:], None], strict=True):
        answer = client.post(reverse("coach_sign"), read_as(small, part))
        ways = reverse("coach_part", args=[following]) if following else reverse("coach_table")
        assert answer["Location"] == ways
    assert coach_open(cast.here) is True
    shown = page(client, "coach_table")
    assert shown.count(">Signed<") == 4
    assert "4 of 4 parts signed" in shown
    assert "Read and sign" not in shown
    taken = client.post(reverse("coach_sign"), read_as(small, "danger", "no"))
    assert taken["Location"] == reverse("coach_part", args=["danger"])
    assert coach_open(cast.here) is False
    assert "Read and sign: Danger signs" in page(client, "coach_table")


def test_a_part_that_changed_counts_as_not_signed_and_shows_what_changed(
    cast: Cast, small: Any, monkeypatch: pytest.MonkeyPatch
):
    client, read = client_of(cast.clara), read_as(small, "nausea")
    client.post(reverse("coach_sign"), read)
    put_in(monkeypatch, small_table(bands={"mild": [1, 4], "moderate": [5, 6], "severe": [7, 10]}))
    again = client.post(reverse("coach_sign"), read)
    assert again.status_code == 422
    assert "The table changed while you were reading" in again.content.decode()
    assert "Changed since it was signed" in page(client, "coach_table")
    assert "bands.mild.2" in page(client, "coach_part", "nausea")
    assert "bands.mild.2" not in page(client, "coach_part", "pain")


def test_at_one_look_danger_first_and_for_each_band_from_the_calmest_outcome_to_the_strictest(cast: Cast, small: Any):
    shown = page(client_of(cast.clara), "coach_table")
    rows = shown.partition("<tbody>")[2].partition("</tbody>")[0].split("</tr>")[:-1]
    assert [" ".join(re.sub(r"<[^>]+>", " ", row).split()) for row in rows] == [
        "Danger signs 3 signs, in words; any of them: Ward now awaiting signature",
        *(
            f"{name} Self-care Team Ward today – Ward now awaiting signature"
            for name in ("Nausea", "Pain", "Tiredness")
        ),
    ]  # fmt: skip


def test_every_cell_can_be_read_on_the_page_where_it_is_signed(cast: Cast, small: Any):
    client = client_of(cast.clara)
    for code, symptom in small.symptoms.items():
        shown = page(client, "coach_part", code)
        body = shown.partition("<tbody>")[2].partition("</tbody>")[0]
        assert body.count("<td") == 18
        for row in symptom.cells.values():
            for cell in row.values():
                assert body.count(cell.source) == 6
        assert [step for steps in symptom.steps.values() for step in steps["en"] if step not in shown] == []
        assert symptom.watch["en"] in shown
    shown = page(client, "coach_part", "danger")
    assert [sign.words["en"] for sign in small.danger.signs if sign.words["en"] not in shown] == []
    assert "A guideline of danger" in shown


def test_staff_read_how_far_each_source_was_read(cast: Cast):
    said = {"whole": "read whole, in a stored copy", "beginning": "read in part: the beginning, in a stored copy"}
    table, client = shipped_table(), client_of(cast.clara)
    for part in table.parts:
        shown = page(client, "coach_part", part)
        sources = table.symptoms[part].sources if part in table.symptoms else table.danger.sources
        counted = Counter({read: shown.count(f"({words})") for read, words in said.items()})
        assert counted == Counter(one.read for one in sources)
        assert "not read: only title and address were checked" not in shown


def test_the_list_of_symptoms_is_in_the_order_of_its_words_in_each_language(
    cast: Cast, small: Any, monkeypatch: pytest.MonkeyPatch
):
    put_in(monkeypatch, small_table("tiredness", "pain", "nausea"))
    sign_all(cast.clara, cast.here)
    shown = page(client_of(cast.ana), "coach")
    assert shown.index("Nausea") < shown.index("Pain") < shown.index("Tiredness")


def test_only_whoever_may_sign_signs(cast: Cast, small: Any):
    read = read_as(small, "danger")
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
