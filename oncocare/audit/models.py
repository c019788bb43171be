"""The audit tables: one row for every act and every reading of a record, and the seals that chain them."""

from django.db import models
from django.db.models import BigIntegerField, Func, TextField
from django.db.models.functions import Cast

from oncocare.foundation import clock
from oncocare.foundation.models import AppendOnly, Privacy


class TransactionId(Func):
    """The database's number of the running transaction: it tells the seal which rows can no longer gain neighbours."""

    function = "pg_current_xact_id"
    template = "%(function)s()"
    output_field = TextField()


class AuditRow(AppendOnly):
    """Somebody did, read or was refused something. Ids are text, so that the log never blocks a deletion."""

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
        indexes = [
            models.Index(fields=["patient", "-id"], name="audit_patient"),
            models.Index(fields=["transaction", "id"], name="audit_seal_order"),
        ]


class Seal(AppendOnly):
    """The hash of one batch of audit rows on top of the seal before it."""

    id = models.BigAutoField(primary_key=True)
    at = models.DateTimeField(default=clock.now)
    last_transaction = models.BigIntegerField()
    last_row = models.BigIntegerField()
    rows = models.PositiveIntegerField()
    previous = models.CharField(max_length=64, blank=True)
    sha256 = models.CharField(max_length=64, unique=True)

    privacy = Privacy(
        technical="id at last_transaction last_row rows previous sha256",
        withhold="id at last_transaction last_row rows previous sha256",
    )

    class Meta(AppendOnly.Meta):
        ordering = ["id"]
