"""Two hundred people come into care from a file: all of them, or nobody."""

from datetime import UTC, datetime

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command
from django.urls import reverse

from oncocare.audit.models import AuditRow
from oncocare.consent.models import Consent
from oncocare.foundation import clock
from oncocare.joining.arriving.actions import take_in_people
from oncocare.people.models import Patient, PictureEntry
from oncocare.people.picture.selectors import picture_of
from steps.models import Pathway
from tests.factories.committed import at_once
from tests.pages import seen

HEADER = "key,consented_on,born_on,language,clinician,cancer,stage,work,sex"


def rows(count=200, **wrong):
    """A file of so many people; `wrong` puts another line in the place of one, as row7=…"""
    lines = [
        f"P{number:03},2026-02-01,1961-05-04,es,clara@example.org,breast,2,employed,-private" for number in range(count)
    ]
    for place, line in wrong.items():
        lines[int(place.removeprefix("row"))] = line
    return "\n".join([HEADER, *lines]) + "\n"


THREE_WRONG = {
    "row3": "P003,2026-02-01,1961-05-04,es,clara@example.org,toe,2,employed,",
    "row50": "P050,2026-02-31,1961-05-04,es,clara@example.org,breast,2,employed,",
    "row199": "P199,2026-02-01,1961-05-04,es,clara@example.org,breast,2,at sea,",
}


@pytest.fixture
def carlos(cast, client):
    client.force_login(cast.carlos)
    return client


def upload(client, text, **more):
    return client.post(reverse("arrivals"), {"file": SimpleUploadedFile("people.csv", text.encode()), **more})


def everything():
    return [model.objects.count() for model in (Patient, Pathway, Consent, PictureEntry)]


def test_three_bad_rows_refuse_the_file_and_mended_it_brings_everybody_in(cast, carlos):
    before = everything()
    answer = upload(carlos, rows(**THREE_WRONG))
    assert answer.status_code == 422
    assert [(one.line, one.message.partition(":")[0]) for one in answer.context["problems"]] == [
        (5, "cancer"), (52, "consented_on"), (201, "work"),
    ]  # fmt: skip
    assert everything() == before
    checked = upload(carlos, rows())
    assert "200 people can come in. Nothing is kept yet." in seen(checked.content.decode())
    assert everything() == before
    answer = carlos.post(reverse("arrivals"), {"checked": checked.context["form"].initial["checked"], "take_in": "1"})
    assert answer.url == reverse("arrivals")
    assert [after - earlier for after, earlier in zip(everything(), before, strict=True)] == [200, 200, 200, 800]


def test_somebody_who_came_in_is_in_care_with_their_yes_and_their_picture(cast, carlos):
    carlos.post(reverse("arrivals"), {"checked": rows(1), "take_in": "1"})
    patient = Patient.objects.get(key="P000")
    assert (patient.language, patient.clinician, patient.user, patient.pathway.status) == (
        "es",
        cast.clara,
        None,
        "active",
    )
    [consent] = patient.consents.all()
    assert (consent.purpose, consent.said, consent.channel, consent.language) == ("care", "yes", "staff", "es")
    assert consent.at.date().isoformat() == "2026-02-01"
    picture = picture_of(patient)
    assert (picture.value("cancer"), picture.unsaid("sex"), picture.value("leave_since")) == ("breast", "private", None)
    assert {entry.source for entry in picture.entries.values()} == {"import"}
    row = AuditRow.objects.get(verb="people.imported")
    assert row.detail == {"people": 1}


def test_a_yes_of_this_morning_is_not_written_down_as_one_of_noon_to_come(carlos):
    morning = datetime(2026, 3, 2, 7, 30, tzinfo=UTC)
    with clock.at(morning):
        carlos.post(reverse("arrivals"), {"checked": rows(1).replace("2026-02-01", "2026-03-02"), "take_in": "1"})
    assert Consent.objects.get(patient__key="P000").at == morning


def test_the_checked_file_is_sent_again_without_growing(carlos):
    checked = upload(carlos, rows(1)).content.decode()
    assert checked.count('enctype="multipart/form-data"') == 2  # else each comma is sent as three letters


def test_the_same_file_twice_doubles_nobody(carlos):
    carlos.post(reverse("arrivals"), {"checked": rows(2), "take_in": "1"})
    before = everything()
    answer = carlos.post(reverse("arrivals"), {"checked": rows(2), "take_in": "1"})
    assert [one.message for one in answer.context["problems"]] == [
        "key: “P000” is in care at this centre already.", "key: “P001” is in care at this centre already.",
    ]  # fmt: skip
    assert everything() == before


def test_a_checked_file_sent_twice_is_answered_twice_with_the_first_result(carlos):
    form = upload(carlos, rows(2)).context["form"].initial
    sent = {**form, "take_in": "1"}
    first = carlos.post(reverse("arrivals"), sent, follow=True)
    before = everything()
    again = carlos.post(reverse("arrivals"), sent, follow=True)
    assert "2 people are in care now." in seen(first.content.decode())
    assert (again.status_code, "2 people are in care now." in seen(again.content.decode())) == (200, True)
    assert everything() == before
    other = upload(carlos, rows(2))  # checked anew, it is another file
    assert [one.line for one in other.context["problems"]] == [2, 3]


def test_a_checked_file_sent_twice_at_one_moment_comes_in_once(committed):
    send = {"by": committed.carlos, "centre": committed.here, "text": rows(3), "name": "", "once": "a" * 32}
    before = Patient.objects.count()
    assert at_once(*(lambda: take_in_people(**send) for _ in range(3))) == [3, 3, 3]
    assert Patient.objects.count() == before + 3


def test_what_cannot_be_read_and_what_the_centre_refuses_are_named_together(carlos):
    wrong = {
        "row3": THREE_WRONG["row3"],
        "row5": "P005,2026-02-01,1961-05-04,es,denis@example.org,breast,2,employed,",
        "row7": "P007,2026-02-31,2015-05-04,es,,breast,2,employed,",
    }
    answer = upload(carlos, rows(9, **wrong))
    assert [(one.line, one.message.partition(":")[0]) for one in answer.context["problems"]] == [
        (5, "cancer"), (7, "clinician"), (9, "born_on"), (9, "consented_on"),
    ]  # fmt: skip


def test_three_hundred_bad_rows_are_a_short_page(carlos):
    page = seen(upload(carlos, rows(300).replace(",breast,", ",toe,")).content.decode())
    assert "300 places in the file are not right." in page
    assert page.count("“toe” is not allowed.") == 1
    assert "2, 3, 4, 5, 6, 7, 8, 9, 10, 11 and 290 more" in page


def test_what_seldom_goes_together_is_taken_in_when_it_is_meant(carlos):
    checked = upload(carlos, rows(2).replace(",breast,", ",,"))
    assert "There is a stage and no type of cancer." in seen(checked.content.decode())
    before = everything()
    sent = {**checked.context["form"].initial, "take_in": "1"}
    assert carlos.post(reverse("arrivals"), sent).status_code == 422
    assert everything() == before
    assert carlos.post(reverse("arrivals"), sent | {"meant": "on"}).status_code == 302
    assert everything()[0] == before[0] + 2


def test_what_nobody_sees_is_left_out_for_the_page_as_for_the_command(cast, carlos, tmp_path, capsys):
    text = "key,consented_on,gender\n{},2026-02-01,a\x00b\x1b[1m\u202ec\n"
    checked = upload(carlos, text.format("X1"))
    carlos.post(reverse("arrivals"), {**checked.context["form"].initial, "take_in": "1"})
    file = tmp_path / "people.csv"
    file.write_text(text.format("X2"), encoding="utf-8")
    call_command("import_patients", str(file), "--centre", cast.here.slug)
    words = [picture_of(Patient.objects.get(key=key)).value("gender") for key in ("X1", "X2")]
    assert words == ["ab[1mc", "ab[1mc"]


def test_the_command_reads_no_file_that_the_page_would_not(cast, tmp_path):
    file = tmp_path / "people.csv"
    file.write_bytes(b"x" * 1_000_001)
    with pytest.raises(CommandError, match="at most 1,000,000 bytes"):
        call_command("import_patients", str(file), "--centre", cast.here.slug)


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("X,2026-02-01,1961-05-04,es,denis@example.org,,,,", "clinician: “denis@example.org” does not look after"),
        ("X,2026-02-01,2015-05-04,es,,,,,", "born_on: This person is younger than 18."),
    ],
)
def test_what_only_the_centre_knows_is_checked_before_anybody_comes(carlos, line, said):
    answer = upload(carlos, f"{HEADER}\n{line}")
    [problem] = answer.context["problems"]
    assert (problem.line, problem.message[: len(said)]) == (2, said)


def test_nobody_comes_while_nobody_answers_at_night(cast, carlos, monkeypatch):
    monkeypatch.setattr("oncocare.joining.arriving.actions.ready_for_patients", lambda centre: False)
    answer = upload(carlos, rows(1))
    assert answer.status_code == 422
    assert "it is not settled who answers outside the staffed hours" in answer.content.decode()


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"\xff\xfe", "Save the sheet as “CSV UTF-8”"),
        (b"", "The submitted file is empty."),
        (b"x" * 1_000_001, "too large"),
    ],
)
def test_a_file_that_cannot_be_read_is_refused_in_words(carlos, data, said):
    answer = carlos.post(reverse("arrivals"), {"file": SimpleUploadedFile("people.csv", data)})
    assert answer.status_code == 422
    assert said in answer.content.decode()


def test_the_template_can_be_filled_in_and_read(carlos):
    answer = carlos.get(reverse("arrivals_template"))
    assert answer["Content-Disposition"] == 'attachment; filename="people.csv"'
    again = upload(carlos, answer.content.decode("utf-8-sig"))
    assert "1 person can come in." in seen(again.content.decode())


def test_the_command_checks_first_and_keeps_nothing_on_a_dry_run(cast, tmp_path, capsys):
    file = tmp_path / "people.csv"
    file.write_text(rows(3), encoding="utf-8")
    before = everything()
    call_command("import_patients", str(file), "--centre", cast.here.slug, "--dry-run")
    assert capsys.readouterr().out == "3 people can be taken in; nothing was kept.\n"
    assert everything() == before
    call_command("import_patients", str(file), "--centre", cast.here.slug)
    assert capsys.readouterr().out == "3 people were taken in.\n"
    assert everything()[0] == before[0] + 3


def test_the_command_names_every_bad_row(cast, tmp_path):
    file = tmp_path / "people.csv"
    file.write_text(rows(**THREE_WRONG), encoding="utf-8")
    with pytest.raises(CommandError) as refused:
        call_command("import_patients", str(file), "--centre", cast.here.slug)
    assert [line.split(":")[1] for line in str(refused.value).splitlines()[1:]] == ["5", "52", "201"]
    with pytest.raises(CommandError, match="no such centre"):
        call_command("import_patients", str(file), "--centre", "nowhere")
    with pytest.raises(CommandError, match="Nobody was taken in"):
        call_command("import_patients", str(tmp_path / "none.csv"), "--centre", cast.here.slug)
