"""What one person does at level 2, what they were offered and why, what they reported, and who guides them."""

from __future__ import annotations

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from oncocare.effort.models import Effort
from oncocare.foundation import clock, ids
from oncocare.foundation.history import tracked
from oncocare.foundation.models import AppendOnly, Mutable, Privacy, paired
from oncocare.foundation.sealed import SealedTextField
from oncocare.foundation.triggers import never_deleted
from oncocare.library.models import Piece, TextVersion
from oncocare.people.models import Centre, Patient, User
from questionnaires.models import Response

# --- the plan ---------------------------------------------------------------------------------------------------------


class PlanMade(AppendOnly):
    """What a person was offered on one day, and why: the things in their order, and the trace of the table of rules.

    `known` is what the rules were told, as SHA-256, so that the same is not kept twice.
    """

    id = models.BigAutoField(primary_key=True)
    patient = models.ForeignKey(Patient, on_delete=models.PROTECT, related_name="plans")
    centre = models.ForeignKey(Centre, on_delete=models.PROTECT, related_name="+")
    day = models.DateField()
    language = models.CharField(max_length=10)
    things = models.JSONField()
    trace = models.JSONField()
    table = models.TextField()
    table_version = models.PositiveIntegerField()
    table_sha256 = models.CharField(max_length=64)
    known = models.CharField(max_length=64)
    made = models.DateTimeField(default=clock.now)

    privacy = Privacy(
        health="things trace",
        technical="id patient centre day language table table_version table_sha256 known made",
        export="patient centre day language things trace table table_version table_sha256",
        withhold="id known made",
    )

    class Meta(AppendOnly.Meta):
        indexes = [models.Index("patient", models.F("id").desc(), name="plan_newest")]


class Recommendation(AppendOnly):
    """A clinician recommends a piece to somebody, hides it from them, or takes either back; the latest of a piece
    holds. `words` are for the person.
    """

    class Says(models.TextChoices):
        DO = "do", _("Recommended")
        HIDE = "hide", _("Hidden")
        NOTHING = "nothing", _("Taken back")

    id = models.BigAutoField(primary_key=True)
    patient = models.ForeignKey(Patient, on_delete=models.PROTECT, related_name="recommendations")
    centre = models.ForeignKey(Centre, on_delete=models.PROTECT, related_name="+")
    piece = models.ForeignKey(Piece, on_delete=models.PROTECT, related_name="+")
    says = models.TextField(choices=Says)
    words = models.TextField(blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    made = models.DateTimeField(default=clock.now)

    privacy = Privacy(
        health="says",
        free_text="words",
        technical="id patient centre piece by made",
        export="patient centre piece says made",
        withhold="id words by",
    )

    class Meta(AppendOnly.Meta):
        indexes = [models.Index("patient", models.F("id").desc(), name="recommendation_newest")]


class Tour(AppendOnly):
    """How a person chose to begin: up to three topics, and whether they would rather read, listen or watch."""

    class Way(models.TextChoices):
        READ = "read", _("Read")
        LISTEN = "listen", _("Listen")
        WATCH = "watch", _("Watch")

    id = models.BigAutoField(primary_key=True)
    patient = models.ForeignKey(Patient, on_delete=models.PROTECT, related_name="tours")
    centre = models.ForeignKey(Centre, on_delete=models.PROTECT, related_name="+")
    topics = ArrayField(models.CharField(max_length=40))
    way = models.TextField(choices=Way)
    made = models.DateTimeField(default=clock.now)

    privacy = Privacy(
        health="topics",
        technical="id patient centre way made",
        export="patient centre topics way made",
        withhold="id",
    )

    class Meta(AppendOnly.Meta):
        indexes = [models.Index("patient", models.F("id").desc(), name="tour_newest")]


# --- lessons ----------------------------------------------------------------------------------------------------------


@tracked
class PieceUse(Mutable):
    """What a person does with one piece: opened first and last, how far they are, how long, and whether it helped.

    `place` is how many parts of the text are behind them; `seconds` is counted from part to part, ten minutes at most
    for each. `offered` is the rule by which it was offered, `clinician`, or empty where they found it themselves.
    """

    patient = models.ForeignKey(Patient, on_delete=models.PROTECT, related_name="piece_uses")
    centre = models.ForeignKey(Centre, on_delete=models.PROTECT, related_name="+")
    piece = models.ForeignKey(Piece, on_delete=models.PROTECT, related_name="+")
    version = models.ForeignKey(TextVersion, on_delete=models.PROTECT, related_name="+")
    offered = models.TextField(blank=True, default="")
    opened = models.DateTimeField(default=clock.now)
    touched = models.DateTimeField(default=clock.now)
    place = models.PositiveSmallIntegerField(default=0)
    seconds = models.PositiveIntegerField(default=0)
    finished = models.DateTimeField(null=True)
    helped = models.BooleanField(null=True)
    words = models.TextField(blank=True, default="")

    privacy = Privacy(
        health="helped",
        free_text="words",
        technical="id patient centre piece version offered opened touched place seconds finished",
        export="patient centre piece version offered opened touched place seconds finished helped",
        withhold="id words",
    )

    class Meta:
        triggers = never_deleted()
        constraints = [models.UniqueConstraint(fields=["patient", "piece"], name="piece_use_once")]


class Writing(Mutable):
    """What a person wrote in the fields of one exercise, as JSON by the name of the field, encrypted at rest.

    Nobody but the person reads it until they share it; then whoever guides them and their clinicians read it as it
    stands. No history is kept of it, and the person may delete it.
    """

    patient = models.ForeignKey(Patient, on_delete=models.PROTECT, related_name="writings")
    centre = models.ForeignKey(Centre, on_delete=models.PROTECT, related_name="+")
    piece = models.ForeignKey(Piece, on_delete=models.PROTECT, related_name="+")
    version = models.ForeignKey(TextVersion, on_delete=models.PROTECT, related_name="+")
    written = SealedTextField(blank=True)
    shared = models.DateTimeField(null=True)
    begun = models.DateTimeField(default=clock.now)
    saved = models.DateTimeField(default=clock.now)

    privacy = Privacy(
        free_text="written",
        technical="id patient centre piece version shared begun saved",
        export="patient centre piece shared begun saved",
        withhold="id version written",
    )

    class Meta:
        indexes = [models.Index(fields=["patient", "piece", "-begun"], name="writing_of")]


# --- the coach --------------------------------------------------------------------------------------------------------


class CoachSignature(AppendOnly):
    """Somebody of a centre signs one part of the coach's table, or takes the signature back; the latest holds, and
    only for the part as it was then, which is kept so that a later one can be laid beside it.
    """

    id = models.BigAutoField(primary_key=True)
    centre = models.ForeignKey(Centre, on_delete=models.PROTECT, related_name="coach_signatures")
    part = models.TextField()
    part_sha256 = models.CharField(max_length=64)
    content = models.JSONField()
    signed = models.BooleanField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    made = models.DateTimeField(default=clock.now)

    privacy = Privacy(
        technical="id centre part part_sha256 content signed by made",
        export="centre part part_sha256 signed made",
        withhold="id content by",
    )

    class Meta(AppendOnly.Meta):
        indexes = [models.Index("centre", models.F("id").desc(), name="coach_signature_newest")]


@tracked
class Ward(Mutable):
    """Whom people of a centre call when their body is in danger: the ward's number, and when it answers, in words by
    language. Without a row it is the number of the centre, and the emergency number.

    `list_name` is oncology's own list of danger signs where it has one; somebody of oncology signed for it.
    """

    centre = models.OneToOneField(Centre, on_delete=models.PROTECT, related_name="ward")
    phone = models.CharField(max_length=40)
    hours = models.JSONField(default=dict)
    list_name = models.CharField(max_length=100, blank=True, default="")
    listed_at = models.DateTimeField(null=True)
    listed_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")

    privacy = Privacy(
        technical="id centre phone hours list_name listed_at listed_by",
        export="centre list_name listed_at",
        withhold="id phone hours listed_by",
    )

    class Meta:
        triggers = never_deleted()
        constraints = [*paired("listed")]


class SymptomReport(AppendOnly):
    """One symptom as a person reported it, 0 to 10, and what the signed table said: resource for the timeline and for
    research. `answered` is the response it came with, where a schedule asked.
    """

    id = models.UUIDField(primary_key=True, default=ids.new, editable=False)
    patient = models.ForeignKey(Patient, on_delete=models.PROTECT, related_name="symptoms")
    centre = models.ForeignKey(Centre, on_delete=models.PROTECT, related_name="+")
    symptom = models.TextField()
    severity = models.PositiveSmallIntegerField()
    phase = models.TextField()
    band = models.TextField()
    outcome = models.TextField()
    table_version = models.PositiveIntegerField()
    table_sha256 = models.CharField(max_length=64)
    answered = models.ForeignKey(Response, on_delete=models.PROTECT, null=True, related_name="+")
    day = models.DateField()
    made = models.DateTimeField(default=clock.now)

    privacy = Privacy(
        health="symptom severity phase band outcome",
        technical="id patient centre table_version table_sha256 answered day made",
        export="patient centre symptom severity phase band outcome table_version table_sha256 day made",
        withhold="id answered",
    )

    class Meta(AppendOnly.Meta):
        indexes = [models.Index(fields=["patient", "-made"], name="symptom_of")]
        constraints = [
            models.CheckConstraint(name="symptom_from_0_to_10", condition=Q(severity__lte=10)),
        ]


@tracked
class DangerSign(Mutable):
    """Danger signs that a person named, and the number they were shown at once. It goes to no list but oncology's own,
    where the centre has one: then somebody of oncology marks it as seen.
    """

    patient = models.ForeignKey(Patient, on_delete=models.PROTECT, related_name="danger_signs")
    centre = models.ForeignKey(Centre, on_delete=models.PROTECT, related_name="+")
    signs = ArrayField(models.CharField(max_length=40))
    phase = models.TextField()
    table_version = models.PositiveIntegerField()
    table_sha256 = models.CharField(max_length=64)
    on_list = models.BooleanField()
    made = models.DateTimeField(default=clock.now)
    seen_at = models.DateTimeField(null=True)
    seen_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")

    privacy = Privacy(
        health="signs phase",
        technical="id patient centre table_version table_sha256 on_list made seen_at seen_by",
        export="patient centre signs phase table_version table_sha256 on_list made seen_at",
        withhold="id seen_by",
    )

    class Meta:
        triggers = never_deleted()
        constraints = [
            *paired("seen"),
            models.CheckConstraint(name="danger_sign_seen_on_a_list", condition=Q(seen_at=None) | Q(on_list=True)),
        ]
        indexes = [
            models.Index(fields=["patient", "-made"], name="danger_sign_of"),
            models.Index(fields=["centre", "made"], condition=Q(on_list=True, seen_at=None), name="danger_sign_unseen"),
        ]


# --- diary and goals --------------------------------------------------------------------------------------------------


class DiaryDay(Mutable):
    """How one day was, in two taps: mood from 1 to 5, and how much the person did from 0 to 3."""

    patient = models.ForeignKey(Patient, on_delete=models.PROTECT, related_name="diary")
    centre = models.ForeignKey(Centre, on_delete=models.PROTECT, related_name="+")
    day = models.DateField()
    mood = models.PositiveSmallIntegerField(null=True)
    activity = models.PositiveSmallIntegerField(null=True)
    saved = models.DateTimeField(default=clock.now)

    privacy = Privacy(
        health="mood activity",
        technical="id patient centre day saved",
        export="patient centre day mood activity",
        withhold="id saved",
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["patient", "day"], name="diary_once_a_day"),
            models.CheckConstraint(
                name="diary_within_its_scales",
                condition=(Q(mood=None) | Q(mood__range=(1, 5))) & (Q(activity=None) | Q(activity__lte=3)),
            ),
        ]


class Goal(Mutable):
    """One small thing that a person wants to do in one week, in their own words, and how it went."""

    class Went(models.TextChoices):
        OPEN = "open", _("Not over yet")
        DONE = "done", _("I did it")
        PARTLY = "partly", _("I did some of it")
        OTHERWISE = "otherwise", _("It turned out otherwise")

    patient = models.ForeignKey(Patient, on_delete=models.PROTECT, related_name="goals")
    centre = models.ForeignKey(Centre, on_delete=models.PROTECT, related_name="+")
    week = models.DateField()  # its Monday
    words = SealedTextField()
    value = models.CharField(max_length=40, blank=True, default="")
    went = models.TextField(choices=Went, default=Went.OPEN)
    saved = models.DateTimeField(default=clock.now)

    privacy = Privacy(
        health="value went",
        free_text="words",
        technical="id patient centre week saved",
        export="patient centre week value went",
        withhold="id words saved",
    )

    class Meta:
        constraints = [models.UniqueConstraint(fields=["patient", "week"], name="goal_one_a_week")]


class Compass(Mutable):
    """What matters to a person: areas of life that they chose, and their own words; and whether they share diary and
    goals with whoever guides them.
    """

    patient = models.OneToOneField(Patient, on_delete=models.PROTECT, related_name="compass")
    centre = models.ForeignKey(Centre, on_delete=models.PROTECT, related_name="+")
    values = ArrayField(models.CharField(max_length=40), default=list)
    words = SealedTextField(blank=True, default="")
    shared = models.DateTimeField(null=True)
    saved = models.DateTimeField(default=clock.now)

    privacy = Privacy(
        health="values",
        free_text="words",
        technical="id patient centre shared saved",
        export="patient centre values shared",
        withhold="id words saved",
    )


# --- guiding ----------------------------------------------------------------------------------------------------------


@tracked
class Guidance(Mutable):
    """Who guides a person at level 2, from a day until another; their next review is due on `due`. Without a supporter
    nobody was named yet.
    """

    patient = models.ForeignKey(Patient, on_delete=models.PROTECT, related_name="guidances")
    centre = models.ForeignKey(Centre, on_delete=models.PROTECT, related_name="+")
    supporter = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="guidances")
    since = models.DateField()
    until = models.DateField(null=True)
    due = models.DateField()

    privacy = Privacy(
        technical="id patient centre supporter since until due",
        export="patient centre since until",
        withhold="id supporter due",
    )

    class Meta:
        triggers = never_deleted()
        constraints = [
            models.UniqueConstraint(fields=["patient"], condition=Q(until=None), name="guidance_one_at_a_time"),
        ]
        indexes = [
            models.Index(fields=["supporter", "due"], condition=Q(until=None), name="guidance_due"),
            models.Index(fields=["centre", "due"], condition=Q(until=None), name="guidance_due_at_centre"),
        ]


class CampusReview(AppendOnly):
    """A supporter looked at what a person did and shared, and wrote to them; the minutes are a row of effort."""

    id = models.UUIDField(primary_key=True, default=ids.new, editable=False)
    guidance = models.ForeignKey(Guidance, on_delete=models.PROTECT, related_name="reviews")
    patient = models.ForeignKey(Patient, on_delete=models.PROTECT, related_name="campus_reviews")
    centre = models.ForeignKey(Centre, on_delete=models.PROTECT, related_name="+")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    was_due = models.DateField()
    words = models.TextField()
    effort = models.OneToOneField(Effort, on_delete=models.PROTECT, related_name="+")
    made = models.DateTimeField(default=clock.now)

    privacy = Privacy(
        free_text="words",
        technical="id guidance patient centre by was_due effort made",
        export="patient centre was_due made",
        withhold="id guidance words by effort",
    )

    class Meta(AppendOnly.Meta):
        indexes = [models.Index(fields=["patient", "-made"], name="campus_review_of")]
