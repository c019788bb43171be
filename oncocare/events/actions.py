"""Emitting events and delivering them: at least once, never lost, with retries and dead letters."""

from __future__ import annotations

import logging
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import timedelta
from functools import partial
from typing import Any

from django.db import connection
from django.db.models import Q

from oncocare.audit.actions import Actor, record
from oncocare.audit.verbs import Verb
from oncocare.events.models import Delivery, Event
from oncocare.events.registry import EventKind, handlers, left_to_the_relay
from oncocare.foundation import clock
from oncocare.foundation.unit import action, after_commit, unit

logger = logging.getLogger(__name__)

LEASE = timedelta(minutes=2)
ATTEMPTS = 8
RETRY_AFTER = timedelta(seconds=15)  # doubled at each attempt: the last comes after about half an hour


_inline: ContextVar[bool] = ContextVar("oncocare_events_inline", default=False)


class HandlerKeepsDying(RuntimeError):
    """Each attempt ended with the process, so no error was ever written; the delivery is a dead letter."""


def emit(of: EventKind, /, **payload: Any) -> Event:
    """Write the event in the transaction of the act; this process dispatches it after commit, or the relay does."""
    if payload.keys() != of.carries:
        raise ValueError(f"{of.name} carries {sorted(of.carries)}, not {sorted(payload)}")
    event = Event.objects.create(kind=of.name, payload={key: _plain(value) for key, value in payload.items()})
    deliveries = Delivery.objects.bulk_create(Delivery(event=event, handler=name) for name in handlers.get(of.name, {}))
    if _inline.get():
        for delivery in deliveries:
            _run(delivery)
    elif now := [one for one in deliveries if not of.later and one.handler not in left_to_the_relay]:
        after_commit(partial(dispatch, now))
    return event


@contextmanager
def inline() -> Iterator[None]:
    """Within this block handlers run at once, in the transaction of the act: an import is whole or not at all."""
    token = _inline.set(True)
    try:
        yield
    finally:
        _inline.reset(token)


def _plain(value: Any) -> Any:
    return value if isinstance(value, (str, int, bool, type(None))) else str(value)


def dispatch(deliveries: Iterable[Delivery]) -> None:
    """Deliver one committed event now, claimed for all its handlers at once; what fails is retried by the relay."""
    for delivery in _claim_new(deliveries):
        _attempt(delivery)


def relay(limit: int = 200) -> int:
    """Deliver everything that is due and not done, however old, in the order in which it was told and registered; the
    number delivered or tried.
    """
    due = Delivery.objects.filter(_free(), state=Delivery.State.PENDING, not_before__lte=clock.now())
    return sum(deliver(one) for one in sorted(due.select_related("event").order_by("event_id")[:limit], key=_turn))


def _turn(delivery: Delivery) -> tuple[int, int]:
    """The event, and the place of the handler among its own, as whoever dispatches at once runs them."""
    names = list(handlers.get(delivery.event.kind, {}))
    return delivery.event_id, names.index(delivery.handler) if delivery.handler in names else len(names)


def deliver(delivery: Delivery) -> bool:
    """Claim one delivery and run its handler; False when another process has it, or has had it since it was read."""
    if not _claim(delivery):
        return False
    _attempt(delivery)
    return True


def _attempt(delivery: Delivery) -> None:
    """Run the handler of a delivery that this process has claimed."""
    try:
        if delivery.attempts > ATTEMPTS:
            raise HandlerKeepsDying  # noqa: TRY301 -- postponed like any other failure
        _run(delivery)
    except Exception as error:  # a handler's bug must not stop the relay; the row keeps what went wrong
        logger.exception("delivery of %s to %s failed", delivery.event.kind, delivery.handler)
        _postpone(delivery, error)


def _free() -> Q:
    return Q(claimed_until=None) | Q(claimed_until__lt=clock.now())


def _claim(delivery: Delivery) -> bool:
    as_read = Delivery.objects.filter(
        _free(), pk=delivery.pk, state=Delivery.State.PENDING, attempts=delivery.attempts
    )  # fmt: skip
    delivery.attempts += 1
    return as_read.update(claimed_until=clock.now() + LEASE, attempts=delivery.attempts) == 1


def _claim_new(deliveries: Iterable[Delivery]) -> list[Delivery]:
    """Those of these that nobody has tried yet, claimed in one statement."""
    now, wanted = clock.now(), {delivery.pk: delivery for delivery in deliveries}
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE events_delivery SET claimed_until = %s, attempts = 1 WHERE id = ANY(%s) AND state = %s "
            "AND attempts = 0 AND (claimed_until IS NULL OR claimed_until < %s) RETURNING id",
            [now + LEASE, list(wanted), Delivery.State.PENDING, now],
        )
        claimed = {pk for (pk,) in cursor.fetchall()}
    for pk in claimed:
        wanted[pk].attempts = 1
    return [delivery for pk, delivery in wanted.items() if pk in claimed]


def _run(delivery: Delivery) -> None:
    """The effect and the mark that it is done are one transaction, so no handler's effect is kept twice."""
    handler = handlers[delivery.event.kind][delivery.handler]
    with unit():
        marked = Delivery.objects.filter(pk=delivery.pk, state=Delivery.State.PENDING)
        if marked.update(state=Delivery.State.DONE, finished=clock.now(), error=""):
            handler(delivery.event.payload)


def _postpone(delivery: Delivery, error: Exception) -> None:
    dead = delivery.attempts >= ATTEMPTS
    Delivery.objects.filter(pk=delivery.pk, state=Delivery.State.PENDING).update(
        state=Delivery.State.DEAD if dead else Delivery.State.PENDING,
        not_before=clock.now() + RETRY_AFTER * 2 ** (delivery.attempts - 1),
        claimed_until=None,
        error=type(error).__name__,  # the name only: a message may hold what a person wrote
    )


@action
def revive(*, delivery: Delivery, by: Actor) -> None:
    """Give a dead letter another round of attempts."""
    Delivery.objects.filter(pk=delivery.pk, state=Delivery.State.DEAD).update(
        state=Delivery.State.PENDING, attempts=0, not_before=clock.now(), claimed_until=None
    )
    record(by=by, verb=Verb.DELIVERY_REVIVED, subject=delivery)
