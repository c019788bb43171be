"""A worrying answer in the very moment in which somebody closes the flag of the one before."""

import time

import pytest
from django.db import transaction

from oncocare.safety.flags.actions import close
from oncocare.safety.models import Flag
from questionnaires.models import Assignment
from tests.factories.committed import at_once
from tests.factories.rooms import ask, talked
from tests.questionnaires.keeping import save


@pytest.mark.parametrize("first", [1, 3])
def test_an_answer_while_its_flag_is_being_closed_raises_another(committed, first):
    [due] = ask(committed.patient(committed.ana))
    [flag] = save(due, "9", first)

    def closing():
        with transaction.atomic():
            close(by=committed.clara, flag=flag, outcome="spoke_safe", assessed=talked())
            time.sleep(0.4)

    def worse():
        time.sleep(0.2)
        return save(Assignment.objects.select_related("patient__user").get(pk=due.pk), "9", 3)

    at_once(closing, worse)
    flags = [(one.number, one.severity, one.closed_at is None) for one in Flag.objects.order_by("number")]
    assert flags == [(1, flag.severity, False), (2, "urgent", True)]
