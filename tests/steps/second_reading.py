"""A second reading of the policy language, version 2, by somebody who had not read the first.

Written from the page of the language alone, with nothing of the product in it: no import of `steps`, no cleverness, everything worked
out anew from the raw rows at every point. It is slow on purpose. Where it and the product disagree, one of them, or the
page, is wrong.
"""

from datetime import date, timedelta
from fractions import Fraction
from types import SimpleNamespace
from typing import NamedTuple

ANSWERS = ("accepted", "declined", "level")  # the rows that only `recorded` looks at
ONE_DAY = timedelta(days=1)


class NothingToAnswer(Exception):
    """A row `accepted` or `declined` where no proposal is open; `place` is the row's index among the rows."""

    def __init__(self, place):
        super().__init__(f"row {place}: no proposal is open")
        self.place = place


class Score(NamedTuple):
    own: date
    recorded: date
    place: int
    name: tuple[str, str]
    value: Fraction


class Happening(NamedTuple):
    day: date
    place: int
    what: str
    value: str


def read_again(policy, rows, approvals):
    """The rows of DECISIONS.csv, without its header, for raw rows in the order of the file."""
    answer = []
    for patient in dict.fromkeys(row[0] for row in rows):
        scores, happenings = [], []
        for place, (whose, day, instrument, score, value, recorded) in enumerate(rows):
            if whose != patient:
                continue
            own = date.fromisoformat(day)
            if instrument:
                known = date.fromisoformat(recorded) if recorded else own
                scores.append(Score(own, known, place, (instrument, score), Fraction(value)))
            else:
                happenings.append(Happening(own, place, score, value))
        answer += [(patient, *decision) for decision in decisions_of(policy, scores, happenings, approvals)]
    return answer


# --- one patient, day by day ------------------------------------------------------------------------------------------


def decisions_of(policy, scores, happenings, approvals):
    points = {score.recorded for score in scores} | {it.day for it in happenings if it.what == "missed"}
    people = [it for it in happenings if it.what in ANSWERS and approvals == "recorded"]
    state = SimpleNamespace(
        level=policy["start_level"],
        entered=None,  # the day the level was entered
        began=None,  # the day of the first point
        proposal=None,  # the level an open proposal asks for
        nominated=False,
        declined=[],  # (day, "up" or "down")
        by_hand=[],  # days
    )
    decisions = []
    for day in sorted(points | {it.day for it in people}):
        if day in points:
            if state.began is None:
                state.began = state.entered = day
            here = SimpleNamespace(policy=policy, day=day, scores=scores, happenings=happenings, state=state)
            decisions.append(decide(here, approvals))
        for it in sorted((it for it in people if it.day == day), key=lambda it: it.place):
            do_what_people_did(state, it)
    return decisions


def decide(here, approvals):
    state, day = here.state, here.day
    before = state.level
    rule = next((rule for rule in here.policy["rules"] if rule_holds(rule, here)), None)
    then = rule["then"] if rule else {"stay": True}
    target = target_of(then, before)
    wants_approval = target != before and "approval" in then
    if wants_approval and approvals != "grant":
        after = max(before, then.get("meanwhile", before))
        state.proposal = target  # a new one, the open one renewed, or another in its place
        outcome = "move" if after != before else "stay"
    else:
        after = target
        if after != before:
            state.proposal = None  # superseded; a stay leaves it open
        outcome = "stay" if after == before else then.get("step", "move")
    if after != before:
        state.level, state.entered = after, day
    nominates = "nominate" in then and not state.nominated
    state.nominated = state.nominated or nominates
    return (
        day.isoformat(),
        str(before),
        rule["id"] if rule else "",
        outcome,
        str(after),
        "yes" if wants_approval else "",
        "yes" if nominates else "",
    )


def target_of(then, level):
    if "move_to" in then:
        target = then["move_to"]
    elif "step" in then:
        target = level + {"up": 1, "down": -1}[then["step"]]
    else:
        target = level
    return target if 1 <= target <= 4 else level


def do_what_people_did(state, it):
    asked = state.proposal
    if it.what != "level" and asked is None:
        raise NothingToAnswer(it.place)
    if it.what == "level":
        state.by_hand.append(it.day)
        to = int(it.value)
    else:
        to = asked if it.what == "accepted" else state.level
    if asked is not None and to != asked:
        state.declined.append((it.day, "up" if asked > state.level else "down"))
    state.proposal = None
    if to != state.level:
        state.level = to
        state.entered = it.day  # before the first point this is passed over: the first point enters it


# --- what is known of a measure ---------------------------------------------------------------------------------------


def values_by(here, measure, last_day):
    """The values known at the end of a day, as pairs of own day and value, the earliest own day first."""
    spec = here.policy["measures"][measure]
    mine = [score for score in here.scores if score.name == (spec["instrument"], spec["score"])]
    known = [score for score in mine if score.recorded <= last_day]
    counted = {}
    for score in sorted(known, key=lambda score: (score.own, score.recorded, score.place)):
        counted[score.own] = score.value  # the later of one own day takes the place of the earlier
    return list(counted.items())


def latest_now(here, measure):
    return (values_by(here, measure, here.day) or [None])[-1]


def latest_before(here, measure):
    """The latest value as it stood before this point."""
    return (values_by(here, measure, here.day - ONE_DAY) or [None])[-1]


def is_reading(here, measure):
    return latest_now(here, measure) != latest_before(here, measure)


def is_reading_of_a_new_day(here, measure):
    now, before = latest_now(here, measure), latest_before(here, measure)
    return now is not None and (before is None or before[0] != now[0])


def is_missing(here, measure):
    latest = latest_now(here, measure)
    spec = here.policy["measures"][measure]
    return latest is None or days(latest[0], here.day) > spec.get("max_age_days", here.policy["max_age_days"])


def reference(here, measure, since):
    if since == "previous":
        found = latest_before(here, measure)
    elif since == "baseline":
        found = values_by(here, measure, here.day)[0]
    else:
        until_then = [pair for pair in values_by(here, measure, here.day) if pair[0] <= here.state.entered]
        found = until_then[-1] if until_then else None
    return None if found is None else found[1]


# --- conditions -------------------------------------------------------------------------------------------------------


def rule_holds(rule, here):
    when = rule.get("when")
    if when is None:
        return True
    if not holds(when, here):
        return False
    return "step" not in rule["then"] or not asks_for_something_new(when) or something_new(when, here)


def branches(condition):
    """The conditions inside this one, those inside `not` left out."""
    return condition.get("any", []) + condition.get("all", [])


def asks_for_something_new(condition):
    own = "measure" in condition or "held" in condition or "missed" in condition
    return own or any(asks_for_something_new(part) for part in branches(condition))


def something_new(condition, here):
    """Whether a measure row, a `held` or a `missed`, in a part that holds as a whole, carries a step here."""
    if not holds(condition, here):
        return False
    if "measure" in condition and "missing" not in condition and is_reading_of_a_new_day(here, condition["measure"]):
        return True
    if "held" in condition and is_reading_of_a_new_day(here, condition["held"]["measure"]):
        return True
    if "missed" in condition and any(it.what == "missed" and it.day == here.day for it in here.happenings):
        return True
    return any(something_new(part, here) for part in branches(condition))


def holds(condition, here):
    """Whether every key of a mapping holds; the keys of a measure row stand for one row."""
    if "measure" in condition and not row_holds(condition, here):
        return False
    return all(KEYS[key](asked, here) for key, asked in condition.items() if key in KEYS)


def row_holds(row, here):
    measure = row["measure"]
    if "missing" in row:
        return is_missing(here, measure)
    latest = latest_now(here, measure)
    if latest is None or (is_missing(here, measure) and "of_any_age" not in row):
        return False
    if not keeps_bound(here, row, measure, latest[1]):
        return False
    if "change" in row and not has_changed(here, row, latest[1]):
        return False
    if row.get("reading") == "first":
        return latest_before(here, measure) is None
    if row.get("reading") == "new":
        return is_reading(here, measure)
    if row.get("reading") == "old":
        return not is_reading(here, measure)
    return True


def keeps_bound(here, bound, measure, value):
    """The keys `at_least`, `below` and `is` of a measure row or a `held`."""
    if not within(bound, value):
        return False
    if "is" not in bound:
        return True
    spec = here.policy["measures"][measure]
    case = number(spec["case"])
    is_case = value <= case if spec["higher_is"] == "better" else value >= case
    return is_case == (bound["is"] == "case")


def has_changed(here, row, value):
    measure, since = row["measure"], row["since"]
    before = reference(here, measure, since)
    if before is None or (since == "previous" and not is_reading(here, measure)):
        return False
    spec = here.policy["measures"][measure]
    better_by = value - before if spec["higher_is"] == "better" else before - value
    enough = number(spec["reliable_change"])
    if better_by >= enough:
        return row["change"] == "improved"
    if -better_by >= enough:
        return row["change"] == "worse"
    return row["change"] == "none"


def held(asked, here):
    measure = asked["measure"]
    if is_missing(here, measure):
        return False
    backwards = values_by(here, measure, here.day)[::-1]
    for how_many_before, (own, value) in enumerate(backwards):
        if not keeps_bound(here, asked, measure, value):
            return False
        if how_many_before >= asked["points"] - 1 and days(own, backwards[0][0]) >= asked["days"]:
            return True
    return False


def help_of_this_level(here):
    """The row with which the help of the present level last began, and whether it has ended since."""
    seen = [it for it in here.happenings if here.state.entered <= it.day <= here.day]
    began = max((it for it in seen if it.what == "help-began"), default=None)
    ended = [it for it in seen if it.what == "help-ended"]
    return began, began is not None and any(it > began for it in ended)


def days_of_help(asked, here):
    began, _ = help_of_this_level(here)
    return began is not None and within(asked, days(began.day, here.day))


def help_is(asked, here):
    began, has_ended = help_of_this_level(here)
    return {"waiting": began is None, "ended": has_ended}[asked]


def open_flag(asked, here):
    opened = [it for it in here.happenings if it.what == "flag-opened" and it.day <= here.day]
    closed = [it for it in here.happenings if it.what == "flag-closed" and it.day < here.day]
    return (len(opened) > len(closed)) == asked


def missed(asked, here):
    with_score = max((score.recorded for score in here.scores if score.recorded <= here.day), default=date.min)
    misses = [it for it in here.happenings if it.what == "missed" and with_score < it.day <= here.day]
    return within(asked, len(misses))


def lately(asked, day, here):
    return 1 <= days(day, here.day) <= asked["within_days"]


def declined(asked, here):
    which = [asked["of"]] if "of" in asked else ["up", "down"]
    return any(way in which and lately(asked, day, here) for day, way in here.state.declined)


KEYS = {
    "any": lambda parts, here: any(holds(part, here) for part in parts),
    "all": lambda parts, here: all(holds(part, here) for part in parts),
    "not": lambda part, here: not holds(part, here),
    "level": lambda asked, here: here.state.level in (asked if isinstance(asked, list) else [asked]),
    "first": lambda asked, here: (here.day == here.state.began) == asked,
    "days_in_level": lambda asked, here: within(asked, days(here.state.entered, here.day)),
    "days_in_pathway": lambda asked, here: within(asked, days(here.state.began, here.day)),
    "days_of_help": days_of_help,
    "help": help_is,
    "held": held,
    "open_flag": open_flag,
    "missed": missed,
    "declined": declined,
    "by_hand": lambda asked, here: any(lately(asked, day, here) for day in here.state.by_hand),
}


# --- numbers and days -------------------------------------------------------------------------------------------------


def number(plain):
    return Fraction(str(plain))


def within(bound, value):
    enough = "at_least" not in bound or value >= number(bound["at_least"])
    return enough and ("below" not in bound or value < number(bound["below"]))


def days(earlier, later):
    return (later - earlier).days
