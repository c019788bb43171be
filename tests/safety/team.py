"""A centre with office hours and a rota of three, and a flag there that is raised, left alone and passed on."""

from datetime import datetime, time, timedelta

from oncocare.events.actions import inline
from oncocare.foundation import clock
from oncocare.notifications.models import Message
from oncocare.people import actions as people
from oncocare.people.models import Membership
from oncocare.people.roles import CLINICIAN
from oncocare.safety.flags.actions import raise_flag
from oncocare.safety.flags.tasks import escalate_overdue
from oncocare.safety.promise import Opening
from oncocare.safety.rota.actions import set_rota
from oncocare.safety.rota.duty import Turn
from tests.cast import BY
from tests.factories.rooms import MADRID

BEAT = timedelta(seconds=20)
MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)
OFFICE = [Opening(weekday, time(9), time(17)) for weekday in range(5)]


def at(day, hour=10, minute=0, *, month=3):
    return datetime(2026, month, day, hour, minute, tzinfo=MADRID)  # 2 March is a Monday


def colleague(cast, name):
    user = people.register_user(by=BY, email=f"{name}@example.org", name=name.title(), language="en")
    people.appoint(by=BY, user=user, centre=cast.here, role=CLINICIAN)
    return user


def gala_leaves(cast):
    """She works at the other centre only, so whoever is there is who the test says."""
    people.dismiss(by=BY, membership=Membership.objects.get(user=cast.gala, centre=cast.here))


def weekly(cast, rows, opens=time(9), closes=time(17)):
    turns = [Turn(weekday, opens, closes, person.pk, rank) for weekday, person, rank in rows]
    set_rota(by=BY, centre=cast.here, turns=turns)


def worry(cast, when, who="ana", severity="urgent", source="test:1"):
    with clock.at(when), inline():
        return raise_flag(
            by=BY, patient=cast.patient(getattr(cast, who)), kind="suicidal_ideation", severity=severity, source=source
        )


def left_alone(flag, start, end, beat=BEAT):
    """The beat from start to before end; each moment at which the flag went to somebody, and to whom."""
    seen, moment, climbed = [], start, flag.climbed
    while moment < end:
        with clock.at(moment), inline():
            escalate_overdue()
        flag.refresh_from_db()
        if flag.climbed > climbed + len(seen):
            seen.append((moment, flag.owner))
        moment += beat
    return seen


def due(seen, *expected):
    """Each hand-over came at most a minute after its moment, never before, and to the right person."""
    assert [owner for _moment, owner in seen] == [owner for _moment, owner in expected]
    for (moment, _owner), (wanted, _to) in zip(seen, expected, strict=True):
        assert wanted < moment <= wanted + MINUTE, (moment.astimezone(MADRID), wanted)


def told(kind, **more):
    rows = Message.objects.filter(kind=kind, channel="email", **more).order_by("made", "user__name")
    return [row.user.name for row in rows]
