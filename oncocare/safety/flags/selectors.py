"""Reads flags, who is told of one, whose shift is over, and how long flags waited."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime, time, timedelta
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import (
    BooleanField,
    Case,
    Exists,
    F,
    Max,
    OuterRef,
    Prefetch,
    Q,
    QuerySet,
    Subquery,
    TextField,
    Value,
    When,
    prefetch_related_objects,
)
from django.db.models.functions import Cast, Concat, Greatest

from oncocare.foundation import clock
from oncocare.people.access import as_patient, at_work, inside_caseload
from oncocare.people.days import day_of, moment_of
from oncocare.people.models import Centre, Patient, RecordOpening, User
from oncocare.people.permissions import Permission
from oncocare.people.selectors import Standing
from oncocare.safety.flags.timing import FlagTimes, PromisesDue, Wait, times
from oncocare.safety.models import Attempt, Flag, Handover, Occasion
from oncocare.safety.rota.duty import Rota, on_duty, relieved
from oncocare.safety.rota.selectors import rota_of

PROMISE_MEASURED = timedelta(days=90)
# How the source of an occasion begins: a person's own answers raised it, their words in a message, in a post to a group
# or about a group did, or they said that it cannot wait.
BY_ANSWERS, BY_MESSAGE, BY_POST, BY_FEEDBACK, BY_WORD = "assignment:", "message:", "post:", "feedback:", "wait:"
OWN_WORDS = (BY_MESSAGE, BY_POST, BY_FEEDBACK)
STILL_SHOWN = timedelta(days=7)  # how long after it was closed a person reads on their page what became of it


def flag_for(standing: Standing, pk: Any, permission: Permission) -> Flag:
    """A flag at a centre where this person works and holds `permission`."""
    flags = with_occasions(Flag.objects.select_related("patient__user", "centre", "owner"))
    return at_work(standing, flags.filter(pk=pk).first(), f"flag:{pk}", permission)


def own_flag(standing: Standing, pk: Any) -> Flag:
    """A flag of the signed-in patient, who may say whether it can wait."""
    flag: Flag | None = _as_told(Flag.objects.filter(pk=pk)).first()
    return as_patient(standing, flag, f"flag:{pk}", Permission.ANSWER)


def with_flagged(patients: QuerySet[Patient]) -> QuerySet[Any]:
    """Each with `flagged`, whether anything was ever raised: of most nothing was, and nothing more is asked."""
    return patients.annotate(flagged=Exists(Flag.objects.filter(patient=OuterRef("pk"))))


def own_concern(patient: Patient) -> Flag | None:
    """What to tell a person about their own answers and words: of the flags that these raised, one that nobody has read
    before one that is open, and that before one closed not long ago; the newest first. None where there is none.
    """
    shown = Q(closed_at=None) | Q(closed_at__gt=clock.now() - STILL_SHOWN)
    flags = [flag for flag in _as_told(patient.flags.filter(shown)) if flag.answered]
    return max(flags, key=_told_first, default=None)


def last_attempt(patient: Patient) -> Attempt | None:
    """The latest attempt to speak with a person about a flag that is open and that nobody has raised anew since."""
    tried = Attempt.objects.filter(patient=patient, flag__closed_at=None, flag__next_attempt__isnull=False)
    return tried.order_by("-id").first()


def must_not_wait(flag: Any) -> bool:
    """Whether the last word of the person on their own open flag, that nobody has taken on, is that it cannot wait.

    An answer that raised it again since makes that an old word: they are asked anew.
    """
    if flag.can_wait is not False or flag.acknowledged_at or flag.closed_at:
        return False
    return not (flag.wait_said and flag.answered and flag.answered > flag.wait_said)


def _told_first(flag: Any) -> tuple[bool, bool, datetime]:
    """How soon the person must know of it, the greater the sooner."""
    return flag.acknowledged_at is None, flag.closed_at is None, flag.answered


def _as_told(flags: QuerySet[Flag]) -> QuerySet[Any]:
    """Each with `answered`, the latest moment at which the person raised it, `wrote`, whether they did so then in words
    of a message, of a post or about a group, and with who has read it.
    """
    own = Occasion.objects.filter(_in_answers() | _in_words(), flag=OuterRef("pk")).order_by("-id")
    wrote = Case(When(_in_words(), then=True), default=False, output_field=BooleanField())
    return flags.select_related("centre", "patient", "acknowledged_by", "closed_by").annotate(
        answered=Subquery(own.values("made")[:1]), wrote=Subquery(own.values(said=wrote)[:1])
    )


def _in_answers() -> Q:
    return Q(source__startswith=BY_ANSWERS)


def _in_words() -> Q:
    return Q(*(Q(source__startswith=one) for one in OWN_WORDS), _connector=Q.OR)


def open_flags(centre: Centre) -> QuerySet[Flag]:
    """Flags of the centre that nobody has closed, the earliest promised first: a broken promise stays above."""
    return (
        Flag.objects.filter(centre=centre, closed_at=None)
        .select_related("patient__user", "owner")
        .order_by("promised", "pk")
    )


def nobody_has_it(now: datetime) -> Q:
    """Of open flags those that nobody took on, and those whose next attempt is late."""
    return Q(acknowledged_at=None) | Q(next_attempt__lt=now)


def in_turn(flags: Iterable[Flag]) -> list[Flag]:
    """Those in nobody's hand first, the earliest promised first; of one moment, what is about suicidal thoughts."""
    now = clock.now()
    return sorted(flags, key=lambda one: (one.in_hand(now), one.promised, not one.about_suicide, one.raised, one.pk))


def with_handovers(flags: QuerySet[Flag]) -> QuerySet[Flag]:
    """Each with `came`: how it came to its owner, the latest first."""
    return flags.select_related("acknowledged_by").prefetch_related(_came())


def with_attempts(flags: QuerySet[Flag]) -> QuerySet[Flag]:
    """Each with `came`, as above, and `tried`: who tried to reach the person, the latest first."""
    return with_handovers(flags).prefetch_related(_tried())


def tell_with_attempts(flag: Flag) -> None:
    """Gives a flag that was fetched already the same."""
    prefetch_related_objects([flag], _came(), _tried())


def told_with_attempts(flags: QuerySet[Flag]) -> list[Any]:
    """The same, read; who tried is asked only where somebody did."""
    read: list[Any] = list(
        with_handovers(flags).annotate(unreached=Exists(Attempt.objects.filter(flag=OuterRef("pk"))))
    )
    prefetch_related_objects([flag for flag in read if flag.unreached], _tried())
    for flag in read:
        if not flag.unreached:
            flag.tried = []
    return read


def _came() -> Prefetch[str]:
    came = Handover.objects.select_related("from_user", "to_user").order_by("-id")
    return Prefetch("handovers", came, to_attr="came")


def _tried() -> Prefetch[str]:
    return Prefetch("not_reached", Attempt.objects.select_related("by").order_by("-id"), to_attr="tried")


def flags_of(patient: Patient) -> QuerySet[Flag]:
    """Every flag of this patient, the first raised first, each with all its `occasions` in order; two queries."""
    occasions = Prefetch("occasions", Occasion.objects.order_by("id"))
    return patient.flags.prefetch_related(occasions).order_by("raised", "pk")


def raised_by(source: str, kind: str, patient: Patient) -> QuerySet[Flag]:
    """The flags of this kind that this source has raised or joined: the latest closed one last, or one still open."""
    return patient.flags.filter(_of_source(source), kind=kind).distinct().order_by("closed_at")


def _of_source(source: str) -> Q:
    """Raised or joined by this source."""
    return Q(source=source) | Q(occasions__source=source)


def unasked_flag(patient: Patient, source: str) -> Flag | None:
    """An open flag that this source raised or joined, of which the person was not asked whether it can wait."""
    return patient.flags.filter(_of_source(source), can_wait=None, closed_at=None).order_by("raised", "pk").first()


def with_occasions(flags: QuerySet[Flag]) -> QuerySet[Flag]:
    """Each with `moments`: every moment at which it was raised, the first first; a word about waiting is none. With the
    `sources` that raised it then, and the `givers`: by whom, empty where the log alone knows. And whether the person
    was `asked` if it can wait: whoever answers or writes themselves is, not one for whom staff enter a paper, nor of
    whom rules speak; None where the log alone has kept who answered.
    """
    raised = Occasion.objects.filter(flag=OuterRef("pk")).exclude(source__startswith=BY_WORD).order_by("id")
    moments, sources = ArraySubquery(raised.values("made")), ArraySubquery(raised.values("source"))
    givers = ArraySubquery(raised.values("made_by"))
    answers, account = raised.filter(_in_answers() | _in_words()), Cast("patient__user", TextField())
    asked = Case(
        When(Exists(answers.filter(made_by=Concat(Value("user:"), OuterRef("account")))), then=True),
        When(Exists(answers.filter(made_by="")), then=None),
        default=False,
        output_field=BooleanField(null=True),
    )
    return flags.annotate(moments=moments, sources=sources, givers=givers, account=account).annotate(asked=asked)


@inside_caseload
def answers_a_flag(user: User, patient: Patient) -> bool:
    """Whoever owns a flag of this patient may open the record, and for a while after closing it, to write it up."""
    recent = Q(closed_at=None) | Q(closed_at__gt=clock.now() - RecordOpening.LASTS)
    return Flag.objects.filter(recent, patient=patient, owner=user).exists()


# --- who is told, and who should have it by now -----------------------------------------------------------------------


def to_relieve(centre: Centre, rota: Rota, now: datetime) -> Iterator[Flag]:
    """Open flags whose owner's shift is over, or who is absent or gone: somebody else should have them."""
    held = (
        open_flags(centre)
        .exclude(owner=None)
        .annotate(since=Greatest("raised", "acknowledged_at", Max("handovers__made")))
    )
    yield from (flag for flag in held if flag.owner_id and relieved(rota, flag.owner_id, flag.since, now))


def left_behind(centre: Centre, now: datetime, rota: Rota | None = None) -> list[Flag]:
    """Of these, those that nobody is on duty to take; they stay with their owner until somebody is. The rota is read
    unless it is given.
    """
    rota = rota or rota_of(centre)
    return [] if on_duty(rota, now) or not rota.turns else list(to_relieve(centre, rota, now))


# --- what became of the promise ---------------------------------------------------------------------------------------


def answer_times(centre: Centre, since: datetime) -> tuple[FlagTimes, ...]:
    """How long the flags raised since then waited, by class; those nobody has acknowledged are counted as waiting."""
    rows = Flag.objects.filter(centre=centre, raised__gte=since, raised__lte=clock.now())
    fields = rows.values_list("severity", "raised", "promised", "acknowledged_at")
    return times((Wait(*row) for row in fields), clock.now())


def promises_of_the_week(centre: Centre, now: datetime) -> PromisesDue:
    """The promises that fell due at the centre since Monday: to read a flag, and to try somebody again; one query.

    One of a flag is broken where nobody had taken it on by then. One to try again is broken where by then nobody had
    said how it went: no attempt more, not closed, nor taken on anew after the person had answered again.
    """
    today = day_of(centre, now)
    since = moment_of(centre, today - timedelta(days=today.weekday()), time.min)
    late = Q(acknowledged_at=None) | Q(acknowledged_at__gt=F("promised"))
    flags = Flag.objects.filter(centre=centre, promised__gte=since, promised__lt=now)
    again = Attempt.objects.filter(flag=OuterRef("flag"), id__gt=OuterRef("id"), made__lte=OuterRef("next_attempt"))
    answered = Q(flag__closed_at__lte=F("next_attempt")) | Q(
        flag__acknowledged_at__gt=F("made"), flag__acknowledged_at__lte=F("next_attempt")
    )
    tried = Attempt.objects.filter(centre=centre, next_attempt__gte=since, next_attempt__lt=now)
    came_due = [
        rows.order_by().values_list(Case(When(broken, then=True), default=False))
        for rows, broken in ((flags, late), (tried, ~Exists(again) & ~answered))
    ]
    due = [broken for (broken,) in came_due[0].union(came_due[1], all=True)]
    return PromisesDue(len(due), sum(due))
