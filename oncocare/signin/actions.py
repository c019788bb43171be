"""Sessions: when they begin and end, everywhere at once, and the answer that was being sent when one ended."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.contrib.sessions.backends.base import SessionBase
from django.contrib.sessions.models import Session
from django.core import signing
from django.db.models import QuerySet
from django.http import HttpRequest, QueryDict

from oncocare.audit.actions import record
from oncocare.audit.verbs import Verb
from oncocare.foundation import clock
from oncocare.foundation.encryption import WRITINGS, Unreadable, decrypt, encrypt
from oncocare.foundation.unit import action
from oncocare.people.models import Actor, User
from oncocare.people.selectors import standing_of
from oncocare.signin.limits import Ended, Limits

BEGAN, SEEN, ENDED, UNSENT = "began", "seen", "ended", "unsent"
WHOSE = "whose"  # in a form with words that are a person's alone: for whom its page was made, signed
GRAIN = timedelta(minutes=1)  # how exactly it is known when somebody was last seen: not every page writes


def limits_of(user: User) -> Limits:
    """How long this person stays signed in; of several roles, the one with the shorter limits counts."""
    sessions = {role.session for roles in standing_of(user).roles.values() for role in roles} or {"patient"}
    idle, absolute = zip(*(settings.SESSION_LIMITS[session] for session in sessions), strict=True)
    return Limits(idle=min(idle), absolute=min(absolute))


def begin(request: HttpRequest) -> None:
    """Note a session that has just begun, so that it can end: in time, and from elsewhere."""
    now = clock.now().isoformat()
    request.session.update({BEGAN: now, SEEN: now})
    request.session.pop(ENDED, None)
    if UNSENT in request.session:
        _keep(request, _of_reader(request))  # nothing of anybody else
    remember(request)


def remember(request: HttpRequest) -> None:
    """Keep which session this is under its (new) key."""
    UserSession.objects.create_from_request(request)


def follow(old: str | None, new: str | None) -> None:
    """A change of SECRET_KEY gives a session a new key: it must still be one that can be ended from elsewhere."""
    if old and new and old != new:
        UserSession.objects.filter(session_key=old).update(session_key=new)


def touch(session: SessionBase) -> None:
    """Note when this session was last used, to the minute."""
    if clock.now() - _moment(session, SEEN) >= GRAIN:
        session[SEEN] = clock.now().isoformat()


def over(session: SessionBase, user: User) -> Ended | None:
    """Why this session of this person is over; None while it lasts and for one that has not been noted yet."""
    if BEGAN not in session:
        return None
    lived = {"began": _moment(session, BEGAN), "seen": _moment(session, SEEN), "now": clock.now()}
    if not any(Limits(*longest).broken(**lived) for longest in settings.SESSION_LIMITS.values()):
        return None  # within every limit, so whose hold need not be asked
    return limits_of(user).broken(**lived)


def _moment(session: SessionBase, name: str) -> datetime:
    return datetime.fromisoformat(session[name])


@action
def end(*, request: HttpRequest, why: Ended, lost: bool) -> None:
    """End this one session; what comes after is a stranger's, who is told, and whether something sent was lost."""
    user = request.user
    record(by=user, verb=Verb.SESSION_ENDED, subject=user, why=why.value)
    UserSession.objects.filter(session_key=request.session.session_key).delete()
    request.session.flush()
    request.user = AnonymousUser()
    request.session[ENDED] = {"why": why.value, "lost": lost}


@action
def end_everywhere(*, by: Actor, user: User) -> None:
    """Every session of this person is over, now, on every device."""
    mine = UserSession.objects.filter(user=user)
    Session.objects.filter(session_key__in=mine.values("session_key")).delete()
    mine.delete()
    record(by=by, verb=Verb.SESSION_ENDED_EVERYWHERE, subject=user)


def running(user: User) -> QuerySet[UserSession]:
    """The sessions of this person that still open something, the newest first."""
    alive = Session.objects.filter(expire_date__gt=clock.now()).values("session_key")
    found: QuerySet[UserSession] = UserSession.objects.filter(user=user, session_key__in=alive)
    return found.order_by("-created_at")


# --- the answer that was being sent -----------------------------------------------------------------------------------


def keep_unsent(request: HttpRequest, user: User | None, *, sure: bool = True) -> None:
    """Keep a choice on the server, for this question alone and for this person, or for whoever may answer it once they
    have signed in. Nothing is saved by it. `sure`: no other site can have sent it.
    """
    kept = {"user": str(user.pk) if user else "", "answer": request.POST.get("answer", ""), "sure": sure, "led": False}
    _keep(request, {**request.session.get(UNSENT, {}), request.path: kept})


def made_for(user: User) -> str:
    """For whom a page is made, as its form says it."""
    return signing.dumps(str(user.pk), salt=WHOSE)


def keep_words(request: HttpRequest) -> bool:
    """Keep what somebody wrote and sent too late on the server, sealed as it would be in its table, for whom the page
    was made and nobody else; nothing is saved by it. Whether it is kept: where somebody else signed in meanwhile, not.
    """
    try:
        whose = signing.loads(request.POST.get(WHOSE, ""), salt=WHOSE)
    except signing.BadSignature:
        return False
    if request.user.is_authenticated and str(request.user.pk) != whose:
        return False
    sealed = encrypt(request.POST.urlencode(), WRITINGS)
    kept = {"user": whose, "answer": "", "sure": False, "led": False, "words": sealed}
    _keep(request, {**request.session.get(UNSENT, {}), request.path: kept})
    return True


def unsent_words(request: HttpRequest) -> QueryDict | None:
    """What this person wrote and was sending to this address when the session ended; None where there is none."""
    kept = _of_reader(request).get(request.path)
    if kept is None or "words" not in kept:
        return None
    try:
        return QueryDict(decrypt(kept["words"], WRITINGS))
    except Unreadable:
        return None


def unsent(request: HttpRequest) -> dict[str, Any]:
    """The choice that was being sent to this question when the session ended; sending the question ends it."""
    kept = _of_reader(request).get(request.path)
    if kept is None:
        return {}
    if request.method == "POST":
        forget_unsent(request)
    return {"answer": kept["answer"], "sure": kept["sure"]}


def way_to_unsent(request: HttpRequest) -> str:
    """The address of a question with such a choice, once for each: whoever signs in again is led there from wherever
    they begin. Empty where there is none.
    """
    kept = _of_reader(request)
    path = next((path for path, choice in kept.items() if not choice["led"]), "")
    if path:
        _keep(request, {**kept, path: {**kept[path], "led": True}})
    return path


def forget_unsent(request: HttpRequest) -> None:
    """The choice that was being sent to this question has arrived."""
    kept = request.session.get(UNSENT, {})
    _keep(request, {path: choice for path, choice in kept.items() if path != request.path})


def _of_reader(request: HttpRequest) -> dict[str, dict[str, Any]]:
    readers = ("", str(request.user.pk))
    return {path: choice for path, choice in request.session.get(UNSENT, {}).items() if choice["user"] in readers}


def _keep(request: HttpRequest, kept: dict[str, dict[str, Any]]) -> None:
    if kept:
        request.session[UNSENT] = kept
    else:
        request.session.pop(UNSENT, None)
