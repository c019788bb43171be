"""One page for the committee of a centre that is to sign a policy, in the language of the page."""

from __future__ import annotations

from collections.abc import Iterator

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from oncocare.demo.simulation.policy_report.aims import AIMS
from oncocare.demo.simulation.policy_report.costs import choices
from oncocare.demo.simulation.policy_report.figures import PolicyFigure, Spread, spread
from oncocare.demo.simulation.policy_report.lived import PolicyRun, Told
from oncocare.demo.simulation.policy_report.pages import PAGE
from oncocare.demo.simulation.policy_report.table import aim, all_years, cell, figures_of, lines, verdict


def page(told: Told) -> str:
    """About the first policy of a report; another beside it is compared on the long page."""
    run = told.runs[0]
    policy = run.source.policy
    title = policy.title.get(get_language() or "en", policy.title["en"])
    parts = [
        _("# For the committee: %(title)s, version %(version)d") % {"title": title, "version": policy.version},
        _(
            "Written by `python manage.py %(command)s --write`. %(people)d **made-up** people, a year each, for each "
            "of %(seeds)d seeds. It shows what the rules do with people as we assumed them. It is no evidence that "
            "they help."
        ) % {"command": told.command, "people": told.people, "seeds": len(told.seeds)},
        _("## What the rules do"), "\n".join(f"- {line}" for line in principles()),
        _("## What came out, beside what this project aims at"), "\n".join(_table(run, told.runs[-1])),
        _("## What each choice costs"), _("A week is a week of a clinician with 70 patients in care."),
        "\n".join(f"- {sentence}" for sentence in choices(all_years(run))),
        _("## What this cannot know"), "\n".join(f"- {line}" for line in unknown()),
        _("Every figure with its definition, and what the people are made of: [%(page)s](%(page)s).") % {"page": PAGE},
        _("## Signed"), _("Centre: ____________ Date: ____________ Names: ____________________________________"),
    ]  # fmt: skip
    return "\n\n".join(parts) + "\n"


def principles() -> list[str]:
    """What holds for the shipped policies, in sentences for whoever signs them."""
    return [
        _("One reading places people and alerts people. It opens group therapy only with a clinician's yes."),
        _(
            "Severe answers at level 1 or 2: level 3 at once, level 4 proposed, and a flag that asks a person to call "
            "and climbs within a day of the clock. A group is offered after that call."
        ),
        _(
            "To level 4 otherwise: severe at two readings a week apart; or worse since the level began and high at the "
            "two readings after that; or eight weeks of help at level 3 without change at three readings."
        ),
        _(
            "Levels 2 and 3 need no signature. Down after three good readings over four weeks, and six weeks in the "
            "level."
        ),
        _("Therapy ends with its cohort: a clinician is asked about everybody."),
        _(
            "What a clinician declined, or set by hand, stands for four weeks; whoever is severe meanwhile is flagged "
            "all the same."
        ),
        _("Whoever goes quiet after severe answers is asked after; two missed sets of anybody become a task."),
        _("Whoever improved and has been well for ninety days, also by the short screen, may be asked to be a mentor."),
    ]  # fmt: skip


def unknown() -> list[str]:
    """What no run with made-up people can say."""
    return [
        _("Whether anybody is helped: the effects of help go in as assumptions."),
        _("How real people are, how they change, and who of them goes quiet."),
        _("What a clinician hears in a call, and decides then."),
        _("How safe a service is for somebody who thinks of suicide: no rule of a policy handles that."),
    ]


def _table(run: PolicyRun, untreated: PolicyRun) -> Iterator[str]:
    words = _figure_words()
    rows = (
        [
            words[one.key], aim(one.kind, AIMS[one.key]), cell(one.kind, over), verdict(AIMS[one.key], over),
            cell(one.kind, spread(one, untreated.seeds)),
        ]
        for one, over in _aimed(run)
    )  # fmt: skip
    head = [_("What"), _("Aim"), _("Came out (interval over the seeds)"), _("Met"), _("If no help works")]
    yield from lines(head, rows, 4)


def _aimed(run: PolicyRun) -> Iterator[tuple[PolicyFigure, Spread]]:
    yield from ((one, spread(one, run.seeds)) for one in figures_of(run.source.policy) if one.key in AIMS)


def _figure_words() -> dict[str, str]:
    return {
        "never-4": _("People never at level 4 within the year"),
        "solved": _("People never above level 2 whose last answers were calm"),
        "severe-twice-never-offered": _("People severe twice running to whom level 4 was never offered"),
        "left-light": _("Severe answers left at level 1 or 2 on that day"),
        "days-to-offer": _("Days from the first severe answer to the offer, in the middle"),
        "flags": _("New flags a week, those about suicide included"),
        "proposals": _("New proposals a week"),
        "mentors": _("People nominated as mentors"),
    }
