"""People, centres, roles and patients: the tables every room above points at."""

from __future__ import annotations

from datetime import timedelta
from typing import Any, ClassVar

from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVectorField
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.db.models.functions import Collate, Lower, Upper
from django.utils.translation import gettext_lazy as _

from oncocare.foundation import clock, ids
from oncocare.foundation.history import tracked
from oncocare.foundation.models import AppendOnly, Mutable, Privacy
from oncocare.foundation.telephone import tel
from oncocare.foundation.triggers import never_deleted
from oncocare.people.site_name import gives_away


def check_zone(value: str) -> None:
    """A name from the time zone database, such as Europe/Madrid."""
    if value not in clock.zones():
        raise ValidationError(_("This is not a time zone we know. Write it like Europe/Madrid."))


def check_discreet(value: str) -> None:
    """A name that may stand on a stranger's screen: it says nothing of an illness."""
    if gives_away(value):
        raise ValidationError(_("This name says what somebody has. Choose one that may be read over their shoulder."))


KEY_AS_TYPED = Collate(Upper("key"), "C")  # in the order of its signs, so that an index finds the beginning of a key


class NameWords(models.Func):
    """Every word of a name without accents or case, as `user_name_words` keeps them."""

    function = "name_words"
    arity = 1
    output_field = SearchVectorField()


class Named(models.Func):
    """Whether each word of what somebody looks for is the beginning of a word of a name; asked of `user_name_words`."""

    template = "name_words(%(expressions)s)"
    arg_joiner = ") @@ name_query("
    arity = 2
    output_field = models.BooleanField()


class UserManager(BaseUserManager["User"]):
    """Users are found by their e-mail address, whatever its case."""

    def create_user(self, email: str, password: str | None = None, **fields: Any) -> User:
        """A person who can sign in; without a password only by link."""
        user = self.model(email=self.normalize_email(email).lower(), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def get_by_natural_key(self, username: str | None) -> User:
        """By address, whatever its case."""
        return self.get(email__iexact=username)


class User(AbstractBaseUser):
    """A person who can sign in. What they are, and so may do, follows from memberships, relations and being in care."""

    id = models.UUIDField(primary_key=True, default=ids.new, editable=False)
    email = models.EmailField(_("e-mail address"), unique=True)
    name = models.CharField(max_length=200, blank=True)
    language = models.CharField(max_length=10, choices=settings.LANGUAGES, default="en")
    is_active = models.BooleanField(default=True)
    joined = models.DateTimeField(default=clock.now)

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []
    objects = UserManager()

    privacy = Privacy(
        identity="email name",
        technical="id password last_login language is_active joined",
        withhold="id email name password last_login language is_active joined",
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(Lower("email"), name="user_email_once_whatever_its_case"),
        ]
        indexes = [GinIndex(NameWords("name"), name="user_name_words")]

    def __str__(self) -> str:
        return self.name or self.email


class Centre(Mutable):
    """A hospital or organisation: nobody sees past it."""

    slug = models.SlugField(unique=True)
    name = models.CharField(max_length=200)
    country = models.CharField(max_length=2, help_text=_("Two letters, such as ES."))
    time_zone = models.CharField(max_length=64, default="Europe/Madrid", validators=[check_zone])
    phone = models.CharField(max_length=40, blank=True)
    address = models.TextField(blank=True, help_text=_("As it stands on letters."))
    minimum_age = models.PositiveSmallIntegerField(default=18)
    shows_promise = models.BooleanField(default=False)
    site_name = models.CharField(max_length=30, blank=True, default="", db_default="", validators=[check_discreet])

    privacy = Privacy(
        technical="id slug name country time_zone phone address minimum_age shows_promise site_name",
        export="id slug country time_zone minimum_age shows_promise site_name",
        withhold="name phone address",
    )

    @property
    def zone(self) -> str:
        """The time zone the centre is in."""
        return self.time_zone

    @property
    def tel(self) -> str:
        """The address that dials the centre."""
        return tel(self.phone)

    def __str__(self) -> str:
        return self.name


@tracked
class Membership(Mutable):
    """One person's role at one centre; which roles there are stands in `roles.py`."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="memberships")
    centre = models.ForeignKey(Centre, on_delete=models.PROTECT, related_name="memberships")
    role = models.TextField()

    privacy = Privacy(technical="id user centre role", withhold="id user centre role")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["user", "centre", "role"], name="membership_once")]


@tracked
class Patient(Mutable):
    """One person in care at one centre. Everything above points here; `key` is all a researcher ever sees."""

    centre = models.ForeignKey(Centre, on_delete=models.PROTECT, related_name="patients")
    key = models.CharField(max_length=40)
    user = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="patients")
    language = models.CharField(max_length=10, choices=settings.LANGUAGES, default="en")
    born_on = models.DateField(null=True, blank=True)
    diagnosed_on = models.DateField(null=True, blank=True)
    operated_on = models.DateField(null=True, blank=True)
    treated_from = models.DateField(null=True, blank=True)
    cycle_days = models.PositiveSmallIntegerField(null=True, blank=True)
    phase = models.TextField(blank=True, default="")
    phone = models.CharField(max_length=40, blank=True, default="")
    trusted_name = models.CharField(max_length=200, blank=True, default="")
    trusted_phone = models.CharField(max_length=40, blank=True, default="")
    country = models.CharField(max_length=2, blank=True, default="")
    time_zone = models.CharField(max_length=64, blank=True, default="", validators=[check_zone])
    skipped = models.JSONField(default=dict, blank=True)
    introduced = models.DateTimeField(null=True, blank=True)
    died_on = models.DateField(null=True, blank=True)
    clinician = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="caseload")
    joined_on = models.DateField()

    privacy = Privacy(
        identity="user born_on phone trusted_name trusted_phone",
        health="diagnosed_on operated_on treated_from cycle_days phase died_on",
        technical="id centre key language country time_zone clinician joined_on skipped introduced",
        export="centre key language country diagnosed_on operated_on treated_from cycle_days phase joined_on died_on",
        withhold="id user born_on phone trusted_name trusted_phone time_zone clinician skipped introduced",
    )

    class Meta:
        triggers = never_deleted()
        constraints = [
            models.UniqueConstraint(fields=["centre", "key"], name="patient_key_once_per_centre"),
            models.UniqueConstraint(fields=["centre", "user"], name="patient_once_per_centre"),
        ]
        indexes = [
            models.Index("centre", KEY_AS_TYPED, name="patient_by_key"),
            models.Index(fields=["centre", "born_on"], name="patient_by_birthday"),
            models.Index(fields=["centre", "time_zone"], condition=~Q(time_zone=""), name="patient_elsewhere"),
        ]

    @property
    def zone(self) -> str:
        """The time zone this person lives in: their own, or the centre's."""
        return self.time_zone or self.centre.time_zone

    @property
    def name(self) -> str:
        """What staff call this person: the name, or the key where there is no account."""
        return (self.user.name if self.user else "") or self.key

    @property
    def reader_language(self) -> str:
        """The language in which this person reads: that of the account, or the one written down where there is none."""
        return str(self.user.language if self.user else self.language)

    @property
    def account(self) -> User:
        """Whom this person signs in as; nobody acts or is written to who has no account."""
        if self.user is None:
            raise ValueError("This person has no account.")
        return self.user

    def __str__(self) -> str:
        return self.key


class PictureEntry(AppendOnly):
    """What is known of one detail of somebody's clinical picture, or why it is not; the newest of its name counts.

    `value` is empty where a reason stands in `unsaid`, and where what was known was taken back. What a person says in
    their own words stands in `words`, so that it is private as such.
    """

    class Source(models.TextChoices):
        PERSON = "person", _("the person")
        STAFF = "staff", _("the team")
        FILE = "import", _("a file")

    id = models.BigAutoField(primary_key=True)
    patient = models.ForeignKey(Patient, on_delete=models.PROTECT, related_name="picture")
    centre = models.ForeignKey(Centre, on_delete=models.PROTECT, related_name="+")
    detail = models.TextField()
    value = models.JSONField(null=True)
    words = models.TextField(blank=True, default="")
    unsaid = models.TextField(blank=True, default="")
    source = models.TextField(choices=Source)
    said_on = models.DateField()
    made = models.DateTimeField(default=clock.now)
    made_by = models.TextField()

    privacy = Privacy(
        health="value unsaid",
        free_text="words",
        technical="id patient centre detail source said_on made made_by",
        withhold="id patient centre detail value words unsaid source said_on made made_by",
    )

    class Meta(AppendOnly.Meta):
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(
                name="picture_said_or_a_reason",
                condition=Q(unsaid="") | Q(value=None, words=""),
            )
        ]
        indexes = [models.Index(fields=["patient", "id"], name="picture_of")]


@tracked
class Relation(Mutable):
    """One person stands beside another who is in care: a relative who cares for them, or a mentor.

    `kind` is the name of a role. By itself it opens nothing of the record.
    """

    person = models.ForeignKey(User, on_delete=models.PROTECT, related_name="relations")
    patient = models.ForeignKey(Patient, on_delete=models.PROTECT, related_name="relations")
    centre = models.ForeignKey(Centre, on_delete=models.PROTECT, related_name="relations")
    kind = models.TextField()
    granted = models.DateTimeField(default=clock.now)
    revoked = models.DateTimeField(null=True)

    privacy = Privacy(
        identity="person",
        technical="id patient centre kind granted revoked",
        export="patient centre kind granted revoked",
        withhold="id person",
    )

    class Meta:
        triggers = never_deleted()
        constraints = [
            models.UniqueConstraint(
                fields=["person", "patient", "kind"], condition=Q(revoked=None), name="relation_once_while_it_lasts"
            ),
            models.CheckConstraint(
                name="relation_granted_before_revoked",
                condition=Q(revoked=None) | Q(revoked__gte=models.F("granted")),
            ),
        ]


class RecordOpening(AppendOnly):
    """Somebody opened a record outside their caseload, and said why; it stays open for them for a while."""

    class Reason(models.TextChoices):
        EMERGENCY = "emergency", _("The person may be in danger")
        COVER = "cover", _("I stand in for a colleague")
        ASKED = "asked", _("The person asked me to")
        REVIEW = "review", _("Review or supervision")
        OTHER = "other", _("Another reason")

    LASTS = timedelta(hours=8)  # one shift: nobody explains at each click, and tomorrow they say again why

    id = models.UUIDField(primary_key=True, default=ids.new, editable=False)
    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="openings")
    patient = models.ForeignKey(Patient, on_delete=models.PROTECT, related_name="openings")
    centre = models.ForeignKey(Centre, on_delete=models.PROTECT, related_name="openings")
    reason = models.TextField(choices=Reason)
    words = models.TextField(blank=True)
    opened = models.DateTimeField(default=clock.now)
    until = models.DateTimeField()

    privacy = Privacy(
        free_text="words",
        technical="id user patient centre reason opened until",
        withhold="id user patient centre reason words opened until",
    )

    class Meta(AppendOnly.Meta):
        indexes = [models.Index(fields=["patient", "user", "until"], name="record_opening")]


Actor = User | str  # `by` of an action: a person, or a name such as `system:relay` where nobody is at the screen
