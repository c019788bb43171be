"""Names of PRO-CTCAE that a licensed centre brings: in its people's pages of the coach, in that language, for so long."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from oncocare.foundation import clock
from oncocare.foundation.datafiles import DataFileError
from oncocare.people.days import today_of
from questionnaires.instruments.actions import load_text_pack
from questionnaires.models import TextPack
from steps.campus.coach.names_file import parse_names
from steps.campus.coach.selectors import names_at
from steps.campus.models import SymptomReport
from tests.cast import BY, Cast
from tests.factories.campus_coach import sign_all
from tests.signing_in import sign_in

FILE = """
instrument: pro-ctcae-names
language: {language}
licence: {{reference: R-1, holder: The centre, valid_until: "{until}"}}
names: {names}
"""
CODES = ("nausea", "pain", "tiredness")


def file(language: str = "en", until: str = "2099-12-31", names: str = "{nausea: The licensed name}") -> bytes:
    return FILE.format(language=language, until=until, names=names).encode()


def load(cast: Cast, **said: str) -> None:
    load_text_pack(by=BY, centre=cast.here, pack=parse_names(file(**said), "names.yaml", CODES))


def client_of(user: Any) -> Client:
    client = Client()
    sign_in(client, user, confirmed=True)
    return client


def page(client: Client, name: str, *args: Any) -> str:
    return client.get(reverse(name, args=args)).content.decode()


def test_people_of_a_licensed_centre_read_its_names_and_elsewhere_ours(cast: Cast, small: Any):
    sign_all(cast.clara, cast.here)
    load(cast)
    client = client_of(cast.ana)
    shown = page(client, "coach")
    assert ("The licensed name" in shown, ">Nausea<" in shown, "Pain" in shown) == (True, False, True)
    asked = page(client, "coach_symptom", "nausea")
    assert asked.index("The licensed name") < asked.index("How bad is nausea?"), "the question stays ours"
    assert "oc-lead" not in page(client, "coach_symptom", "pain"), "what the file does not name has our words"
    client.post(reverse("coach_symptom", args=["nausea"]), {"severity": "5"})
    assert "The licensed name: you said 5 of 10." in page(client, "coach_answer", SymptomReport.objects.get().pk)
    assert "The licensed name" in page(client, "coach_course")
    assert names_at(cast.there) == {}


def test_a_name_is_of_its_language_alone(cast: Cast, small: Any):
    sign_all(cast.clara, cast.here)
    load(cast, language="es", names="{nausea: El nombre con licencia}")
    assert "El nombre con licencia" not in page(client_of(cast.ana), "coach")
    spanish = client_of(cast.ana)
    spanish.cookies["language"] = "es"
    assert "El nombre con licencia" in page(spanish, "coach")


def test_names_go_with_their_licence_and_the_newest_file_counts(cast: Cast, small: Any):
    last = today_of(cast.here)
    load(cast, until=last.isoformat())
    assert names_at(cast.here) == {"nausea": "The licensed name"}, "the last day counts"
    with clock.at(clock.now() + timedelta(minutes=1)):
        load(cast, until=last.isoformat(), names="{pain: Another name}")
    assert names_at(cast.here) == {"pain": "Another name"}
    with clock.at(clock.now() + timedelta(days=1)):
        assert names_at(cast.here) == {}


@pytest.mark.parametrize(
    ("said", "line", "reason"),
    [
        ({"names": "{nausea: A name, breath: B, cough: C}"}, 5, "names.breath: unknown symptom"),
        ({"names": "{}"}, 5, "there is no name"),
        ({"names": "{nausea: <b>A name</b>}"}, 5, "names.nausea"),
        ({"until": "soon"}, 4, "licence.valid_until"),
        ({"language": "English"}, 3, "language"),
    ],
)
def test_a_file_is_refused_whole_with_its_line(said: dict[str, str], line: int, reason: str):
    with pytest.raises(DataFileError) as refused:
        parse_names(file(**said), "names.yaml", CODES)
    assert f"names.yaml:{line}" in str(refused.value)
    assert reason in str(refused.value)


def test_a_coordinator_loads_them_where_other_licensed_wording_is_loaded(cast: Cast):
    carlos, way = client_of(cast.carlos), reverse("load_pack")

    def send(data: bytes) -> Any:
        return carlos.post(way, {"file": SimpleUploadedFile("names.yaml", data)}, follow=True)

    refused = send(file(names="{nausea: A name, no_symptom: B}"))
    assert (refused.status_code, TextPack.objects.count()) == (422, 0)
    assert "names.no_symptom: unknown symptom" in refused.content.decode()
    assert "The licence in the file has ended." in send(file(until="2001-01-01")).content.decode()
    loaded = send(file())
    assert "People of this centre read these names of symptoms from now on." in loaded.content.decode()
    assert [(pack.instrument, pack.centre, pack.language) for pack in TextPack.objects.all()] == [
        ("pro-ctcae-names", cast.here, "en")
    ]
    assert client_of(cast.clara).post(way, {"file": SimpleUploadedFile("n.yaml", file())}).status_code == 403
