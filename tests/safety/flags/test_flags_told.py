"""Who is told of a flag: its owner, everybody once those on duty had it, and all of them where nobody is on duty."""

from oncocare.events.actions import relay
from oncocare.foundation import clock
from oncocare.notifications.models import Message
from oncocare.notifications.sending.actions import send_due
from oncocare.people import actions as people
from oncocare.people.models import Membership
from oncocare.people.roles import CLINICIAN, RESEARCHER
from oncocare.safety.flags import actions
from oncocare.safety.flags.tasks import escalate_overdue
from oncocare.safety.rota.duty import nobody_on
from oncocare.safety.rota.selectors import rota_of
from tests.cast import BY
from tests.safety.team import at, due, left_alone, told, weekly, worry


def test_the_owner_is_told_on_every_channel_and_nobody_else(team):
    cast, _berta, _emil = team
    flag = worry(cast, at(2))
    rows = Message.objects.order_by("channel").values_list("user__name", "kind", "source", "channel", "centre__slug")
    assert list(rows) == [("Clara", "flag.yours", f"flag:{flag.pk}:0", way, "here") for way in ("email", "page")]


def test_each_next_owner_is_told_and_once_those_on_duty_had_it_everybody_is(team):
    cast, _berta, _emil = team
    flag = worry(cast, at(2))
    left_alone(flag, at(2, 10, 59), at(2, 11, 1))
    assert told("flag.climbed") == ["Berta"]
    left_alone(flag, at(2, 12), at(2, 12, 2))
    assert told("flag.climbed", source=f"flag:{flag.pk}:2") == ["Berta", "Clara", "Emil"]
    assert told("flag.nobody_on") == []


def test_who_answers_flags_no_longer_is_not_told_that_one_climbed_to_them(team, mailoutbox):
    cast, berta, _emil = team
    flag = worry(cast, at(2))
    left_alone(flag, at(2, 10, 59), at(2, 11, 1))
    people.appoint(by=BY, user=berta, centre=cast.here, role=RESEARCHER)
    people.dismiss(by=BY, membership=Membership.objects.get(user=berta, role=CLINICIAN.name))
    with clock.at(at(2, 11, 2)):
        send_due()
    assert [mail.to for mail in mailoutbox if berta.email in mail.to] == []
    assert told("flag.climbed") == ["Berta"]


def test_a_message_that_fails_takes_neither_the_flag_nor_its_climb_back(team, monkeypatch, caplog, deliver):
    cast, berta, _emil = team

    def breaks(**_given):
        raise RuntimeError("made up")

    monkeypatch.setattr(actions, "queue_each", breaks)
    caplog.set_level("CRITICAL", logger="oncocare.events.actions")
    with clock.at(at(2)), deliver():
        flag = actions.raise_flag(
            by=BY, patient=cast.patient(cast.ana), kind="suicidal_ideation", severity="urgent", source="test:1"
        )
    with clock.at(at(2, 11, 1)), deliver():
        assert escalate_overdue() == 1
    flag.refresh_from_db()
    assert (flag.owner, flag.climbed, Message.objects.count()) == (berta, 1, 0)
    monkeypatch.undo()
    with clock.at(at(2, 11, 10)):
        relay()
    assert told("flag.climbed") == ["Berta"]


# --- a hole -----------------------------------------------------------------------------------------------------------


def test_in_a_hole_the_responsible_clinician_has_it_and_everybody_is_told_at_once(team):
    cast, berta, _emil = team
    weekly(cast, [(1, berta, 1)])
    flag = worry(cast, at(2))
    assert (flag.owner, flag.escalated) == (cast.clara, None)
    assert told("flag.nobody_on") == ["Berta", "Carlos", "Clara", "Emil"]
    with clock.at(at(2)):
        assert nobody_on(rota_of(cast.here), clock.now()) is True
    with clock.at(at(3)):
        assert nobody_on(rota_of(cast.here), clock.now()) is False
    due(left_alone(flag, at(2, 10, 59), at(2, 11, 1)), (at(2, 11), berta))
    assert told("flag.climbed") == ["Berta"]
    assert told("flag.nobody_on", source=f"flag:{flag.pk}:1") == ["Berta", "Carlos", "Clara", "Emil"]


def test_the_night_before_a_day_nobody_covers_it_is_said_too(team):
    cast, berta, _emil = team
    weekly(cast, [(1, berta, 1)])
    worry(cast, at(1, 22))
    assert told("flag.nobody_on") == ["Berta", "Carlos", "Clara", "Emil"]


def test_where_nobody_may_answer_it_is_escalated_at_once_and_the_coordinators_are_told(cast):
    cast.here.memberships.exclude(user=cast.carlos).delete()
    flag = worry(cast, at(2))
    assert (flag.owner, flag.escalated) == (None, at(2))
    assert (told("flag.yours"), told("flag.nobody_on")) == ([], ["Carlos"])


def test_who_was_dismissed_leaves_a_hole_that_is_shown_and_is_not_filled_in_silence(team):
    cast, berta, _emil = team
    weekly(cast, [(0, berta, 1)])
    people.dismiss(by=BY, membership=Membership.objects.get(user=berta, centre=cast.here))
    assert cast.here.rota.get().user == berta
    flag = worry(cast, at(2))
    assert (flag.owner, told("flag.nobody_on")) == (cast.clara, ["Carlos", "Clara", "Emil"])
