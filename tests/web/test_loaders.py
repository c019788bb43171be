"""Pages are sent without the indentation of their templates."""

import re
from pathlib import Path

from django.template.loader import get_template
from django.urls import reverse

from oncocare.web.forms import Renderer
from oncocare.web.gallery.forms import Example

INDENTED = re.compile(r"^[ \t]+\S", re.MULTILINE)
MAIL = "emails/crisis/body.txt"


def written(name):
    """A template as it stands in its file."""
    return Path(get_template(name).origin.name).read_text(encoding="utf-8")


def test_no_line_of_a_page_is_indented(cast, client):
    client.force_login(cast.clara)
    for page in (reverse("record", args=[cast.patient(cast.ana).pk]), reverse("caseload"), reverse("centre_rota")):
        assert INDENTED.findall(client.get(page).content.decode()) == []


def test_nor_is_a_form_and_what_a_person_wrote_stays_as_it_is():
    drawn = str(Example({"words": "first\n    second, further in"}, renderer=Renderer()))
    assert INDENTED.findall(drawn) == ["    s"]
    assert "first\n    second, further in" in drawn


def test_an_error_still_names_the_right_line():
    source = get_template("base.html").template.source
    assert len(source.splitlines()) == len(written("base.html").splitlines())


def test_a_mail_in_plain_text_keeps_its_form():
    assert INDENTED.search(written(MAIL))
    assert get_template(MAIL).template.source == written(MAIL)
