"""Reads what a centre signed of the coach, whom its people call, what somebody reported, and oncology's own list."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, NamedTuple

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import get_language, gettext

from oncocare.foundation.languages import in_language
from oncocare.foundation.telephone import tel
from oncocare.library.choices import Audience, speaks_of_the_end
from oncocare.library.models import TextVersion
from oncocare.library.reading.selectors import shown
from oncocare.people.days import today_of
from oncocare.people.models import Centre, Patient
from oncocare.people.permissions import Permission
from oncocare.people.picture.selectors import picture_of
from oncocare.people.selectors import holding
from oncocare.safety.crisis.selectors import crisis_of
from oncocare.web.templatetags.web import day
from questionnaires.instruments.selectors import packs_of
from questionnaires.models import Assignment, Response
from steps.campus.coach.answer import answer
from steps.campus.coach.asked import INSTRUMENT
from steps.campus.coach.changes import PartChange, changes
from steps.campus.coach.names_file import NAMES
from steps.campus.coach.overview import BandSpan, CellShown, as_sought, cells_shown, spans_of
from steps.campus.coach.table import (
    DANGER,
    OTHER,
    UNSURE,
    CoachOutcome,
    CoachPhase,
    CoachSource,
    CoachTable,
    DangerWords,
    SeverityBand,
    Symptom,
    phase_of,
)
from steps.campus.coach.table_file import shipped_table
from steps.campus.coach.words import BAND_WORDS, MARKED_WORDS, OUTCOME_WORDS, PHASE_WORDS, READ_WORDS
from steps.campus.models import CoachSignature, DangerSign, SymptomReport, Ward

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

MOST_PIECES = 3

# --- what is signed ---------------------------------------------------------------------------------------------------


def signatures_of(centre: Centre) -> dict[str, CoachSignature]:
    """The latest word on each part of the table, signed or taken back, by part; one query."""
    rows = centre.coach_signatures.select_related("by").order_by("part", "-id").distinct("part")
    return {row.part: row for row in rows}


def signed_at(centre: Centre) -> dict[str, CoachSignature]:
    """The signatures that hold: of the parts as they are in the table now, the danger signs first."""
    latest = signatures_of(centre)
    return {
        part: latest[part]
        for part, sha256 in shipped_table().parts.items()
        if part in latest and latest[part].signed and latest[part].part_sha256 == sha256
    }


def coach_open(centre: Centre) -> bool:
    """Whether the coach answers at this centre: somebody signed the danger signs as they are now."""
    return DANGER in signed_at(centre)


def offered(signed: Mapping[str, CoachSignature]) -> list[Symptom]:
    """The symptoms to which the coach answers where these parts are signed; none without the danger signs."""
    symptoms = shipped_table().symptoms.values()
    return [one for one in symptoms if one.code in signed] if DANGER in signed else []


def symptoms_to_tell(signed: Mapping[str, CoachSignature], names: Mapping[str, str]) -> list[tuple[str, str]]:
    """Their codes and names where these parts are signed, as a reader of the language of the page looks for them."""
    return sorted(((one.code, called(one.code, names)) for one in offered(signed)), key=lambda one: as_sought(one[1]))


# --- whom to call -----------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class WardCall:
    """A number to call now, whose it is and when it answers: of the ward, or of the centre where no ward is written
    down, or of the emergency services.
    """

    name: str
    number: str
    hours: str

    @property
    def tel(self) -> str:
        """The address that dials it."""
        return tel(self.number)


def ward_of(centre: Centre) -> Ward | None:
    """The ward of a centre, where somebody wrote it down."""
    return Ward.objects.select_related("listed_by", "centre").filter(centre=centre).first()


def call_of(centre: Centre) -> WardCall | None:
    """Whom people of this centre call about their body; None where nobody wrote down any number."""
    ward = ward_of(centre)
    if ward is None:
        return WardCall(gettext("Your hospital"), centre.phone, "") if centre.phone else None
    return WardCall(gettext("The ward that treats you"), ward.phone, in_language(ward.hours, get_language() or "en"))


def calls_of(patient: Patient) -> list[WardCall]:
    """The numbers of somebody whose body is in danger, the first to call first; the last is always there."""
    ward, emergency = call_of(patient.centre), crisis_of(patient.centre, patient.country).emergency
    last = WardCall(gettext("If nobody answers, or it gets worse: the emergency number"), emergency, "")
    return [ward, last] if ward else [last]


def list_open(centre: Centre, ward: Ward | None) -> bool:
    """Whether danger signs go to oncology's own list: it has a name, somebody of the ward signed for it, and somebody
    with that role can still sign in.
    """
    if ward is None or not ward.list_name or ward.listed_at is None:
        return False
    return holding(centre.memberships.all(), Permission.SEE_WARD_LIST).exists()


def unseen(centre: Centre) -> QuerySet[DangerSign]:
    """What is on oncology's list and nobody of the ward has marked as seen, the oldest first."""
    rows = DangerSign.objects.filter(centre=centre, on_list=True, seen_at=None)
    return rows.select_related("patient__user", "patient__centre").order_by("made")


# --- one person -------------------------------------------------------------------------------------------------------


def phase_now(patient: Patient) -> CoachPhase:
    """Where somebody is with illness and treatment, from what their clinical picture says."""
    return phase_of(patient.phase, picture_of(patient).value("treatments") or (), today_of(patient))


def signs_for(patient: Patient) -> list[DangerWords]:
    """The danger signs of whoever is where this person is."""
    return shipped_table().danger.signs_in(phase_now(patient))


def symptoms_of(patient: Patient) -> QuerySet[SymptomReport]:
    """What somebody reported, the newest first."""
    return patient.symptoms.order_by("-made", "-id")


def danger_signs_of(patient: Patient) -> QuerySet[DangerSign]:
    """The danger signs that somebody named, the newest first."""
    return patient.danger_signs.order_by("-made", "-id")


class SymptomReading(NamedTuple):
    """One symptom of one day, as a rule is told it."""

    day: date
    code: str
    severity: int


def readings_of(patient: Patient) -> list[SymptomReading]:
    """Every symptom that somebody reported, the newest first."""
    return [SymptomReading(*row) for row in symptoms_of(patient).values_list("day", "symptom", "severity")]


@dataclass(frozen=True)
class SymptomCourse:
    """How one symptom went: a row for each report, the oldest first."""

    code: str
    words: str
    reports: tuple[SymptomReport, ...]

    @property
    def latest(self) -> SymptomReport:
        return self.reports[-1]

    @property
    def points(self) -> list[tuple[date, int]]:
        """Its day and severity, for a chart: the last of each day."""
        return list({report.day: report.severity for report in self.reports}.items())

    @property
    def sentence(self) -> str:
        """What the chart shows, in words that alarm nobody."""
        (first, was), (last, now) = self.points[0], self.points[-1]
        said = {"was": was, "first": day(first), "now": now, "last": day(last)}
        if first == last:
            return gettext("On %(last)s you said %(now)s of 10.") % said
        return gettext("On %(first)s you said %(was)s of 10, and on %(last)s %(now)s of 10.") % said


def courses_of(patient: Patient, names: Mapping[str, str]) -> list[SymptomCourse]:
    """The course of each symptom by its name, the one reported last first; one query."""
    by_code: dict[str, list[SymptomReport]] = {}
    for report in symptoms_of(patient):
        by_code.setdefault(report.symptom, []).append(report)
    return [SymptomCourse(code, called(code, names), tuple(reversed(rows))) for code, rows in by_code.items()]


# --- what was answered ------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class GivenAnswer:
    """What the coach answered to one report, in the language of the page; `signer` is who signed it at the centre.

    Where the table or its signature is another since, only the outcome stands, as it was; where the centre had not
    signed there is none.
    """

    report: SymptomReport
    name: str
    outcome: CoachOutcome | None
    steps: tuple[str, ...] = ()
    watch: str = ""
    signer: str = ""
    sources: tuple[CoachSource, ...] = ()

    @property
    def words(self) -> StrOrPromise:
        """What to do, in a few words."""
        return OUTCOME_WORDS[self.outcome] if self.outcome else ""

    @property
    def leans_on(self) -> str:
        """Who published what it leans on: names, which are the same in every language. What a cell says of its source
        is for whoever signs it.
        """
        return ", ".join(dict.fromkeys(source.organisation for source in self.sources))

    @property
    def holds(self) -> bool:
        """Whether it can be read whole."""
        return bool(self.signer)

    @property
    def calls(self) -> bool:
        """Whether somebody should be called; where nothing is signed, for whatever is not mild."""
        return self.outcome.calls if self.outcome else self.report.band not in ("", SeverityBand.MILD)

    @property
    def order(self) -> tuple[int, int]:
        """What cannot wait first, then the worst."""
        return (-(self.outcome or CoachOutcome.CALL_TEAM).urgency if self.calls else 0, -self.report.severity)


def answered(report: SymptomReport, signed: Mapping[str, CoachSignature], names: Mapping[str, str]) -> GivenAnswer:
    """The answer to a report at a centre where these parts are signed, and symptoms have these names."""
    table, name = shipped_table(), called(report.symptom, names)
    outcome = CoachOutcome(report.outcome) if report.outcome else None
    if outcome is None or report.table_sha256 != table.sha256 or report.symptom not in signed:
        return GivenAnswer(report, name, outcome)
    said = answer(table, report.symptom, report.severity, CoachPhase(report.phase))
    return GivenAnswer(
        report, name, outcome, said.steps.get(_language(), said.steps.get("en", ())), said_in(said.watch),
        signed[report.symptom].by.name, said.sources,
    )  # fmt: skip


def sent_with(response: Response) -> list[SymptomReport]:
    """What was kept of the symptoms in one set of answers."""
    return list(SymptomReport.objects.filter(answered=response))


def way_after(sent: Iterable[Assignment]) -> str:
    """The address of what the coach answers to questions answered together; empty where none of it calls anybody."""
    asked = [one.pk for one in sent if one.instrument == INSTRUMENT]
    reports = SymptomReport.objects.filter(answered__assignment__in=asked) if asked else ()
    urgent = next((one for one in reports if answered(one, {}, {}).calls), None)
    return reverse("coach_sent", args=[urgent.answered_id]) if urgent else ""


# --- the table, as it is signed ---------------------------------------------------------------------------------------


@dataclass(frozen=True)
class PartRow:
    """One part of the table as staff read it: who signed it here, and what is other than when it was signed last."""

    part: str
    sha256: str
    name: str
    signature: CoachSignature | None
    holds: bool
    changed: list[PartChange]
    symptom: Symptom | None
    bands: list[BandSpan]
    cells: list[tuple[StrOrPromise, list[CellShown]]]
    steps: list[tuple[StrOrPromise, tuple[str, ...]]]
    signs: list[tuple[str, str, str]]
    sources: list[tuple[CoachSource, StrOrPromise]]

    @property
    def ask(self) -> str:
        """The question of a symptom."""
        return said_in(self.symptom.ask) if self.symptom else ""

    @property
    def watch(self) -> str:
        """When to call whom."""
        return said_in(self.symptom.watch) if self.symptom else ""

    @property
    def key(self) -> str:
        """How the page sends which part was read."""
        return f"{self.part}:{self.sha256}"


def table_rows(table: CoachTable, latest: Mapping[str, CoachSignature]) -> list[PartRow]:
    """Each part of the table with the latest word on it: the danger signs, then the symptoms by their words."""
    danger, *symptoms = (_part_row(table, part, sha256, latest.get(part)) for part, sha256 in table.parts.items())
    return [danger, *sorted(symptoms, key=lambda row: as_sought(row.name))]


def waits_after(rows: Sequence[PartRow], part: str) -> PartRow | None:
    """The next part that is not signed as it stands, from after this one round to its beginning; none where all are."""
    place = next((number for number, row in enumerate(rows) if row.part == part), -1) + 1
    return next((row for row in (*rows[place:], *rows[:place]) if not row.holds), None)


def _part_row(table: CoachTable, part: str, sha256: str, latest: CoachSignature | None) -> PartRow:
    symptom = table.symptoms.get(part)
    holds = latest is not None and latest.signed and latest.part_sha256 == sha256
    other = changes(latest.content, table.content_of(part)) if latest and latest.part_sha256 != sha256 else []
    cells, bands = (cells_shown(symptom), spans_of(symptom)) if symptom else ([], [])
    steps = [
        (BAND_WORDS[band], row.get(_language(), row["en"])) for band, row in (symptom.steps if symptom else {}).items()
    ]
    name = said_in(symptom.words) if symptom else gettext("Danger signs")
    signs = [] if symptom else [(said_in(one.words), _phases(one), one.source) for one in table.danger.signs]
    sources = [(one, READ_WORDS[one.read]) for one in (symptom.sources if symptom else table.danger.sources)]
    signature = latest if latest and latest.signed else None
    return PartRow(part, sha256, name, signature, holds, other, symptom, bands, cells, steps, signs, sources)


def _phases(sign: DangerWords) -> str:
    """In which phases it is one, in words."""
    if len(sign.phases) == len(CoachPhase):
        return gettext("all")
    return ", ".join(str(PHASE_WORDS[phase]) for phase in CoachPhase if phase in sign.phases)


# --- in words ---------------------------------------------------------------------------------------------------------


def said_in(words: Mapping[str, str]) -> str:
    """A text of the table in the language of the page."""
    return in_language(words, get_language() or "en")


def _language() -> str:
    return (get_language() or "en").partition("-")[0]


def names_at(centre: Centre) -> Mapping[str, str]:
    """What symptoms are called in the language of the page where a licence allows this centre other names than ours, by
    code; one query. The newest file whose licence holds today counts.
    """
    pack = packs_of(centre).filter(instrument=NAMES, language=_language()).last()
    return pack.content["names"] if pack else {}


def called(code: str, names: Mapping[str, str]) -> str:
    """The name of a symptom among these, else our own words."""
    return names.get(code) or symptom_words(code)


def symptom_words(code: str) -> str:
    """How people say a symptom; its code where the table no longer has it."""
    known = shipped_table().symptoms.get(code)
    return said_in(known.words) if known else code


def sign_words(code: str) -> str:
    """A danger sign in plain words; its code where the table no longer has it, nothing for what is no sign."""
    if code in (UNSURE, OTHER):
        return ""
    known = {sign.code: sign for sign in shipped_table().danger.signs}
    return said_in(known[code].words) if code in known else code


# --- to read ----------------------------------------------------------------------------------------------------------


def pieces_about(symptom: Symptom, centre: Centre) -> list[TextVersion]:
    """What the library has for patients about a symptom in the language of the page, a few pieces, the nearest first.
    What speaks of the end of life answers no symptom.
    """
    rows = shown(centre, get_language() or "en").filter(
        piece__topics__overlap=list(symptom.topics), piece__audience__contains=[Audience.PATIENT]
    )
    fitting = [text for text in rows if not speaks_of_the_end(text.piece.area, text.piece.topics)]
    return sorted(fitting, key=lambda text: (_distance(symptom.topics, text.piece.topics), text.title))[:MOST_PIECES]


def _distance(topics: Sequence[str], other: Sequence[str]) -> tuple[int, int]:
    """How far from the beginning of both lists stands what they share; the beginning is what each is about most."""
    return min((place, other.index(topic)) for place, topic in enumerate(topics) if topic in other)


def named_words(code: str) -> StrOrPromise:
    """What somebody ticked, as staff read it."""
    return MARKED_WORDS.get(code) or sign_words(code)
