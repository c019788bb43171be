"""Writes what a person says to a text, and new versions of the texts."""

from __future__ import annotations

from datetime import datetime

from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from oncocare.audit.actions import actor, record
from oncocare.audit.verbs import Verb
from oncocare.consent.kinds import CONSENT_CHANGED
from oncocare.consent.models import ABOUT, Consent, ConsentText, Purpose, hash_of
from oncocare.consent.placeholders import NAMES, unknown
from oncocare.consent.selectors import answers_of, history_of, texts_for
from oncocare.events.actions import emit
from oncocare.foundation import clock
from oncocare.foundation.unit import action, hold
from oncocare.people.models import Actor, Centre, Patient

Said = Consent.Said


@action
def record_consent(
    *, by: Actor, patient: Patient, text: ConsentText, said: str, channel: str, at: datetime | None = None
) -> Consent:
    """What a person says to one text: yes, no or not now. The same said again to the same text is kept once."""
    _answerable(patient, text, said)
    hold(patient)  # two answers at one moment come one after the other
    last = history_of(patient).filter(purpose=text.about).first()
    if last and (last.text_id, last.said) == (text.pk, said):
        return last
    before = answers_of(patient).get(text.about) if last else None
    consent = Consent.objects.create(
        patient=patient,
        centre=patient.centre,
        purpose=text.about,
        said=said,
        text=text,
        text_sha256=text.sha256,
        language=text.language,
        at=at or clock.now(),
        by=actor(by),
        channel=Consent.Channel(channel),
    )
    record(
        by=by, verb=Verb.CONSENT_ANSWERED, subject=consent, patient=patient, centre=patient.centre,
        purpose=text.about, said=said, sha256=text.sha256,
    )  # fmt: skip
    if said != Said.NOT_NOW and (before is None or before.said != said):
        emit(CONSENT_CHANGED, patient=patient.pk, purpose=text.about, said=said)
    return consent


def _answerable(patient: Patient, text: ConsentText, said: str) -> None:
    if said not in Said.values:
        raise ValidationError({"said": _("Choose yes or no.")})
    if text.about not in Purpose.values or text.centre_id != patient.centre_id:
        raise ValidationError({"text": _("This text is not one that you can answer. Nothing was changed.")})


@action
def publish_text(
    *, by: Actor, centre: Centre, about: str, language: str, title: str, body: str, asks_again: bool = False
) -> ConsentText:
    """A new version of a text; refused whole when something is wrong with it."""
    title, body = _plain(title), _plain(body)
    if about not in ABOUT or language not in dict(settings.LANGUAGES):
        raise ValidationError(_("There is no such text."))
    hold(centre)  # versions are numbered one after the other
    latest = texts_for(centre, language).get(about)
    _publishable(title, body, latest)
    text = ConsentText.objects.create(
        centre=centre,
        about=about,
        language=language,
        version=latest.version + 1 if latest else 1,
        asks_again=asks_again,
        title=title,
        body=body,
        sha256=hash_of(title, body),
        published_by=actor(by),
    )
    record(
        by=by, verb=Verb.TEXT_PUBLISHED, subject=text, centre=centre,
        about=about, language=language, version=text.version, sha256=text.sha256,
    )  # fmt: skip
    return text


def _plain(text: str) -> str:
    """With Unix line ends and nothing at the ends of lines, so that the same words are the same text."""
    return "\n".join(line.rstrip() for line in text.strip().splitlines())


def _publishable(title: str, body: str, latest: ConsentText | None) -> None:
    check_words(title=title, body=body)
    if latest and hash_of(title, body) == latest.sha256:
        raise ValidationError(_("These are the words of the version in force. Nothing was changed."))


def check_words(**words: str) -> None:
    """Refuse what cannot be shown: nothing written, or something in braces that we do not know."""
    for name, text in words.items():
        if not text.strip():
            raise ValidationError({name: _("Write a title.") if name == "title" else _("Write the text.")})
        if found := unknown(text):
            raise ValidationError(
                {
                    name: _("We cannot fill in %(found)s. You can use %(known)s.")
                    % {"found": ", ".join(found), "known": ", ".join(f"{{{known}}}" for known in NAMES)}
                }
            )
