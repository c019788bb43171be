"""The outbox: an event is delivered at least once, its effect kept once, and nothing is ever lost in silence."""

import threading
from datetime import timedelta

import pytest
from django.core.management import call_command
from django.db import Error, connection, transaction

from oncocare.audit.actions import record
from oncocare.audit.models import AuditRow
from oncocare.events import actions, registry
from oncocare.events.actions import ATTEMPTS, LEASE, RETRY_AFTER, emit, inline, relay, revive
from oncocare.events.models import Delivery, Event
from oncocare.events.registry import EventKind, handles
from oncocare.events.tasks import relay as relay_task
from oncocare.foundation import clock
from oncocare.foundation.models import ShortcutRefused
from oncocare.foundation.unit import unit
from tests.factories.committed import PATIENCE, at_once
from tests.factories.rooms import DAY_ONE

HAPPENED = EventKind("test.happened", frozenset({"number"}))
SECONDS = timedelta(seconds=1)


class Killed(BaseException):
    """The process dies here: no handler of errors runs."""


class Ear:
    """A handler whose effect is a row in the database, and that fails as long as it is told to."""

    def __init__(self, failure=None):
        self.failure = failure

    def __call__(self, event):
        record(by="system:test", verb="effect", number=event["number"])
        if self.failure:
            raise self.failure


@pytest.fixture
def ear(monkeypatch):
    heard = Ear()
    monkeypatch.setitem(registry.handlers, HAPPENED.name, {"tests.ear": heard})
    return heard


def effects():
    return [row.detail["number"] for row in AuditRow.objects.filter(verb="effect").order_by("id")]


def delivery():
    return Delivery.objects.get()


def die_in(work):
    with pytest.raises(Killed):
        work()


# --- emitting ---------------------------------------------------------------------------------------------------------


def test_an_event_is_written_with_one_delivery_for_each_handler(db, monkeypatch):
    monkeypatch.setitem(registry.handlers, HAPPENED.name, {"tests.a": Ear(), "tests.b": Ear()})
    event = emit(HAPPENED, number=3)
    assert (event.kind, event.payload) == ("test.happened", {"number": 3})
    assert sorted(event.deliveries.values_list("handler", "state", "attempts")) == [
        ("tests.a", "pending", 0),
        ("tests.b", "pending", 0),
    ]


def test_the_relay_delivers_in_the_order_told_and_registered_however_the_rows_lie(db, monkeypatch):
    heard, names = [], ["tests.c", "tests.a", "tests.b"]
    ears = {name: lambda event, name=name: heard.append((event["number"], name)) for name in names}
    monkeypatch.setitem(registry.handlers, HAPPENED.name, ears)
    events = [emit(HAPPENED, number=number) for number in (1, 2)]
    rows = list(Delivery.objects.all())
    Delivery.objects.all().delete()
    Delivery.objects.bulk_create(sorted(rows, key=lambda one: one.handler, reverse=True))
    Delivery.objects.create(event=events[0], handler="tests.gone")
    relay()
    assert heard == [(number, name) for number in (1, 2) for name in names]


def test_an_event_that_is_for_later_is_left_to_the_relay(db, ear, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks() as callbacks:
        emit(EventKind(HAPPENED.name, HAPPENED.carries, later=True), number=3)
    assert (callbacks, effects()) == ([], [])
    relay()
    assert effects() == [3]


def test_an_event_that_nobody_handles_is_kept(db, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks() as callbacks:
        emit(HAPPENED, number=3)
    assert callbacks == []
    assert Event.objects.get().payload == {"number": 3}
    assert not Delivery.objects.exists()


@pytest.mark.parametrize("payload", [{}, {"number": 1, "other": 2}, {"other": 2}])
def test_an_event_with_other_keys_than_declared_is_refused(db, payload):
    with pytest.raises(ValueError, match=r"^test\.happened carries \['number'\], not "):
        emit(HAPPENED, **payload)
    assert not Event.objects.exists()


def test_ids_are_written_as_text(cast):
    emit(HAPPENED, number=cast.ana.pk)
    assert Event.objects.last().payload == {"number": str(cast.ana.pk)}


def test_an_event_cannot_be_changed(db):
    event = emit(HAPPENED, number=1)
    with pytest.raises(ShortcutRefused):
        event.save()
    with pytest.raises(Error, match="permission denied for table"), transaction.atomic():
        Event.objects.update(kind="other")


def test_a_kind_is_declared_once(monkeypatch):
    monkeypatch.setattr(registry, "kinds", {})
    assert registry.kind("test.once", carries="a b", unhandled="a reason") == EventKind(
        "test.once", frozenset({"a", "b"}), "a reason"
    )
    with pytest.raises(ValueError, match=r"^event kind test\.once is declared twice$"):
        registry.kind("test.once", carries="a")


def test_a_handler_is_known_by_its_own_name(monkeypatch):
    monkeypatch.setattr(registry, "handlers", {})

    @handles(HAPPENED)
    def listen(event):
        """Known by its name; never told anything."""

    [name] = registry.handlers["test.happened"]
    assert name.endswith("test_a_handler_is_known_by_its_own_name.<locals>.listen")


# --- dispatch after commit --------------------------------------------------------------------------------------------


def test_an_event_is_dispatched_once_the_act_is_committed(committed, ear):
    with unit():
        emit(HAPPENED, number=1)
        assert effects() == []
    assert effects() == [1]
    assert (delivery().state, delivery().attempts) == ("done", 1)


def test_an_act_that_is_rolled_back_leaves_no_event_and_no_effect(committed, ear):
    with pytest.raises(ZeroDivisionError), unit():  # noqa: PT012
        emit(HAPPENED, number=1)
        1 / 0  # noqa: B018
    assert (effects(), Event.objects.count()) == ([], 0)


def test_a_handler_that_fails_leaves_the_act_stored(committed, ear):
    ear.failure = ValueError("what a person wrote")
    with unit():
        record(by="system:test", verb="act")
        emit(HAPPENED, number=1)
    assert AuditRow.objects.filter(verb="act").count() == 1
    assert effects() == []
    assert (delivery().state, delivery().attempts, delivery().error) == ("pending", 1, "ValueError")


def test_one_handler_that_fails_does_not_stop_the_other(db, deliver, monkeypatch):
    monkeypatch.setitem(registry.handlers, HAPPENED.name, {"tests.a": Ear(ValueError()), "tests.b": Ear()})
    with deliver():
        emit(HAPPENED, number=1)
    assert effects() == [1]
    assert dict(Delivery.objects.values_list("handler", "state")) == {"tests.a": "pending", "tests.b": "done"}


def test_what_is_new_is_claimed_for_every_handler_before_the_first_is_run(db, deliver, monkeypatch):
    seen = []

    def look(event):
        seen.extend(Delivery.objects.order_by("handler").values_list("attempts", "claimed_until"))

    monkeypatch.setitem(registry.handlers, HAPPENED.name, {"tests.a": look, "tests.b": Ear()})
    with clock.at(DAY_ONE), deliver():
        emit(HAPPENED, number=1)
    assert seen == [(1, DAY_ONE + LEASE)] * 2
    assert effects() == [1]


@pytest.mark.parametrize("taken", [{"attempts": 1}, {"claimed_until": DAY_ONE + LEASE}, {"state": "done"}])
def test_what_another_process_has_or_has_had_is_left_to_it(db, ear, taken):
    with clock.at(DAY_ONE):
        emit(HAPPENED, number=1)
        ours = delivery()
        Delivery.objects.update(**taken)
        actions.dispatch([ours])
    assert (effects(), {name: getattr(delivery(), name) for name in taken}) == ([], taken)


# --- the relay --------------------------------------------------------------------------------------------------------


def test_the_relay_delivers_what_a_dead_process_left_behind(db, ear):
    with clock.at(DAY_ONE):
        emit(HAPPENED, number=1)  # the process dies between commit and dispatch
    with clock.at(DAY_ONE + timedelta(days=400)):
        assert relay_task() == 1
        assert relay_task() == 0
    assert effects() == [1]


def test_the_relay_delivers_in_the_order_of_the_events(db, ear):
    for number in (1, 2, 3):
        emit(HAPPENED, number=number)
    assert (relay(limit=2), effects()) == (2, [1, 2])
    assert (relay(limit=2), effects()) == (1, [1, 2, 3])


def test_a_failed_delivery_waits_longer_each_time_and_then_is_a_dead_letter(db, ear):
    ear.failure, moment, waits = ValueError(), DAY_ONE, []
    with clock.at(moment):
        emit(HAPPENED, number=1)
    while delivery().state == "pending":
        with clock.at(moment):
            assert relay() == 1
        with clock.at(delivery().not_before - SECONDS):
            assert relay() == 0
        waits.append(delivery().not_before - moment)
        moment = delivery().not_before
    assert waits == [RETRY_AFTER * 2**turn for turn in range(ATTEMPTS)]
    assert (delivery().state, delivery().attempts, delivery().error) == ("dead", ATTEMPTS, "ValueError")
    assert effects() == []


def test_a_handler_that_recovers_is_delivered_with_its_error_forgotten(db, ear):
    ear.failure = ValueError()
    with clock.at(DAY_ONE):
        emit(HAPPENED, number=1)
        relay()
    ear.failure = None
    with clock.at(DAY_ONE + RETRY_AFTER):
        assert relay() == 1
    assert (delivery().state, delivery().error, delivery().finished) == ("done", "", DAY_ONE + RETRY_AFTER)
    assert effects() == [1]


def test_a_dead_letter_is_left_alone_until_somebody_revives_it(cast, ear):
    event = emit(HAPPENED, number=1)
    event.deliveries.update(state="dead", attempts=ATTEMPTS)
    assert relay() == 0
    revive(delivery=event.deliveries.get(), by=cast.clara)
    assert AuditRow.objects.get(verb="delivery.revived").actor == f"user:{cast.clara.pk}"
    assert (relay(), effects()) == (1, [1])
    assert (event.deliveries.get().state, event.deliveries.get().attempts) == ("done", 1)


def test_reviving_does_not_repeat_what_is_done(db, ear, deliver):
    with deliver():
        emit(HAPPENED, number=1)
    revive(delivery=delivery(), by="system:test")
    assert (relay(), effects(), delivery().state) == (0, [1], "done")


def test_the_command_lists_dead_letters_and_revives_them_when_asked(db, ear, capsys):
    event = emit(HAPPENED, number=1)
    event.deliveries.update(state="dead", error="ValueError")
    listed = f"{event.pk} test.happened tests.ear ValueError\n"
    call_command("dead_letters")
    assert capsys.readouterr().out == f"{listed}1 dead letters.\n"
    call_command("dead_letters", revive=True)
    assert capsys.readouterr().out == f"{listed}1 dead letters, revived.\n"
    call_command("dead_letters", revive=True)
    assert capsys.readouterr().out == "0 dead letters.\n"
    assert delivery().state == "pending"


# --- leases and crashes -----------------------------------------------------------------------------------------------


def test_a_claimed_delivery_belongs_to_one_process_until_its_lease_ends(db, ear):
    with clock.at(DAY_ONE):
        emit(HAPPENED, number=1)
        assert actions._claim(delivery())  # claimed by a process that dies without a word
    for moment, tried in ((DAY_ONE, 0), (DAY_ONE + LEASE, 0), (DAY_ONE + LEASE + SECONDS, 1)):
        with clock.at(moment):
            assert (actions.deliver(delivery()), relay()) == (bool(tried), 0)
    assert effects() == [1]


def test_a_crash_inside_a_handler_takes_the_effect_back_and_the_relay_does_it_once(db, ear):
    ear.failure = Killed()
    with clock.at(DAY_ONE):
        emit(HAPPENED, number=1)
        die_in(relay)
    assert effects() == []
    assert (delivery().state, delivery().attempts) == ("pending", 1)
    ear.failure = None
    with clock.at(DAY_ONE + LEASE + SECONDS):
        assert (relay(), effects(), delivery().state) == (1, [1], "done")


def test_a_handler_that_always_takes_the_process_with_it_becomes_a_dead_letter(db, ear):
    ear.failure, moment = Killed(), DAY_ONE
    with clock.at(moment):
        emit(HAPPENED, number=1)
    for _ in range(ATTEMPTS):
        with clock.at(moment):
            die_in(relay)
        moment += LEASE + SECONDS
    with clock.at(moment):
        assert relay() == 1  # not run again
    assert (delivery().state, delivery().error, effects()) == ("dead", "HandlerKeepsDying", [])


def test_what_is_done_is_not_done_again(db, ear, deliver):
    with deliver():
        emit(HAPPENED, number=1)
    actions.dispatch([delivery()])
    actions._run(delivery())
    assert (actions.deliver(delivery()), effects()) == (False, [1])


def test_if_the_mark_were_not_one_transaction_with_the_effect_a_crash_would_double_it(db, ear, monkeypatch):
    def careless(of):
        ear(of.event.payload)
        raise Killed  # before the mark

    with clock.at(DAY_ONE):
        emit(HAPPENED, number=1)
        with monkeypatch.context() as patched:
            patched.setattr(actions, "_run", careless)
            die_in(relay)
    with clock.at(DAY_ONE + LEASE + SECONDS):
        relay()
    assert effects() == [1, 1]


def test_a_delivery_that_another_process_has_had_since_it_was_read_is_left_alone(db, ear):
    ear.failure = ValueError()
    with clock.at(DAY_ONE):
        emit(HAPPENED, number=1)
        read_before = delivery()
        assert relay() == 1
        ear.failure = None
        assert actions.deliver(read_before) is False  # it waits until its next attempt is due
    assert (effects(), delivery().attempts, delivery().not_before) == ([], 1, DAY_ONE + RETRY_AFTER)


def test_two_relays_at_the_same_moment_deliver_once(committed, monkeypatch):
    both, calls = threading.Barrier(2), []

    def slow(event):
        calls.append(event["number"])
        record(by="system:test", verb="effect", number=event["number"])

    def together():
        both.wait(timeout=PATIENCE)
        return relay()

    monkeypatch.setitem(registry.handlers, HAPPENED.name, {"tests.slow": slow})
    monkeypatch.setattr(actions, "after_commit", lambda effect: None)
    for number in range(5):
        emit(HAPPENED, number=number)
    tried = at_once(together, together)
    assert sum(tried) == 5
    assert (sorted(calls), sorted(effects())) == ([0, 1, 2, 3, 4], [0, 1, 2, 3, 4])


# --- inline -----------------------------------------------------------------------------------------------------------


def test_inline_runs_handlers_in_the_transaction_of_the_act(db, ear, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks() as callbacks, inline():
        emit(HAPPENED, number=1)
        assert effects() == [1]
    assert (callbacks, delivery().state) == ([], "done")


def test_inline_a_handler_that_fails_takes_the_act_with_it(db, ear):
    ear.failure = ValueError()
    with pytest.raises(ValueError), inline(), unit():  # noqa: PT011, PT012
        record(by="system:test", verb="act")
        emit(HAPPENED, number=1)
    assert not AuditRow.objects.exists()
    assert not Event.objects.exists()


def test_inline_ends_with_its_block(db, ear):
    with pytest.raises(ZeroDivisionError), inline():
        1 / 0  # noqa: B018
    emit(HAPPENED, number=1)
    assert effects() == []


def test_a_delivery_is_made_once_for_each_handler(db, ear):
    event = emit(HAPPENED, number=1)
    with pytest.raises(Error, match="delivery_once_per_handler"), transaction.atomic(), connection.cursor():
        Delivery.objects.create(event=event, handler="tests.ear")
