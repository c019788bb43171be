"""The coach: from nausea to what one can do, and from a fever in chemotherapy to the ward's number and its list."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from steps.campus.coach.table_file import shipped_table
from tests.journeys.test_a_clinical_picture import finish_the_introduction
from tests.journeys.visitor import Visitor

WARD = "tel:+34900000002"


def in_chemotherapy(patient: Visitor) -> None:
    patient.go("/my/introduction/treatments/")
    patient.page.locator("select[name='treatments_0-kind']").select_option("chemotherapy")
    patient.page.locator("input[name='treatments_0-began']").fill("1/2026")
    with patient.leads_on():
        patient.page.locator("main form button").first.click()


def tell(patient: Visitor, code: str, severity: int) -> None:
    symptom = shipped_table().symptoms[code]
    patient.go("/campus/coach/")
    patient.look()
    patient.press(patient.page.get_by_role("link", name=symptom.words[patient.language], exact=True))
    patient.look()
    expect(patient.page.locator("h1")).to_have_text(symptom.ask[patient.language])
    patient.mistake()
    patient.choose(str(severity), "severity")
    patient.press(patient.onward)
    patient.look()


def name_a_fever(patient: Visitor) -> str:
    """From the first thing on the page to the number, and what to say; returns the sign in words."""
    main, fever = patient.page.locator("main"), shipped_table().danger.signs[0].words[patient.language]
    patient.go("/campus/coach/")
    first = patient.page.locator("section[aria-labelledby=first]")
    expect(first).to_contain_text(fever)
    patient.press(first.locator("a.nhsuk-button"))
    patient.look()
    expect(patient.page.locator("h1")).to_have_text(patient.words("Call now. Nobody here reads this."))
    expect(main.locator(f"a[href='{WARD}']")).to_be_visible()
    expect(main.locator("a[href='tel:112']")).to_be_visible()
    patient.page.locator("input[name=signs][value=fever] + label").click()
    patient.press(patient.onward)
    patient.look()
    expect(main.locator(f"a[href='{WARD}']")).to_be_visible()
    expect(main).to_contain_text(patient.words("I am in chemotherapy."))
    return str(fever)


def see(ward: Visitor, language: str) -> None:
    """Somebody of the ward finds it on the list, and marks it."""
    ward.speak(language)
    assert ward.at("/ward/list/"), ward.page.url
    ward.look()
    rows = ward.page.locator("tbody tr")
    row = rows.filter(has_text=shipped_table().danger.signs[0].words[language]).first
    expect(row).to_be_visible()
    before = rows.count()
    ward.press(row.locator("button"))
    ward.look()
    expect(rows).to_have_count(before - 1)
    ward.go("/coach/")
    ward.look()
    for place in (0, 1):  # the danger signs, and the first symptom
        ward.press(ward.page.locator("tbody th a").nth(place))
        ward.look()
        ward.go("/coach/")


@pytest.mark.parametrize("who", ["coach", "coach_es", "coach_plain"])
def test_from_nausea_to_what_one_can_do_and_from_a_fever_to_the_ward(visit, who):
    patient = visit(who, script=who != "coach_plain")
    finish_the_introduction(patient)
    in_chemotherapy(patient)
    main, nausea = patient.page.locator("main"), shipped_table().symptoms["nausea"]
    tell(patient, "nausea", 2)
    expect(patient.page.locator("h1")).to_have_text(patient.words("You can do something yourself"))
    for step in nausea.steps["mild"][patient.language]:
        expect(main).to_contain_text(step)
    expect(main).to_contain_text(nausea.watch[patient.language])
    expect(main).to_contain_text("Olga Serra")
    tell(patient, "nausea", 4)
    patient.go("/campus/coach/course/")
    patient.look()
    expect(main).to_contain_text(nausea.words[patient.language])
    expect(patient.page.locator("figure")).to_have_count(0)  # one day is no line
    name_a_fever(patient)
    see(visit("olga", width=1366), patient.language)
