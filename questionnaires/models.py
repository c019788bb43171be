"""Assignments, drafts, responses, scores and the text packs of licensed instruments."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from oncocare.foundation import clock, ids
from oncocare.foundation.history import tracked
from oncocare.foundation.models import AppendOnly, Mutable, Privacy
from oncocare.foundation.triggers import never_deleted
from oncocare.people.models import Centre, Patient


class TextPack(AppendOnly):
    """The wording of a licensed instrument in one language, loaded by a centre that holds the licence."""

    id = models.UUIDField(primary_key=True, default=ids.new, editable=False)
    centre = models.ForeignKey(Centre, on_delete=models.PROTECT, related_name="text_packs")
    instrument = models.TextField()
    language = models.CharField(max_length=10)
    reference = models.TextField()
    holder = models.TextField()
    valid_until = models.DateField()
    content = models.JSONField()
    sha256 = models.CharField(max_length=64)
    loaded = models.DateTimeField(default=clock.now)

    privacy = Privacy(
        technical="id centre instrument language reference holder valid_until content sha256 loaded",
        export="centre instrument language reference holder valid_until sha256 loaded",
        withhold="id content",
    )

    class Meta(AppendOnly.Meta):
        constraints = [
            models.UniqueConstraint(fields=["centre", "instrument", "language", "sha256"], name="text_pack_once"),
        ]


class ScheduleVersion(AppendOnly):
    """One version of what a centre asks and when, as `schedule.py` reads it; never edited once it is here."""

    id = models.UUIDField(primary_key=True, default=ids.new, editable=False)
    centre = models.ForeignKey(Centre, on_delete=models.PROTECT, related_name="schedules")
    number = models.PositiveIntegerField()
    content = models.JSONField()
    sha256 = models.CharField(max_length=64)
    made = models.DateTimeField(default=clock.now)
    made_by = models.TextField()

    privacy = Privacy(
        technical="id centre number content sha256 made made_by",
        export="centre number content sha256 made",
        withhold="id made_by",
    )

    class Meta(AppendOnly.Meta):
        constraints = [models.UniqueConstraint(fields=["centre", "number"], name="schedule_version_once")]


@tracked
class PatientSchedule(Mutable):
    """One patient's place in a schedule: which version they follow, and why nothing is asked, if so."""

    class Stopped(models.TextChoices):
        PAUSED = "paused"
        ILL = "ill"
        WITHDRAWN = "withdrawn"
        DIED = "died"

    patient = models.OneToOneField(Patient, on_delete=models.PROTECT, related_name="patient_schedule")
    centre = models.ForeignKey(Centre, on_delete=models.PROTECT, related_name="followed_schedules")
    schedule = models.ForeignKey(ScheduleVersion, on_delete=models.PROTECT, null=True, related_name="followers")
    began = models.DateField()
    stopped = models.TextField(choices=Stopped, blank=True, default="")
    stopped_on = models.DateField(null=True)

    privacy = Privacy(
        health="stopped",
        technical="id patient centre schedule began stopped_on",
        export="patient centre schedule began stopped stopped_on",
        withhold="id",
    )

    class Meta:
        triggers = never_deleted()
        constraints = [
            models.CheckConstraint(
                name="course_stopped_on_a_day",
                condition=Q(stopped="", stopped_on=None) | (~Q(stopped="") & Q(stopped_on__isnull=False)),
            )
        ]


class Anchor(AppendOnly):
    """A day that questions are counted from, such as entering a level; the latest of its kind counts."""

    id = models.BigAutoField(primary_key=True)
    patient = models.ForeignKey(Patient, on_delete=models.PROTECT, related_name="anchors")
    centre = models.ForeignKey(Centre, on_delete=models.PROTECT, related_name="anchors")
    kind = models.TextField()
    day = models.DateField()
    recorded = models.DateTimeField(default=clock.now)

    privacy = Privacy(
        health="kind day",
        technical="id patient centre recorded",
        export="patient centre kind day",
        withhold="id recorded",
    )

    class Meta(AppendOnly.Meta):
        ordering = ["id"]


@tracked
class Assignment(Mutable):
    """An instrument due for one patient in a window; assignments of one bundle are due together."""

    class State(models.TextChoices):
        OPEN = "open"
        ANSWERED = "answered"
        MISSED = "missed"
        CANCELLED = "cancelled"

    patient = models.ForeignKey(Patient, on_delete=models.PROTECT, related_name="assignments")
    centre = models.ForeignKey(Centre, on_delete=models.PROTECT, related_name="assignments")
    instrument = models.TextField()
    bundle = models.UUIDField(default=ids.new)
    place = models.PositiveSmallIntegerField(default=0)
    opens = models.DateField()
    due = models.DateField()
    closes = models.DateField()
    state = models.TextField(choices=State, default=State.OPEN)
    taken_back = models.DateTimeField(null=True)
    line = models.TextField(blank=True, default="")
    occurrence = models.DateField(null=True)

    privacy = Privacy(
        technical="id patient centre instrument bundle place opens due closes state taken_back line occurrence",
        export="patient centre instrument opens due closes state",
        withhold="id bundle place taken_back line occurrence",
    )

    class Meta:
        triggers = never_deleted()
        ordering = ["due", "bundle", "place"]
        constraints = [
            models.CheckConstraint(
                name="assignment_opens_before_due_before_closes",
                condition=Q(opens__lte=models.F("due")) & Q(due__lte=models.F("closes")),
            ),
            models.UniqueConstraint(
                fields=["patient", "instrument"], condition=Q(state="open"), name="assignment_open_once_per_instrument"
            ),
            models.UniqueConstraint(
                fields=["patient", "line", "occurrence", "instrument"],
                condition=~Q(line=""),
                name="assignment_once_per_occurrence",
            ),
        ]
        indexes = [
            models.Index(fields=["closes"], condition=Q(state="open"), name="assignment_open"),
            models.Index(fields=["patient", "-due"], name="assignment_patient"),
            models.Index(fields=["bundle"], name="assignment_bundle"),
            models.Index(fields=["centre", "due", "patient"], condition=Q(state="open"), name="assignment_late"),
            models.Index(fields=["centre", "patient", "bundle"], condition=Q(state="missed"), name="assignment_missed"),
            models.Index(fields=["patient", "-closes"], condition=Q(state="answered"), name="assignment_answered"),
        ]


class Draft(Mutable):
    """The answers given so far, saved at every answer; gone once the response is stored.

    `replaced`: the answers that were changed, as item, code and the moment when they had been given, the first first.
    """

    assignment = models.OneToOneField(Assignment, on_delete=models.CASCADE, related_name="draft")
    answers = models.JSONField(default=dict)
    timings = models.JSONField(default=dict)
    replaced = models.JSONField(default=list, db_default=models.Value([], models.JSONField()))
    changed = models.DateTimeField(default=clock.now)

    privacy = Privacy(
        health="answers replaced",
        technical="id assignment timings changed",
        withhold="id assignment answers timings replaced changed",
    )


class LateAnswer(AppendOnly):
    """A worrying answer that a response does not hold: too late for it, or changed before; a response never changes."""

    class How(models.TextChoices):
        LATE = "late"  # after the response
        REPLACED = "replaced"  # changed before the response was sent
        BEGUN = "begun"  # given here before the response came from elsewhere

    id = models.BigAutoField(primary_key=True)
    assignment = models.ForeignKey(Assignment, on_delete=models.PROTECT, related_name="late_answers")
    patient = models.ForeignKey(Patient, on_delete=models.PROTECT, related_name="+")
    centre = models.ForeignKey(Centre, on_delete=models.PROTECT, related_name="+")
    instrument = models.TextField()
    item = models.TextField()
    code = models.IntegerField(null=True)
    how = models.TextField(choices=How, default=How.LATE, db_default=How.LATE)
    made = models.DateTimeField(default=clock.now)
    entered_by = models.TextField()

    privacy = Privacy(
        health="code",
        technical="id assignment patient centre instrument item how made entered_by",
        export="patient centre instrument item code how made",
        withhold="id assignment entered_by",
    )

    class Meta(AppendOnly.Meta):
        ordering = ["id"]


class Import(AppendOnly):
    """One file of answers given elsewhere, and when it came in."""

    id = models.UUIDField(primary_key=True, default=ids.new, editable=False)
    centre = models.ForeignKey(Centre, on_delete=models.PROTECT, related_name="imports")
    sha256 = models.CharField(max_length=64)
    made = models.DateTimeField(default=clock.now)
    made_by = models.TextField()

    privacy = Privacy(technical="id centre sha256 made made_by", export="centre made", withhold="id sha256 made_by")


class Mode(models.TextChoices):
    """How the answers of a response came here."""

    SELF = "self", _("On this site")
    PAPER = "paper", _("On paper")
    TELEPHONE = "telephone", _("By telephone")
    IMPORT = "import", _("Imported")

    @property
    def own(self) -> bool:
        """Whether the person had every item before them: one without an answer was left out knowingly.

        A file holds what another system kept, which may never have asked the item.
        """
        return self is not Mode.IMPORT


class Response(AppendOnly):
    """The immutable answers to one assignment, with everything needed to read and score them again."""

    id = models.UUIDField(primary_key=True, default=ids.new, editable=False)
    assignment = models.OneToOneField(Assignment, on_delete=models.PROTECT, related_name="response")
    key = models.UUIDField(unique=True)
    patient = models.ForeignKey(Patient, on_delete=models.PROTECT, related_name="responses")
    centre = models.ForeignKey(Centre, on_delete=models.PROTECT, related_name="responses")
    instrument = models.TextField()
    version = models.TextField()
    definition_sha256 = models.CharField(max_length=64)
    text_sha256 = models.CharField(max_length=64, blank=True)
    language = models.CharField(max_length=10, blank=True)
    value_set = models.CharField(max_length=2, blank=True)
    mode = models.TextField()
    answers = models.JSONField()
    timings = models.JSONField(default=dict)
    missing = models.JSONField(default=list)
    risk = models.JSONField(default=list)
    answered = models.DateTimeField()
    received = models.DateTimeField(default=clock.now)
    entered_by = models.TextField()
    imported = models.ForeignKey(Import, on_delete=models.PROTECT, null=True, db_index=False, related_name="responses")
    from_before = models.BooleanField(default=False, db_default=False)  # too old when it came in to raise an alarm

    privacy = Privacy(
        health="answers missing risk",
        technical="id assignment key patient centre instrument version definition_sha256 text_sha256 language "
        "value_set mode timings answered received entered_by imported from_before",
        export="patient centre instrument version definition_sha256 text_sha256 language value_set mode answers "
        "timings missing risk answered received from_before",
        withhold="id assignment key entered_by imported",
    )

    class Meta(AppendOnly.Meta):
        indexes = [models.Index(fields=["patient", "-received"], name="response_patient")]


class Score(AppendOnly):
    """One computed number of one response, with its band; an empty value is a score that must be missing."""

    id = models.BigAutoField(primary_key=True)
    response = models.ForeignKey(Response, on_delete=models.PROTECT, related_name="scores")
    patient = models.ForeignKey(Patient, on_delete=models.PROTECT, related_name="scores")
    centre = models.ForeignKey(Centre, on_delete=models.PROTECT, related_name="scores")
    instrument = models.TextField()
    name = models.TextField()
    value = models.DecimalField(max_digits=12, decimal_places=6, null=True)
    band = models.TextField(blank=True)
    prorated = models.BooleanField(default=False)
    measured = models.DateField()
    recorded = models.DateField()

    privacy = Privacy(
        health="value band",
        technical="id response patient centre instrument name prorated measured recorded",
        export="patient centre instrument name value band prorated measured recorded",
        withhold="id response",
    )

    class Meta(AppendOnly.Meta):
        constraints = [models.UniqueConstraint(fields=["response", "name"], name="score_once_per_response")]
        indexes = [
            models.Index(fields=["patient", "recorded", "id"], name="score_course"),
        ]


class PrintedSheet(AppendOnly):
    """A set of questions printed for one person. Its code stands on every page and leads from the paper to the set.

    Paper is lost and left lying about, so no name stands on it, and the code tells nobody outside the centre.
    """

    id = models.UUIDField(primary_key=True, default=ids.new, editable=False)
    code = models.CharField(max_length=8, unique=True)
    bundle = models.UUIDField()
    patient = models.ForeignKey(Patient, on_delete=models.PROTECT, related_name="printed_sheets")
    centre = models.ForeignKey(Centre, on_delete=models.PROTECT, related_name="printed_sheets")
    language = models.CharField(max_length=10)
    made = models.DateTimeField(default=clock.now)
    made_by = models.TextField()

    privacy = Privacy(
        technical="id code bundle patient centre language made made_by",
        export="patient centre language made",
        withhold="id code bundle made_by",
    )
