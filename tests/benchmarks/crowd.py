"""A centre with any number of made-up people whose courses look like those of a real one; written in bulk, past the actions."""

from __future__ import annotations

import random
import uuid
from datetime import date, timedelta
from typing import Any

from django.db import connection

from clinicians.models import Contact, ExpectedCourse, Task
from oncocare.effort.models import Effort
from oncocare.foundation import clock, rights
from oncocare.people import actions as people
from oncocare.people.days import today_of
from oncocare.people.models import Centre, Patient, User
from oncocare.people.roles import CLINICIAN
from oncocare.safety.models import Flag, FlagOutcome
from questionnaires.models import Assignment, Mode, Response, Score
from steps.models import Decision, HelpDay, Pathway, PolicyVersion, Proposal
from tests.cast import BY, _centre
from tests.factories.owner import asleep

ASKED = ("phq-9", "gad-7")
SETS = 5  # how often each was asked so far, every two weeks
CASELOAD = 300  # people one clinician looks after
ROWS = 5000


def fill(size: int) -> tuple[Centre, User]:
    """A centre of `size` people in stepped care, and one of its clinicians. The share of them for whom something waits
    is the same in every size; flags nobody has taken on and proposals past their deadline are few anywhere.
    """
    chance = random.Random(size)  # noqa: S311 -- made-up courses
    centre = _centre(f"crowd-{size}")
    staff = [_clinician(centre, number) for number in range(max(3, size // CASELOAD))]
    with asleep():
        with connection.cursor() as cursor:
            cursor.execute("SET LOCAL session_replication_role = replica")
        patients = _patients(chance, centre, staff, size)
        pathways = _pathways(chance, patients[: -max(1, size // 100)])  # the last are outside stepped care
        _answers(chance, [one.patient for one in pathways])
        _contacts(chance, staff[0], patients)
        _what_waits(chance, staff, pathways)
        _proposals(chance, staff[0], pathways)
        ExpectedCourse.objects.create(centre=centre, weeks=8, source="Made up")
        with connection.cursor() as cursor:
            cursor.execute("SET LOCAL session_replication_role = origin")
    return centre, staff[1]


def tidy() -> None:
    """What the database does by itself after a while: it counts its rows anew, and knows which pages all may see."""
    with connection.cursor() as cursor:
        cursor.execute("RESET ROLE")
        cursor.execute("VACUUM ANALYZE")
        cursor.execute(f"SET ROLE {rights.APP}")


def _clinician(centre: Centre, number: int) -> User:
    made = people.register_user(
        by=BY, email=f"{centre.slug}-{number}@example.org", name=f"Clinician {number}", language="en"
    )
    people.appoint(by=BY, user=made, centre=centre, role=CLINICIAN)
    return made


def _patients(chance: random.Random, centre: Centre, staff: list[User], size: int) -> list[Patient]:
    names, surnames = ("Núria", "Ana", "José", "Marta", "Joan"), ("Puig", "García", "Ibáñez", "Novák", "Serra")
    today = today_of(centre)
    users = _keep(
        User(email=f"{centre.slug}-p{one}@example.org", name=f"{chance.choice(names)} {chance.choice(surnames)} {one}")
        for one in range(size)
    )
    return _keep(
        Patient(
            centre=centre, key=f"C{number:05}", user=user, clinician=chance.choice(staff) if chance.random() < 0.99 else None,
            born_on=date(1940, 1, 1) + timedelta(days=chance.randrange(20_000)),
            joined_on=today - timedelta(days=chance.randrange(20, 700)),
            time_zone=chance.choice(["Atlantic/Canary", "America/Bogota"]) if chance.random() < 0.01 else "",
        )
        for number, user in enumerate(users)
    )  # fmt: skip


def _pathways(chance: random.Random, patients: list[Patient]) -> list[Pathway]:
    policy = PolicyVersion.objects.latest("added")
    made = _keep(
        Pathway(
            patient=one, centre=one.centre, policy=policy, level=chance.choice([1, 1, 1, 2, 2, 3, 4]),
            status=chance.choices(["active", "paused", "withdrawn"], [85, 5, 10])[0],
            started=one.joined_on, entered=one.joined_on + timedelta(days=chance.randrange(15)),
        )
        for one in patients
    )  # fmt: skip
    _keep(
        HelpDay(pathway=one, patient=one.patient, centre=one.centre, day=one.entered, began=True, made_by=BY)
        for one in made
        if one.level > 1 and chance.random() < 0.95
    )
    return made


def _answers(chance: random.Random, patients: list[Patient]) -> None:
    today, now = today_of(patients[0].centre), clock.now()
    asked = []
    for one in patients:
        silent, late, ago = chance.random() < 0.05, chance.random() < 0.05, chance.randrange(14)
        for number in range(SETS, -1, -1):
            due, bundle = (
                today - timedelta(days=14 * (number - 1) + ago if number else 3 if late else ago - 14),
                uuid.uuid4(),
            )
            answered = chance.random() < 0.9 and not (silent and number < 3)
            state = "open" if number == 0 else "answered" if answered else "missed"
            asked += [
                Assignment(
                    patient=one, centre=one.centre, instrument=code, bundle=bundle, state=state,
                    opens=due - timedelta(days=3), due=due, closes=due + timedelta(days=6),
                )
                for code in ASKED
            ]  # fmt: skip
    _keep(asked)
    sent = _keep(
        Response(
            assignment=one, key=uuid.uuid4(), patient=one.patient, centre=one.centre, instrument=one.instrument,
            version="1", definition_sha256="0", mode=Mode.SELF, entered_by=BY, language="es",
            answers={str(item): 1 for item in range(1, 10)} if chance.random() < 0.99 else {"9": None},
            answered=now - timedelta(days=(today - one.due).days), received=now - timedelta(days=(today - one.due).days),
        )
        for one in asked
        if one.state == "answered"
    )  # fmt: skip
    steady = {one.pk: chance.randrange(3, 19) for one in patients}
    _keep(
        Score(
            response=one, patient=one.patient, centre=one.centre, instrument=one.instrument, name="total",
            value=min(21, max(0, steady[one.patient.pk] + chance.randrange(-3, 4))),
            measured=one.assignment.due, recorded=one.assignment.due,
        )
        for one in sent
    )  # fmt: skip


def _contacts(chance: random.Random, clinician: User, patients: list[Patient]) -> None:
    now = clock.now()
    for _time in range(2):
        spoken = [one for one in patients if chance.random() < 0.9]
        efforts = _keep(
            Effort(staff=clinician.pk, centre=one.centre.pk, patient=one.pk, what="contact.phone", began=now, minutes=5)
            for one in spoken
        )
        _keep(
            Contact(
                patient=one, centre=one.centre, by=clinician, kind="phone", effort=effort,
                began=now - timedelta(days=chance.randrange(1, 120)), reached=chance.random() < 0.7,
            )
            for one, effort in zip(spoken, efforts, strict=True)
        )  # fmt: skip


def _what_waits(chance: random.Random, staff: list[User], pathways: list[Pathway]) -> None:
    now, size, centre = clock.now(), len(pathways), pathways[0].centre
    today, by = today_of(centre), staff[0]

    def flag(pathway: Pathway, number: int, **fields: Any) -> Flag:
        moment = now + timedelta(minutes=chance.randrange(60, 3000))
        return Flag(
            patient=pathway.patient, centre=centre, kind="worsening", severity="high", source=f"made:up:{pathway.pk}",
            number=number, deadline=moment, promised=moment, owner=chance.choice(staff), **fields,
        )  # fmt: skip

    taken = {"acknowledged_at": now, "acknowledged_by": by}
    closed = {**taken, "closed_at": now, "closed_by": by, "outcome": FlagOutcome.choices[0][0]}
    _keep(flag(one, 1) for one in chance.sample(pathways, 8))
    _keep(flag(one, 2, **taken) for one in chance.sample(pathways, size // 200))
    _keep(flag(one, 3, **closed) for one in chance.sample(pathways, size // 5))

    def task(pathway: Pathway, days: int, **fields: Any) -> Task:
        return Task(
            patient=pathway.patient, centre=centre, owner=pathway.patient.clinician or by, maker=by, what="Call",
            due=today + timedelta(days=days), **fields,
        )  # fmt: skip

    _keep(task(one, chance.randrange(-5, 6)) for one in chance.sample(pathways, size // 50))
    _keep(task(one, -30, done_at=now, done_by=by) for one in chance.sample(pathways, size // 2))


def _proposals(chance: random.Random, clinician: User, pathways: list[Pathway]) -> None:
    now, today = clock.now(), today_of(pathways[0].centre)
    proposed = [one for one in pathways if one.status == "active"][: len(pathways) // 300 + 5]
    decisions = _keep(
        Decision(
            pathway=one, patient=one.patient, centre=one.centre, point=today, last_score=1, level_before=one.level,
            entered_before=one.entered, nominated_before=False, outcome="up", level_after=one.level, approval=True,
            granted=False, nominate=False, policy="x", policy_version=1, policy_sha256="0", trace={},
        )
        for one in proposed
    )  # fmt: skip
    _keep(
        Proposal(
            decision=one, pathway=one.pathway, centre=one.centre, to_level=3, owner=clinician, deadline=now + timedelta(hours=3),
            promised=now + timedelta(hours=-5 if number < 5 else chance.randrange(5, 80)),
        )
        for number, one in enumerate(decisions)
    )  # fmt: skip


def _keep(rows: Any) -> list[Any]:
    made = list(rows)
    return type(made[0]).objects.bulk_create(made, batch_size=ROWS) if made else made
