"""The pages on which somebody answers: their addresses, and what is typed there."""

import re
import uuid

from django.urls import reverse

from questionnaires.answering import actions
from tests.cast import phq9
from tests.pages import seen

FULL = {**phq9(12), "10": 1}


def url(name, assignment, *more):
    return reverse(name, args=[assignment.pk, *more])


def text(answer, status=200):
    assert answer.status_code == status
    return seen(answer.content.decode())


def heading(answer, status=200):
    [words] = re.findall(r"<h1[^>]*>(.*?)</h1>", text(answer, status), re.DOTALL)
    return re.sub(r"<[^>]+>|\s+", " ", words).strip()


def say(client, assignment, item, code, query=""):
    return client.post(url("question", assignment, item) + query, {"answer": str(code), "csrfmiddlewaretoken": "x"})


def fill(assignment, answers):
    for item, code in answers.items():
        actions.save_answer(by=assignment.patient.user, assignment=assignment, item=item, code=code)


def send_page(client, assignment, key=None):
    return client.post(url("check_answers", assignment), {"key": str(key or uuid.uuid4())})
