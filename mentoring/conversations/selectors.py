"""Reads conversations: what somebody may expect who writes now, what waits for an answer, and who has read what."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import groupby
from typing import Any
from uuid import UUID

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Case, Exists, F, OuterRef, Prefetch, Q, QuerySet, Subquery, When
from django.db.models.functions import JSONObject

from mentoring.conversations.answer_times import Waited
from mentoring.conversations.models import AnswerPromise, ContactRequest, ReplyTemplate, TeamMessage, TeamMessageRead
from oncocare.foundation import clock
from oncocare.people.access import at_work, inside_caseload
from oncocare.people.days import day_of
from oncocare.people.models import Centre, Patient, User
from oncocare.people.permissions import Permission
from oncocare.people.selectors import Standing, holders
from oncocare.safety.promise import days_after
from oncocare.safety.rota.duty import Rota, answers_for, off_hours
from oncocare.safety.rota.selectors import rota_of
from oncocare.safety.words.wordlist import DangerRank

ANSWER_SHOWN = timedelta(days=14)  # how long a person reads on their page what was written to them


@inside_caseload
def has_a_request(user: User, patient: Patient) -> bool:
    """Whoever is to answer what this patient asked may open the record until it is answered."""
    return ContactRequest.objects.filter(patient=patient, owner=user, answered_at=None).exists()


# --- what somebody may expect who writes ------------------------------------------------------------------------------


@dataclass(frozen=True)
class Offer:
    """What somebody may expect who writes now: an answer `by` then, in the hours of the centre."""

    by: datetime
    rota: Rota

    @property
    def nobody_now(self) -> bool:
        """Whether nobody is there to read it at this moment."""
        return off_hours(self.rota, clock.now())

    def owner(self, patient: Patient) -> UUID | None:
        """Whose a request of this patient is: who looks after them or stands in, or else whoever is on duty."""
        return answers_for(self.rota, patient.clinician_id, clock.now())


def offer_of(centre: Centre) -> Offer | None:
    """By when the centre answers what is asked now; None where it has not said so, or has no staffed hours."""
    promise = AnswerPromise.objects.filter(centre=centre).first()
    return offer_within(promise.days, centre) if promise else None


def offer_within(days: int, centre: Centre) -> Offer | None:
    """The same of a centre that answers within so many days of its staffed hours; None where it has none."""
    rota = rota_of(centre)
    by = days_after(clock.now(), days, rota.hours, rota.zone, rota.closed)
    return Offer(by, rota) if rota.hours else None


def who_reads(patient: Patient) -> tuple[str, str]:
    """Who would answer this person now, and who looks after them; empty where nobody is named, and the second also
    where it is the same person.
    """
    able = {user.pk: user.name for user in holders(patient.centre, Permission.ANSWER_FLAG)}
    own, there = patient.clinician_id, answers_for(rota_of(patient.centre), patient.clinician_id, clock.now())
    return able.get(there, "") if there else "", able.get(own, "") if own and own != there else ""


# --- the conversation -------------------------------------------------------------------------------------------------


def conversation_of(patient: Patient) -> QuerySet[TeamMessage]:
    """Everything that a patient and their team wrote to each other, the latest first, each with its `read`: by whom of
    the other side, and when, the first first.
    """
    return _with_readings(patient.team_messages.select_related("by").order_by("-made", "-pk"))


def messages_of(request: ContactRequest) -> list[TeamMessage]:
    """What was asked in a request and what was answered, in order, with who has `read` it."""
    return list(_with_readings(request.written.select_related("by").order_by("made", "pk")))


def _with_readings(rows: QuerySet[TeamMessage]) -> QuerySet[TeamMessage]:
    readings = TeamMessageRead.objects.select_related("by").order_by("made", "pk")
    return rows.prefetch_related(Prefetch("readings", readings, to_attr="read"))


def with_moments(patients: QuerySet[Patient]) -> QuerySet[Any]:
    """Each with the `moments` at which either side wrote, in order. No query more."""
    sent = TeamMessage.objects.filter(patient=OuterRef("pk")).order_by("made").values("made")
    return patients.annotate(moments=ArraySubquery(sent))


def messages_by_day(patient: Any) -> list[tuple[datetime, int]]:
    """For each day of the centre on which either side wrote: when the latest was sent, and how many were. It is asked
    unless the patient was fetched `with_moments`.
    """
    known = patient.__dict__.get("moments")
    sent = patient.team_messages.order_by("made").values_list("made", flat=True) if known is None else known
    days = [list(of_day) for _day, of_day in groupby(sent, key=lambda at: day_of(patient.centre, at))]
    return [(moments[-1], len(moments)) for moments in days]


def unread_by(user: User, messages: Iterable[Any]) -> list[Any]:
    """Of messages with who has `read` them, those of the other side that this person has not."""
    return [
        one for one in messages if one.by_id != user.pk and all(reading.by_id != user.pk for reading in one.read)
    ]  # fmt: skip


def newest_of(patient: Patient) -> str:
    """The latest message that this patient sent, for a page that shows it; empty without any."""
    newest = patient.team_messages.filter(from_team=False).order_by("-made", "-pk").first()
    return str(newest.pk) if newest else ""


def before_them(patient: Patient, request: ContactRequest) -> bool:
    """Whether anything was written before what belongs to this request."""
    return patient.team_messages.exclude(request=request).filter(made__lt=request.made).exists()


# --- on the patient's page --------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class RequestTold:
    """The request of a patient that is open, or was answered not long ago; what they `wrote` last in it, and who of the
    team has read that first, `read_by`, and when.
    """

    pk: str
    kind: str
    wrote: str
    made: datetime
    promised: datetime
    answered_at: datetime | None
    without_words: bool
    owner: str
    read_by: str
    read_at: datetime | None

    @property
    def kind_words(self) -> str:
        """What is asked, as staff read it."""
        return str(ContactRequest.Kind(self.kind).label)


@dataclass(frozen=True)
class WordsTold:
    """What the team wrote to a patient last, not long ago; `new` where they have not read it."""

    pk: str
    by: str
    made: datetime
    words: str
    new: bool


def with_team(patients: QuerySet[Patient]) -> QuerySet[Any]:
    """Each with `answer_days`, within how many days their centre answers, None where nobody can write as it did not say
    so or has no staffed hours; with `asked`, as `asked_of` reads it, and `said`, as `said_to` does. No query more.
    """
    promises = AnswerPromise.objects.filter(centre=OuterRef("centre"), centre__staffed_hours__isnull=False)
    return patients.annotate(
        answer_days=Subquery(promises.values("days")[:1]),
        asked=_latest_request(),
        said=_latest_words(),
    )


def _latest_request() -> Subquery:
    shown = Q(answered_at=None) | Q(answered_at__gt=clock.now() - ANSWER_SHOWN)
    latest = ContactRequest.objects.filter(shown, patient=OuterRef("pk")).order_by("-made")
    newest = TeamMessage.objects.filter(request=OuterRef("pk"), from_team=False).order_by("-made", "-pk")
    reading = TeamMessageRead.objects.filter(message=OuterRef("newest")).order_by("made", "pk")
    fields = ("made", "kind", "promised", "answered_at", "without_words")
    told = latest.annotate(newest=Subquery(newest.values("pk")[:1])).values(
        whole=JSONObject(
            **{name: name for name in ("pk", *fields)},
            wrote=Subquery(newest.values("words")[:1]),
            owner=F("owner__name"),
            read_by=Subquery(reading.values("by__name")[:1]),
            read_at=Subquery(reading.values("made")[:1]),
        )
    )
    return Subquery(told[:1])


def _latest_words() -> Subquery:
    recent = TeamMessage.objects.filter(patient=OuterRef("pk"), from_team=True, made__gt=clock.now() - ANSWER_SHOWN)
    seen = TeamMessageRead.objects.filter(message=OuterRef("pk"), by=OuterRef("patient__user"))
    told = recent.order_by("-made", "-pk").values(
        whole=JSONObject(pk="pk", by="by__name", made="made", words="words", new=~Exists(seen))
    )
    return Subquery(told[:1])


def asked_of(patient: Any) -> RequestTold | None:
    """The same, of a patient fetched `with_team`; None where there is nothing to say of it."""
    if not patient.asked:
        return None
    given: dict[str, Any] = {name: "" if value is None else value for name, value in patient.asked.items()}
    moments = {name: _moment(given[name]) for name in ("made", "promised", "answered_at", "read_at")}
    return RequestTold(**given | moments)


def said_to(patient: Any) -> WordsTold | None:
    """The same, of what the team wrote."""
    return WordsTold(**patient.said | {"made": _moment(patient.said["made"])}) if patient.said else None


def _moment(text: str | None) -> Any:
    return datetime.fromisoformat(text) if text else None


# --- at work ----------------------------------------------------------------------------------------------------------


def open_requests(centre: Centre) -> QuerySet[ContactRequest]:
    """What patients of the centre asked and nobody has answered, the earliest promised first."""
    return ContactRequest.objects.filter(centre=centre, answered_at=None).order_by("promised", "pk")


def requests_of(patients: Iterable[Any]) -> dict[Any, Any]:
    """By patient, what each of these has asked and nobody has answered; `found`: the tier of the danger words in it,
    None without any.
    """
    rows = ContactRequest.objects.filter(patient__in=patients, answered_at=None).select_related("owner")
    marked = TeamMessage.objects.filter(request=OuterRef("pk")).exclude(found="")
    worst = marked.order_by(Case(When(found=DangerRank.INTENT, then=0), default=1)).values("found")[:1]
    return {row.patient_id: row for row in rows.annotate(found=Subquery(worst))}


def request_for(standing: Standing, pk: Any) -> ContactRequest:
    """What a patient of the centre asked; whoever answers flags there may answer it without opening the record."""
    rows = ContactRequest.objects.select_related("patient__user", "patient__centre", "centre", "owner", "answered_by")
    return at_work(standing, rows.filter(pk=pk).first(), f"contactrequest:{pk}", Permission.ANSWER_FLAG)


def templates_of(centre: Centre, language: str | None = None) -> QuerySet[ReplyTemplate]:
    """The words that a centre keeps ready, in one language or in all."""
    own = ReplyTemplate.objects.filter(centre=centre)
    return own.filter(language=language) if language else own


def template_for(standing: Standing, pk: Any) -> ReplyTemplate:
    """One of them, for whoever runs the centre."""
    found = ReplyTemplate.objects.select_related("centre").filter(pk=pk).first()
    return at_work(standing, found, f"replytemplate:{pk}", Permission.MANAGE_CENTRE)


# --- how long it took -------------------------------------------------------------------------------------------------


def waits_of(centre: Centre, since: datetime | None = None) -> list[Waited]:
    """Everything that was asked of a centre, or all of it since then, as far as the time until an answer goes."""
    asked = ContactRequest.objects.filter(centre=centre, **({"made__gte": since} if since else {}))
    return [Waited(*row) for row in asked.values_list("kind", "made", "promised", "answered_at", "without_words")]
