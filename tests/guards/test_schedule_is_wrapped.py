"""django-scheduler is known by one folder, by its models alone, and none of its pages is mounted."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from django.apps import apps
from django.conf import settings
from django.urls import URLPattern, URLResolver, get_resolver, path

from tests.guards.house import Module, imports, judge, module, modules, templates

FOLDER, MODELS = "mentoring/meetings/times/", "schedule.models."


def known(one: Module) -> Iterator[str]:
    """Every import of django-scheduler that stands outside its folder, or is of more than a model."""
    for node, dotted in imports(one):
        ours = one.path.startswith(FOLDER) and dotted.startswith(MODELS)
        if dotted.partition(".")[0] == "schedule" and not ours:
            yield f"{one.at(node)}: imports {dotted}"


def mounted(patterns: Iterable[Any]) -> Iterator[str]:
    """Every address whose view stands in django-scheduler."""
    for one in patterns:
        if isinstance(one, URLResolver):
            yield from mounted(one.url_patterns)
        elif isinstance(one, URLPattern) and _home_of(one.callback).partition(".")[0] == "schedule":
            yield str(one.pattern)


def _home_of(view: Any) -> str:
    of = getattr(view, "view_class", view)
    return str(getattr(of, "__module__", type(of).__module__))


def test_one_folder_knows_django_scheduler_by_its_models():
    assert judge(hit for one in modules() if "/migrations/" not in one.path for hit in known(one)) == []
    inside = [dotted for one in modules() if one.path.startswith(FOLDER) for _node, dotted in imports(one)]
    assert [dotted for dotted in inside if dotted.startswith(MODELS)] != []


def test_none_of_its_pages_feeds_and_templates_is_there():
    assert list(mounted(get_resolver().url_patterns)) == []
    assert [one.path for one in templates() if "schedule/" in one.text.replace("questionnaires/schedule", "")] == []
    assert "django.contrib.admin" not in settings.INSTALLED_APPS
    assert apps.is_installed("schedule")


def test_another_way_in_is_found():
    source = "from schedule.models import Event\nimport schedule.periods\nfrom schedule.views import calendar\n"
    assert list(known(module(source, "clinicians/desk/work/views.py"))) == [
        "clinicians/desk/work/views.py:1: imports schedule.models.Event",
        "clinicians/desk/work/views.py:2: imports schedule.periods",
        "clinicians/desk/work/views.py:3: imports schedule.views.calendar",
    ]
    assert list(known(module(source, f"{FOLDER}actions.py"))) == [
        f"{FOLDER}actions.py:2: imports schedule.periods",
        f"{FOLDER}actions.py:3: imports schedule.views.calendar",
    ]


def test_a_page_of_it_that_is_mounted_is_found():
    from schedule.feeds import CalendarICalendar
    from schedule.views import CalendarView, api_select_create

    ours = path("ours/", test_another_way_in_is_found)  # type: ignore[arg-type]  # -- any function of ours
    theirs = [path("a/", api_select_create), path("b/", CalendarView.as_view()), path("c/", CalendarICalendar())]
    assert list(mounted([ours, *theirs])) == ["a/", "b/", "c/"]
