"""Who guides whom, when the next review is due, and what a person did and shared since the last one."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Greatest

from oncocare.audit.models import AuditRow
from oncocare.audit.verbs import Verb
from oncocare.library.models import TextStep, TextVersion
from oncocare.people.days import day_of, moment_of, today_of
from oncocare.people.models import Centre, Patient, User
from oncocare.people.permissions import Permission
from oncocare.people.selectors import holders
from oncocare.safety.promise import openings_after
from oncocare.safety.rota.selectors import rota_of
from steps.campus.guiding.turns import EVERY, Turns, in_turns, quiet
from steps.campus.lessons.parts import Answered
from steps.campus.lessons.selectors import answers_of, is_lost, shared_writings, uses_of
from steps.campus.models import (
    CampusReview,
    DiaryDay,
    Goal,
    Guidance,
    PieceUse,
    SymptomReport,
    Writing,
)
from steps.levels import Level
from steps.models import Pathway

SHOWN = 50  # of those whom nobody guides yet


# --- who is guided ----------------------------------------------------------------------------------------------------


def at_level_2() -> QuerySet[Pathway]:
    """Whoever is at level 2, and goes on."""
    return Pathway.objects.filter(level=Level.CAMPUS, status=Pathway.Status.ACTIVE)


def is_guided(patient: Patient) -> bool:
    """Whether this person is at level 2, and goes on."""
    return at_level_2().filter(patient=patient).exists()


def guidance_of(patient: Patient) -> Guidance | None:
    """Who guides this person now; None where nobody is to."""
    rows = Guidance.objects.filter(patient=patient, until=None)
    return rows.select_related("supporter", "centre", "patient__centre", "patient__user").first()


def guided_last(patient: Patient) -> User | None:
    """Who guided this person last; None where nobody was named. Several may have on one day, so the log is asked."""
    began = AuditRow.objects.filter(patient=str(patient.pk), verb=Verb.GUIDANCE_BEGAN).order_by("id").last()
    return User.objects.filter(pk=began.detail.get("supporter")).first() if began else None


def who_may_guide(centre: Centre) -> list[User]:
    """Whoever may be named here, in the order they joined."""
    return holders(centre, Permission.GUIDE)


def is_out_of_step(patient: Any) -> bool:
    """Whether the person with this id is at level 2 and nothing says who guides them, or the other way round."""
    here = OuterRef("pk")
    rows = Patient.objects.filter(pk=patient).values_list(
        Exists(at_level_2().filter(patient=here)), Exists(Guidance.objects.filter(patient=here, until=None))
    )
    return any(wanted != stands for wanted, stands in rows)


def out_of_step() -> list[Any]:
    """The ids of people at level 2 whom nothing says who guides, and of others of whom something still does."""
    open_now = Guidance.objects.filter(until=None)
    without = at_level_2().exclude(patient__in=open_now.values("patient")).values_list("patient", flat=True)
    over = open_now.exclude(patient__in=at_level_2().values("patient")).values_list("patient", flat=True)
    return [*without, *over]


def next_review(centre: Centre, today: date) -> date:
    """Two weeks after this day, or the first staffed day from then on."""
    return staffed_from(centre, today + EVERY)


def staffed_from(centre: Centre, day: date) -> date:
    """The first day from `day` on with staffed hours; `day` itself where the centre has not said when it is staffed."""
    rota = rota_of(centre)
    moment = moment_of(centre, day, time.min)
    begins, _end = next(openings_after(moment, rota.openings, rota.zone, rota.closed), (None, None))
    return day_of(centre, begins) if begins else day


# --- the due list -----------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class DueList:
    """Whom somebody guides, by when they look again, and of the centre whom nobody guides yet."""

    turns: Turns[Any]
    nobody: list[Any]
    more: int

    @property
    def anybody(self) -> bool:
        """Whether there is anybody in it."""
        turns = self.turns
        return bool(self.nobody or turns.overdue or turns.this_week or turns.later)


def with_latest(guidances: QuerySet[Guidance]) -> QuerySet[Any]:
    """Each with when the person `opened` something last, and when somebody `reviewed` it last."""
    uses = PieceUse.objects.filter(patient=OuterRef("patient")).order_by("-touched").values("touched")
    reviews = CampusReview.objects.filter(patient=OuterRef("patient")).order_by("-made").values("made")
    rows = guidances.select_related("patient__user", "patient__centre", "supporter")
    return rows.annotate(opened=Subquery(uses[:1]), reviewed=Subquery(reviews[:1]))


def due_list(centre: Centre, user: User, *, all_of_the_centre: bool) -> DueList:
    """Whom this person guides here; where they see `all_of_the_centre`, also those whom nobody guides yet."""
    here = with_latest(Guidance.objects.filter(centre=centre, until=None))
    nobody = here.filter(supporter=None).order_by("since", "pk") if all_of_the_centre else here.none()
    shown = list(nobody[: SHOWN + 1])
    more = nobody.count() - SHOWN if len(shown) > SHOWN else 0
    mine = list(here.filter(supporter=user).order_by("due", "pk"))
    return DueList(in_turns(mine, today_of(centre)), shown[:SHOWN], more)


def left_waiting(centre: Centre) -> QuerySet[Guidance]:
    """Whoever at this centre has nobody who guides them, or whose review is overdue."""
    here = Guidance.objects.filter(centre=centre, until=None)
    return here.filter(Q(supporter=None) | Q(due__lt=today_of(centre)))


def waits_for_a_guide(centre: Centre, patients: Iterable[Any]) -> dict[Any, Guidance]:
    """The same of these people; one query."""
    rows = left_waiting(centre).filter(patient__in=patients).select_related("supporter")
    return {row.patient_id: row for row in rows}


# --- silence ----------------------------------------------------------------------------------------------------------


def _latest(model: Any, field: str) -> Subquery:
    return Subquery(model.objects.filter(patient=OuterRef("patient")).order_by(f"-{field}").values(field)[:1])


def with_last_sign(guidances: QuerySet[Guidance]) -> QuerySet[Any]:
    """Each with when the person last did anything of level 2: `sign`."""
    signs = (_latest(PieceUse, "touched"), _latest(DiaryDay, "saved"), _latest(Goal, "saved"))
    rows = guidances.select_related("patient__centre", "patient__clinician", "centre", "supporter")
    return rows.annotate(sign=Greatest(*signs, _latest(SymptomReport, "made")))


def quiet_since(guidance: Any) -> date:
    """Since which day nothing was opened, of one `with_last_sign`: since it stands who guides, or the last sign."""
    since: date = guidance.since
    return max(since, day_of(guidance.centre, guidance.sign)) if guidance.sign else since


def was_told(patient: Patient, source: str) -> bool:
    """Whether desk and supporter were told of this already: of a silence once, and once of a plan done on a day."""
    rows = AuditRow.objects.filter(patient=str(patient.pk), verb=Verb.CAMPUS_TOLD, detail__source=source)
    return rows.exists()


def quiet_now() -> list[tuple[Any, date]]:
    """Whoever at level 2 has opened nothing for three weeks, with the day since when."""
    rows = with_last_sign(Guidance.objects.filter(until=None, patient__died_on=None))
    known = [(row, quiet_since(row)) for row in rows]
    return [(row, since) for row, since in known if quiet(since, today_of(row.centre))]


def still_quiet(user: User, sources: Iterable[str]) -> list[str]:
    """Of these sources of messages, those of people whom this person guides and who have opened nothing since."""
    asked = dict(source.split(":") for source in sources)
    rows = with_last_sign(Guidance.objects.filter(pk__in=asked, supporter=user, until=None))
    known = ((str(row.pk), str(quiet_since(row))) for row in rows)
    return [f"{pk}:{since}" for pk, since in known if asked.get(pk) == since]


# --- what a patient reads ---------------------------------------------------------------------------------------------


def last_review(patient: Patient) -> CampusReview | None:
    """What was last written to this person, for `campus/guiding/_last_review.html`."""
    return CampusReview.objects.filter(patient=patient).select_related("by").order_by("-made").first()


def reviews_of(patient: Patient) -> list[CampusReview]:
    """Everything that was written to this person, the latest first."""
    rows = CampusReview.objects.filter(patient=patient).select_related("by", "effort")
    return list(rows.order_by("-made"))


def since_when(guidance: Guidance | None, reviews: list[CampusReview]) -> datetime | None:
    """From when a page shows what is new: the last review, or when guiding began; None for everything."""
    if reviews:
        return reviews[0].made
    return moment_of(guidance.centre, guidance.since, time.min) if guidance else None


# --- what a person did and shared -------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Used:
    """One piece that a person opened, by its title."""

    use: PieceUse
    title: str

    @property
    def minutes(self) -> int:
        """Whole minutes, one at least."""
        return max(1, round(self.use.seconds / 60))


@dataclass(frozen=True)
class SharedWriting:
    """What a person wrote in an exercise and shared, as it stands; `lost` where it cannot be opened."""

    writing: Writing
    title: str
    answers: list[Answered]
    lost: bool = False


def titles_of(pieces: Iterable[Any], language: str) -> dict[Any, str]:
    """The title of the newest published text of these pieces in a language; a piece without one is left out."""
    texts = TextVersion.objects.filter(piece__in=set(pieces), language=language, steps__step=TextStep.Step.PUBLISHED)
    return dict(texts.order_by("piece", "number").values_list("piece", "title"))


def used_by(patient: Patient, language: str) -> list[Used]:
    """Everything that this person opened, the last touched first; two queries."""
    rows = list(uses_of(patient).defer("version__text"))
    titles = titles_of((use.piece_id for use in rows), language) if rows else {}
    return [Used(use, titles.get(use.piece_id) or use.version.title) for use in rows]


def shared_by(patient: Patient, language: str) -> list[SharedWriting]:
    """What this person shares of what they wrote, the last saved first."""
    found = list(shared_writings(patient))
    titles = titles_of((one.piece_id for one in found), language) if found else {}
    return [
        SharedWriting(one, titles.get(one.piece_id) or one.version.title, answers, is_lost(one))
        for one, answers in zip(found, answers_of(found), strict=True)
    ]
