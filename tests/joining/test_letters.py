"""Printed letters, read back from the PDF: one page each, the right words, a code to type, and a QR code of the link."""

import re
from datetime import date, timedelta
from io import BytesIO

import pypdf
import pytest
from reportlab.platypus import Spacer

from oncocare.foundation import clock
from oncocare.joining import links
from oncocare.joining.actions import invite
from oncocare.joining.inviting.letters import letters
from oncocare.people.picture.actions import keep_picture


def make(cast, **said):
    return invite(**{
        "by": cast.clara, "centre": cast.here, "channel": "letter", "language": "en", "ward": "ONC-3", **said,
    })  # fmt: skip


def pages(*invitations):
    return [" ".join(page.extract_text().split()) for page in pypdf.PdfReader(BytesIO(letters(invitations))).pages]


@pytest.fixture
def centre(cast):
    cast.here.name = "Hospital Sant Joan d’Açó"
    cast.here.phone = "+34 900 000 000"
    cast.here.address = "Carrer de l’Església 1\n08001 Señorío"
    cast.here.save()
    return cast.here


def test_a_letter_holds_the_code_the_centre_and_the_last_day(cast, centre):
    with clock.held() as now:
        one = make(cast)
        [text] = pages(one)
    last = clock.day(now + timedelta(days=60), centre.time_zone)
    assert links.code(one.locator) in text
    for words in ("Hospital Sant Joan d’Açó", "Carrer de l’Església 1", "08001 Señorío", "+34 900 000 000", "ONC-3"):
        assert words in text
    assert f"until {last:%A} {last.day} {last:%B %Y}" in text


def test_the_square_says_the_link(cast, centre, monkeypatch):
    drawn = []
    monkeypatch.setattr(
        "oncocare.joining.inviting.letters.QrCode", lambda link, size: drawn.append(link) or Spacer(1, size)
    )
    one = make(cast)
    letters([one])
    assert drawn == [links.link(one.pk)]


def test_a_letter_says_what_the_site_is_called_and_the_steps_in_the_order_of_the_pages(cast, centre):
    centre.site_name = "Acompaña"
    centre.save()
    [plain], [born], [back] = (
        re.findall(r"How to begin (1\..*?) No camera\?", " ".join(pages(make(cast, **said))))
        for said in ({}, {"born_on": date(1970, 1, 2)}, {"user": cast.ana})
    )
    first, last = "Point the camera of your phone at the square.", "Choose how you sign in from then on."
    read, address = "Read what it is, and decide. You can say no.", "Write your e-mail address."
    day = "Write your date of birth, so that we know it is you."
    more = " We send six digits there; write them on the page."
    end = " All of it takes about ten minutes."
    assert plain == f"1. {first} 2. {read} 3. {address}{more} 4. {last}{end}"
    assert born == f"1. {first} 2. {read} 3. {day} 4. {address}{more} 5. {last}{end}"
    assert back == f"1. {first} 2. {last}{end}"
    [text] = pages(make(cast))
    assert "The page is called “Acompaña”. Its e-mails come under that name too." in text
    assert "Type this address, and then this code: localhost:8000/join " in text


def test_a_letter_says_nothing_that_an_envelope_may_not_show(cast, centre):
    [text] = pages(make(cast, name="Núria", born_on=date(1970, 1, 2), ward=""))
    assert "Dear Núria," in text
    words = text.lower()
    assert [word for word in ("cancer", "onco", "tumour", "1970", "psych") if word in words] == []


def test_each_letter_of_a_pile_has_its_own_page_and_code(cast, centre):
    made = [make(cast) for _ in range(3)]
    texts = pages(*made)
    assert len(texts) == 3
    for one, text in zip(made, texts, strict=True):
        assert [links.code(other.locator) in text for other in made] == [other is one for other in made]


def test_a_long_address_stays_on_its_page(cast, centre):
    centre.address = "\n".join(f"A long line of an address, number {n}" for n in range(60))
    centre.save()
    [text] = pages(make(cast))
    assert "number 59" in text


def test_a_name_with_signs_of_the_pdf_language_is_written_as_it_is(cast, centre):
    [text] = pages(make(cast, name="A & <b>B</b>"))
    assert "Dear A & <b>B</b>," in text


def test_the_title_of_the_file_is_neutral(cast, centre):
    assert pypdf.PdfReader(BytesIO(letters([make(cast)]))).metadata.title == "Invitation"


def test_the_file_says_the_language_of_the_letter(cast, centre):
    file = pypdf.PdfReader(BytesIO(letters([make(cast, language="es")])))
    assert (file.metadata.title, file.trailer["/Root"]["/Lang"]) == ("Invitación", "es")


@pytest.mark.parametrize("name", ["Łukasz Dąbrowski", "Nguyễn Thị Phượng", "Γεώργιος", "Щербаков", "Brânză Țîrlea"])
def test_a_name_beyond_western_europe_is_written_in_full(cast, centre, name):
    [text] = pages(make(cast, name=name))
    assert f"Dear {name}," in text


@pytest.mark.parametrize("name", ["فاطمة", "מרים", "李小龍", "अनिता"])
def test_a_name_that_our_fonts_cannot_write_is_left_out_whole(cast, centre, name):
    [text] = pages(make(cast, name=name))
    assert "Good day," in text
    assert "Dear" not in text


def test_who_comes_back_and_needs_large_letters_gets_them(cast, centre):
    usual, back = make(cast), make(cast, user=cast.ana, name="Ana")
    assert len(pages(usual, back)) == 2
    keep_picture(by=cast.ana, patient=cast.patient(cast.ana), source="person", said={"needs": ["large_print"]})
    [first, *rest] = pages(usual, back)
    assert "Dear Ana," not in first
    assert "Dear Ana," in rest[0]
    assert len(rest) > 1
    assert links.code(back.locator) in "".join(rest)
