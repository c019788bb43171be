"""Meetings, series of them, who has a place in which, the hours that clinicians open, and who comes from outside."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from mentoring.community.models import Group
from mentoring.meetings.of_kinds import OF_KINDS
from oncocare.foundation import clock
from oncocare.foundation.history import tracked
from oncocare.foundation.models import Mutable, Privacy, paired
from oncocare.foundation.triggers import never_deleted
from oncocare.people.models import Centre, Patient, User, check_zone

LONGEST_TITLE, LONGEST_NAME = 120, 30  # characters


def _of_its_kind() -> Q:
    fits = Q()
    for name, one in OF_KINDS.items():
        fits |= Q(kind=name, capacity__gte=1, capacity__lte=one.most)
    return fits


OF_ITS_KIND = _of_its_kind()


class MeetingFacts(models.Model):
    """What a meeting is, and what each one of a series is: pages call it a session. `title` and `about` are the staff's
    words, read by whoever may come; a private one has none. `link` is the hospital's own room for video; `phone` says
    how to dial in or who calls whom, and stands with every meeting.
    """

    class Kind(models.TextChoices):
        PRIVATE = "private", _("Private session")
        GROUP = "group", _("Session of a group")
        THERAPY = "therapy", _("Group therapy")
        TRAINING = "training", _("Training")
        SUPERVISION = "supervision", _("Supervision")
        WEBINAR = "webinar", _("Talk open to everybody")

    class Provider(models.TextChoices):
        """Where people meet."""

        PLACE = "place", _("In a room")
        PHONE = "phone", _("By telephone")
        LINK = "link", _("The hospital’s own video")
        JITSI = "jitsi", _("Video by Jitsi")
        JANUS = "janus", _("Video of this site")

    centre = models.ForeignKey(Centre, on_delete=models.PROTECT, related_name="+")
    kind = models.TextField(choices=Kind)
    title = models.CharField(max_length=LONGEST_TITLE, blank=True, default="")
    about = models.TextField(blank=True, default="")
    host = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    second = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    group = models.ForeignKey(Group, on_delete=models.PROTECT, null=True, related_name="+")
    language = models.CharField(max_length=10, choices=settings.LANGUAGES)
    capacity = models.PositiveSmallIntegerField(default=1)  # places beside those of staff
    provider = models.TextField(choices=Provider)
    place = models.CharField(max_length=200, blank=True, default="")
    link = models.URLField(max_length=500, blank=True, default="")
    phone = models.CharField(max_length=200, blank=True, default="")
    recorded = models.BooleanField(default=False)  # announced before anybody comes in
    made = models.DateTimeField(default=clock.now)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    class Meta:
        abstract = True
        constraints = [
            models.CheckConstraint(
                name="%(class)s_recorded_where_it_may_be",
                condition=Q(recorded=False) | Q(kind__in=[name for name, one in OF_KINDS.items() if one.recorded]),
            ),
            models.CheckConstraint(name="%(class)s_has_places_of_its_kind", condition=OF_ITS_KIND),
        ]

    def __str__(self) -> str:
        return self.title or str(self.pk)

    def is_led_by(self, user: User) -> bool:
        """Whether this person holds it, alone or as the second."""
        return user.pk in (self.host_id, self.second_id)

    def shows_people_to(self, user: User) -> bool:
        """Whether somebody at work who sees it reads who comes to it; of a private one only those who lead it do."""
        return self.kind != self.Kind.PRIVATE or self.is_led_by(user)


_TECHNICAL = "id centre kind host second group language capacity provider recorded made by"
_EXPORT = "centre kind language capacity provider recorded made"
_WITHHOLD = "id title about host second group place link phone by"


@tracked
class MeetingSeries(Mutable, MeetingFacts):
    """Meetings at the same time on the same weekday, each of them a row from the start. `event` is django-scheduler's;
    `zone` the one in which its time was meant; `follows` the series that ended where this one begins.
    """

    event = models.OneToOneField("schedule.Event", on_delete=models.PROTECT, related_name="+")
    zone = models.CharField(max_length=64, validators=[check_zone])
    every = models.PositiveSmallIntegerField()  # weeks
    follows = models.OneToOneField("self", on_delete=models.PROTECT, null=True, related_name="followed_by")
    ended_at = models.DateTimeField(null=True)
    ended_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")

    privacy = Privacy(
        free_text="title about place link phone",
        technical=f"{_TECHNICAL} event zone every follows ended_at ended_by",
        export=f"{_EXPORT} zone every ended_at",
        withhold=f"{_WITHHOLD} event follows ended_by",
    )

    class Meta(MeetingFacts.Meta):
        triggers = never_deleted()
        constraints = [*MeetingFacts.Meta.constraints, *paired("ended")]


@tracked
class Meeting(Mutable, MeetingFacts):
    """People together at one time. When it is, and whether it was called off, is said by `occurrence`, a row of
    django-scheduler, and by nothing else; `id` is made by the page: planned twice it is one.
    """

    series = models.ForeignKey(MeetingSeries, on_delete=models.PROTECT, null=True, related_name="meetings")
    occurrence = models.OneToOneField("schedule.Occurrence", on_delete=models.PROTECT, related_name="meeting")
    moves = models.PositiveSmallIntegerField(default=0)  # how often it was moved: files for telephones count by it
    called_off_at = models.DateTimeField(null=True)
    called_off_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    called_off_why = models.TextField(blank=True, default="")  # as those with a place read it

    privacy = Privacy(
        free_text="title about place link phone called_off_why",
        technical=f"{_TECHNICAL} series occurrence moves called_off_at called_off_by",
        export=f"{_EXPORT} series called_off_at",
        withhold=f"{_WITHHOLD} occurrence moves called_off_by called_off_why",
    )

    class Meta(MeetingFacts.Meta):
        triggers = never_deleted()
        constraints = [*MeetingFacts.Meta.constraints, *paired("called_off")]
        indexes = [models.Index(fields=["centre", "kind"], name="meeting_at_centre")]


@tracked
class Seat(Mutable):
    """One person's place in a meeting, or their wait for one: once a meeting, whatever becomes of it. `alias` is the
    name under which they are seen there. `minutes` is how long they were there.
    """

    class State(models.TextChoices):
        INVITED = "invited", _("Asked to come")
        BOOKED = "booked", _("Has a place")
        WAITING = "waiting", _("Waits for a place")
        OFFERED = "offered", _("A place is free for them")
        DECLINED = "declined", _("Said no")
        GIVEN_BACK = "given_back", _("Gave the place back")
        RELEASED = "released", _("Taken out by the team")

    class Attendance(models.TextChoices):
        PRESENT = "present", pgettext_lazy("at a session", "Was there")
        LATE = "late", pgettext_lazy("at a session", "Came late")
        WORD = "word", _("Did not come, and had said so")
        NO_WORD = "no_word", _("Did not come, without a word")

    TAKES_A_PLACE = (State.INVITED, State.BOOKED, State.OFFERED)
    COMES = (*TAKES_A_PLACE, State.WAITING)  # or would like to: it can be given back

    meeting = models.ForeignKey(Meeting, on_delete=models.PROTECT, related_name="seats")
    centre = models.ForeignKey(Centre, on_delete=models.PROTECT, related_name="+")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="seats")
    patient = models.ForeignKey(Patient, on_delete=models.PROTECT, null=True, related_name="seats")
    state = models.TextField(choices=State)
    since = models.DateTimeField(default=clock.now)  # of the state
    until = models.DateTimeField(null=True)  # by when a place that was offered is taken
    why = models.TextField(blank=True, default="")  # of whoever gave it back or took it
    alias = models.CharField(max_length=LONGEST_NAME, blank=True, default="")
    attendance = models.TextField(choices=Attendance, blank=True, default="")
    attended_at = models.DateTimeField(null=True)
    attended_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    minutes = models.PositiveSmallIntegerField(null=True)
    made = models.DateTimeField(default=clock.now)

    privacy = Privacy(
        identity="alias",
        health="attendance minutes",
        free_text="why",
        technical="id meeting centre user patient state since until attended_at attended_by made",
        export="meeting centre patient state since attendance minutes attended_at made",
        withhold="id user until why alias attended_by",
    )

    class Meta:
        triggers = never_deleted()
        constraints = [
            *paired("attended"),
            models.UniqueConstraint(fields=["meeting", "user"], name="seat_once_a_meeting"),
            models.CheckConstraint(name="seat_offered_until", condition=~Q(state="offered") | Q(until__isnull=False)),
            models.CheckConstraint(
                name="seat_attendance_is_said_by_somebody",
                condition=Q(attendance="", attended_at=None) | (~Q(attendance="") & Q(attended_at__isnull=False)),
            ),
        ]
        indexes = [models.Index(fields=["user", "state"], name="seat_of_somebody")]


class OpenedHours(Mutable):
    """Hours on a weekday in which a clinician can be booked for private sessions of so many minutes, by the wall of the
    centre; until `closed_at`. Nobody books less than `notice` hours ahead.
    """

    centre = models.ForeignKey(Centre, on_delete=models.CASCADE, related_name="+")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="opened_hours")
    weekday = models.PositiveSmallIntegerField()
    opens = models.TimeField()
    closes = models.TimeField()
    first = models.DateField()
    last = models.DateField(null=True)
    minutes = models.PositiveSmallIntegerField(default=50)
    notice = models.PositiveSmallIntegerField(default=24)
    provider = models.TextField(choices=MeetingFacts.Provider)
    place = models.CharField(max_length=200, blank=True, default="")
    link = models.URLField(max_length=500, blank=True, default="")
    phone = models.CharField(max_length=200, blank=True, default="")
    made = models.DateTimeField(default=clock.now)
    closed_at = models.DateTimeField(null=True)
    closed_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")

    privacy = Privacy(
        free_text="place link phone",
        technical="id centre user weekday opens closes first last minutes notice provider made closed_at closed_by",
        export="centre weekday opens closes first last minutes notice provider made closed_at",
        withhold="id user place link phone closed_by",
    )

    class Meta:
        ordering = ["weekday", "opens"]
        constraints = [
            *paired("closed"),
            models.CheckConstraint(name="opened_hours_weekday", condition=Q(weekday__lte=6)),
            models.CheckConstraint(name="opened_hours_close_after", condition=Q(closes__gt=models.F("opens"))),
        ]


class Registration(Mutable):
    """Somebody from outside who wants to hear a talk: an address that they confirmed, and the seal of the link by which
    they come in. Nothing else is asked, and the address is forgotten four weeks after the talk.
    """

    STANDS = Q(confirmed__isnull=False, gave_back=None)  # they come, or wait for a place

    meeting = models.ForeignKey(Meeting, on_delete=models.PROTECT, related_name="registrations")
    address = models.EmailField(max_length=254, blank=True)
    language = models.CharField(max_length=10, choices=settings.LANGUAGES)
    seal = models.CharField(max_length=64, unique=True)  # a hash of what stands in the link
    remind = models.BooleanField(default=False)
    waits = models.BooleanField(default=False)  # and was not told of a place since
    made = models.DateTimeField(default=clock.now)
    confirmed = models.DateTimeField(null=True)
    gave_back = models.DateTimeField(null=True)
    came_in = models.DateTimeField(null=True)
    minutes = models.PositiveSmallIntegerField(null=True)

    privacy = Privacy(
        identity="address",
        technical="id meeting language seal remind waits made confirmed gave_back came_in minutes",
        export="meeting language remind waits made confirmed gave_back came_in minutes",
        withhold="id address seal",
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(
                Lower("address"), "meeting", condition=~Q(address=""), name="registration_once_an_address"
            )
        ]


class TalkQuestion(Mutable):
    """A question that somebody asks in a talk, without a name. Staff show it to all, answer it, or leave it."""

    meeting = models.ForeignKey(Meeting, on_delete=models.PROTECT, related_name="questions")
    seat = models.ForeignKey(Seat, on_delete=models.PROTECT, null=True, related_name="+")
    registration = models.ForeignKey(Registration, on_delete=models.PROTECT, null=True, related_name="+")
    words = models.CharField(max_length=500)
    made = models.DateTimeField(default=clock.now)
    shown_at = models.DateTimeField(null=True)
    shown_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    answered_at = models.DateTimeField(null=True)
    answered_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")

    privacy = Privacy(
        free_text="words",
        technical="id meeting seat registration made shown_at shown_by answered_at answered_by",
        export="meeting made shown_at answered_at",
        withhold="id seat registration words shown_by answered_by",
    )

    class Meta:
        ordering = ["made"]
        constraints = [*paired("shown", "answered")]


class RoomKey(Mutable):
    """What opens the room of a meeting for one person, for minutes: a hash of it. A new one ends the one before."""

    meeting = models.ForeignKey(Meeting, on_delete=models.PROTECT, related_name="+")
    seat = models.ForeignKey(Seat, on_delete=models.CASCADE, null=True, related_name="+")
    registration = models.ForeignKey(Registration, on_delete=models.CASCADE, null=True, related_name="+")
    staff = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, null=True, related_name="+")
    seal = models.CharField(max_length=64, unique=True)
    made = models.DateTimeField(default=clock.now)
    ends = models.DateTimeField()
    ended = models.DateTimeField(null=True)

    privacy = Privacy(
        technical="id meeting seat registration staff seal made ends ended",
        withhold="id meeting seat registration staff seal made ends ended",
    )


class OwnFeed(Mutable):
    """The secret address at which a person's own sessions can be read by their telephone: a hash of it, until they end
    it.
    """

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    seal = models.CharField(max_length=64, unique=True)
    made = models.DateTimeField(default=clock.now)
    read = models.DateTimeField(null=True)
    ended = models.DateTimeField(null=True)

    privacy = Privacy(technical="id user seal made read ended", withhold="id user seal made read ended")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["user"], condition=Q(ended=None), name="own_feed_one_at_a_time")]
