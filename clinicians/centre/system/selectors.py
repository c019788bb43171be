"""Whether periodic work runs, what waits, and whether the audit log is unchanged. Nothing here is about a person."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Count, Min
from django_celery_beat.models import PeriodicTask

from clinicians.centre.selectors import failed_mails
from oncocare.audit.models import Seal, Verification
from oncocare.events.models import Delivery
from oncocare.foundation.rights import unprotected
from oncocare.notifications.models import Message

VERIFIED_EVERY = timedelta(days=2)  # the log is looked at each night; a look that took long may end a day later
PATIENCE = timedelta(minutes=2)  # how much later than its time a periodic task or an event may be
BY_THE_CLOCK = timedelta(minutes=10)  # and a task of a time of day, which may wait for those before it


@dataclass(frozen=True)
class Work:
    """One periodic task: when it ran last, and whether it should have run since."""

    name: str
    last: datetime | None
    late: bool


@dataclass(frozen=True)
class Health:
    """What is late, stuck or changed, each as the page of system health names it."""

    work: list[Work]
    waiting: int
    oldest: datetime | None
    dead: list[Delivery]
    unsent: int
    failed: int
    sealed: datetime | None
    verified: Verification | None
    unverified: bool
    unprotected: bool

    @property
    def well(self) -> bool:
        """Nothing is late and nothing is stuck."""
        stuck = self.dead or self.oldest or any(work.late for work in self.work) or self.unsent
        return not (stuck or self.changed or self.unverified or self.unprotected)

    @property
    def changed(self) -> bool:
        """The latest look at the log found something."""
        return bool(self.verified and self.verified.faults)


def health(now: datetime) -> Health:
    """How periodic work, events, messages and the audit log stand at `now`."""
    pending = Delivery.objects.filter(state=Delivery.State.PENDING, not_before__lt=now - PATIENCE)
    late = pending.aggregate(count=Count("pk"), oldest=Min("event__at"))
    first, verified = Seal.objects.values_list("at", flat=True).first(), Verification.objects.last()
    looked = verified.at if verified else first
    messages = Message.objects.filter(channel=Message.Channel.EMAIL)
    return Health(
        work=[_work(task) for task in PeriodicTask.objects.filter(enabled=True).order_by("name")],
        waiting=late["count"],
        oldest=late["oldest"],
        dead=list(
            Delivery.objects.filter(state=Delivery.State.DEAD).select_related("event").order_by("event_id")[:100]
        ),
        unsent=messages.filter(state=Message.State.WAITING, urgent=True, not_before__lt=now - PATIENCE).count(),
        failed=failed_mails(now).number,
        sealed=Seal.objects.values_list("at", flat=True).last(),
        verified=verified,
        unverified=bool(looked and looked < now - VERIFIED_EVERY),
        unprotected=unprotected(),
    )


def _work(task: PeriodicTask) -> Work:
    """Late is a task whose time is past by more than an interval of its own, or ten minutes for one by the clock."""
    overdue = -task.schedule.remaining_estimate(task.last_run_at or task.date_changed)
    allowed = task.interval.schedule.run_every if task.interval else BY_THE_CLOCK
    return Work(task.name, task.last_run_at, late=overdue > allowed + PATIENCE)
