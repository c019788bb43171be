"""The people of the demo and the links that sign them in, which exist in a demo only."""

import importlib
import re

import pytest
from django.conf import settings as house
from django.core import signing
from django.core.management import CommandError, call_command
from django.urls import NoReverseMatch, clear_url_caches, reverse

from oncocare.audit.models import AuditRow
from oncocare.demo.people import actions as people
from oncocare.demo.people import cast
from oncocare.demo.views import link_for
from oncocare.foundation import clock
from oncocare.people.models import Centre, User
from oncocare.people.roles import CLINICIAN
from oncocare.safety.models import Flag
from steps.models import Pathway, Proposal
from tests.factories.demo import new_patient


@pytest.fixture
def demo(settings):
    """The addresses as they are in a demo."""
    from oncocare import urls

    settings.DEMO = True
    importlib.reload(urls)
    clear_url_caches()
    yield
    settings.DEMO = False
    importlib.reload(urls)
    clear_url_caches()


def test_outside_a_demo_there_is_no_sign_in_by_link(cast, client):
    with pytest.raises(NoReverseMatch):
        reverse("demo_sign_in", args=["x"])
    token = signing.dumps(str(cast.ana.pk), salt="oncocare.demo")
    assert client.get(f"/demo/sign-in/{token}/").status_code == 404
    assert client.get(reverse("home")).status_code == 302


@pytest.mark.parametrize(
    ("command", "refusal"), [("load_demo", "Demo people are loaded in a demo only."), ("demo_links", "in a demo only")]
)
def test_outside_a_demo_its_commands_refuse(db, command, refusal):
    with pytest.raises(CommandError, match=refusal):
        call_command(command)
    assert not User.objects.exists()


def test_in_a_demo_a_link_signs_in_and_leaves_a_row(cast, client, demo):
    cast.ana.language = "es"
    cast.ana.save()
    answer = client.get(link_for(cast.ana))
    assert (answer.url, answer.cookies[house.LANGUAGE_COOKIE_NAME].value) == ("/", "es")
    assert "Ana" in client.get(reverse("home")).content.decode()
    assert AuditRow.objects.get(verb="signed_in.demo").actor == f"user:{cast.ana.pk}"


def test_in_a_demo_a_forged_link_or_one_of_a_closed_account_signs_nobody_in(cast, client, demo):
    good = link_for(cast.ana)
    User.objects.filter(pk=cast.ana.pk).update(is_active=False)
    for path in (good, good.replace(":", ":x", 1), reverse("demo_sign_in", args=[signing.dumps("x", salt="other")])):
        assert client.get(path).status_code == 404
    assert client.get(reverse("home")).status_code == 302


@pytest.mark.slow
def test_the_demo_is_loaded_once_with_people_at_every_urgency_and_a_link_for_each_role(db, demo, capsys, client):
    call_command("load_demo")
    loaded = Pathway.objects.count()
    assert loaded == people.size() - 1  # the caregiver is outside stepped care
    assert Flag.objects.filter(closed_at=None).exists()
    assert Proposal.objects.filter(state="open").exists()
    capsys.readouterr()
    call_command("load_demo")
    assert "here already; their data is kept" in capsys.readouterr().out
    assert Pathway.objects.count() == loaded
    call_command("demo_links", base="http://host")
    links = re.findall(r"http://host(\S+)", capsys.readouterr().out)
    assert len(links) == len(cast.CAST)
    for link in links:
        assert client.get(link).url == "/"
        assert client.get("/", follow=True).status_code == 200


def test_another_newcomer_can_try_the_demo(db, demo):
    people.found_demo_centre()
    clara = next(person for person in cast.CAST if person.role is CLINICIAN)
    people._employ(clara, Centre.objects.get(slug="demo"))
    nova = new_patient("es")
    assert (nova.name, nova.language, nova.patients.get().assignments.count()) == ("Nova", "es", 2)
    assert clock.now().tzinfo
