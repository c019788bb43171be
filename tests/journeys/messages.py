"""A patient writes to the team at night and is answered in the morning: the steps of that journey."""

from __future__ import annotations

import re
from datetime import datetime

from playwright.sync_api import Locator, expect

from tests.journeys.coming_in import body_of
from tests.journeys.running import Demo
from tests.journeys.visitor import Visitor

WRITERS = ("early_en=en", "write_en=en", "write_es=es", "write_plain=es", "danger_en=en", "danger_es=es")
WORDS = {"en": "Chemo is on Thursday and I cannot sleep.", "es": "La quimio es el jueves y no puedo dormir."}
DANGER = {"en": "I am going to kill myself tonight.", "es": "Esta noche me voy a matar."}
ANSWER = "We spoke about it with the ward. I call you at noon."


def writes(patient: Visitor, reader: str) -> None:
    """From the home, after reading by when somebody answers, at which hours, who, and whom to call now."""
    page = patient.page
    patient.press("section[aria-labelledby=person] a[href='/my/team/write/']")
    expect(page.locator("main")).to_contain_text(reader)
    expect(page.locator("main")).to_contain_text("09:00–17:00")
    patient.look()
    page.locator("#id_words").fill(WORDS[patient.language])
    patient.press("main form .nhsuk-button")
    expect(page.get_by_role("status").first).to_contain_text(patient.words("Sent. You hear from us by %(when)s."))
    expect(page.locator("main")).to_contain_text(WORDS[patient.language])
    expect(page.locator("main")).to_contain_text(patient.words("Nobody has read it yet."))
    patient.look()


def enters_that_clara_is_away(coordinator: Visitor, day: datetime) -> None:
    page = coordinator.page
    coordinator.go("/centre/rota/")
    for part, value in (("day", day.day), ("month", day.month), ("year", day.year)):
        page.locator(f"input[name=cover-day_{part}]").fill(str(value))
    page.locator("select[name=cover-absent]").select_option(label="Clara Soler")
    page.locator("select[name=cover-instead]").select_option(label="Pau Ferrer")
    coordinator.press("form[action$='/covers/add/'] button, form:has(select[name=cover-absent]) button")
    expect(page.locator("section[aria-labelledby=covers]")).to_contain_text("Pau Ferrer")


def writes_at_night(patient: Visitor) -> None:
    """The numbers stand above the field while nobody is there."""
    page = patient.page
    patient.go("/my/team/write/")
    expect(page.locator("main")).to_contain_text(patient.words("Nobody of your team is here now"))
    expect(page.locator("main")).to_contain_text(
        patient.words("%(away)s is away. %(reader)s reads your message and answers.")
    )
    numbers, field = page.locator("main a[href='tel:112']"), page.locator("#id_words")
    assert numbers.bounding_box()["y"] < field.bounding_box()["y"]
    patient.look()
    patient.mistake(page.locator("main form .nhsuk-button"))
    patient.go("/")
    writes(patient, "Pau Ferrer")


def says_what_must_not_wait(patient: Visitor, demo: Demo) -> None:
    """The page with the numbers comes at once, and what was written is sent; once more, and it is the same page."""
    pages = set()
    for _time in range(2):
        patient.go("/my/team/write/")
        patient.page.locator("#id_words").fill(DANGER[patient.language])
        patient.press("main form .nhsuk-button")
        assert patient.at("/support/"), patient.page.url
        pages.add(patient.page.url)
        said = patient.words(
            "What you wrote tells us that things are very hard now. It was sent. Thank you for saying it."
        )
        expect(patient.page.locator("main")).to_contain_text(said)
        expect(patient.page.locator("main a[href^='tel:']").first).to_be_visible()
        patient.look()
    assert len(pages) == 1, pages
    patient.choose("yes", "can_wait")
    patient.press(patient.onward)
    patient.press("main a.nhsuk-button[href='/my/team/']")
    expect(patient.page.locator("main article")).to_have_count(2)
    patient.go("/")
    expect(patient.page.locator("section[aria-labelledby=answers] a[href^='tel:']").first).to_be_visible()
    patient.look()


def no_mail_says_what_was_written(demo: Demo) -> None:
    for address in ("clara@demo.invalid", "pau@demo.invalid"):
        for mail in demo.mails(address):
            words = f"{mail['Subject']} {re.sub(r'http[^ ]+', '', body_of(mail))}"
            assert not re.search("chemo|quimio|kill|matar|suicid", words, re.IGNORECASE), words


def line_of(clinician: Visitor, demo: Demo, name: str) -> Locator:
    person = clinician.page.locator(f"th a[href='/people/{demo.people[name].patient}/']")
    return clinician.page.locator("tbody tr", has=person).first


def flags_are_one_each(clinician: Visitor, demo: Demo) -> None:
    """Each of the two has one flag, raised twice, with the words that raised it."""
    for name, language in (("danger_en", "en"), ("danger_es", "es")):
        clinician.go(f"/people/{demo.people[name].patient}/")
        flags = clinician.page.locator("section[aria-labelledby^=flag-], [aria-labelledby^=flag-]")
        expect(flags).to_have_count(1)
        expect(flags.first).to_contain_text("Words in a message to the team")
        expect(flags.first).to_contain_text(DANGER[language])
    clinician.look()


def opens_what_waits(clinician: Visitor, demo: Demo, name: str) -> None:
    """On the desk it has an owner and a deadline; opening it is a receipt."""
    clinician.go("/caseload/?whose=all")
    line = line_of(clinician, demo, name)
    expect(line).to_contain_text("Pau Ferrer")
    expect(line).to_contain_text("17:00")
    clinician.press(line.locator("a[href$='/answer/']"))
    expect(clinician.page.locator("main")).to_contain_text(WORDS[demo.people[name].language])
    clinician.look()


def sees_the_receipt(patient: Visitor) -> None:
    patient.go("/")
    expect(patient.page.locator("section[aria-labelledby=person]")).to_contain_text(
        patient.words("Read by %(name)s, %(when)s.")
    )
    expect(patient.page.locator("section[aria-labelledby=person]")).to_contain_text("Pau Ferrer")
    patient.look()


def answers(clinician: Visitor, demo: Demo, name: str) -> None:
    clinician.page.locator("#id_words").fill(ANSWER)
    clinician.press("button[name=do][value=send]")
    expect(clinician.page.get_by_role("status").first).to_contain_text("Sent.")
    expect(line_of(clinician, demo, name).locator("a[href$='/answer/']")).to_have_count(0)


def reads_the_answer(patient: Visitor) -> None:
    patient.go("/")
    part = patient.page.locator("section[aria-labelledby=person]")
    expect(part).to_contain_text(patient.words("%(name)s wrote to you on %(when)s:"))
    expect(part.locator("blockquote")).to_contain_text(ANSWER)
    patient.look()
    patient.press(part.locator("a[href='/my/team/']"))
    patient.look()


def sees_that_it_was_read(clinician: Visitor, demo: Demo, name: str) -> None:
    clinician.go(f"/people/{demo.people[name].patient}/conversation/")
    expect(clinician.page.locator("main article").first).to_contain_text("Read by")
    clinician.look()
