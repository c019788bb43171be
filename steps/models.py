"""Policies in force, pathways, decisions, proposals and transitions."""

from __future__ import annotations

from datetime import UTC, datetime

from django.conf import settings
from django.db import models
from django.db.models import Q
from django_fsm import RETURN_VALUE, FSMField, FSMIntegerField, transition

from oncocare.foundation import clock, ids
from oncocare.foundation.history import tracked
from oncocare.foundation.models import AppendOnly, Mutable, Privacy, paired
from oncocare.foundation.triggers import never_deleted
from oncocare.people.models import Centre, Patient
from steps.levels import Level
from steps.standing import Said

LONG_AGO = datetime(2026, 1, 1, tzinfo=UTC)  # of a proposal that was open before proposals had deadlines
ANSWER_DAYS = 3  # staffed days; a decision of this product, as no published standard was found
LEVELS = [(level.value, level.name) for level in Level]


class PolicyVersion(AppendOnly):
    """One version of the step rules, word for word; never edited once it is here."""

    id = models.UUIDField(primary_key=True, default=ids.new, editable=False)
    slug = models.SlugField()
    version = models.PositiveIntegerField()
    sha256 = models.CharField(max_length=64)
    source = models.TextField()
    added = models.DateTimeField(default=clock.now)

    privacy = Privacy(
        technical="id slug version sha256 source added", export="slug version sha256 source added", withhold="id"
    )

    class Meta(AppendOnly.Meta):
        constraints = [models.UniqueConstraint(fields=["slug", "version"], name="policy_version_once")]

    def __str__(self) -> str:
        return f"{self.slug} {self.version}"


class CentrePolicy(Mutable):
    """The policy that new pathways of a centre follow, and in how many staffed days it answers proposals."""

    centre = models.OneToOneField(Centre, on_delete=models.PROTECT, related_name="policy")
    policy = models.ForeignKey(PolicyVersion, on_delete=models.PROTECT, related_name="+")
    answer_days = models.PositiveSmallIntegerField(default=ANSWER_DAYS, db_default=ANSWER_DAYS)

    privacy = Privacy(technical="id centre policy answer_days", export="centre policy answer_days", withhold="id")


@tracked
class Activation(Mutable):
    """A policy that one person of the centre proposes and another puts into force."""

    centre = models.ForeignKey(Centre, on_delete=models.PROTECT, related_name="activations")
    policy = models.ForeignKey(PolicyVersion, on_delete=models.PROTECT, related_name="+")
    proposed = models.DateTimeField(default=clock.now)
    proposer = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    activated_at = models.DateTimeField(null=True)
    activated_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    declined_at = models.DateTimeField(null=True)
    declined_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")

    privacy = Privacy(
        technical="id centre policy proposed proposer activated_at activated_by declined_at declined_by",
        export="centre policy proposed activated_at declined_at",
        withhold="id proposer activated_by declined_by",
    )

    class Meta:
        constraints = [
            *paired("activated", "declined"),
            models.CheckConstraint(
                name="activation_by_a_second_person",
                condition=Q(activated_by=None) | ~Q(activated_by=models.F("proposer")),
            ),
            models.CheckConstraint(name="activation_ends_once", condition=Q(activated_at=None) | Q(declined_at=None)),
            models.UniqueConstraint(
                fields=["centre"], condition=Q(activated_at=None, declined_at=None), name="activation_one_open_a_centre"
            ),
        ]


@tracked
class Pathway(Mutable):
    """One patient's course through stepped care. Level and status change through transitions only.

    `ill`: the person is paused because they are too ill to be asked, not because they want a pause.
    """

    class Status(models.TextChoices):
        ACTIVE = "active"
        PAUSED = "paused"
        WITHDRAWN = "withdrawn"
        DIED = "died"

    ENDED = (Status.WITHDRAWN, Status.DIED)  # asked nothing, decided nothing; only the person leads back, from leaving

    patient = models.OneToOneField(Patient, on_delete=models.PROTECT, related_name="pathway")
    centre = models.ForeignKey(Centre, on_delete=models.PROTECT, related_name="pathways")
    policy = models.ForeignKey(PolicyVersion, on_delete=models.PROTECT, related_name="pathways")
    level = FSMIntegerField(choices=LEVELS, default=Level.MONITORING.value, protected=True)
    status = FSMField(choices=Status, default=Status.ACTIVE, protected=True)
    started = models.DateField(null=True)
    entered = models.DateField(null=True)
    nominated = models.BooleanField(default=False)
    ill = models.BooleanField(default=False, db_default=False)

    privacy = Privacy(
        health="level status nominated ill",
        technical="id patient centre policy started entered",
        export="patient centre policy level status started entered nominated ill",
        withhold="id",
    )

    class Meta:
        triggers = never_deleted()
        indexes = [models.Index(fields=["centre", "status", "level"], name="pathway_caseload")]
        constraints = [
            models.CheckConstraint(
                name="pathway_entered_its_level_once_started",
                condition=Q(started__isnull=True) | Q(entered__isnull=False),
            ),
            models.CheckConstraint(name="pathway_ill_only_while_paused", condition=Q(ill=False) | Q(status="paused")),
        ]

    @transition(
        field=level, source=[level.value for level in Level], target=RETURN_VALUE(*[level.value for level in Level])
    )
    def enter(self, to: Level) -> int:
        """Enter a level; only `_move` in `actions` calls this."""
        return Level(to).value

    @transition(field=status, source=Status.ACTIVE, target=Status.PAUSED)
    def pause(self) -> None:
        """Nothing is asked and nothing is decided for a while."""

    @transition(field=status, source=Status.ACTIVE, target=Status.PAUSED)
    def fall_ill(self) -> None:
        """As a pause, because the person is too ill to be asked."""
        self.ill = True

    @transition(field=status, source=Status.PAUSED, target=Status.ACTIVE)
    def resume(self) -> None:
        """Questions and decisions begin again."""
        self.ill = False

    @transition(field=status, source=[Status.ACTIVE, Status.PAUSED], target=Status.WITHDRAWN)
    def withdraw(self) -> None:
        """The person leaves stepped care; what was recorded stays."""
        self.ill = False

    @transition(field=status, source=Status.WITHDRAWN, target=Status.ACTIVE)
    def come_back(self) -> None:
        """The person wants to go on after all, at the level they left."""

    @transition(field=status, source=[Status.ACTIVE, Status.PAUSED], target=Status.DIED)
    def end(self) -> None:
        """The person has died; nothing reaches them or their family any more."""
        self.ill = False

    @property
    def state(self) -> str:
        """The status as people are told it: who is ill is not said to be paused."""
        return "ill" if self.ill else str(self.status)

    @property
    def level_now(self) -> Level:
        """The level as the pure rules name it."""
        return Level(self.level)


class Decision(AppendOnly):
    """What the rules said at one point, with its whole trace; a newer one of the day supersedes it, both are kept."""

    id = models.UUIDField(primary_key=True, default=ids.new, editable=False)
    pathway = models.ForeignKey(Pathway, on_delete=models.PROTECT, related_name="decisions")
    patient = models.ForeignKey(Patient, on_delete=models.PROTECT, related_name="decisions")
    centre = models.ForeignKey(Centre, on_delete=models.PROTECT, related_name="decisions")
    point = models.DateField()
    number = models.PositiveSmallIntegerField(default=1)
    decided = models.DateTimeField(default=clock.now)
    last_score = models.BigIntegerField()  # 0 on a day without a score
    known = models.CharField(max_length=64, db_default="")  # what the rules were told, as SHA-256
    level_before = models.PositiveSmallIntegerField(choices=LEVELS)
    entered_before = models.DateField()
    nominated_before = models.BooleanField()
    rule = models.TextField(blank=True)
    outcome = models.TextField()
    level_after = models.PositiveSmallIntegerField(choices=LEVELS)
    approval = models.BooleanField()
    meanwhile = models.PositiveSmallIntegerField(choices=LEVELS, null=True)
    renews = models.ForeignKey("Proposal", on_delete=models.PROTECT, null=True, related_name="renewals", db_index=False)
    granted = models.BooleanField()
    nominate = models.BooleanField()
    policy = models.TextField()
    policy_version = models.PositiveIntegerField()
    policy_sha256 = models.CharField(max_length=64)
    trace = models.JSONField()

    privacy = Privacy(
        health="level_before rule outcome level_after approval meanwhile granted nominate nominated_before trace",
        technical="id pathway patient centre point number decided last_score known renews entered_before policy "
        "policy_version policy_sha256",
        export="patient centre point number level_before entered_before nominated_before rule outcome level_after "
        "approval meanwhile granted nominate policy policy_version policy_sha256 trace",
        withhold="id pathway decided last_score known renews",
    )

    class Meta(AppendOnly.Meta):
        ordering = ["point", "number"]
        constraints = [
            models.UniqueConstraint(fields=["pathway", "point", "number"], name="decision_number_once_a_day"),
            models.UniqueConstraint(
                fields=["pathway", "point", "known"], condition=~Q(known=""), name="decision_once_for_what_was_known"
            ),
        ]
        indexes = [models.Index(fields=["renews"], condition=Q(renews__isnull=False), name="decision_renews")]


@tracked
class Proposal(Mutable):
    """A level that a decision asks for and a clinician has to grant: owned, with a deadline, or escalated."""

    class State(models.TextChoices):
        OPEN = "open"
        ACCEPTED = "accepted"
        CHANGED = "changed"
        DECLINED = "declined"
        SUPERSEDED = "superseded"

    decision = models.OneToOneField(Decision, on_delete=models.PROTECT, related_name="proposal")
    pathway = models.ForeignKey(Pathway, on_delete=models.PROTECT, related_name="proposals")
    centre = models.ForeignKey(Centre, on_delete=models.PROTECT, related_name="proposals")
    to_level = models.PositiveSmallIntegerField(choices=LEVELS)
    state = models.TextField(choices=State, default=State.OPEN)
    made = models.DateTimeField(default=clock.now)
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="proposals", db_index=False
    )
    promised = models.DateTimeField(db_default=LONG_AGO)
    deadline = models.DateTimeField(db_default=LONG_AGO)
    climbed = models.PositiveSmallIntegerField(default=0, db_default=0)
    escalated = models.DateTimeField(null=True)
    resolved_at = models.DateTimeField(null=True)
    resolved_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    reason = models.TextField(blank=True, default="")

    privacy = Privacy(
        health="to_level state",
        free_text="reason",
        technical="id decision pathway centre made owner promised deadline climbed escalated resolved_at resolved_by",
        export="pathway centre to_level state made promised deadline climbed escalated resolved_at",
        withhold="id decision owner resolved_by reason",
    )

    class Meta:
        triggers = never_deleted()
        constraints = [
            *paired("resolved"),
            models.UniqueConstraint(fields=["pathway"], condition=Q(state="open"), name="proposal_one_open_a_pathway"),
            models.CheckConstraint(
                name="proposal_open_never_without_an_owner",
                condition=~Q(state="open") | Q(owner__isnull=False) | Q(escalated__isnull=False),
            ),
        ]
        indexes = [
            models.Index(fields=["centre"], condition=Q(state="open"), name="proposal_open"),
            models.Index(fields=["deadline"], condition=Q(state="open"), name="proposal_due"),
            models.Index(fields=["owner"], condition=Q(state="open"), name="proposal_owner"),
        ]

    @property
    def news(self) -> str:
        """The source of a message about it: each new deadline is news of its own, also to the same person."""
        return f"proposal:{self.pk}:{int(self.deadline.timestamp())}"


class ProposalClimb(AppendOnly):
    """A proposal that nobody answered in time passed to the next person."""

    id = models.BigAutoField(primary_key=True)
    proposal = models.ForeignKey(Proposal, on_delete=models.PROTECT, related_name="climbs")
    centre = models.ForeignKey(Centre, on_delete=models.PROTECT, related_name="+")
    from_user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    to_user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    made = models.DateTimeField(default=clock.now)

    privacy = Privacy(
        technical="id proposal centre from_user to_user made", export="centre made",
        withhold="id proposal from_user to_user",
    )  # fmt: skip


class Verdict(AppendOnly):
    """What a person said about the level: yes or no to a proposal, or a level set by hand; nothing is taken back."""

    id = models.BigAutoField(primary_key=True)
    pathway = models.ForeignKey(Pathway, on_delete=models.PROTECT, related_name="verdicts")
    patient = models.ForeignKey(Patient, on_delete=models.PROTECT, related_name="verdicts")
    centre = models.ForeignKey(Centre, on_delete=models.PROTECT, related_name="verdicts")
    proposal = models.ForeignKey(Proposal, on_delete=models.PROTECT, null=True, related_name="verdicts")
    day = models.DateField()
    said = models.TextField(choices=[(said.value, said.name) for said in Said])
    level = models.PositiveSmallIntegerField(choices=LEVELS)
    made = models.DateTimeField(default=clock.now)
    made_by = models.TextField()
    reason = models.TextField(blank=True, default="")

    privacy = Privacy(
        health="said level",
        free_text="reason",
        technical="id pathway patient centre proposal day made made_by",
        export="patient centre day said level made",
        withhold="id pathway proposal made_by reason",
    )

    class Meta(AppendOnly.Meta):
        ordering = ["id"]


class HelpDay(AppendOnly):
    """A day on which the help of the present level began or ended for somebody: the first session, the last."""

    id = models.BigAutoField(primary_key=True)
    pathway = models.ForeignKey(Pathway, on_delete=models.PROTECT, related_name="help_days")
    patient = models.ForeignKey(Patient, on_delete=models.PROTECT, related_name="help_days")
    centre = models.ForeignKey(Centre, on_delete=models.PROTECT, related_name="+")
    day = models.DateField()
    began = models.BooleanField()
    made = models.DateTimeField(default=clock.now)
    made_by = models.TextField()

    privacy = Privacy(
        health="day began",
        technical="id pathway patient centre made made_by",
        export="patient centre day began made",
        withhold="id pathway made_by",
    )

    class Meta(AppendOnly.Meta):
        ordering = ["id"]


class Transition(AppendOnly):
    """A change of level that happened: which, when, by whom and why."""

    class Kind(models.TextChoices):
        DECISION = "decision"
        PROPOSAL = "proposal"
        OVERRIDE = "override"
        DECIDED_AGAIN = "decided anew"

    id = models.UUIDField(primary_key=True, default=ids.new, editable=False)
    pathway = models.ForeignKey(Pathway, on_delete=models.PROTECT, related_name="transitions")
    patient = models.ForeignKey(Patient, on_delete=models.PROTECT, related_name="transitions")
    centre = models.ForeignKey(Centre, on_delete=models.PROTECT, related_name="transitions")
    sequence = models.PositiveIntegerField()
    level_before = models.PositiveSmallIntegerField(choices=LEVELS)
    level_after = models.PositiveSmallIntegerField(choices=LEVELS)
    kind = models.TextField(choices=Kind)
    decision = models.ForeignKey(Decision, on_delete=models.PROTECT, null=True, related_name="transitions")
    day = models.DateField()
    made = models.DateTimeField(default=clock.now)
    made_by = models.TextField()
    reason = models.TextField(blank=True, default="")

    privacy = Privacy(
        health="level_before level_after kind",
        free_text="reason",
        technical="id pathway patient centre sequence decision day made made_by",
        export="patient centre sequence level_before level_after kind day made",
        withhold="id pathway decision made_by reason",
    )

    class Meta(AppendOnly.Meta):
        ordering = ["sequence"]
        constraints = [
            models.UniqueConstraint(fields=["pathway", "sequence"], name="transition_sequence_once"),
            models.CheckConstraint(
                name="transition_changes_the_level", condition=~Q(level_before=models.F("level_after"))
            ),
        ]
