"""The text of docs/simulated-cohort.md, and its table alone for a terminal. Written in English."""

from __future__ import annotations

from collections.abc import Iterator

from oncocare.demo.simulation import courses
from oncocare.demo.simulation.policy_report.aims import AIMS, VERSION_1
from oncocare.demo.simulation.policy_report.costs import choices, cost
from oncocare.demo.simulation.policy_report.figures import Kind, PolicyFigure, spread
from oncocare.demo.simulation.policy_report.lived import PolicyRun, Told
from oncocare.demo.simulation.policy_report.table import aim, all_years, cell, figures_of, lines, number, verdict

PAGE = "simulated-cohort.md"
TUNED = frozenset(range(1, 6))  # seeds on which the shipped rules were tried while they were written

HEAD = """# What the shipped policies come to with made-up people

Written by `python manage.py {command} --write`.

**Everybody here is made up. This is no evidence of anything**: not of how people with cancer are, not of what stepped
care does. It shows what a policy would do with people who are as we assumed, so that a committee sees what a rule costs
before it is signed, and so that two policies can be compared on the same people.

Each of {people} people a seed lives a year in memory: the shipped schedule asks, they answer or do not, each day with
answers or silence is decided by the real rules, made-up staff answer proposals and close flags, help begins after a
wait and does what its source says, and how the person then is decides the next answers. {seeds} In brackets: the 95 %
interval of the mean over the seeds (Student's t), which says how much chance is in these runs and nothing about real
people. The whole service, with its letters, messages and rota, lives by the same rules and people in
[the simulated service](simulated-service.md).
"""

AIMED = """
## Aims, and what came out

The aims are this project's own, set on 2026-11-28; no study gives them. ICOnnecta't, whose levels these are, reports
that 94 % stayed in its "preventive steps" (Medina 2022, Cancers 14:974): 1 and 2 by its own project page, 1 to 3 as the
paper can be read, which is not settled; with another questionnaire, other rules, and people who decided. "Version 1" is
the first policy by PHQ-9 and GAD-7 as it was measured in an older simulator, with 1,500 people, without worsenings and
effects of help; its language has no reader any more, so it cannot be run again beside these, and the two differ by the
simulator too. The last column is the first policy again **if no help works**: what an aim owes to the assumption that
help does what its source says. Severe answers "left at level 1 or 2" cannot occur by these rules but where somebody set
the level by hand or where answers come late on paper, and neither is tried here.
"""

ALL = """
## Every figure
"""

RULES = """
## What each rule costs: {policy}

Over all seeds together. "A week" is a week of a clinician with 70 patients in care. A rule with 0 points was not tried
here, which says nothing of its cost: nothing comes on paper, nobody sets a level by hand but when therapy is over, and
the help of a group goes on.
"""

PRICES = """
## The price of each choice: {policy}
"""

MADE_OF = """
## What the people are made of

{assumed} of these {all} figures are our own assumptions, and the shapes of the courses too. An interval is what the
source gives; each seed draws its effects from it, the same for every policy.
"""

CANNOT = """
## What this cannot know

- **Whether a policy helps anybody.** The effects of help go in as assumptions and come out as results.
- **Who real people are.** The shares of the courses are those of one study of 171 women with breast cancer; how high
  each course lies, how much a fortnight differs from the next and who gets worse at a stroke are our assumptions.
- **What effects people like these have from each level.** The sources are trials of other programmes, mostly in women
  with breast cancer, mostly against little or nothing, and the one of group therapy has no untreated group. The same
  effect for low mood and for worry, the same for everybody in proportion to their distress, are our assumptions.
- **What a clinician decides.** Made-up staff look at numbers, and mostly accept what the newest answers still bear out
  and decline what they do not. A person who calls hears what no number says; nothing here measures that.
- **Regression to the mean**: it is in here by how people vary and by when they join, both assumed. A true figure needs
  people who are measured and not helped.
- **Silence.** Whoever stops answering does so by chance here. In truth those who are worst may go quiet first.
- **What nobody asked.** A short screen misses people, as these people answer it honestly and by their mood alone.
- **Suicide.** How often the question about it is answered above 0 follows the band of PHQ-9 by assumption. No rule of a
  policy handles it, and nothing here says how safe a service is.
- **HADS**: no rule of translation between HADS and PHQ-9 or GAD-7 was found for this group; ours is a straight line
  between assumed means. Its column compares rules, not questionnaires.
- **Death, illness and the way through treatment** touch only whether somebody is asked.
- **Work.** A flag and a proposal are counted, not the minutes they take, nor whether there are people to take them.
  Everybody takes the help that is offered at levels 3 and 4, and no queue grows where more want it than there are
  places; at level 2 only who opens a piece is helped. By HADS the question about suicide comes every twelve weeks only,
  so its flags are fewer because less is asked.
- **Who stays.** Figures over all people with a first decision count those too who left early, and so had less time to
  reach level 4; the rows of those in care all year stand beside them.
"""


def table(told: Told) -> str:
    """Every figure of each policy beside the other, with the aims."""
    return "\n".join([f"{told.people} people a seed, seeds {told.seed_words}.", "", *_figures(told), ""])


def page(told: Told) -> str:
    """The whole page."""
    numbers = courses.sources().figures
    parts: list[Iterator[str]] = [
        iter([HEAD.format(command=told.command, people=f"{told.people:,}", seeds=_which_seeds(told))]),
        iter([AIMED]), _aims(told), iter([ALL]), _figures(told),
    ]  # fmt: skip
    parts += [_hashes(told)]
    for run in told.helped:
        parts += [
            iter([RULES.format(policy=run.name)]),
            _rules(run),
            iter([PRICES.format(policy=run.name)]),
            _prices(run),
        ]
    assumed = sum(figure.status == "assumption" for figure in numbers.values())
    parts += [iter([MADE_OF.format(assumed=assumed, all=len(numbers))]), _made_of(), iter([CANNOT])]
    return (
        "\n".join(line.strip("\n") if line != "\n" else "" for part in parts for line in [*part, "\n"]).rstrip() + "\n"
    )


def _hashes(told: Told) -> Iterator[str]:
    """Which words of a policy the figures are of."""
    yield from (
        f"- {run.name}: SHA-256 `{run.source.policy.sha256}`, schedule {run.source.schedule}" for run in told.helped
    )


def _which_seeds(told: Told) -> str:
    apart = TUNED.isdisjoint(told.seeds)
    return f"Seeds {told.seed_words}; the rules were tuned on seeds 1 to 5{'' if apart else ', so these flatter them'}."


def _pairs(told: Told) -> Iterator[tuple[PolicyFigure, list[PolicyFigure]]]:
    """Each figure of the first policy with the same figure of every policy."""
    of_each = [figures_of(run.source.policy) for run in told.runs]
    yield from ((same[0], list(same)) for same in zip(*of_each, strict=True))


def _cells(told: Told, each: list[PolicyFigure]) -> list[str]:
    return [cell(own.kind, spread(own, run.seeds)) for own, run in zip(each, told.runs, strict=True)]


def _aims(told: Told) -> Iterator[str]:
    met = [f"{name}: met" for name in told.names]
    rows = (
        [
            first.what, aim(first.kind, AIMS[first.key]), *_cells(told, each),
            *(verdict(AIMS[own.key], spread(own, run.seeds)) for own, run in zip(each, told.runs, strict=True)),
            number(first.kind, VERSION_1[first.key]) if first.key in VERSION_1 else "not measured",
        ]
        for first, each in _pairs(told) if first.key in AIMS
    )  # fmt: skip
    yield from lines(["What", "aim", *told.names, *met, "version 1"], rows, 1 + len(told.names))


def _figures(told: Told) -> Iterator[str]:
    rows = (
        [
            first.what, *_cells(told, each), aim(first.kind, AIMS[first.key]) if first.key in AIMS else "",
            number(first.kind, VERSION_1[first.key]) if first.key in VERSION_1 else "", first.definition,
        ]
        for first, each in _pairs(told)
    )  # fmt: skip
    yield from lines(["What", *told.names, "aim", "version 1", "what is counted"], rows, 2 + len(told.names))


def _rules(run: PolicyRun) -> Iterator[str]:
    years = all_years(run)
    found = [(rule.id, cost(years, (rule.id,))) for rule in run.source.policy.rules]
    rows = (
        [
            f"`{rule}`", str(of.points), number(Kind.NUMBER, of.proposals), number(Kind.NUMBER, of.flags),
            str(of.entries), str(of.calm),
        ]
        for rule, of in found
    )  # fmt: skip
    head = [
        "Rule",
        "points",
        "proposals a week",
        "new flags a week",
        "entries to level 4",
        "of these, true course below 10",
    ]
    yield from lines(head, rows, 5)


def _prices(run: PolicyRun) -> Iterator[str]:
    yield from (f"- {sentence}" for sentence in choices(all_years(run)))


def _made_of() -> Iterator[str]:
    rows = (
        [
            f"`{name}`", _plain(figure.value), _plain(figure.interval) if figure.interval else "", figure.status,
            figure.source,
        ]
        for name, figure in courses.sources().figures.items()
    )  # fmt: skip
    yield from lines(["Figure", "value", "interval", "status", "source"], rows, 2)


def _plain(value: float | tuple[float, ...]) -> str:
    return ", ".join(f"{one:g}" for one in value) if isinstance(value, tuple) else f"{value:g}"
