"""Policies and courses in a few lines, so that a test of the language is a sentence, a rule and some days.

Days are numbered from START, day 0. A line of a course is a day, what happened, its value, and `@` with the day a score
became known where that is later: `0 mood 12`, `3 mood 20 @5`, `7 missed`, `8 level 2`. A rule is `when: …, then: …`; the
rules of a policy are called r1, r2 and so on.
"""

from __future__ import annotations

from datetime import date, timedelta

from steps.course_file import parse_course
from steps.policy_file import parse_policy
from steps.replay import Approvals, course, decisions, decisions_csv, replay

START = date(2025, 1, 6)
LAST = date(2025, 12, 31)
STAY = "then: {stay: true}"
SCORES = {
    "mood": ("phq-9", "total"),
    "worry": ("gad-7", "total"),
    "rest": ("who-5", "raw"),
    "screen": ("phq-4", "phq2"),
    "sleep": ("isi", "total"),  # no measure of the policy
}
HEAD = """
language: 2
policy: tried
version: 3
title: {en: Tried}
start_level: %d
max_age_days: 14
measures:
  mood: {instrument: phq-9, score: total, case: 10, reliable_change: 6, higher_is: worse, words: {en: low mood}}
  worry: {instrument: gad-7, score: total, case: 8, reliable_change: 4, higher_is: worse, words: {en: worry}}
  rest: {instrument: who-5, score: raw, case: 12, reliable_change: 6, higher_is: better, words: {en: rest}}
  screen: {instrument: phq-4, score: phq2, higher_is: worse, max_age_days: 42, words: {en: low mood}}
rules:
"""


def policy(*rules, start_level=1):
    texts = "because: {en: Because.}, source: made up"
    listed = "".join(f"  - {{id: r{n}, {rule}, {texts}}}\n" for n, rule in enumerate(rules, 1))
    return parse_policy(HEAD % start_level + (listed or "  []\n"))


def rows_of(*lines):
    """The rows of a course file, read as one."""
    text = "patient,date,instrument,score,value,recorded\n" + "".join(map(_row, lines))
    return parse_course(text, "course", LAST)


def _row(line):
    words, _, known = line.partition(" @")
    day, what, value = (*words.split(), "")[:3]
    instrument, score = SCORES.get(what, ("", what))
    return f"A,{on(day)},{instrument},{score},{value},{on(known) if known else ''}\n"


def on(number):
    return START + timedelta(int(number))


def number(day):
    return (day - START).days


# --- what was decided -------------------------------------------------------------------------------------------------


def lived(tried, *lines, approvals="recorded"):
    """The decisions of a policy about a course."""
    return list(decisions(tried, course(rows_of(*lines)), Approvals(approvals)))


def levels(tried, *lines, approvals="recorded"):
    """The level at the end of each decision."""
    return [int(decision.level_after) for decision in lived(tried, *lines, approvals=approvals)]


def rules(tried, *lines, approvals="recorded"):
    """The rule that decided at each point, None where none held."""
    return [decision.rule for decision in lived(tried, *lines, approvals=approvals)]


def days_of(when, *lines, otherwise=STAY, start_level=1):
    """The days on which a condition holds: those that a rule with it decides, and not the rule after it."""
    tried = policy(f"when: {when}, then: {{stay: true}}", otherwise, start_level=start_level)
    return [number(decision.point) for decision in lived(tried, *lines) if decision.rule == "r1"]


def table(tried, *lines, approvals="recorded"):
    """The rows of a decision file without patient and date."""
    text = decisions_csv(replay(tried, rows_of(*lines), Approvals(approvals)))
    return [line.split(",", 2)[2] for line in text.splitlines()[1:]]
