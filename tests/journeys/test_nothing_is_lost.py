"""Two tabs, a double click, the back button, another device, signing out: nothing is lost and nothing is doubled."""

from __future__ import annotations

from playwright.sync_api import expect

from tests.journeys.visitor import HIGHEST, Visitor

START = "section[aria-labelledby=due] a.nhsuk-button"


def begin(patient: Visitor) -> str:
    """From home to the first question; the address of the questionnaire."""
    patient.press(START)
    address = patient.page.url
    patient.press("main a.nhsuk-button")
    return address


def responses_in_record(clinician: Visitor, patient: str) -> int:
    """How many responses the record of this person shows."""
    clinician.go(f"/people/{patient}/")
    clinician.look()
    return clinician.page.locator("section[aria-labelledby=timeline] .oc-table").count()


def test_answers_of_two_tabs_are_kept_and_sent_once(visit, demo):
    patient = visit("tabs")
    address = begin(patient)
    one, two = patient.page, patient.context.new_page()
    two.bring_to_front()
    two.goto(f"{address}3/")
    two.locator("input[value='1'] + label").click()
    patient.press("main form .nhsuk-button", two)
    one.bring_to_front()
    for _ in range(2):
        patient.choose("2")
        patient.press(patient.onward)
    assert one.url == two.url.replace("/4/", "/3/")
    expect(one.locator("input[name=answer]:checked")).to_have_value("1")
    patient.press(patient.onward)
    patient.answer({"9": "0"})
    two.bring_to_front()
    two.goto(one.url)
    patient.look(two)
    assert one.locator("input[name=key]").input_value() != two.locator("input[name=key]").input_value()
    patient.press("main form .nhsuk-button", two)
    patient.press(patient.onward)
    for page in (one, two):
        page.bring_to_front()
        patient.received(page)
        patient.look(page)
    assert responses_in_record(visit("clara", width=1280), demo.people["tabs"].patient) == 2


def test_a_double_click_the_back_button_and_sending_again_store_one_response(visit, demo):
    patient = visit("twice")
    begin(patient)
    patient.answer({"9": "0"})
    page, check = patient.page, patient.page.url
    key = page.locator("input[name=key]").input_value()
    token = page.locator("main input[name=csrfmiddlewaretoken]").input_value()
    with patient.leads_on():
        patient.onward.dblclick(no_wait_after=True)
    patient.received()
    page.go_back()
    patient.received()
    # The same page sent again, as a proxy or an impatient reload does: the same key.
    form = {"key": key, "csrfmiddlewaretoken": token}
    for _ in range(2):
        again = patient.context.request.post(check, form=form, headers={"Referer": check})
        assert (again.status, again.url) == (200, f"{patient.demo.url}/")
    assert responses_in_record(visit("clara", width=1280), demo.people["twice"].patient) == 2


def test_going_on_with_another_device(visit):
    phone = visit("device")
    begin(phone)
    for _ in range(3):
        phone.choose("1")
        phone.press(phone.onward)
    assert phone.item == "4"
    tablet = visit("device", width=1280)
    expect(tablet.page.locator(START)).to_have_text(tablet.words("Go on where I stopped"))
    begin(tablet)
    assert tablet.item == "4"
    tablet.answer({"9": "0"})
    assert tablet.at("/check/"), tablet.page.url
    expect(tablet.page.locator(".nhsuk-summary-list__row").nth(9)).to_be_visible()
    phone.choose("2")  # the first device still shows its question
    phone.press(phone.onward)
    assert phone.item == "5"
    expect(phone.page.locator("input[name=answer]:checked")).to_have_value(HIGHEST)


def test_a_draft_outlives_signing_out(visit, demo):
    patient = visit("draft")
    begin(patient)
    patient.choose("2")
    patient.press(patient.onward)
    patient.press("form[action='/account/sign-out/'] button")
    patient.look()
    patient.go("/")
    assert patient.at("/account/sign-in/"), patient.page.url
    patient.sign_in(demo.people["draft"])
    begin(patient)
    assert patient.item == "2"
    patient.press(".nhsuk-back-link")
    expect(patient.page.locator("input[name=answer]:checked")).to_have_value("2")
    patient.look()
