"""Printing questions at the desk, and the way from the code on the paper to the set."""

import re
from io import BytesIO

import pypdf
from django.urls import reverse

from oncocare.audit.actions import actor
from questionnaires.answering.actions import submit
from questionnaires.models import PrintedSheet
from questionnaires.scheduling.actions import cancel_open
from questionnaires.sheets.actions import keep_sheet
from steps.actions import set_status
from tests.cast import BY, phq9
from tests.factories.rooms import ask, newcomer
from tests.pages import text, words


def choose(client, patient, **sent):
    return client.post(reverse("choose_sheet", args=[patient.pk]), {"ask-days": "7", **sent})


def test_the_record_leads_to_printing(clara, patient):
    assert reverse("choose_sheet", args=[patient.pk]) in text(clara.get(reverse("record", args=[patient.pk])))


def test_an_open_set_is_printed_and_its_code_is_kept(cast, clara, patient):
    [asked] = ask(patient)
    chosen = choose(clara, patient, **{"ask-set": str(asked.bundle)})
    address = reverse("print_sheet", args=[patient.pk, asked.bundle])
    assert chosen.url == address
    page = text(clara.get(address))
    offered = re.findall(r'name="language" value="([\w-]+)" ?(checked)? ?> ?<label[^>]*>([^<]+)</label>', page)
    assert offered == [
        ("en", "checked", "English"),
        ("es", "", "Español"),
        ("es-US", "", "Español (US)"),
        ("pl", "", "Polski"),
        ("pt", "", "Português"),
        ("pt-BR", "", "Português brasileiro"),
    ]
    answer = clara.post(address, {"language": "es"})
    sheet = PrintedSheet.objects.get()
    assert (sheet.bundle, sheet.patient, sheet.language, sheet.made_by) == (
        asked.bundle, patient, "es", actor(cast.clara),
    )  # fmt: skip
    assert answer["Content-Type"] == "application/pdf"
    assert answer["Content-Disposition"] == 'inline; filename="questions.pdf"'
    found = " ".join(" ".join(page.extract_text().split()) for page in pypdf.PdfReader(BytesIO(answer.content)).pages)
    assert f"Código {sheet.code[:4]} {sheet.code[4:]}" in found
    assert "Nadie lee esta hoja hasta que usted la entregue." in found
    assert "024" in found
    assert "Ana" not in found


def test_the_numbers_are_those_of_the_country_where_the_person_lives(clara, patient):
    patient.country = "PT"
    patient.save()
    [asked] = ask(patient)
    answer = clara.post(reverse("print_sheet", args=[patient.pk, asked.bundle]), {"language": "pt", "large": "on"})
    found = pypdf.PdfReader(BytesIO(answer.content)).pages[0].extract_text()
    assert "Emergência: 112" in found
    assert "024" not in found


def test_other_questions_are_made_due_and_then_printed(clara, patient):
    chosen = choose(clara, patient, **{"ask-set": "new", "ask-instruments": ["gad-7", "phq-2"]})
    rows = list(patient.assignments.order_by("place"))
    assert [row.instrument for row in rows] == ["gad-7", "phq-2"]
    assert (rows[0].due - rows[0].opens).days == 7
    assert chosen.url == reverse("print_sheet", args=[patient.pk, rows[0].bundle])
    again = choose(clara, patient, **{"ask-set": "new", "ask-instruments": ["gad-7"]})
    assert "These questions are open already. Choose the set above in which they are." in words(again, 422)
    assert "Choose at least one." in words(choose(clara, patient, **{"ask-set": "new"}), 422)


def test_a_set_without_one_language_for_all_says_so_and_prints_nothing(clara, patient):
    rows = ask(patient, "isi")
    page = words(clara.get(reverse("print_sheet", args=[patient.pk, rows[0].bundle])))
    assert "There is no one language in which all of these questions have their official words here." in page
    assert clara.post(reverse("print_sheet", args=[patient.pk, rows[0].bundle]), {"language": "en"}).status_code == 422
    assert "Insomnia" not in words(clara.get(reverse("choose_sheet", args=[patient.pk]))).split("other questions", 1)[1]


def test_a_language_that_is_not_the_persons_is_warned_of(clara, patient):
    patient.language = "es"
    patient.save()
    [asked] = ask(patient, "brs")
    page = words(clara.get(reverse("print_sheet", args=[patient.pk, asked.bundle])))
    assert "These questions have no official words in the language of this person." in page


def test_somebody_without_an_account_is_given_paper_too(cast, clara):
    patient = newcomer(cast.here, "NOBODY", cast.clara).patient
    [asked] = ask(patient)
    assert clara.post(reverse("print_sheet", args=[patient.pk, asked.bundle]), {"language": "en"}).status_code == 200


def test_nothing_is_printed_for_who_has_left(cast, clara, patient):
    set_status(by=cast.clara, pathway=cast.pathway(cast.ana), step="withdraw", reason="made up")
    page = choose(clara, patient, **{"ask-set": "new", "ask-instruments": ["gad-7"]})
    assert "This person has left the programme, so nothing is asked any more." in words(page)
    assert not patient.assignments.exists()


def test_another_set_or_another_persons_set_is_not_printed(cast, clara, patient):
    [of_bea] = ask(cast.patient(cast.bea))
    answer = clara.post(reverse("print_sheet", args=[patient.pk, of_bea.bundle]), {"language": "en"})
    assert answer.url == reverse("choose_sheet", args=[patient.pk])
    assert not PrintedSheet.objects.exists()


# --- the way back ----------------------------------------------------------------------------------------------------


def type_code(client, code):
    return client.post(reverse("paper_answers"), {"code": code})


UNKNOWN = "No sheet of this centre has this code. Compare it with the paper, sign by sign."


def test_a_code_leads_to_the_page_on_which_the_answers_are_typed(cast, clara, patient):
    sheet = keep_sheet(by=cast.clara, asked=ask(patient), language="es")
    answer = type_code(clara, f"{sheet.code[:4]} {sheet.code[4:]}".lower())
    assert answer.url == f"{reverse('enter_answers', args=[patient.pk])}?set={sheet.bundle}&language=es"
    assert re.search(f'value="{sheet.bundle}" ?checked', text(clara.get(answer.url)))
    assert sheet.code not in answer.url


def test_a_code_of_another_centre_is_as_unknown_as_any_other(cast, clara):
    sheet = keep_sheet(by=cast.denis, asked=ask(cast.patient(cast.dora)), language="es")
    theirs, nobodys = words(type_code(clara, sheet.code), 422), words(type_code(clara, "AAAAAAAA"), 422)
    assert UNKNOWN in theirs
    assert theirs.replace(sheet.code, "AAAAAAAA") == nobodys


def test_a_set_that_was_answered_meanwhile_says_so(cast, clara, patient):
    [asked] = ask(patient)
    sheet = keep_sheet(by=cast.clara, asked=[asked], language="es")
    submit(by=cast.ana, assignment=asked, answers=phq9(3), key=sheet.pk)
    page = type_code(clara, sheet.code)
    assert "The answers to these questions are stored already. Nothing was changed now." in words(page)
    assert reverse("record", args=[patient.pk]) in text(page)


def test_a_set_that_was_taken_back_says_so(cast, clara, patient):
    sheet = keep_sheet(by=cast.clara, asked=ask(patient), language="es")
    cancel_open(by=BY, patient=patient)
    page = type_code(clara, sheet.code)
    assert "The time to answer these questions is over, or they were taken back." in words(page)
    assert reverse("enter_answers", args=[patient.pk]) in text(page)


def test_the_code_is_asked_for_in_words(clara):
    assert "Write the code that stands at the top of the sheet." in words(type_code(clara, " "), 422)
    assert reverse("paper_answers") in text(clara.get(reverse("caseload")))


def test_what_is_open_still_can_be_printed_after_one_was_sent(cast, clara, patient):
    first, second = ask(patient, "phq-9", "gad-7")
    submit(by=cast.ana, assignment=first, answers=phq9(3), key=second.pk)
    answer = clara.post(reverse("print_sheet", args=[patient.pk, second.bundle]), {"language": "en"})
    found = pypdf.PdfReader(BytesIO(answer.content)).pages[0].extract_text()
    assert "Generalized" in found
    assert "better off dead" not in found
