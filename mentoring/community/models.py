"""Groups, who answers for them and when, who is in them, and to whom one was offered."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _

from oncocare.consent.models import ConsentText
from oncocare.foundation import clock
from oncocare.foundation.history import tracked
from oncocare.foundation.models import Mutable, Privacy, paired
from oncocare.foundation.triggers import never_deleted
from oncocare.people.models import Centre, Patient

LONGEST_NAME = 30  # characters of a name in a group


@tracked
class Group(Mutable):
    """People in one situation who write to each other, in one language, opened by one centre. Nobody reads it who is
    not in it or answers for it. `topic` is that of the template it was opened from; `name` and `about` are the
    centre's own words.

    Before `opened_at` it is prepared, and only staff see it. Unless `stays_open`, nobody posts outside its hours; nor
    until `rests_until`, where a moderator let it rest.
    """

    class Phase(models.TextChoices):
        """For whom it is, by where they are in their illness."""

        ANY = "any", _("Whatever the phase")
        NEW = "new", _("Newly diagnosed")
        TREATMENT = "treatment", _("In treatment")
        AFTER = "after", _("After treatment")
        METASTATIC = "metastatic", _("Living with metastatic cancer")

    class Audience(models.TextChoices):
        PATIENTS = "patients", _("Patients")
        CAREGIVERS = "caregivers", _("People who care for somebody")

    centre = models.ForeignKey(Centre, on_delete=models.PROTECT, related_name="opened_groups")
    topic = models.CharField(max_length=40)
    name = models.CharField(max_length=80)
    about = models.TextField()
    rules = models.TextField()
    language = models.CharField(max_length=10, choices=settings.LANGUAGES)
    phase = models.TextField(choices=Phase, default=Phase.ANY)
    audience = models.TextField(choices=Audience, default=Audience.PATIENTS)
    capacity = models.PositiveSmallIntegerField(default=30)
    stays_open = models.BooleanField(default=False)
    by_themselves = models.BooleanField(default=False)  # people may ask to come in at any level
    pictures = models.BooleanField(default=False)  # posts may have pictures
    made = models.DateTimeField(default=clock.now)
    opened_at = models.DateTimeField(null=True)
    opened_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    closed_at = models.DateTimeField(null=True)
    closed_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    rests_at = models.DateTimeField(null=True)
    rests_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+", db_index=False
    )
    rests_until = models.DateTimeField(null=True)

    privacy = Privacy(
        technical="id centre topic name about rules language phase audience capacity stays_open by_themselves pictures "
        "made opened_at opened_by closed_at closed_by rests_at rests_by rests_until",
        export="centre topic language phase audience capacity stays_open by_themselves pictures made opened_at "
        "closed_at",
        withhold="id name about rules opened_by closed_by rests_at rests_by rests_until",
    )

    class Meta:
        triggers = never_deleted()
        ordering = ["name"]
        constraints = [
            *paired("opened", "closed", "rests"),
            models.UniqueConstraint(Lower("name"), "centre", name="group_name_once_a_centre"),
            models.CheckConstraint(name="group_has_places", condition=Q(capacity__gte=2)),
        ]

    @property
    def is_open(self) -> bool:
        """Whether people may be in it now."""
        return self.opened_at is not None and self.closed_at is None

    def __str__(self) -> str:
        return self.name


class CommunitySettings(Mutable):
    """What a centre says of all its groups. `stays_when_level_falls`: whoever is in a group may stay until they leave,
    also when their level falls; without the row it is so. `leaders`: moderators are told who helps others, of those who
    agreed to be seen so; without the row they are not.
    """

    centre = models.OneToOneField(Centre, on_delete=models.CASCADE, related_name="community_settings")
    stays_when_level_falls = models.BooleanField(default=True)
    leaders = models.BooleanField(default=False, db_default=False)

    privacy = Privacy(
        technical="id centre stays_when_level_falls leaders",
        export="centre stays_when_level_falls leaders",
        withhold="id",
    )


class GroupHours(Mutable):
    """When somebody answers in a group, in the time of the centre that opened it."""

    group = models.ForeignKey(Group, on_delete=models.CASCADE, related_name="answering_hours")
    weekday = models.PositiveSmallIntegerField()
    opens = models.TimeField()
    closes = models.TimeField()

    privacy = Privacy(technical="id group weekday opens closes", export="group weekday opens closes", withhold="id")

    class Meta:
        ordering = ["weekday", "opens"]
        constraints = [
            models.CheckConstraint(name="group_hours_open_before_they_close", condition=Q(opens__lt=F("closes"))),
            models.CheckConstraint(name="group_hours_weekday", condition=Q(weekday__lte=6)),
        ]


@tracked
class GroupDuty(Mutable):
    """Which moderator is on duty in a group on a weekday, in the time of the centre that opened it."""

    group = models.ForeignKey(Group, on_delete=models.CASCADE, related_name="moderator_duties")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    weekday = models.PositiveSmallIntegerField()
    opens = models.TimeField()
    closes = models.TimeField()

    privacy = Privacy(technical="id group user weekday opens closes", withhold="id group user weekday opens closes")

    class Meta:
        ordering = ["weekday", "opens"]
        constraints = [
            models.CheckConstraint(name="group_duty_opens_before_it_closes", condition=Q(opens__lt=F("closes"))),
            models.CheckConstraint(name="group_duty_weekday", condition=Q(weekday__lte=6)),
            models.UniqueConstraint(fields=["group", "user", "weekday", "opens"], name="group_duty_once"),
        ]


@tracked
class Moderator(Mutable):
    """Somebody of a centre who answers for a group: reads it, hides posts, and has what nobody else answered."""

    group = models.ForeignKey(Group, on_delete=models.PROTECT, related_name="moderators")
    centre = models.ForeignKey(Centre, on_delete=models.PROTECT, related_name="+")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="moderates")
    made = models.DateTimeField(default=clock.now)
    ended = models.DateTimeField(null=True)

    privacy = Privacy(technical="id group centre user made ended", export="group centre made ended", withhold="id user")

    class Meta:
        triggers = never_deleted()
        constraints = [
            models.UniqueConstraint(fields=["group", "user"], condition=Q(ended=None), name="moderator_once_in_a_group")
        ]


@tracked
class GroupSharing(Mutable):
    """The agreement by which the people of another centre may be in a group: `words`, offered by the centre that opened
    it and signed by the other. Any moderator on duty hides; whatever is about one person goes to their own centre.
    """

    group = models.ForeignKey(Group, on_delete=models.PROTECT, related_name="sharings")
    centre = models.ForeignKey(Centre, on_delete=models.PROTECT, related_name="group_sharings")
    words = models.TextField()
    made = models.DateTimeField(default=clock.now)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    agreed_at = models.DateTimeField(null=True)
    agreed_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    ended_at = models.DateTimeField(null=True)
    ended_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")

    privacy = Privacy(
        technical="id group centre words made by agreed_at agreed_by ended_at ended_by",
        export="group centre words made agreed_at ended_at",
        withhold="id by agreed_by ended_by",
    )

    class Meta:
        triggers = never_deleted()
        constraints = [
            *paired("agreed", "ended"),
            models.UniqueConstraint(
                fields=["group", "centre"], condition=Q(ended_at=None), name="group_sharing_once_a_centre"
            ),
        ]


@tracked
class Member(Mutable):
    """One person in a group, under a name and a drawn picture that they chose. `patient` is empty for a caregiver;
    `centre` is theirs. `text` is what they said yes to at the door. A member who is paused reads and does not write.

    `staff`: a moderator, who writes under their own name and takes nobody's place. `nameless`: they left and left their
    posts without a name.
    """

    group = models.ForeignKey(Group, on_delete=models.PROTECT, related_name="members")
    centre = models.ForeignKey(Centre, on_delete=models.PROTECT, related_name="+")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="memberships_in_groups")
    patient = models.ForeignKey(Patient, on_delete=models.PROTECT, null=True, related_name="memberships_in_groups")
    name = models.CharField(max_length=LONGEST_NAME)
    picture = models.CharField(max_length=20)
    mentor = models.BooleanField(default=False)
    staff = models.BooleanField(default=False)
    text = models.ForeignKey(ConsentText, on_delete=models.PROTECT, null=True, related_name="+")
    joined = models.DateTimeField(default=clock.now)
    visited = models.DateTimeField(null=True)
    digest = models.BooleanField(default=True)  # a mail now and then that there is something new
    # They agreed that moderators see how they help others.
    seen_as_leader = models.BooleanField(default=False, db_default=False)
    paused_at = models.DateTimeField(null=True)
    paused_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    paused_until = models.DateTimeField(null=True)
    paused_why = models.TextField(blank=True, default="")  # what they read of it
    left = models.DateTimeField(null=True)
    nameless = models.BooleanField(default=False)

    privacy = Privacy(
        identity="user name picture",
        free_text="paused_why",
        technical="id group centre patient mentor staff text joined visited digest seen_as_leader paused_at paused_by "
        "paused_until left nameless",
        export="group centre patient mentor staff joined paused_at paused_until left",
        withhold="id user name picture text visited digest seen_as_leader paused_by paused_why nameless",
    )

    class Meta:
        triggers = never_deleted()
        constraints = [
            *paired("paused"),
            models.UniqueConstraint(fields=["group", "user"], condition=Q(left=None), name="member_once_in_a_group"),
            models.UniqueConstraint("group", Lower("name"), condition=Q(left=None), name="member_name_once_in_a_group"),
            models.CheckConstraint(
                name="member_said_yes_or_is_staff",
                condition=Q(staff=True, text=None, patient=None) | Q(staff=False, text__isnull=False),
            ),
            models.CheckConstraint(name="member_nameless_only_once_left", condition=Q(nameless=False) | ~Q(left=None)),
        ]
        indexes = [models.Index(fields=["user"], condition=Q(left=None), name="member_of_groups")]


@tracked
class GroupOffer(Mutable):
    """That somebody was offered the groups that fit them, or one group by hand, and what they said. One at a time waits
    for an answer. After "not now" it is asked again on `again_on`.
    """

    class Why(models.TextChoices):
        LEVEL = "level", _("Level 3")
        STAFF = "staff", _("Somebody of the team")
        AGAIN = "again", _("Asked again")

    class Answer(models.TextChoices):
        YES = "yes", _("Yes")
        NOT_NOW = "not_now", _("Not now")
        TALK = "talk", _("Would rather talk to someone")
        GONE = "gone", _("No longer fits")

    patient = models.ForeignKey(Patient, on_delete=models.PROTECT, related_name="group_offers")
    centre = models.ForeignKey(Centre, on_delete=models.PROTECT, related_name="+")
    group = models.ForeignKey(Group, on_delete=models.PROTECT, null=True, related_name="+")
    why = models.TextField(choices=Why)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    made = models.DateTimeField(default=clock.now)
    answer = models.TextField(choices=Answer, blank=True, default="")
    answered = models.DateTimeField(null=True)
    words = models.TextField(blank=True, default="")
    again_on = models.DateField(null=True)

    privacy = Privacy(
        free_text="words",
        technical="id patient centre group why by made answer answered again_on",
        export="patient centre group why made answer answered again_on",
        withhold="id by words",
    )

    class Meta:
        triggers = never_deleted()
        constraints = [
            models.UniqueConstraint(fields=["patient"], condition=Q(answer=""), name="group_offer_one_open_each"),
            models.CheckConstraint(
                name="group_offer_answered_with_its_moment",
                condition=Q(answer="", answered=None) | (~Q(answer="") & ~Q(answered=None)),
            ),
        ]
        indexes = [models.Index(fields=["centre", "made"], condition=Q(answer=""), name="group_offer_open")]
