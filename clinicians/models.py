"""What staff keep beside the course: notes, tasks, contacts, supervision; and what a centre says to its patients."""

from __future__ import annotations

from datetime import datetime

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from oncocare.effort.models import Effort
from oncocare.foundation import clock, ids
from oncocare.foundation.history import tracked
from oncocare.foundation.models import AppendOnly, Mutable, Privacy, paired
from oncocare.foundation.triggers import never_deleted
from oncocare.people.models import Centre, Patient
from steps.kinds import IMPORTED

MISSED = "missed:"  # how the source begins of a task to ask after somebody; then the patient and the first set missed


class Note(AppendOnly):
    """Words of a clinician in the record; a mistake is put right by another note that names it.

    Whoever wrote it puts their own words in its place; what a colleague corrects stands beside it.
    """

    id = models.UUIDField(primary_key=True, default=ids.new, editable=False)
    patient = models.ForeignKey(Patient, on_delete=models.PROTECT, related_name="clinical_notes")
    centre = models.ForeignKey(Centre, on_delete=models.PROTECT, related_name="+")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    made = models.DateTimeField(default=clock.now)
    words = models.TextField()
    corrects = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, db_index=False, related_name="corrected_by"
    )

    privacy = Privacy(
        free_text="words",
        technical="id patient centre by made corrects",
        withhold="id patient centre by made words corrects",
    )

    class Meta(AppendOnly.Meta):
        indexes = [models.Index(fields=["patient", "-made"], name="note_of")]
        constraints = [
            models.UniqueConstraint(
                fields=["corrects", "by"], condition=Q(corrects__isnull=False), name="note_corrected_once_by_each"
            )
        ]


@tracked
class Task(Mutable):
    """Something a named person does by a day, for a patient or about nobody in particular.

    A task that was made by itself has no maker; its `source` says why it is there, so that it is made once. It has
    `lapsed` when it was no longer needed before anybody did it: then it is not done, and nobody has it to do.
    """

    OPEN = Q(done_at=None, lapsed=None)  # what somebody still has to do

    patient = models.ForeignKey(Patient, on_delete=models.PROTECT, null=True, related_name="tasks")
    centre = models.ForeignKey(Centre, on_delete=models.PROTECT, related_name="tasks")
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="tasks")
    what = models.CharField(max_length=200)
    due = models.DateField()
    made = models.DateTimeField(default=clock.now)
    maker = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    source = models.TextField(blank=True, default="", db_default="")
    done_at = models.DateTimeField(null=True)
    done_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    lapsed = models.DateTimeField(null=True)

    privacy = Privacy(
        free_text="what",
        technical="id patient centre owner due made maker source done_at done_by lapsed",
        export="patient centre due made done_at lapsed",
        withhold="id owner what maker source done_by",
    )

    @property
    def imported(self) -> str:
        """The import whose old answers it asks to look at; empty for any other task."""
        return self.source.removeprefix(IMPORTED) if self.source.startswith(IMPORTED) else ""

    @property
    def asks_after(self) -> bool:
        """Whether it is there because somebody missed two sets of questions in a row."""
        return self.source.startswith(MISSED)

    @property
    def over(self) -> datetime | None:
        """Since when nobody has it to do: it was done, or no longer needed."""
        return self.done_at or self.lapsed

    class Meta:
        triggers = never_deleted()
        constraints = [
            *paired("done"),
            models.UniqueConstraint(fields=["source"], condition=~Q(source=""), name="task_once_a_source"),
        ]
        indexes = [
            models.Index(fields=["owner", "due"], condition=Q(done_at=None), name="task_open"),
            models.Index(fields=["centre", "due"], condition=Q(done_at=None, lapsed=None), name="task_due"),
        ]


class Contact(AppendOnly):
    """One contact with a patient, or one tried, in minutes: the first unit of resource use.

    A row counts the minutes of one member of staff with or for one patient, from dialling or greeting to saying
    goodbye; where nobody was reached, the minutes of trying. It does not count preparing, writing, travel, or the
    meetings of a group. Two members of staff in one room are two rows.
    """

    class Kind(models.TextChoices):
        PHONE = "phone", _("By phone")
        VIDEO = "video", _("By video")
        VISIT = "visit", _("In person")
        MESSAGE = "message", _("By message")

    id = models.UUIDField(primary_key=True, default=ids.new, editable=False)
    patient = models.ForeignKey(Patient, on_delete=models.PROTECT, related_name="contacts")
    centre = models.ForeignKey(Centre, on_delete=models.PROTECT, related_name="contacts")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    kind = models.TextField(choices=Kind)
    began = models.DateTimeField()
    effort = models.OneToOneField(Effort, on_delete=models.PROTECT, related_name="+")
    reached = models.BooleanField()
    recorded = models.DateTimeField(default=clock.now)

    privacy = Privacy(
        technical="id patient centre by kind began effort reached recorded",
        export="patient centre kind began reached",
        withhold="id by effort recorded",
    )

    class Meta(AppendOnly.Meta):
        indexes = [models.Index(fields=["patient", "-began"], name="contact_of")]

    @property
    def minutes(self) -> int:
        """How long it took, from the one row that counts it."""
        return int(self.effort.minutes)


class Sending(AppendOnly):
    """One part of a record as one member of staff sent it. `id` is a hash of the page, the part and its words, so that
    the same page sent again does nothing a second time; of the words themselves it keeps nothing.
    """

    id = models.UUIDField(primary_key=True, editable=False)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", db_index=False)
    made = models.DateTimeField(default=clock.now)

    privacy = Privacy(technical="id by made", withhold="id by made")


class SavedView(Mutable):
    """A filter of the caseload under a name, for one person; it holds choices, never names of people."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="saved_views")
    centre = models.ForeignKey(Centre, on_delete=models.CASCADE, related_name="+")
    name = models.CharField(max_length=60)
    query = models.CharField(max_length=300)
    made = models.DateTimeField(default=clock.now)

    privacy = Privacy(technical="id user centre name query made", withhold="id user centre name query made")

    class Meta:
        ordering = ["made"]
        constraints = [models.UniqueConstraint(fields=["user", "centre", "name"], name="saved_view_once")]


@tracked
class ExpectedCourse(Mutable):
    """After how many weeks somebody should be better, as a centre has decided, and where it has that number from.

    A centre without a row has not decided; then nobody is called “not better” (`clinicians/on_track.py`).
    """

    centre = models.OneToOneField(Centre, on_delete=models.PROTECT, related_name="expected_course")
    weeks = models.PositiveSmallIntegerField()
    source = models.CharField(max_length=200)

    privacy = Privacy(technical="id centre weeks source", export="centre weeks source", withhold="id")

    class Meta:
        triggers = never_deleted()


@tracked
class Leaflet(Mutable):
    """A centre's own words on the page of its patients, about one thing in one language; empty ones show nothing."""

    class About(models.TextChoices):
        TODAY = "today", _("Something to do today")
        BESIDE = "beside", _("Help for the person beside me")
        CAMPUS = "level-2", _("Level 2: how the campus begins here")
        COMMUNITY = "level-3", _("Level 3: how a group begins here")
        GROUP_THERAPY = "level-4", _("Level 4: how group therapy begins here")

    centre = models.ForeignKey(Centre, on_delete=models.PROTECT, related_name="leaflets")
    about = models.TextField(choices=About)
    language = models.CharField(max_length=10, choices=settings.LANGUAGES)
    words = models.TextField(blank=True)

    privacy = Privacy(technical="id centre about language words", export="centre about language", withhold="id words")

    class Meta:
        triggers = never_deleted()
        constraints = [models.UniqueConstraint(fields=["centre", "about", "language"], name="leaflet_once")]


class SupervisionEntry(AppendOnly):
    """What was decided about one person in a supervision; a mistake is put right by another entry beside it.

    `supervisor` is a name in words: supervisors often work elsewhere and have no account.
    """

    id = models.UUIDField(primary_key=True, default=ids.new, editable=False)
    patient = models.ForeignKey(Patient, on_delete=models.PROTECT, related_name="supervisions")
    centre = models.ForeignKey(Centre, on_delete=models.PROTECT, related_name="+")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    held_on = models.DateField()
    supervisor = models.CharField(max_length=100)
    decided = models.TextField()
    made = models.DateTimeField(default=clock.now)

    privacy = Privacy(
        identity="supervisor",
        free_text="decided",
        technical="id patient centre by held_on made",
        withhold="id patient centre by held_on supervisor decided made",
    )

    class Meta(AppendOnly.Meta):
        indexes = [models.Index(fields=["patient", "-made"], name="supervision_of")]
