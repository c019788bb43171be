"""The audit tables: a row for every act and every reading of a record, the seals that chain them, what was verified."""

from typing import Any

from django.db import models
from django.db.models import BigIntegerField, Func, TextField
from django.db.models.functions import Cast

from oncocare.foundation import clock
from oncocare.foundation.models import AppendOnly, Privacy


class TransactionId(Func):
    """The database's number of the running transaction."""

    function = "pg_current_xact_id"
    template = "%(function)s()"
    output_field = TextField()


class Ids(models.Field):  # type: ignore[type-arg]  # -- there is no Field[str, str] at run time
    """A set of row ids as PostgreSQL keeps and writes it: {[1,5),[6,7)} for 1, 2, 3, 4 and 6."""

    def db_type(self, connection: Any) -> str:
        """A multirange: whether an id is in it is one search."""
        return "int8multirange"

    def from_db_value(self, value: Any, expression: Any, connection: Any) -> str:
        """Read as text."""
        return "{" + ",".join(f"[{run.lower},{run.upper})" for run in value) + "}"


class AuditRow(AppendOnly):
    """Somebody did, read or was refused something. Ids are text, so that the log never blocks a deletion.

    `transaction` tells which rows were written together. It is no order: a restored database counts from the beginning.
    """

    id = models.BigAutoField(primary_key=True)
    transaction = models.BigIntegerField(
        db_default=Cast(Cast(TransactionId(), TextField()), BigIntegerField()), editable=False
    )
    at = models.DateTimeField(default=clock.now)
    actor = models.TextField()
    verb = models.TextField()
    subject = models.TextField(blank=True, default="")
    patient = models.TextField(blank=True, default="")
    centre = models.TextField(blank=True, default="")
    detail = models.JSONField(default=dict)

    privacy = Privacy(
        technical="id transaction at actor verb subject patient centre detail",
        withhold="id transaction at actor verb subject patient centre detail",
    )

    class Meta(AppendOnly.Meta):
        ordering = ["-id"]
        indexes = [models.Index(fields=["patient", "-id"], name="audit_patient")]


class Seal(AppendOnly):
    """A keyed hash of the audit rows it names, on top of the seal before it.

    `row_ids` names the rows. What can be seen and is in no seal is unsealed, so sealing needs no order that a restore
    could change. A seal without a key is from before there was one: it proves nothing, and its rows are sealed again.
    """

    id = models.BigAutoField(primary_key=True)
    at = models.DateTimeField(default=clock.now)
    row_ids = Ids(db_default="{}")
    last_row = models.BigIntegerField()
    rows = models.PositiveIntegerField()
    key = models.CharField(max_length=16, db_default="")
    previous = models.CharField(max_length=64, blank=True)
    mac = models.CharField(max_length=64, unique=True, db_column="sha256")

    privacy = Privacy(
        technical="id at row_ids last_row rows key previous mac",
        withhold="id at row_ids last_row rows key previous mac",
    )

    class Meta(AppendOnly.Meta):
        ordering = ["id"]
        indexes = [models.Index(fields=["last_row"], name="audit_seal_reach")]


class Verification(AppendOnly):
    """One look at the whole chain, and what was wrong: a line for each fault, none where all is well."""

    id = models.BigAutoField(primary_key=True)
    at = models.DateTimeField(default=clock.now)
    seals = models.PositiveIntegerField()
    rows = models.PositiveBigIntegerField()
    faults = models.JSONField(default=list)

    privacy = Privacy(technical="id at seals rows faults", withhold="id at seals rows faults")

    class Meta(AppendOnly.Meta):
        ordering = ["id"]
