"""Rows and days for database tests, made through the real actions."""

from __future__ import annotations

import uuid
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import factory

from oncocare.events.actions import inline, relay
from oncocare.foundation import clock
from oncocare.notifications.sending.actions import send_due
from oncocare.people import actions as people
from oncocare.people.days import today_of
from oncocare.people.models import Centre, Patient, User
from oncocare.safety.assessment.assessed import Assessed
from oncocare.safety.assessment.wording import NOT_ASKED, own
from oncocare.safety.models import Flag, Occasion
from questionnaires.answering.actions import submit
from questionnaires.models import Assignment, Response
from questionnaires.scheduling.actions import assign
from steps import actions as steps
from steps.models import Pathway
from tests.cast import BY, gad7, phq9

MADRID = ZoneInfo("Europe/Madrid")
DAY_ONE = datetime(2026, 3, 2, 10, tzinfo=MADRID)  # a Monday


class FlagFactory(factory.django.DjangoModelFactory):
    """An open flag, nobody has acknowledged it; `patient` and `owner` are given."""

    class Meta:
        model = Flag
        skip_postgeneration_save = True

    centre = factory.SelfAttribute("patient.centre")
    kind = "suicidal_ideation"
    severity = "high"
    source = factory.Sequence(lambda number: f"test:{number}")
    deadline = factory.LazyFunction(lambda: clock.now() + timedelta(hours=4))
    promised = factory.SelfAttribute("deadline")

    @factory.post_generation
    def occasion(flag, create, given, **more):  # type: ignore[no-untyped-def]  # noqa: N805 -- a hook of factory_boy
        """Every flag was raised at least once; `occasion=False`: by the release before there were occasions."""
        if given is False:
            return
        Occasion.objects.create(
            flag=flag, patient=flag.patient, centre=flag.centre, source=flag.source, severity=flag.severity,
            made=flag.raised,
        )  # fmt: skip


def talked(next_contact: date | None = None, **given: str) -> Assessed:
    """What was asked and said, as briefly as it can be; `given` by question."""
    questions = own("en")
    unasked = {one.code: NOT_ASKED for one in questions.questions if one.options}
    return Assessed(questions, unasked | given, next_contact, "" if next_contact else "made up")


def closing(flag: Flag, given: dict[str, Any]) -> dict[str, Any]:
    """What is sent to close this flag: the fields of its form have its id in their names, here left out."""
    return {name.replace("close-", f"close-{flag.pk}-", 1): value for name, value in given.items()}


def day(number: int, hour: int = 10, minute: int = 0) -> datetime:
    """A moment that many days after day one, by the clock on the wall in Madrid."""
    return DAY_ONE.replace(hour=hour, minute=minute) + timedelta(days=number)


def newcomer(centre: Centre, key: str, clinician: User | None = None) -> Pathway:
    """A patient without an account whose stepped care begins now."""
    patient = people.take_into_care(by=BY, centre=centre, key=key, clinician=clinician)
    return steps.open_pathway(by=BY, patient=patient)


def ask(patient: Patient, *instruments: str, days: int = 7) -> list[Assignment]:
    """These due together from now on."""
    today = today_of(patient)
    until = today + timedelta(days=days)
    return assign(by=BY, patient=patient, instruments=instruments or ("phq-9",), opens=today, due=until, closes=until)


def send(assignment: Assignment, answers: dict[str, Any], **more: Any) -> Response:
    """Submit, as the patient does; `key` is new unless it is given."""
    by = assignment.patient.user or BY
    return submit(**{"by": by, "assignment": assignment, "answers": answers, "key": uuid.uuid4(), **more})


def sit(
    patient: Patient, when: datetime, *, phq: int | None = None, gad: int | None = None, item_9: int = 0
) -> list[Response]:
    """Answers given together at `when`; the rules decide at once."""
    given = {}
    if phq is not None:
        given["phq-9"] = phq9(phq, item_9)
    if gad is not None:
        given["gad-7"] = gad7(gad)
    with clock.at(when), inline():
        return [send(one, given[one.instrument]) for one in ask(patient, *given)]


def work() -> None:
    """What the worker does meanwhile: it delivers what was left for it and sends what waits."""
    relay()
    send_due()
