"""What stands on a printed sheet, read back from the PDF; and the code that leads back to the set."""

from io import BytesIO

import pypdf
import pytest
from django.db import IntegrityError

from oncocare.foundation.models import ShortcutRefused
from oncocare.paper.text import BODY, LARGE
from oncocare.paper.writable import can_write
from oncocare.people.actions import KEY_LETTERS
from oncocare.safety.crisis.numbers import CrisisNumber
from questionnaires.instruments.actions import load_text_pack
from questionnaires.instruments.catalogue import catalogue, definition
from questionnaires.instruments.textpack import parse_pack
from questionnaires.models import PrintedSheet
from questionnaires.sheets.actions import keep_sheet
from questionnaires.sheets.paper import Letterhead, Printed, on_sheets
from questionnaires.sheets.selectors import printable, sheet_of, wordings_of
from questionnaires.sheets.words import every_word, words_in
from tests.cast import BY
from tests.factories.rooms import ask
from tests.questionnaires.instruments.packs import PACK

SHIPPED = [(known.code, language) for known in catalogue().values() for language in known.languages]


def read(*codes, language="en", numbers=(), size=BODY.fontSize):
    asked = [(definition(code), definition(code).texts[language]) for code in codes]
    head = Letterhead("Hospital Açó", "Street 1", "+34 900")
    content = on_sheets(Printed("K7M2XW9A", head, asked, numbers, words_in(language), language, size))
    return pypdf.PdfReader(BytesIO(content))


def plain(words):
    return "".join(words.split())


def letters(file):
    return plain("".join(page.extract_text() for page in file.pages))


@pytest.mark.parametrize(("code", "language"), SHIPPED)
@pytest.mark.parametrize("size", [BODY.fontSize, LARGE])
def test_every_item_and_answer_stands_on_the_paper_as_its_owner_words_it(code, language, size):
    text, found = definition(code).texts[language], letters(read(code, language=language, size=size))
    for key, words in text.items.items():
        assert plain(words) in found
        if len(text.options_of(key)) <= 11:
            for option in text.options_of(key).values():
                assert plain(option) in found
    for words in (text.title, text.instructions, text.stem, definition(code).attribution, text.licence_note):
        assert plain(words or "") in found


@pytest.mark.parametrize("size", [BODY.fontSize, LARGE])
def test_the_code_and_the_number_of_the_page_stand_on_every_page(size):
    file = read("phq-9", "gad-7", size=size)
    found = [" ".join(page.extract_text().split()) for page in file.pages]
    assert len(found) > 1
    for place, words in enumerate(found, start=1):
        assert "Code K7M2 XW9A" in words
        assert f"Page {place} of {len(found)}" in words


def test_an_answer_stands_beside_its_code():
    lines = letters(read("phq-9", language="es"))
    assert "1.Pocointerésoalegríaporhacercosas0Nunca1Variosdías2Másdelamitaddelosdías3Casicadadía2.Sensación" in lines


@pytest.mark.parametrize("code", ["phq-9", "brief-cope", "mos-sss"])
@pytest.mark.parametrize("size", [BODY.fontSize, LARGE])
def test_no_question_is_parted_from_its_answers(code, size):
    text = definition(code).texts["en"]
    pages = [plain(page.extract_text()) for page in read(code, size=size).pages]
    for key, words in text.items.items():
        last = [*text.options_of(key).values()][-1]
        page = next(page for page in pages if plain(words) in page)
        if len(text.options_of(key)) <= 11:
            assert plain(last) in page.split(plain(words), 1)[1]


def test_what_is_read_is_large_enough_and_larger_where_that_was_chosen():
    assert (BODY.fontSize, LARGE) == (11.5, 16)
    assert len(read("phq-9", size=LARGE).pages) > len(read("phq-9").pages)


def test_the_title_says_nothing_of_what_is_asked():
    file = read("phq-9", language="es")
    assert file.metadata.title == "Preguntas"
    assert file.trailer["/Root"]["/Lang"] == "es"


def test_whom_to_call_stands_before_the_questions():
    found = letters(
        read("phq-9", numbers=[CrisisNumber("Emergency services", "112", ""), CrisisNumber("Line", "024", "always")])
    )
    beginning = found.split("PatientHealth")[0]
    assert "Nobodyreadsthissheetuntilyouhanditin." in beginning
    assert "Emergencyservices:112Line:024always" in beginning
    assert "Nobodyreads" not in letters(read("gad-7"))


def test_where_nothing_may_be_left_out_the_paper_does_not_offer_it():
    assert "leaveitempty" in letters(read("phq-9"))
    strict = next(known.code for known in catalogue().values() if "en" in known.texts and not known.may_skip)
    assert "leaveitempty" not in letters(read(strict))


def test_our_own_words_are_there_in_every_language_that_ships_and_can_be_written():
    languages = {language.partition("-")[0] for _code, language in SHIPPED}
    for name, texts in every_word():
        assert languages <= set(texts), name
        assert all(can_write(words) for words in texts.values()), name


# --- which languages -------------------------------------------------------------------------------------------------


def test_the_languages_are_those_in_which_every_one_is_worded(cast):
    assert list(wordings_of(["phq-9", "gad-7"], cast.here)) == ["en", "es", "pl", "pt-BR"]
    assert list(printable(["phq-9", "gad-7"], cast.here)) == ["en", "es", "pl", "pt-BR"]
    assert list(wordings_of(["phq-9", "brs"], cast.here)) == ["en"]
    assert wordings_of([], cast.here) == {}


def test_a_licensed_questionnaire_is_printed_only_where_its_words_were_brought(cast):
    assert printable(["isi"], cast.here) == {}
    load_text_pack(by=BY, centre=cast.here, pack=parse_pack(PACK.encode(), "pack"))
    assert list(printable(["isi", "phq-9"], cast.here)) == ["en"]
    assert printable(["isi"], cast.there) == {}


def test_a_language_that_our_fonts_cannot_write_is_not_offered(cast):
    pack = PACK.replace("language: en", "language: he").replace("Invented question one", "שאלה")
    load_text_pack(by=BY, centre=cast.here, pack=parse_pack(pack.encode(), "pack"))
    assert list(wordings_of(["isi"], cast.here)) == ["he"]
    assert printable(["isi"], cast.here) == {}


# --- the code --------------------------------------------------------------------------------------------------------


@pytest.fixture
def sheet(cast):
    return keep_sheet(by=cast.clara, asked=ask(cast.patient(cast.ana), "phq-9", "gad-7"), language="es")


def test_each_printing_has_a_code_of_its_own_without_signs_that_look_alike(cast, sheet):
    again = keep_sheet(by=cast.clara, asked=list(sheet.patient.assignments.all()), language="es")
    assert again.bundle == sheet.bundle
    assert again.code != sheet.code
    assert len(sheet.code) == 8
    assert set(sheet.code) <= set(KEY_LETTERS)
    assert (sheet.patient, sheet.centre, sheet.language) == (cast.patient(cast.ana), cast.here, "es")


def test_a_code_is_found_however_it_is_typed_and_only_at_its_centre(cast, sheet):
    typed = f" {sheet.code[:4].lower()} {sheet.code[4:]} "
    assert sheet_of(cast.here, typed) == sheet
    assert sheet_of(cast.here, f"{sheet.code[:4]}-{sheet.code[4:]}") == sheet
    assert sheet_of(cast.there, sheet.code) is None
    assert sheet_of(cast.here, "") is None


def test_a_sheet_is_written_once_and_its_code_too(sheet):
    sheet.language = "en"
    with pytest.raises(ShortcutRefused):
        sheet.save()
    with pytest.raises(IntegrityError):
        PrintedSheet.objects.create(
            code=sheet.code, bundle=sheet.bundle, patient=sheet.patient, centre=sheet.centre, language="es", made_by=BY
        )
