"""How a coordinator sets a new centre up, in the order in which the overview asks for it."""

from __future__ import annotations

import re
import time
from dataclasses import dataclass, field
from functools import cached_property
from io import BytesIO

from playwright.sync_api import Browser, expect
from pypdf import PdfReader

from oncocare.foundation import clock
from tests.journeys import running
from tests.journeys.coming_in import (
    begins,
    give_device,
    gives_the_address,
    keeps_the_codes,
    link_in,
    makes_a_passkey,
    makes_a_password_and_codes,
    proves_the_address,
)
from tests.journeys.visitor import Visitor

MARC, CLARA = "marc@demo.invalid", "clara@centre.invalid"
LETTERS = 3


@dataclass
class Hospital:
    """The new centre, and whoever has come to it."""

    browser: Browser
    demo: running.Demo
    visitors: list[Visitor] = field(default_factory=list)
    secret: str = ""
    took: float = 0

    def visit(self, language: str = "en", width: int = 1280) -> Visitor:
        """A browser of somebody's own."""
        self.visitors.append(Visitor(self.browser, self.demo, language=language, width=width))
        return self.visitors[-1]

    @cached_property
    def marc(self) -> Visitor:
        """The coordinator, who has come in by the link that the demo prints."""
        marc = self.visit()
        begins(marc, re.findall(r"http://\S+/join/\S+", self.demo.links)[0])
        proves_the_address(marc, MARC, "Marc Vidal")
        give_device(marc)
        makes_a_passkey(marc)
        keeps_the_codes(marc)
        return marc

    @cached_property
    def clara(self) -> Visitor:
        """The clinician, whom Marc has invited by e-mail; she reads Spanish."""
        clara = self.visit("es")
        begins(clara, link_in(self.demo.mail(CLARA)))
        gives_the_address(clara, CLARA, "Clara Soler")  # no code: the link itself came there
        self.secret = makes_a_password_and_codes(clara)
        keeps_the_codes(clara)
        return clara

    @cached_property
    def letters(self) -> list[str]:
        """The links of the letters that lie on the ward once the centre is ready."""
        began = time.monotonic()
        links = sets_the_centre_up(self)
        self.took = time.monotonic() - began
        return links


def sets_the_centre_up(hospital: Hospital) -> list[str]:
    marc = hospital.marc
    assert marc.at("/centre/"), marc.page.url
    marc.look()
    says_where_the_centre_is(marc)
    invites_a_clinician(marc)
    assert hospital.clara.at("/caseload/"), hospital.clara.page.url
    hospital.clara.look()
    says_the_hours(marc)
    fills_the_rota(marc)
    settles_the_nights(marc, hospital.clara)
    calls_the_crisis_numbers(marc)
    reads_the_texts(marc)
    says_what_happens_with_data(marc)
    proposes_a_policy(marc)
    activates_the_policy(hospital.clara)
    decides_what_is_asked(marc)
    has_a_piece_reviewed(marc, hospital.clara)
    links = prints_letters(marc)
    marc.go("/centre/")
    expect(marc.page.locator("#setup")).to_have_text("This centre is ready")
    expect(marc.page.locator(".oc-steps .oc-tag--good")).to_have_count(12)
    marc.look()
    return links


def next_step(marc: Visitor, name: str) -> None:
    """The overview names the step, and leads there."""
    marc.go("/centre/")
    link = marc.page.locator("section[aria-labelledby=setup] p a")
    expect(link).to_have_text(name)
    marc.press(link)
    marc.look()


def saved(marc: Visitor) -> None:
    expect(marc.page.get_by_role("status").first).to_be_visible()
    marc.look()


def says_where_the_centre_is(marc: Visitor) -> None:
    next_step(marc, "Say who and where the centre is")
    marc.page.get_by_label("Phone number that patients may call").fill("+34 900 000 000")
    marc.page.get_by_label("Postal address").fill("Passeig del Mar 1\n08000 Barcelona")
    marc.press("main form button")
    saved(marc)


def invites_a_clinician(marc: Visitor) -> None:
    next_step(marc, "Invite the clinicians")
    form = marc.page.locator("section[aria-labelledby=invite] form")
    marc.mistake(form.locator("button"))
    form.get_by_label("Name").fill("Clara Soler")
    form.get_by_label("E-mail address").fill(CLARA)
    form.get_by_label("Language").select_option("es")
    form.get_by_text("Clinician").click()
    marc.press(form.locator("button"))
    expect(marc.page.locator("section[aria-labelledby=invited]")).to_contain_text("Clara Soler")
    saved(marc)


def says_the_hours(marc: Visitor) -> None:
    next_step(marc, "Say when somebody reads answers")
    for day in range(5):
        marc.page.locator(f"input[name=hours-{day}]").fill("09:00–17:00")
    marc.press(marc.page.get_by_role("button", name="Save the hours"))
    saved(marc)
    marc.page.locator("textarea[name=holidays-days]").fill(f"{clock.now().year + 1}-01-06 Epiphany")
    marc.press(marc.page.get_by_role("button", name="Save the holidays"))
    expect(marc.page.locator("section[aria-labelledby=holidays] li")).to_contain_text("Epiphany")


def fills_the_rota(marc: Visitor) -> None:
    next_step(marc, "Fill the rota")
    for row in range(5):
        marc.page.locator(f"select[name=rota-{row}-rank_1]").select_option(label="Clara Soler")
    marc.press(marc.page.get_by_role("button", name="Save the rota"))
    expect(marc.page.get_by_text("Somebody is on duty in every staffed hour")).to_be_visible()
    saved(marc)


def settles_the_nights(marc: Visitor, clara: Visitor) -> None:
    """Nobody is on call: both sign that, and the overview keeps saying it."""
    next_step(marc, "Say who answers outside the staffed hours")
    marc.mistake(marc.page.locator("section[aria-labelledby=signing] form button"))
    for person in (marc, clara):
        person.go("/centre/on-call/")
        person.page.locator("label[for=id_sign-read]").click()
        person.press(person.page.locator("section[aria-labelledby=signing] form button"))
        saved(person)
    marc.go("/centre/")
    expect(marc.page.locator("main")).to_contain_text("Outside the staffed hours nobody answers")


def calls_the_crisis_numbers(marc: Visitor) -> None:
    next_step(marc, "Call every crisis number")
    marc.mistake(marc.page.get_by_role("button", name="Write it down"))
    marc.page.locator("label[for=id_review-right]").click()
    marc.press(marc.page.get_by_role("button", name="Write it down"))
    saved(marc)


def reads_the_texts(marc: Visitor) -> None:
    next_step(marc, "Read the words people read before they join")
    marc.press(marc.page.locator("tbody tr").first.locator("a").first)
    marc.look()
    words = marc.page.locator("textarea[name=body]")
    words.fill(words.input_value() + "\n\nWe are on the third floor.")
    marc.press("button[name=preview]")
    expect(marc.page.locator("main .oc-card")).to_contain_text("We are on the third floor.")
    marc.look()
    marc.press(marc.page.get_by_role("button", name="Publish as a new version"))
    saved(marc)


def says_what_happens_with_data(marc: Visitor) -> None:
    """The software has no words for it: the centre writes every part, in both languages."""
    next_step(marc, "Say what happens with people’s data")
    missing = marc.page.locator("main li:has(.oc-tag--warning) a")
    for left in reversed(range(missing.count())):
        marc.press(missing.first)
        if not left:
            marc.look()
        marc.page.locator("textarea[name=body]").fill("Made-up words of this centre.")
        marc.press(marc.page.get_by_role("button", name="Publish as a new version"))
        marc.go("/centre/notice/")
        expect(missing).to_have_count(left)
    marc.look()


def proposes_a_policy(marc: Visitor) -> None:
    """And finds that it needs somebody else: there is no button, and the form would be refused."""
    next_step(marc, "Put a policy into force")
    form = marc.page.locator("section[aria-labelledby=propose] form")
    marc.mistake(form.locator("button"))
    form.locator("select").select_option("stepped-care-phq")
    marc.press(form.locator("button"))
    saved(marc)
    form = marc.page.locator("section[aria-labelledby=activate] form")
    expect(form).to_have_attribute("action", re.compile("/decline/$"))
    form.evaluate("(form) => { form.action = form.action.replace('decline', 'activate') }")
    marc.press(form.locator("button"))
    expect(marc.page.get_by_role("alert")).to_contain_text("Another person has to activate it")


def activates_the_policy(clara: Visitor) -> None:
    clara.go("/centre/policies/")
    clara.look()
    clara.press("form[action$='/activate/'] button")
    expect(clara.page.locator("#waiting")).to_have_count(0)
    clara.look()


def decides_what_is_asked(marc: Visitor) -> None:
    """The screen comes on the first day, and the full questionnaires only to whom it shows a need."""
    next_step(marc, "Decide what is asked, and when")
    marc.press("button[name=from][value=two-stage]")
    marc.look()
    marc.press("form:has(input[name=line][value=baseline]) button[value=remove]")
    marc.press("main a[href='/centre/schedule/line/screen/']")
    marc.look()
    follows_what_is_chosen(marc)
    marc.page.get_by_label("First after how many days?").fill("0")
    marc.press(marc.page.get_by_role("button", name="Keep this line in the draft"))
    marc.press(marc.page.get_by_role("button", name="See what a person receives"))
    expect(marc.page.locator("section[aria-labelledby=plan]")).to_contain_text("PHQ-4")
    marc.look()
    marc.press(marc.page.get_by_role("button", name="Save: ask this from now on"))
    saved(marc)


def follows_what_is_chosen(marc: Visitor) -> None:
    """A line offers the cut-offs of the questionnaires that are ticked, as they are ticked."""
    tick = marc.page.locator("#instruments .nhsuk-checkboxes__item:has(input[value='gad-7']) label")
    offered = marc.page.locator("input[name=cutoffs][value='gad-7 total 10']")
    expect(offered).to_have_count(0)
    tick.click()
    expect(offered).to_have_count(1)
    marc.look()
    tick.click()
    expect(offered).to_have_count(0)


def has_a_piece_reviewed(marc: Visitor, clara: Visitor) -> None:
    """Marc writes a piece, and Clara reviews it; one is enough to tick the step."""
    next_step(marc, "Have what people read at level 2 reviewed")
    marc.press("main a[href='/library/new-piece/']")
    marc.page.locator("#id_title").fill("Awake at three")
    marc.press(marc.page.get_by_role("button", name="Save"))
    assert marc.at("/library/pieces/awake-at-three/"), marc.page.url
    marc.press("main a[href='/library/write/awake-at-three/en/']")
    marc.page.locator("#id_title").fill("Awake at three")
    marc.page.locator("#id_summary").fill("When the night is long.")
    marc.page.get_by_role("textbox", name="Text", exact=True).click()
    marc.page.keyboard.type("Get up. Sit somewhere else.")
    marc.press("button[value=hand_in]")
    assert marc.at("/library/versions/"), marc.page.url
    clara.go(marc.page.url)
    clara.press("button[value=publish]")
    saved(clara)
    marc.go("/centre/")
    expect(marc.page.locator(".oc-steps")).to_contain_text("1 of 1 piece is shown.")


def prints_letters(marc: Visitor) -> list[str]:
    next_step(marc, "Print the first letters")
    form = marc.page.locator("form[action$='/invitations/ward/']")
    form.get_by_label("How many letters?").fill(str(LETTERS))
    form.get_by_label("Ward code").fill("M-3")
    marc.press(form.locator("button"))
    saved(marc)
    with marc.page.expect_download() as pile:
        marc.page.get_by_role("link", name="Print the whole pile").click()
    pages = PdfReader(BytesIO(pile.value.path().read_bytes())).pages
    return [_types_the_code(marc, page.extract_text()) for page in pages]


def _types_the_code(person: Visitor, letter: str) -> str:
    """What the letter says to type, typed; the link that it leads to."""
    found = re.search(r"\S+(?P<path>/join)\s+(?P<code>\w{5}-\w{5})", letter)
    assert found, letter
    person.go(found["path"])
    person.page.get_by_label("The code on your letter").fill(found["code"].lower())
    person.press(person.onward)
    assert person.at("/join/"), person.page.url
    return person.page.url
