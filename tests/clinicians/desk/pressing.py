"""What the tests of a record press, and what they read after it."""

from html import unescape

from django.urls import reverse

from oncocare.audit.models import AuditRow
from tests.pages import seen


def page(client, patient, name="record"):
    answer = client.get(reverse(name, args=[patient.pk]))
    assert answer.status_code == 200
    return unescape(seen(answer.content.decode()))


def do(client, name, pk, **data):
    return client.post(reverse(name, args=[pk]), {"csrfmiddlewaretoken": "x", **data})


def done(answer, patient):
    assert (answer.status_code, getattr(answer, "url", "")) == (302, reverse("record", args=[patient.pk]))


def refused(answer, *sentences):
    text = unescape(answer.content.decode())
    assert answer.status_code == 422
    assert "There is a problem" in text
    for sentence in sentences:
        assert sentence in text, sentence


def audited(verb):
    return list(AuditRow.objects.filter(verb=verb).values_list("actor", "patient"))
