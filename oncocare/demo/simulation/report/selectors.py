"""Sets what a cohort came to beside its sources, as the text of docs/simulated-service.md."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from itertools import groupby, pairwise
from statistics import StatisticsError, correlation, mean, stdev
from typing import Any

from django.db.models import Count, F, Max, Q, QuerySet

from mentoring.conversations.models import ContactRequest, TeamMessage
from oncocare.demo.simulation import courses
from oncocare.demo.simulation.conversations.pool import figures as pool_figures
from oncocare.demo.simulation.helping import NORMAL_95
from oncocare.demo.simulation.names import address
from oncocare.demo.simulation.plan import SimulationPlan, midnight
from oncocare.joining.inviting.selectors import funnel, total
from oncocare.library.choices import AREA_WORDS, Area
from oncocare.notifications.models import Message
from oncocare.people.models import Centre, Patient
from oncocare.safety.flags.timing import Wait, kept, times
from oncocare.safety.models import Flag
from oncocare.safety.words.wordlist import DangerRank
from questionnaires.models import Assignment, Response, Score
from steps.campus import exposure
from steps.campus.exposure import Exposure, PartOf, Quartiles
from steps.campus.selectors import exposure_of
from steps.levels import Level
from steps.models import Pathway, Transition

FOUR_WEEKS = 28
POSITIVE = 3  # each half of PHQ-4, as the shipped schedule reads it
GONE = timedelta(days=2 * FOUR_WEEKS)  # without an answer for so long somebody counts as having left

HEAD = """# The simulated service beside its sources

Written by `python manage.py cohort_report --write` after
`python manage.py simulate --patients {patients} --months {months} --seed {seed} --until {until}`.

**Everybody here is made up. This is no evidence of anything**: not of how people with cancer are, not of what stepped
care does. It shows how far the simulator is from what it was drawn from, so that nobody takes a demo for a finding.
Everything goes through the real actions: letters and consents, the shipped policy and two-stage schedule, reminders
whose mail leaves for nowhere, a rota of two, flags, proposals, calls, notes, and help that begins after a wait and
ends. The periodic tasks of the service run once an hour here, and those that follow the calendar day once a day. Every
number it draws from stands with its source in [the page of the policies](simulated-cohort.md), where the same people
live in much larger numbers and where it is said what none of this can know; {assumed} of the {all} figures are our own
assumptions, and the shapes of the courses too.

{people} people, {responses} answered questionnaires, {first} to {last}. "n" is what a figure is counted over.

## What one measurement is worth

At first we let each fortnight lie around the course of a person with an SD of 3.1 points, by chance alone. A third of
the fortnights of people whose course had not changed then lay more than 4 points of GAD-7 apart, while a reliable
change of 4 says that 5 % do. The assumption contradicted the instrument, so it was split in two: an error of
measurement as small as the reliable change says (1.4 points of GAD-7, 2.2 of PHQ-9), and how somebody truly feels for
the time being (2.5 points), of which half has passed after {half:g} days.

A reliable change says what error does to two measurements of one moment. A retest correlation of .83 a week apart, as
is commonly quoted for GAD-7 and not verified by us, means with an SD of 5 that 95 % of people lie within 5.7 points
after a week, not within 4. So a rise of 4 points from one fortnight to the next is mostly true, and often passes: the
rules of version 2 ask for 6 ("changed beyond a week's noise"), and the published 4 stays what an outcome is judged by
("reliable change (NHS)").
"""


@dataclass(frozen=True)
class ReportRow:
    """One row of the table."""

    what: str
    value: str
    n: str
    compared: courses.Comparison


def share(part: int, whole: int) -> str:
    """A percentage with two places, or a dash where there is nothing to count."""
    return f"{100 * part / whole:.2f} %" if whole else "–"


def written(centre: Centre, plan: SimulationPlan) -> str:
    """The text of the page."""
    figures = courses.sources().figures.values()
    head = HEAD.format(
        patients=plan.patients, months=plan.months, seed=plan.seed, until=plan.until,
        people=people(centre).count(), responses=Response.objects.filter(centre=centre).count(),
        first=plan.begins, last=plan.until - timedelta(days=1),
        half=courses.sources().number("slow_half_life"),
        assumed=sum(figure.status == "assumption" for figure in figures), all=len(figures),
    )  # fmt: skip
    reached = exposure_of(people(centre))
    parts = (
        _classes(centre, plan), _table(rows(centre, plan)), _ways_up(centre), _campus_text(reached), _areas(reached),
        _messages(centre, plan),
    )  # fmt: skip
    return "\n".join([head, *("\n".join([*part, ""]) for part in parts)])


def people(centre: Centre) -> QuerySet[Patient]:
    """The cohort; a demo centre has other people beside it."""
    return Patient.objects.filter(centre=centre, user__email__startswith=f"{centre.slug}-")


def _classes(centre: Centre, plan: SimulationPlan) -> Iterator[str]:
    drawn, sources = drawn_courses(centre, plan), courses.sources()
    yield from _row("Course", "people", "share", "published share")
    yield from _row("---", "--:", "--:", "--:")
    for course in sources.courses.classes:
        count, published = drawn[course.name], f"{100 * course.share:.1f} %"
        yield from _row(course.name, str(count), share(count, drawn.total()), published)
    yield ""
    yield f"n = {drawn.total()}. Source: {sources.courses.source}. {sources.compared['classes'].why}"


def drawn_courses(centre: Centre, plan: SimulationPlan) -> Counter[str]:
    """How many people follow each course; it is drawn again from the seed, because no table of the house holds it."""
    here = set(people(centre).values_list("user__email", flat=True))
    numbers = [number for number in range(plan.patients) if address(centre.slug, number) in here]
    return Counter(courses.person(courses.dice(plan.seed, "person", number)).course.name for number in numbers)


def _table(compared: Iterator[ReportRow]) -> Iterator[str]:
    yield from _row("What", "simulated", "n", "source value", "source", "why they differ")
    yield from _row("---", "--:", "---", "--:", "---", "---")
    for row in compared:
        source = row.compared
        yield from _row(row.what, row.value, row.n, _plain(source.value), source.source, source.why)


def _plain(value: float | str | None) -> str:
    if value is None or isinstance(value, str):
        return value or "–"
    return f"{100 * value:.2f} %" if value < 1 else f"{value:g}"


def _row(*cells: str) -> Iterator[str]:
    yield f"| {' | '.join(cells)} |"


def rows(centre: Centre, plan: SimulationPlan) -> Iterator[ReportRow]:
    """Every comparison but that of the classes."""
    yield from _levels_of_distress(centre)
    yield from _course_of_care(centre, plan)
    yield from _door(centre)
    yield from _questions(centre)
    yield from _alerts(centre)
    yield from _promise(centre, plan)
    yield from _campus(exposure_of(people(centre)))


def _compared(what: str, key: str, value: str, n: str) -> ReportRow:
    return ReportRow(what, value, n, courses.sources().compared[key])


def totals(centre: Centre, instrument: str) -> list[list[tuple[Any, float]]]:
    """Day and total of each answer, in order, person by person."""
    scores = Score.objects.filter(patient__in=people(centre), instrument=instrument, name="total", value__isnull=False)
    rows = scores.order_by("patient", "recorded", "id").values_list("patient", "recorded", "value")
    return [
        [(day, float(value)) for _, day, value in series if value is not None]
        for _, series in groupby(rows, key=lambda row: row[0])
    ]


def _levels_of_distress(centre: Centre) -> Iterator[ReportRow]:
    for code, key in (("phq-9", "phq"), ("gad-7", "gad")):
        first = [series[0][1] for series in totals(centre, code)]
        n = f"{len(first)} people with a first total"
        yield _compared(f"{code.upper()} at the first answer, mean", f"{key}_mean", _figure(mean, first), n)
        yield _compared(f"{code.upper()} at the first answer, SD", f"{key}_sd", _figure(stdev, first), n)
    pairs = _neighbours(centre, "phq-9")
    retest = _figure(lambda both: correlation(*zip(*both, strict=True)), pairs)
    yield _compared(
        "PHQ-9, correlation of neighbouring totals", "retest", retest, f"{len(pairs)} pairs within four weeks"
    )
    changes = [after - before for before, after in _neighbours(centre, "gad-7")]
    yield _compared(
        "GAD-7, points within which 95 % of neighbouring totals lie of each other", "chance",
        _figure(lambda points: NORMAL_95 * stdev(points), changes), f"{len(changes)} pairs within four weeks",
    )  # fmt: skip


def _neighbours(centre: Centre, instrument: str) -> list[tuple[float, float]]:
    """Totals of one person that follow each other within four weeks."""
    return [
        (before, after) for series in totals(centre, instrument) for (begun, before), (ended, after) in pairwise(series)
        if (ended - begun).days <= FOUR_WEEKS
    ]  # fmt: skip


def _figure(how: Any, values: list[Any]) -> str:
    """The figure with two places, or a dash where there are too few values."""
    try:
        return f"{how(values):.2f}"
    except (StatisticsError, TypeError):
        return "–"


def _course_of_care(centre: Centre, plan: SimulationPlan) -> Iterator[ReportRow]:
    begun = Pathway.objects.filter(patient__in=people(centre), started__isnull=False)
    climbed = begun.filter(transitions__level_after=Level.GROUP_THERAPY).distinct().count()
    yield _compared(
        "Never at level 4", "preventive", share(begun.count() - climbed, begun.count()),
        f"{begun.count() - climbed} of {begun.count()} people with a first decision",
    )  # fmt: skip
    followed = people(centre).filter(joined_on__lt=plan.until - GONE, died_on=None)
    staying = followed.annotate(last=Max("responses__received")).filter(last__gte=midnight(plan.until) - GONE)
    stayed = staying.exclude(pathway__status=Pathway.Status.WITHDRAWN).count()
    yield _compared(
        "Left: withdrew, or no answer in the last eight weeks", "attrition",
        share(followed.count() - stayed, followed.count()),
        f"{followed.count() - stayed} of {followed.count()} people alive who joined over eight weeks before the end",
    )  # fmt: skip


def _door(centre: Centre) -> Iterator[ReportRow]:
    """From letter to answers, as the page of the centre counts it."""
    whole = total(funnel(centre))
    for what, key, part, of, counted in (
        ("Letters somebody began with", "opened", whole.opened, whole.made, "letters"),
        ("Letters somebody joined with", "acceptance", whole.joined, whole.made, "letters"),
        ("Joined, and answered at least once", "active", whole.active, whole.joined, "people who joined by letter"),
    ):
        yield _compared(what, key, share(part, of), f"{part} of {of} {counted}")


def _questions(centre: Centre) -> Iterator[ReportRow]:
    here = people(centre)
    ended = Assignment.objects.filter(patient__in=here, state__in=["answered", "missed"])
    answered = ended.filter(state="answered").count()
    yield _compared(
        "Questionnaires answered", "answered", share(answered, ended.count()),
        f"{answered} of {ended.count()} whose window is over or that were answered",
    )  # fmt: skip
    mails = Message.objects.filter(
        user__patients__in=here, kind__startswith="questions.", channel=Message.Channel.EMAIL
    )  # fmt: skip
    sent = mails.filter(state=Message.State.SENT).count()
    yield _compared(
        "E-mail reminders a person", "reminders", f"{sent / here.count():.1f}" if here.exists() else "–",
        f"{sent} sent to {here.count()} people; {mails.exclude(state=Message.State.SENT).count()} queued and not sent",
    )  # fmt: skip
    screens = Response.objects.filter(patient__in=here, instrument="phq-4")
    positive = screens.filter(scores__name__in=["gad2", "phq2"], scores__value__gte=POSITIVE).distinct().count()
    yield _compared(
        "PHQ-4 screens positive", "positive", share(positive, screens.count()),
        f"{positive} of {screens.count()} PHQ-4",
    )  # fmt: skip


def _alerts(centre: Centre) -> Iterator[ReportRow]:
    answered = Response.objects.filter(patient__in=people(centre))
    sittings = answered.values("assignment__bundle").distinct().count()
    flags = Flag.objects.filter(patient__in=people(centre))
    raised = flags.count()
    kinds = ", ".join(
        f"{count} {kind}" for kind, count in flags.values_list("kind").annotate(Count("pk")).order_by("kind")
    )
    yield _compared(
        "Flags per sitting", "alerts", share(raised, sittings), f"{raised} flags in {sittings} sittings: {kinds}"
    )  # fmt: skip
    asked = answered.filter(instrument="phq-9")
    above = asked.filter(risk__contains=["suicidal_ideation"]).count()
    yield _compared(
        "PHQ-9 with item 9 above 0", "ideation", share(above, asked.count()), f"{above} of {asked.count()} PHQ-9"
    )


def _promise(centre: Centre, plan: SimulationPlan) -> Iterator[ReportRow]:
    """A flag that nobody has taken on is counted as soon as its promise is past; before, one cannot say."""
    flags = Flag.objects.filter(patient__in=people(centre))
    waits = flags.values_list("severity", "raised", "promised", "acknowledged_at")
    measured = times((Wait(*wait) for wait in waits), midnight(plan.until))
    within, decided = kept(measured)
    classes = ", ".join(f"{severity.within} of {severity.decided} {severity.severity}" for severity in measured)
    yield _compared(
        "Flags taken on within the promise", "in_time", share(within, decided),
        f"{within} of {decided} flags taken on or promised before the end: {classes}",
    )  # fmt: skip


def _ways_up(centre: Centre) -> Iterator[str]:
    """Which rules led to level 4, the most frequent first."""
    moves = Transition.objects.filter(patient__in=people(centre), level_after=Level.GROUP_THERAPY)
    rules = moves.values_list("decision__rule").annotate(n=Count("pk"), persons=Count("patient", distinct=True))
    yield from _row("Rule that led to level 4", "moves", "people")
    yield from _row("---", "--:", "--:")
    for rule, moved, persons in rules.order_by("-n", "decision__rule"):
        yield from _row(f"`{rule}`" if rule else "a clinician's own decision", str(moved), str(persons))


# --- the campus -------------------------------------------------------------------------------------------------------

CAMPUS = """## What people opened at the campus

A piece counts once for each person, however often they opened it, up to the last day above. Guided is whoever was
recommended a piece by a clinician before they opened one, or at all where they opened none. None of this says how
anybody is, nor that anything helped.
"""


def _campus(reached: Exposure) -> Iterator[ReportRow]:
    """What came of the numbers that are drawn for the campus; each is defined in `steps.campus.exposure`."""
    opened, each, early = (
        exposure.people_who_opened(reached),
        exposure.pieces_each(reached),
        exposure.opened_early(reached),
    )
    yield _compared(
        "Campus: opened a piece", "campus_opened", share(*opened), f"{_of(opened)} people who have been at level 2"
    )
    yield _compared(
        "Campus: pieces each, median", "campus_pieces", _quartiles(each),
        f"{each.n if each else 0} people who opened a piece",
    )  # fmt: skip
    yield _compared(
        "Campus: opened within 91 days from joining", "campus_early", share(*early),
        f"{_of(early)} pieces; within 91 days from level 2 on {share(*exposure.opened_early_at_the_level(reached))}",
    )  # fmt: skip
    areas, whole = exposure.by_area(reached), len(reached.opened)
    emotions, illness = (areas.get(area, PartOf(0, whole)).part for area in (Area.EMOTIONS, Area.ILLNESS))
    yield _compared(
        "Campus: of the areas emotions and illness", "campus_areas", share(emotions + illness, whole),
        f"{emotions + illness} of {whole} pieces: {emotions} of emotions, {illness} of illness and treatment",
    )  # fmt: skip
    yield _compared("Campus: opened a piece, guided and not", "campus_guided", *_guided(reached))


def _guided(reached: Exposure) -> tuple[str, str]:
    sides = [reached.of(guided=guided) for guided in (True, False)]
    opened = [exposure.people_who_opened(side) for side in sides]
    each = [_quartiles(exposure.pieces_each(side)) for side in sides]
    people = " and ".join(map(_of, opened))
    return " and ".join(share(*one) for one in opened), f"{people} people; pieces each, median: {' and '.join(each)}"


def _of(counted: PartOf) -> str:
    return f"{counted.part} of {counted.whole}"


def _quartiles(counted: Quartiles | None) -> str:
    return f"{counted.median:g} (IQR {counted.low:g} to {counted.high:g})" if counted else "–"


def _campus_text(reached: Exposure) -> Iterator[str]:
    """What is counted, and what stands beside no source."""
    finished, helped, minutes = exposure.finished(reached), exposure.helped(reached), exposure.minutes_each(reached)
    yield CAMPUS
    yield f"- Read to the end: {share(*finished)} ({_of(finished)} pieces)."
    yield f"- Said that it helped: {share(*helped)} ({_of(helped)} pieces of which somebody said whether it did)."
    if minutes:
        within = f"median {minutes.median:.0f} (IQR {minutes.low:.0f} to {minutes.high:.0f})"
        yield f"- Minutes with all pieces together: {within}, of {minutes.n} people who opened a piece."


def _areas(reached: Exposure) -> Iterator[str]:
    yield from _row("Area", "pieces opened", "share")
    yield from _row("---", "--:", "--:")
    for area, counted in exposure.by_area(reached).items():
        yield from _row(str(AREA_WORDS[Area(area)]), str(counted.part), share(*counted))
    yield ""
    yield f"n = {len(reached.opened)} pieces that {exposure.people_who_opened(reached).part} people opened."


# --- messages ---------------------------------------------------------------------------------------------------------

MESSAGES = """## What people wrote to their team

All of this is drawn by our own assumptions (`writes_…` in [the page of the policies](simulated-cohort.md)), and the
words are made up too: {pool} messages in English, Spanish and Portuguese, which are written over and over. It says how
long an answer takes here and how often the [danger words](danger-words.md) find something in ordinary messages, and
nothing of how often people write or what they would write.
"""


def _messages(centre: Centre, plan: SimulationPlan) -> Iterator[str]:
    """How much was written, what became of it, and what the danger words found in it."""
    in_pool, intent_in_pool, death_in_pool = pool_figures()
    yield MESSAGES.format(pool=in_pool)
    asked = ContactRequest.objects.filter(patient__in=people(centre))
    wrote = TeamMessage.objects.filter(patient__in=people(centre), from_team=False)
    writers, all_people, sent = wrote.values("patient").distinct().count(), people(centre).count(), wrote.count()
    kinds = ", ".join(f"{asked.filter(kind=kind).count()} {kind}" for kind in ContactRequest.Kind)
    yield f"- Wrote at least once: {share(writers, all_people)} ({writers} of {all_people} people)."
    yield f"- {sent} messages in {asked.count()} requests: {kinds}."
    answered = asked.exclude(answered_at=None)
    decided = asked.filter(Q(answered_at__isnull=False) | Q(promised__lt=midnight(plan.until))).count()
    in_time, wordless = answered.filter(answered_at__lte=F("promised")).count(), answered.filter(without_words=True)
    yield f"- Answered by what was promised: {share(in_time, decided)} ({in_time} of {decided} answered or past it)."
    yield f"- Still open: {asked.count() - answered.count()}. Thanks, closed without words: {wordless.count()}."
    answers = TeamMessage.objects.filter(patient__in=people(centre), from_team=True)
    read = answers.filter(readings__isnull=False).distinct().count()
    yield f"- Read by the person: {share(read, answers.count())} ({read} of {answers.count()} answers)."
    found = Counter(wrote.values_list("found", flat=True))
    intent, death = found[DangerRank.INTENT], found[DangerRank.DEATH]
    yield f"- Danger words in these {sent} messages: intent in {intent}, death in {death}."
    yield f"- In the {in_pool} of the pool, each once: intent in {intent_in_pool}, death in {death_in_pool}."
