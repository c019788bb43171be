"""What somebody does with a piece: opens it, goes on, finishes it, says whether it helped, and writes in it."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from datetime import date, datetime, timedelta

from oncocare.audit.actions import record
from oncocare.audit.verbs import Verb
from oncocare.events.actions import emit
from oncocare.foundation import clock
from oncocare.foundation.unit import action, hold
from oncocare.library.models import TextVersion
from oncocare.people.days import today_of
from oncocare.people.models import Actor, Patient, User
from steps import actions as steps
from steps.campus.kinds import PIECE_FINISHED, PIECE_OPENED, PIECE_OPENED_AGAIN, WRITING_SHARED
from steps.campus.lessons.selectors import is_lost, mark_of, newest_writing, written_in
from steps.campus.models import PieceUse, Writing
from steps.course.selectors import help_of
from steps.levels import Level
from steps.models import Pathway

AGAIN = timedelta(minutes=2)  # within which the same words are one press too many
LONGEST = 10 * 60  # seconds that are counted for one part: who left the page open meanwhile was not reading
OFFERED = re.compile(r"[a-z0-9][a-z0-9_-]{0,79}")


@action
def open_piece(*, by: User, patient: Patient, version: TextVersion, offered: str = "") -> PieceUse:
    """Begin to read a piece, or find how far one is. `offered` is the rule by which the plan offered it, and is kept of
    the first time only; what is no name of a rule is left out.
    """
    use, new = PieceUse.objects.get_or_create(
        patient=patient, piece=version.piece,
        defaults={
            "centre": patient.centre, "version": version, "offered": offered if OFFERED.fullmatch(offered) else "",
        },
    )  # fmt: skip
    if new:
        record(by=by, verb=Verb.PIECE_OPENED, subject=use, patient=patient, centre=patient.centre)
        emit(PIECE_OPENED, patient=patient.pk, piece=version.piece_id, use=use.pk)
    elif _never_helped(Pathway.objects.filter(patient=patient).first()):
        emit(PIECE_OPENED_AGAIN, patient=patient.pk, use=use.pk, day=today_of(patient).isoformat())
    return use


@action
def keep_place(
    *, by: User, use: PieceUse, version: TextVersion, place: int, since: datetime | None = None
) -> PieceUse:  # fmt: skip
    """So many parts of this version are behind them. Counted is the time since the step before, or from when the part
    was shown (`since`) where that is later; ten minutes at most.
    """
    use = _held(use)
    now = clock.now()
    began = max(use.touched, since) if since else use.touched
    use.seconds += min(max(0, int((now - began).total_seconds())), LONGEST)
    use.place, use.version, use.touched = place, version, now
    use.save(update_fields=["seconds", "place", "version", "touched"])
    return use


@action
def finish(*, by: User, use: PieceUse, version: TextVersion, place: int, since: datetime | None = None) -> PieceUse:
    """All its parts are behind them. It is finished once, however often it is read again."""
    use = keep_place(by=by, use=use, version=version, place=place, since=since)
    if use.finished is None:
        use.finished = clock.now()
        use.save(update_fields=["finished"])
        record(by=by, verb=Verb.PIECE_FINISHED, subject=use, patient=use.patient, centre=use.centre)
        emit(PIECE_FINISHED, patient=use.patient_id, piece=use.piece_id, use=use.pk)
    return use


@action
def say_helped(*, by: User, use: PieceUse, helped: bool, words: str = "") -> PieceUse:
    """Whether it helped, in one of two answers and their own words; what is said later holds."""
    use = _held(use)
    use.helped, use.words = helped, words.strip()
    use.save(update_fields=["helped", "words"])
    record(by=by, verb=Verb.PIECE_HELPED, subject=use, patient=use.patient, centre=use.centre)
    return use


def _held(use: PieceUse) -> PieceUse:
    """As it is now, while nobody else changes it: a second tab, a double click."""
    hold(use)
    return PieceUse.objects.select_related("patient", "centre").get(pk=use.pk)


# --- what somebody writes ---------------------------------------------------------------------------------------------


@action
def keep_writing(
    *, by: User, patient: Patient, version: TextVersion, given: Mapping[str, str], writing: Writing | None = None,
    mark: str = "",
) -> Writing | None:  # fmt: skip
    """Keep what was written in some fields, in this writing or a new one; its other fields stay as they are. A new one
    in which nothing is written is not kept: None.

    What cannot be opened is not written over, nor what was changed in another window since the page was made whose
    `mark` it is: what is other is a new one, and nothing of it is emptied. The same new one within two minutes is one.
    """
    hold(patient)  # before its writings are read: a second tab, a double click
    if writing is not None:
        writing = Writing.objects.filter(pk=writing.pk).first()
    if writing and mark and mark != mark_of(writing):
        before = written_in(writing)
        if not any(words.strip() and words != before.get(name) for name, words in given.items()):
            return writing
        writing = None
    if writing is None or is_lost(writing):
        found = {name: words for name, words in given.items() if words.strip()}
        latest = newest_writing(patient, version.piece)
        if not found or (latest and latest.begun > clock.now() - AGAIN and written_in(latest) == found):
            return latest if found else None
        writing = Writing(patient=patient, centre=patient.centre, piece=version.piece, version=version)
    before = written_in(writing)
    after = {name: words for name, words in {**before, **given}.items() if words.strip()}
    if before != after:
        writing.written = json.dumps(after, ensure_ascii=False) if after else ""
        writing.version, writing.saved = version, clock.now()
        writing.save()
        record(by=by, verb=Verb.WRITING_KEPT, subject=writing, patient=patient, centre=patient.centre)
    return writing


@action
def share_writing(*, by: User, writing: Writing, shared: bool) -> Writing:
    """Whoever guides this person and their clinicians read it as it stands, from now on or no longer."""
    hold(writing)
    writing = Writing.objects.select_related("patient", "centre").get(pk=writing.pk)
    if (writing.shared is not None) == shared:
        return writing
    writing.shared = clock.now() if shared else None
    writing.save(update_fields=["shared"])
    verb = Verb.WRITING_SHARED if shared else Verb.WRITING_UNSHARED
    record(by=by, verb=verb, subject=writing, patient=writing.patient, centre=writing.centre)
    if shared:
        emit(WRITING_SHARED, patient=writing.patient_id, writing=writing.pk)
    return writing


@action
def delete_writing(*, by: User, writing: Writing) -> None:
    """The words are gone from the table, and nothing else holds them."""
    record(by=by, verb=Verb.WRITING_DELETED, subject=writing, patient=writing.patient, centre=writing.centre)
    Writing.objects.filter(pk=writing.pk).delete()


# --- help of level 2 --------------------------------------------------------------------------------------------------


@action
def begin_help(*, by: Actor, use: PieceUse, day: date) -> bool:
    """The help of level 2 begins with the first piece that somebody opens there, on that day, also one that they had
    read before; nothing where they are at another level, came there later than that day, are not in stepped care just
    now, or helped already. Whether it began.
    """
    found = Pathway.objects.filter(patient=use.patient_id).first()
    if found is None:
        return False
    hold(found)  # two pieces may be opened at the same moment
    pathway = Pathway.objects.select_related("patient__centre").get(pk=found.pk)
    if not _waits_for_help(pathway) or (pathway.entered and day < pathway.entered):
        return False
    steps.help_began(by=by, pathway=pathway, day=day)
    return True


def _waits_for_help(pathway: Pathway | None) -> bool:
    """Whether somebody is at level 2, and its help has not begun."""
    if pathway is None or pathway.status != Pathway.Status.ACTIVE or pathway.level_now is not Level.CAMPUS:
        return False
    return not _helped(pathway)


def _never_helped(pathway: Pathway | None) -> bool:
    """Whether somebody is at level 2, and its help has not begun since they came there."""
    if pathway is None or not _waits_for_help(pathway):
        return False
    known = help_of(pathway)
    return known.began is None if known else not pathway.help_days.exists()


def _helped(pathway: Pathway) -> bool:
    """Whether help of this level goes on. Of whoever was put there by hand before any answer, what was noted last."""
    known = help_of(pathway)
    last = None if known else pathway.help_days.order_by("id").last()
    return known.goes_on if known else bool(last and last.began)
