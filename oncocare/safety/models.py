"""Flags and whose hands they go through, the hours, the rota, and the crisis numbers of a centre."""

from __future__ import annotations

from datetime import datetime

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from oncocare.effort.models import Effort
from oncocare.foundation import clock, ids
from oncocare.foundation.history import tracked
from oncocare.foundation.models import AppendOnly, Mutable, Privacy, paired
from oncocare.foundation.triggers import never_deleted
from oncocare.people.models import Centre, Patient
from oncocare.safety.concerns import SUICIDE
from oncocare.safety.promise import Opening


class StaffedHours(Mutable):
    """When somebody at the centre reads answers, in the centre's own time."""

    centre = models.ForeignKey(Centre, on_delete=models.CASCADE, related_name="staffed_hours")
    weekday = models.PositiveSmallIntegerField()
    opens = models.TimeField()
    closes = models.TimeField()

    privacy = Privacy(technical="id centre weekday opens closes", export="centre weekday opens closes", withhold="id")

    class Meta:
        ordering = ["weekday", "opens"]
        constraints = [
            models.CheckConstraint(name="staffed_hours_open_before_they_close", condition=Q(opens__lt=F("closes"))),
            models.CheckConstraint(name="staffed_hours_weekday", condition=Q(weekday__lte=6)),
        ]

    @property
    def opening(self) -> Opening:
        """As the pure promise reads it."""
        return Opening(self.weekday, self.opens, self.closes)


class Holiday(Mutable):
    """A day on which the centre is not staffed, whatever weekday it is."""

    centre = models.ForeignKey(Centre, on_delete=models.CASCADE, related_name="holidays")
    day = models.DateField()
    name = models.CharField(max_length=100, blank=True)

    privacy = Privacy(technical="id centre day name", export="centre day", withhold="id name")

    class Meta:
        ordering = ["day"]
        constraints = [models.UniqueConstraint(fields=["centre", "day"], name="holiday_once")]


@tracked
class Duty(Mutable):
    """Who answers flags at a centre on a weekday, from `opens` to `closes` in the centre's own time; rank 1 first."""

    centre = models.ForeignKey(Centre, on_delete=models.CASCADE, related_name="rota")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="duties")
    weekday = models.PositiveSmallIntegerField()
    opens = models.TimeField()
    closes = models.TimeField()
    rank = models.PositiveSmallIntegerField(default=1)

    privacy = Privacy(
        technical="id centre user weekday opens closes rank", withhold="id centre user weekday opens closes rank"
    )

    class Meta:
        ordering = ["weekday", "opens", "rank"]
        constraints = [
            models.CheckConstraint(name="duty_opens_before_it_closes", condition=Q(opens__lt=F("closes"))),
            models.CheckConstraint(name="duty_weekday", condition=Q(weekday__lte=6)),
            models.CheckConstraint(name="duty_rank", condition=Q(rank__gte=1)),
            models.UniqueConstraint(fields=["centre", "weekday", "opens", "closes", "rank"], name="duty_rank_once"),
        ]


@tracked
class Cover(Mutable):
    """On one day somebody else answers in place of the person on the rota; without `instead` nobody does."""

    centre = models.ForeignKey(Centre, on_delete=models.CASCADE, related_name="covers")
    day = models.DateField()
    absent = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    instead = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")

    privacy = Privacy(technical="id centre day absent instead", withhold="id centre day absent instead")

    class Meta:
        ordering = ["day"]
        constraints = [models.UniqueConstraint(fields=["centre", "day", "absent"], name="cover_once_a_day")]


class OnCall(AppendOnly):
    """Who answers outside the staffed hours from now on: a person of the centre, a service with its number, or nobody.

    The latest row of a centre counts.
    """

    id = models.BigAutoField(primary_key=True)
    centre = models.ForeignKey(Centre, on_delete=models.PROTECT, related_name="on_call")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    service = models.CharField(max_length=100, blank=True)
    number = models.CharField(max_length=40, blank=True)
    made = models.DateTimeField(default=clock.now)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    privacy = Privacy(
        technical="id centre person service number made by",
        export="centre service number made",
        withhold="id person by",
    )

    class Meta(AppendOnly.Meta):
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(
                name="on_call_is_a_person_or_a_service_with_its_number",
                condition=Q(service="", number="") | (Q(person=None) & ~Q(service="") & ~Q(number="")),
            )
        ]

    @property
    def answers(self) -> bool:
        """Whether it names anybody."""
        return bool(self.person_id or self.service)

    @property
    def tel(self) -> str:
        """The address that dials the number of the service."""
        return f"tel:{self.number.replace(' ', '')}"


class UncoveredHours(AppendOnly):
    """Somebody signed that nobody answers here outside the staffed hours, word for word; once for each role."""

    class Role(models.TextChoices):
        COORDINATOR = "coordinator", _("Coordinator")
        CLINICIAN = "clinician", _("Clinician")

    id = models.BigAutoField(primary_key=True)
    centre = models.ForeignKey(Centre, on_delete=models.PROTECT, related_name="uncovered_hours")
    role = models.TextField(choices=Role)
    words = models.TextField()
    made = models.DateTimeField(default=clock.now)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    privacy = Privacy(technical="id centre role words made by", export="centre role words made", withhold="id by")

    class Meta(AppendOnly.Meta):
        ordering = ["id"]


class CentreCrisisNumber(Mutable):
    """A number of the centre's own, shown before those of the country. `words`: who answers and when, by language; in
    any other `name` and `hours`. `languages`: in which somebody answers; none where it was not said.
    """

    centre = models.ForeignKey(Centre, on_delete=models.CASCADE, related_name="crisis_numbers")
    name = models.CharField(max_length=100)
    number = models.CharField(max_length=40)
    hours = models.CharField(max_length=100)
    words = models.JSONField(default=dict, db_default=models.Value({}, models.JSONField()))
    languages = models.JSONField(default=list, db_default=models.Value([], models.JSONField()))
    place = models.PositiveSmallIntegerField(default=0)

    privacy = Privacy(
        technical="id centre name number hours words languages place",
        export="centre name number hours words languages",
        withhold="id place",
    )

    class Meta:
        ordering = ["place"]


class CrisisReview(AppendOnly):
    """Somebody of the centre called every number that its people see, and each was right."""

    id = models.BigAutoField(primary_key=True)
    centre = models.ForeignKey(Centre, on_delete=models.PROTECT, related_name="crisis_reviews")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    made = models.DateTimeField(default=clock.now)
    numbers = models.JSONField()

    privacy = Privacy(technical="id centre by made numbers", export="centre made numbers", withhold="id by")


class FlagOutcome(models.TextChoices):
    """How a flag ended."""

    SPOKE_SAFE = "spoke_safe", _("I spoke with the person; they are safe for now")
    PLAN = "plan", _("We made a safety plan together")
    REFERRED = "referred", _("I referred the person to emergency care")
    ALREADY_KNOWN = "already_known", _("Already known and being cared for")
    MISTAKE = "mistake", _("The answer was given by mistake; I checked with the person")
    EMERGENCY = "emergency", _("Emergency services were called")
    REFERRED_ELSEWHERE = "referred_elsewhere", _("I referred the person elsewhere")
    NO_CONCERN = "no_concern", _("Not a concern")
    OTHER = "other", _("Something else, written in the note")

    @property
    def talked(self) -> bool:
        """Whether it says that somebody spoke with the person, and so can say what was asked: also of a mistake."""
        return self in {self.SPOKE_SAFE, self.PLAN, self.REFERRED, self.MISTAKE}


@tracked
class Flag(Mutable):
    """A safety concern that a person must answer: always owned, always with a deadline, or escalated."""

    patient = models.ForeignKey(Patient, on_delete=models.PROTECT, related_name="flags")
    centre = models.ForeignKey(Centre, on_delete=models.PROTECT, related_name="flags")
    kind = models.TextField()
    severity = models.TextField()
    source = models.TextField()
    number = models.PositiveSmallIntegerField(default=1)
    raised = models.DateTimeField(default=clock.now)
    deadline = models.DateTimeField()
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="owned_flags")
    can_wait = models.BooleanField(null=True)
    wait_said = models.DateTimeField(null=True)  # when they said so, and up to when they were asked
    wait_until = models.DateTimeField(null=True)
    promised = models.DateTimeField()
    climbed = models.PositiveSmallIntegerField(default=0)
    passed = models.PositiveSmallIntegerField(default=0)
    next_attempt = models.DateTimeField(null=True)  # by when somebody tries again to reach the person
    escalated = models.DateTimeField(null=True)
    acknowledged_at = models.DateTimeField(null=True)
    acknowledged_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    closed_at = models.DateTimeField(null=True)
    closed_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    outcome = models.TextField(choices=FlagOutcome, blank=True, default="")
    note = models.TextField(blank=True, default="")
    effort = models.OneToOneField(Effort, on_delete=models.PROTECT, null=True, related_name="+")

    privacy = Privacy(
        health="kind severity can_wait outcome",
        free_text="note",
        technical="id patient centre source number raised wait_said wait_until promised deadline climbed passed "
        "next_attempt owner escalated acknowledged_at acknowledged_by closed_at closed_by effort",
        export="patient centre kind severity can_wait outcome raised promised deadline climbed "
        "next_attempt escalated acknowledged_at closed_at",
        withhold="id source number wait_said wait_until passed owner acknowledged_by closed_by note effort",
    )

    class Meta:
        triggers = never_deleted()
        constraints = [
            *paired("acknowledged", "closed"),
            models.UniqueConstraint(fields=["source", "kind", "number"], name="flag_once_per_source_and_kind"),
            models.CheckConstraint(
                name="flag_never_without_an_owner",
                condition=Q(owner__isnull=False) | Q(escalated__isnull=False) | Q(acknowledged_at__isnull=False),
            ),
            models.CheckConstraint(
                name="flag_closed_only_with_an_outcome",
                condition=Q(closed_at__isnull=True, outcome="")
                | (Q(closed_at__isnull=False, acknowledged_at__isnull=False) & ~Q(outcome="")),
            ),
            models.CheckConstraint(
                name="flag_tried_again_only_while_somebody_has_it",
                condition=Q(next_attempt=None) | Q(closed_at=None, acknowledged_at__isnull=False),
            ),
        ]
        indexes = [
            models.Index(fields=["centre", "deadline"], condition=Q(closed_at=None), name="flag_open"),
            models.Index(fields=["deadline"], condition=Q(acknowledged_at=None), name="flag_unacknowledged"),
        ]

    @property
    def news(self) -> str:
        """The source of a message about it: each time it changes hands is news of its own, also to the same person."""
        return f"flag:{self.pk}:{self.passed}"

    @property
    def about_suicide(self) -> bool:
        """Whether whoever closes it says what was asked and what was said."""
        return self.kind in SUICIDE

    def asks_until(self, now: datetime) -> datetime | None:
        """Up to when the person is asked whether it can wait; None once that is past, or somebody has read it."""
        return self.promised if self.acknowledged_at is None and self.promised > now else None

    def attempt_missed(self, now: datetime) -> bool:
        """Somebody said by when they would try again, and nobody has said since how that went."""
        return self.next_attempt is not None and self.next_attempt < now

    def in_hand(self, now: datetime) -> bool:
        """Somebody took it on, and no next attempt is late."""
        return self.acknowledged_at is not None and not self.attempt_missed(now)


class Occasion(AppendOnly):
    """One time a flag was raised: the first, and each time its concern came again and joined it; once a source."""

    id = models.BigAutoField(primary_key=True)
    flag = models.ForeignKey(Flag, on_delete=models.PROTECT, related_name="occasions")
    patient = models.ForeignKey(Patient, on_delete=models.PROTECT, related_name="+")
    centre = models.ForeignKey(Centre, on_delete=models.PROTECT, related_name="+")
    source = models.TextField()
    severity = models.TextField()
    made = models.DateTimeField(default=clock.now)
    made_by = models.TextField(blank=True)  # as the audit log names who acts; empty where only the log has kept it

    privacy = Privacy(
        health="severity", technical="id flag patient centre source made made_by",
        export="patient centre severity made", withhold="id flag source made_by",
    )  # fmt: skip

    class Meta(AppendOnly.Meta):
        constraints = [models.UniqueConstraint(fields=["flag", "source"], name="occasion_once_per_flag_and_source")]

    @property
    def news(self) -> str:
        """The source of a message about it, with that of its flag: it is no news once the flag has changed hands."""
        return f"{self.flag.news}:{self.pk}"


class Handover(AppendOnly):
    """A flag passed from one person to the next: at the end of a shift, by hand, or by the rota."""

    class Reason(models.TextChoices):
        SHIFT = "shift", _("The shift ended")
        BY_HAND = "by hand", _("Handed over")
        CLIMBED = "climbed", _("Nobody had taken it on by then")
        MISSED = "missed", _("The next attempt was late")
        TRIED = "tried", _("Tried to reach the person")

    id = models.BigAutoField(primary_key=True)
    flag = models.ForeignKey(Flag, on_delete=models.PROTECT, related_name="handovers")
    patient = models.ForeignKey(Patient, on_delete=models.PROTECT, related_name="+")
    centre = models.ForeignKey(Centre, on_delete=models.PROTECT, related_name="+")
    from_user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    to_user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    reason = models.TextField(choices=Reason)
    note = models.TextField(blank=True)
    made = models.DateTimeField(default=clock.now)

    privacy = Privacy(
        free_text="note",
        technical="id flag patient centre from_user to_user reason made",
        export="patient centre reason made",
        withhold="id flag from_user to_user note",
    )


class Attempt(AppendOnly):
    """Somebody tried to speak with the person about a flag and could not; by `next_attempt` it is tried again."""

    id = models.BigAutoField(primary_key=True)
    flag = models.ForeignKey(Flag, on_delete=models.PROTECT, related_name="not_reached")
    patient = models.ForeignKey(Patient, on_delete=models.PROTECT, related_name="+")
    centre = models.ForeignKey(Centre, on_delete=models.PROTECT, related_name="+")
    next_attempt = models.DateTimeField()
    note = models.TextField(blank=True)
    made = models.DateTimeField(default=clock.now)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    privacy = Privacy(
        free_text="note", technical="id flag patient centre next_attempt made by",
        export="patient centre next_attempt made", withhold="id flag note by",
    )  # fmt: skip

    class Meta(AppendOnly.Meta):
        indexes = [models.Index(fields=["centre", "next_attempt"], name="attempt_due")]


class AssessmentForm(AppendOnly):
    """The wording of a licensed risk assessment in one language, loaded by a centre that holds the licence."""

    id = models.UUIDField(primary_key=True, default=ids.new, editable=False)
    centre = models.ForeignKey(Centre, on_delete=models.PROTECT, related_name="assessment_forms")
    code = models.TextField()
    language = models.CharField(max_length=10)
    reference = models.TextField()
    holder = models.TextField()
    valid_until = models.DateField()
    content = models.JSONField()
    sha256 = models.CharField(max_length=64)
    loaded = models.DateTimeField(default=clock.now)

    privacy = Privacy(
        technical="id centre code language reference holder valid_until content sha256 loaded",
        export="centre code language reference holder valid_until sha256 loaded",
        withhold="id content",
    )

    class Meta(AppendOnly.Meta):
        constraints = [
            models.UniqueConstraint(fields=["centre", "code", "language", "sha256"], name="assessment_form_once"),
        ]


class RiskAssessment(AppendOnly):
    """What was asked and said about suicidal thoughts as a flag was answered, with the form as it was then."""

    id = models.UUIDField(primary_key=True, default=ids.new, editable=False)
    flag = models.ForeignKey(Flag, on_delete=models.PROTECT, related_name="assessments")
    patient = models.ForeignKey(Patient, on_delete=models.PROTECT, related_name="risk_assessments")
    centre = models.ForeignKey(Centre, on_delete=models.PROTECT, related_name="+")
    form = models.TextField()
    form_sha256 = models.CharField(max_length=64)
    language = models.CharField(max_length=10)
    answers = models.JSONField()
    next_contact = models.DateField(null=True)
    made = models.DateTimeField(default=clock.now)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    privacy = Privacy(
        free_text="answers",
        technical="id flag patient centre form form_sha256 language next_contact made by",
        export="patient centre form form_sha256 language next_contact made",
        withhold="id flag answers by",
    )

    class Meta(AppendOnly.Meta):
        ordering = ["made", "id"]


class SafetyPlan(AppendOnly):
    """One version of a person's own safety plan; the newest counts. `shared`: whether their team may read it."""

    id = models.UUIDField(primary_key=True, default=ids.new, editable=False)
    patient = models.ForeignKey(Patient, on_delete=models.PROTECT, related_name="safety_plans")
    centre = models.ForeignKey(Centre, on_delete=models.PROTECT, related_name="+")
    number = models.PositiveIntegerField()
    content = models.JSONField()
    shared = models.BooleanField()
    language = models.CharField(max_length=10)
    made = models.DateTimeField(default=clock.now)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    privacy = Privacy(
        free_text="content",
        technical="id patient centre number shared language made by",
        export="patient centre number shared made",
        withhold="id content language by",
    )

    class Meta(AppendOnly.Meta):
        ordering = ["number"]
        constraints = [models.UniqueConstraint(fields=["patient", "number"], name="safety_plan_version_once")]
