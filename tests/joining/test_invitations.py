"""Invitations: a link that can be typed, made once, used once, sent by mail, and what became of it."""

import smtplib
import uuid
from datetime import date, timedelta

import pytest
from django.core import mail
from django.core.exceptions import ValidationError
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from oncocare.audit.models import AuditRow
from oncocare.foundation import clock
from oncocare.foundation.mail import AddressRefused
from oncocare.joining import actions, links, selectors
from oncocare.joining.models import Invitation
from oncocare.joining.selectors import LinkState, link_state
from oncocare.notifications.models import Message
from oncocare.notifications.sending import actions as sending
from oncocare.notifications.sending.actions import send_due
from oncocare.people.birthdays import age_on
from oncocare.people.models import Membership, Patient, User
from oncocare.people.roles import CLINICIAN
from tests.cast import BY
from tests.factories.rooms import work

ids = st.uuids()


# --- the link -------------------------------------------------------------------------------------------------------


@given(ids)
def test_a_token_is_read_back_however_it_is_typed(pk):
    token = links.write(pk)
    assert len(token) == 41
    mistyped = token.upper().replace("-", "").replace("1", "l").replace("0", "O")
    assert links.read(token) == links.read(mistyped) == pk


@given(ids, st.integers(0, 35), st.sampled_from(links.LETTERS))
def test_one_wrong_letter_is_found(pk, place, letter):
    plain = links.write(pk).replace("-", "")
    changed = plain[:place] + letter + plain[place + 1 :]
    assert links.read(changed) == (pk if changed == plain else None)


@given(st.text(max_size=60))
def test_what_we_did_not_write_is_not_read(text):
    assert links.read(text) is None


def test_a_token_outlives_a_change_of_the_key_only_while_the_old_key_is_known(settings):
    pk = uuid.uuid4()
    old, token = settings.SECRET_KEY, links.write(pk)
    settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = "another", [old]
    assert links.read(token) == pk
    settings.SECRET_KEY_FALLBACKS = []
    assert links.read(token) is None


def test_the_link_in_letters_is_the_address_of_the_page(settings):
    pk = uuid.uuid4()
    assert links.link(pk) == settings.SITE_URL + reverse("join", args=[links.write(pk)])


# --- age ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("born", "day", "age"),
    [
        (date(2008, 6, 15), date(2026, 6, 14), 17),
        (date(2008, 6, 15), date(2026, 6, 15), 18),
        (date(2008, 2, 29), date(2026, 2, 28), 17),  # no 29 February in 2026: the birthday is on 1 March
        (date(2008, 2, 29), date(2026, 3, 1), 18),
        (date(2008, 12, 31), date(2026, 1, 1), 17),
    ],
)
def test_age_in_whole_years(born, day, age):
    assert age_on(born, day) == age


# --- making and taking back -----------------------------------------------------------------------------------------


def make(cast, **said):
    return actions.invite(**{
        "by": cast.clara, "centre": cast.here, "channel": "letter", "language": "en", **said,
    })  # fmt: skip


def test_a_letter_holds_for_sixty_days_and_a_mail_for_fourteen(cast):
    with clock.held() as now:
        assert make(cast).expires == now + timedelta(days=60)
        assert make(cast, channel="email", email="n@example.org").expires == now + timedelta(days=14)
        assert make(cast, days=3).expires == now + timedelta(days=3)


@pytest.mark.parametrize(
    "wrong",
    [
        {"channel": "email"},
        {"channel": "email", "email": "no address"},
        {"channel": "pigeon", "days": 1},
        {"language": "xx"},
    ],
)
def test_an_invitation_that_cannot_arrive_is_refused(cast, wrong):
    with pytest.raises(ValidationError):
        make(cast, **wrong)
    assert not Invitation.objects.exists()


def test_every_step_of_an_invitation_is_in_the_log_and_nothing_about_the_person(cast):
    invitation = make(cast, name="Nadia Secret", born_on=date(1970, 1, 1))
    actions.mark_opened(by="invitation:1", invitation=invitation)
    actions.mark_opened(by="invitation:1", invitation=invitation)
    actions.say_birth_date(by="invitation:1", invitation=invitation, claimed=date(1971, 1, 1))
    actions.accept(by="invitation:1", invitation=invitation, email="n@example.org")
    rows = AuditRow.objects.filter(subject=f"invitation:{invitation.pk}").order_by("id")
    assert [row.verb for row in rows] == [
        f"invitation.{verb}" for verb in ("made", "opened", "wrong_birth_date", "accepted")
    ]
    assert "Secret" not in str(list(rows.values()))


def test_a_withdrawn_invitation_stays_withdrawn_and_a_used_one_used(cast):
    invitation = make(cast)
    actions.withdraw_invitation(by=cast.clara, invitation=invitation)
    actions.withdraw_invitation(by=cast.carlos, invitation=invitation)
    invitation.refresh_from_db()
    assert (link_state(invitation), invitation.withdrawn_by) == (LinkState.WITHDRAWN, cast.clara)
    with pytest.raises(ValidationError):
        actions.accept(by=BY, invitation=invitation, email="n@example.org")
    used = actions.accept(by=BY, invitation=make(cast), email="n@example.org")
    with pytest.raises(ValidationError):
        actions.withdraw_invitation(by=cast.clara, invitation=used)
    assert link_state(used) is LinkState.USED


def test_an_invitation_is_accepted_once(cast):
    invitation = make(cast)
    actions.accept(by=BY, invitation=invitation, email="first@example.org")
    with pytest.raises(ValidationError):
        actions.accept(by=BY, invitation=invitation, email="second@example.org")
    assert not User.objects.filter(email="second@example.org").exists()


def test_whoever_is_too_young_is_invited_but_cannot_be_taken_into_care_yet(cast):
    today = clock.today(cast.here.time_zone)
    invitation = make(cast, born_on=today.replace(year=today.year - 10, day=1))
    with pytest.raises(ValidationError):
        actions.accept(by=BY, invitation=invitation, email="n@example.org")
    assert not Patient.objects.filter(user__email="n@example.org").exists()


def test_a_locked_or_old_invitation_takes_no_more_dates(cast):
    invitation = make(cast, born_on=date(1970, 1, 1))
    with clock.at(clock.now() + timedelta(days=60)):
        assert link_state(invitation) is LinkState.EXPIRED
        assert actions.say_birth_date(by=BY, invitation=invitation, claimed=date(1970, 1, 1)) == 3
    assert [actions.say_birth_date(by=BY, invitation=invitation, claimed=date(1971, 1, n)) for n in (1, 2, 3)] == [
        1,
        2,
        3,
    ]
    assert actions.say_birth_date(by=BY, invitation=invitation, claimed=date(1970, 1, 1)) == 3


def test_a_role_comes_with_an_invitation_to_it(cast):
    used = actions.accept(by=BY, invitation=make(cast, role=CLINICIAN, name="Nora"), email="nora@example.org")
    assert (used.patient, used.accepted_by.name) == (None, "Nora")
    assert Membership.objects.get(user=used.accepted_by).role == "clinician"


def test_a_way_back_gives_no_role_and_makes_no_patient(cast):
    used = actions.accept(by=BY, invitation=make(cast, user=cast.bea))
    assert (used.accepted_by, used.patient) == (cast.bea, None)
    assert Patient.objects.filter(user=cast.bea).count() == 1


def test_what_needs_somebody_stands_first_then_the_newest_and_never_the_name(cast):
    made = {}
    for hours, name in enumerate(["Zoe", "Abel", "Mia", "Bo", "Yan"]):
        with clock.at(clock.now() - timedelta(hours=10 - hours)):
            made[name] = make(cast, name=name, days=1)
    actions.mark_bounced(by=BY, invitation=made["Zoe"])
    Invitation.objects.filter(pk=made["Mia"].pk).update(wrong=3)
    make(cast, role=CLINICIAN, name="Staff")
    actions.accept(by=BY, invitation=made["Bo"], email="bo@example.org")
    assert [one.name for one in selectors.waiting(cast.here)] == ["Mia", "Zoe", "Yan", "Abel"]
    assert [one.name for one in selectors.joined(cast.here)] == ["Bo"]


# --- by mail --------------------------------------------------------------------------------------------------------


def test_an_invitation_by_mail_is_sent_in_its_language_and_says_nothing_clinical(cast, deliver):
    with deliver():
        made = make(cast, channel="email", email="n@example.org", language="es", name="Nadia")
    send_due()
    [sent] = mail.outbox
    assert sent.to == ["n@example.org"]
    assert links.link(made.pk) in sent.body
    words = f"{sent.subject} {sent.body}".replace(links.link(made.pk), "").lower()
    assert [word for word in ("cancer", "cáncer", "onco", "nadia", "phq") if word in words] == []


def test_a_letter_sends_no_mail(cast, deliver):
    with deliver():
        make(cast)
    send_due()
    assert (mail.outbox, Message.objects.count()) == ([], 0)


def test_an_address_that_no_mail_reaches_is_kept_for_staff_to_see(cast, deliver, monkeypatch):
    def refuse(*args, **kwargs):
        raise AddressRefused

    monkeypatch.setattr(sending, "post", refuse)
    with deliver():
        made = make(cast, channel="email", email="gone@example.org")
    send_due()
    made.refresh_from_db()
    assert made.bounced
    assert Message.objects.values_list("state", "why", "address").get() == ("failed", "refused", "")


def test_a_mail_server_that_is_away_is_tried_again(cast, deliver, monkeypatch):
    def away(*args, **kwargs):
        raise smtplib.SMTPServerDisconnected

    with monkeypatch.context() as patch:
        patch.setattr(sending, "post", away)
        with deliver():
            made = make(cast, channel="email", email="n@example.org")
        send_due()
    assert (mail.outbox, Invitation.objects.get(pk=made.pk).bounced) == ([], None)
    with clock.at(clock.now() + timedelta(minutes=1)):
        send_due()
    assert len(mail.outbox) == 1


def test_an_invitation_that_was_withdrawn_before_the_mail_went_is_not_sent(cast):
    made = make(cast, channel="email", email="n@example.org")
    actions.withdraw_invitation(by=cast.clara, invitation=made)
    work()
    assert mail.outbox == []
    assert Message.objects.values_list("state", "why").get() == ("dropped", "over")
