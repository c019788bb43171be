"""Saves an answer, and reads back what is stored."""

import uuid

from questionnaires.answering import actions

KEY = uuid.UUID(int=1)


def stored(of):
    return list(of.objects.all())


def save(assignment, item, code):
    return actions.save_answer(by=assignment.patient.user, assignment=assignment, item=item, code=code)
