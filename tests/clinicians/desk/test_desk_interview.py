"""Asking by telephone: one question a page in the language of the call, every answer kept at once."""

import uuid

from django.urls import reverse

from oncocare.audit.actions import actor
from oncocare.consent.actions import record_consent
from oncocare.consent.selectors import texts_for
from oncocare.foundation import clock
from oncocare.people.actions import mark_died
from oncocare.safety.models import Flag
from questionnaires.answering.actions import save_answer, submit, submit_draft
from questionnaires.instruments.catalogue import definition
from questionnaires.models import Draft, LateAnswer, Response
from steps.actions import set_status
from steps.models import Decision
from tests.cast import due, phq9, take_in
from tests.factories.rooms import ask, newcomer
from tests.pages import text, words


def begin(client, asked, language="es"):
    return client.post(reverse("begin_call", args=[asked.patient_id, asked.bundle]), {"language": language})


def question(asked, item, language="es"):
    return reverse("call_question", args=[asked.pk, language, item])


def say(client, asked, item, code, language="es"):
    return client.post(question(asked, item, language), {"answer": str(code)})


def check(asked, language="es"):
    return reverse("check_call", args=[asked.pk, language])


def send(client, asked, language="es"):
    return client.post(check(asked, language), {"key": str(uuid.uuid4())})


def ask_all(client, asked, answers, language="es"):
    for item, code in answers.items():
        say(client, asked, item, code, language)
    return send(client, asked, language)


# --- the beginning ---------------------------------------------------------------------------------------------------


def test_the_record_leads_to_a_call(clara, patient):
    assert reverse("choose_call", args=[patient.pk]) in text(clara.get(reverse("record", args=[patient.pk])))


def test_other_questions_are_made_due_for_a_call(clara, patient):
    sent = {"ask-set": "new", "ask-instruments": ["gad-7"], "ask-days": "7"}
    answer = clara.post(reverse("choose_call", args=[patient.pk]), sent)
    [asked] = patient.assignments.all()
    assert answer.url == reverse("begin_call", args=[patient.pk, asked.bundle])
    assert begin(clara, asked).url == question(asked, "1")


def test_a_call_is_offered_in_the_languages_with_words_and_no_other(clara, patient):
    [asked] = ask(patient, "brs")
    patient.language = "es"
    patient.save()
    page = words(clara.get(reverse("begin_call", args=[patient.pk, asked.bundle])))
    assert "These questions have no official words in the language of this person." in page
    assert begin(clara, asked, "es").status_code == 422
    assert begin(clara, asked, "en").url == question(asked, "1", "en")
    elsewhere = clara.get(question(asked, "1", "es"))
    assert elsewhere.url == reverse("begin_call", args=[patient.pk, asked.bundle])


def test_a_call_goes_on_where_the_person_stopped(cast, clara, patient):
    [asked] = ask(patient)
    save_answer(by=cast.ana, assignment=asked, item="1", code=2)
    page = words(clara.get(reverse("begin_call", args=[patient.pk, asked.bundle])))
    assert "1 answer was given before. The call goes on after it, and shows it to you at the end." in page
    assert begin(clara, asked).url == question(asked, "2")


# --- the questions ---------------------------------------------------------------------------------------------------


def test_the_words_are_those_of_the_call_and_the_page_is_that_of_the_staff(clara, patient):
    [asked] = ask(patient)
    page = text(clara.get(question(asked, "1")))
    assert '<html lang="en">' in page
    assert '<h1 class="nhsuk-fieldset__heading" lang="es">Poco interés o alegría por hacer cosas</h1>' in page
    assert '<p lang="es">Le voy a leer unas preguntas' in page
    assert '<p class="oc-lead" lang="es">Durante las últimas 2 semanas' in page
    for answer in ("0 · Nunca", "1 · Varios días", "2 · Más de la mitad de los días", "3 · Casi cada día"):
        assert answer in page
    assert "Prefiero no decirlo" in page
    assert "Keep and go on" in page
    assert "Le voy a leer" not in text(clara.get(question(asked, "2")))


def test_the_keys_are_off_for_who_turned_them_off_and_nothing_needs_them(clara, patient):
    [asked] = ask(patient)
    assert "web/call" in text(clara.get(question(asked, "1")))
    clara.cookies["shortcuts"] = "off"
    page = text(clara.get(question(asked, "1")))
    assert "web/call" not in page
    assert page.count('type="radio"') == 5
    assert "Choose an answer." in words(clara.post(question(asked, "1")), 422)


def test_each_answer_is_kept_at_once_and_the_person_goes_on_alone(cast, clara, patient):
    [asked] = ask(patient)
    assert say(clara, asked, "1", 1).url == question(asked, "2")
    assert say(clara, asked, "2", "rather_not").url == question(asked, "3")
    assert Draft.objects.get(assignment=asked).answers == {"1": 1, "2": None}
    client = type(clara)()
    client.force_login(cast.ana)
    assert reverse("question", args=[asked.pk, "3"]) in text(client.get(reverse("start_answering", args=[asked.pk])))
    assert 'value="1" checked' in text(clara.get(question(asked, "1")))


def test_an_answer_that_worries_raises_its_flag_in_the_middle_of_the_call(cast, clara, patient):
    [asked] = ask(patient)
    answer = say(clara, asked, "9", 2)
    flag = Flag.objects.get()
    assert (flag.kind, flag.severity, flag.patient) == ("suicidal_ideation", "urgent", patient)
    assert not Response.objects.exists()
    page = text(clara.get(answer.url))
    assert '<p lang="es">Pensamientos de que estaría mejor muerto/a' in page
    assert "Más de la mitad de los días" in page
    assert "Stay on the line." in page
    assert "Do you mean to do it?" in page
    assert "112" in page
    assert "024" in page
    assert f'href="{question(asked, "1")}">Go on with the questions</a>' in page
    assert f"{reverse('record', args=[patient.pk])}#flag-{flag.pk}" in page


def test_a_call_is_told_who_answers_flags_now(clara, team, patient):
    _cast, berta, _emil = team
    [asked] = ask(patient)
    address = say(clara, asked, "9", 1).url
    assert "You answer flags now. Get a colleague who can help you decide." in words(clara.get(address))
    patient.clinician = None  # so that Berta gives no reason to open the record
    patient.save()
    client = type(clara)()
    client.force_login(berta)
    assert "Get Clara, who answers flags now." in words(client.get(address))


def test_the_numbers_in_a_call_are_those_of_where_the_person_lives(clara, patient):
    patient.country = "PT"
    patient.save()
    [asked] = ask(patient)
    page = words(clara.get(say(clara, asked, "9", 1).url))
    assert "Portugal" in page
    assert "024" not in page


def test_who_would_rather_not_say_it_is_asked_after_too(clara, patient):
    [asked] = ask(patient)
    page = words(clara.get(say(clara, asked, "9", "rather_not").url))
    assert Flag.objects.get().kind == "suicide_not_said"
    assert "Would rather not say" in page


def test_the_page_of_an_answer_that_does_not_worry_goes_on(clara, patient):
    [asked] = ask(patient)
    say(clara, asked, "9", 0)
    assert clara.get(reverse("call_worry", args=[asked.pk, "es", "9"])).url == question(asked, "1")


def test_a_number_is_written_where_there_are_no_words_for_the_answers(clara, patient):
    [asked] = ask(patient, "mos-sss")
    page = text(clara.get(question(asked, "1", "en")))
    assert 'inputmode="numeric"' in page
    assert say(clara, asked, "1", 4, "en").url == question(asked, "2", "en")


# --- the end ---------------------------------------------------------------------------------------------------------


def test_the_answers_are_checked_and_sent_by_telephone(cast, clara, patient, deliver):
    [asked] = ask(patient)
    assert clara.get(check(asked)).url == question(asked, "1")
    for item, code in phq9(12).items():
        say(clara, asked, item, code)
    page = text(clara.get(check(asked)))
    assert '<span lang="es">Casi cada día</span>' in page
    assert f"{question(asked, '2')}?change=1" in page
    assert clara.post(f"{question(asked, '2')}?change=1", {"answer": "2"}).url == check(asked)
    with deliver():
        assert send(clara, asked).url == f"{reverse('record', args=[patient.pk])}#contact"
    response = Response.objects.get()
    assert (response.mode, response.language, response.entered_by) == ("telephone", "es", actor(cast.clara))
    assert response.text_sha256 == definition("phq-9").texts["es"].sha256
    assert response.answers == {**phq9(12), "2": 2}
    assert set(response.timings) == set(phq9(12))
    assert "These answers are stored already" in words(clara.get(check(asked)), 409)


def test_a_call_decides_as_the_same_answers_given_online(cast, clara, patient, deliver):
    bela = cast.patient(take_in(cast, "bela"))
    [called], [online] = due(patient), due(bela)
    with deliver():
        ask_all(clara, called, phq9(16, 1))
    with deliver():
        submit(by=bela.account, assignment=online, answers=phq9(16, 1), key=uuid.uuid4())
    one, other = (Decision.objects.filter(pathway__patient=of).latest("pk") for of in (patient, bela))
    assert (one.outcome, one.trace) == (other.outcome, other.trace)
    assert [flag.kind for flag in patient.flags.order_by("kind")] == [flag.kind for flag in bela.flags.order_by("kind")]


def test_what_belongs_to_the_set_follows_in_the_same_call(clara, patient):
    first, second = ask(patient, "phq-2", "gad-7")
    answer = ask_all(clara, first, {"1": 0, "2": 1})
    assert answer.url == question(second, "1")
    assert begin(clara, second).url == question(second, "1")


def test_somebody_without_an_account_can_be_asked(cast, clara):
    patient = newcomer(cast.here, "NOBODY", cast.clara).patient
    [asked] = ask(patient)
    ask_all(clara, asked, phq9(3))
    assert Response.objects.get().mode == "telephone"
    [again] = ask(patient)
    assert clara.get(say(clara, again, "9", 3).url).status_code == 200


# --- who is not asked ------------------------------------------------------------------------------------------------


def test_who_has_left_is_not_asked_on_a_call_that_goes_on(cast, clara, patient):
    [asked] = ask(patient)
    say(clara, asked, "1", 1)
    set_status(by=cast.clara, pathway=cast.pathway(cast.ana), step="withdraw", reason="made up")
    page = words(clara.get(question(asked, "2")), 409)
    assert "This person has left the programme, so nothing is asked any more." in page
    assert "Every answer that was given is kept" in page
    assert "has left the programme" in words(clara.get(reverse("choose_call", args=[patient.pk])))
    assert Draft.objects.get().answers == {"1": 1}
    say(clara, asked, "2", 1)
    assert Draft.objects.get().answers == {"1": 1}


def test_who_said_no_or_has_died_is_not_asked(cast, clara, patient):
    bea = cast.patient(cast.bea)
    text_of_care = texts_for(cast.here, "en")["care"]
    record_consent(by=cast.bea, patient=bea, text=text_of_care, said="no", channel="page")
    assert "said no to care" in words(clara.get(reverse("choose_call", args=[bea.pk])))
    mark_died(by=cast.clara, patient=patient, day=clock.today("Europe/Madrid"))
    assert "has died" in words(clara.get(reverse("choose_call", args=[patient.pk])))


def test_a_worrying_answer_counts_although_the_set_was_sent_during_the_call(cast, clara, patient):
    [asked] = ask(patient)
    for item, code in phq9(3).items():
        save_answer(by=cast.ana, assignment=asked, item=item, code=code)
    submit_draft(by=cast.ana, assignment=asked, key=uuid.uuid4(), text=definition("phq-9").texts["en"])
    page = words(clara.get(say(clara, asked, "9", 2).url))
    assert LateAnswer.objects.get().code == 2
    assert Flag.objects.get().kind == "suicidal_ideation"
    assert "What to do now" in page
    assert "Go on with the questions" not in page
    assert "They were sent before." in words(say(clara, asked, "1", 2), 409)


def test_another_centre_finds_nothing(cast, client, patient):
    [asked] = ask(patient)
    client.force_login(cast.denis)
    assert client.get(question(asked, "1")).status_code == 404
    assert client.get(check(asked)).status_code == 404
    assert client.get(reverse("begin_call", args=[patient.pk, asked.bundle])).status_code == 404
