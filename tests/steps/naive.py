"""A second reading of the policy language: slow, straight, from raw data to rows, sharing no code with the product."""

from __future__ import annotations

from datetime import date
from fractions import Fraction


def naive_replay(policy, rows, grant):
    """`policy` as YAML data; `rows` as (patient, date, instrument, score, value, recorded) text, in file order."""
    patients = list(dict.fromkeys(row[0] for row in rows))
    result = []
    for patient in patients:
        mine = [row for row in rows if row[0] == patient]
        days = sorted({date.fromisoformat(row[5]) for row in mine})
        level, entered, started, nominated = policy["start_level"], days[0], days[0], False
        for today in days:
            here = {
                "policy": policy,
                "rows": mine,
                "days": [d for d in days if d <= today],
                "today": today,
                "level": level,
                "entered": entered,
                "started": started,
            }
            rule = None
            for candidate in policy["rules"]:
                if "when" not in candidate or true(candidate["when"], here):
                    rule = candidate
                    break
            row, level_after, now_nominated = outcome(rule, level, nominated, grant)
            result.append((patient, today.isoformat(), str(level), *row))
            if level_after != level:
                level, entered = level_after, today
            nominated = nominated or now_nominated
    return result


def outcome(rule, level, nominated, grant):
    if rule is None:
        return ("", "stay", str(level), "", ""), level, False
    then = rule["then"]
    nominate = "nominate" in then and not nominated
    word, after = "stay", level
    approval = "approval" in then
    if "step" in then:
        word = then["step"]
        after = level + (1 if word == "up" else -1)
    if "move_to" in then:
        word, after = "move", then["move_to"]
    if "stay" not in then and (after < 1 or after > 4 or after == level):
        word, after, approval = "stay", level, False
    if approval and not grant:
        word, after = "stay", level
    row = (rule["id"], word, str(after), "yes" if approval else "", "yes" if nominate else "")
    return row, after, nominate


def values(name, here, day):
    """[own day, value] of a measure as known at the end of `day`, one for each own day, oldest first."""
    measure = here["policy"]["measures"][name]
    found = {}
    for row in here["rows"]:
        if row[2] == measure["instrument"] and row[3] == measure["score"] and date.fromisoformat(row[5]) <= day:
            found[row[1]] = Fraction(row[4])
    return [(date.fromisoformat(own), found[own]) for own in sorted(found)]


def current(name, here, day):
    known = values(name, here, day)
    if known and (day - known[-1][0]).days <= here["policy"]["max_age_days"]:
        return known[-1]
    return None


def true(condition, here, day=None):
    day = day or here["today"]
    holds = True
    for key, value in condition.items():
        if key == "any":
            holds = holds and any(true(part, here, day) for part in value)
        if key == "all":
            holds = holds and all(true(part, here, day) for part in value)
        if key == "not":
            holds = holds and not true(value, here, day)
        if key == "level":
            holds = holds and here["level"] in (value if isinstance(value, list) else [value])
        if key == "first":
            holds = holds and (day == here["started"]) == value
        if key == "days_in_level":
            holds = holds and between((day - here["entered"]).days, value)
        if key == "days_in_pathway":
            holds = holds and between((day - here["started"]).days, value)
        if key == "open_flag":
            holds = holds and value is False
        if key == "missed":
            holds = holds and between(0, value)
        if key == "measure":
            holds = holds and tested(condition, here, day)
        if key == "held":
            holds = holds and held(value, here)
    return holds


def between(number, bounds):
    if "at_least" in bounds and number < Fraction(str(bounds["at_least"])):
        return False
    return not ("below" in bounds and number >= Fraction(str(bounds["below"])))


def tested(condition, here, day):
    name = condition["measure"]
    now = current(name, here, day)
    if now is None or not between(now[1], condition):
        return False
    measure = here["policy"]["measures"][name]
    worse_is_more = measure["higher_is"] == "worse"
    if "is" in condition:
        case = Fraction(str(measure["case"]))
        is_case = now[1] >= case if worse_is_more else now[1] <= case
        if is_case != (condition["is"] == "case"):
            return False
    if "change" in condition:
        before = [item for item in values(name, here, day) if item[0] < now[0]]
        at_entry = [item for item in values(name, here, day) if item[0] <= here["entered"]]
        if condition["since"] == "baseline":
            reference = values(name, here, day)[0]
        else:
            of = before if condition["since"] == "previous" else at_entry
            if not of:
                return False
            reference = of[-1]
        rise = now[1] - reference[1]
        enough = Fraction(str(measure["reliable_change"]))
        up, down = rise >= enough, -rise >= enough
        improved, worse = (down, up) if worse_is_more else (up, down)
        if not {"improved": improved, "worse": worse, "none": not improved and not worse}[condition["change"]]:
            return False
    return True


def held(value, here):
    days = here["days"]
    for start in range(len(days)):
        far_enough = len(days) - 1 - start >= value["points"] - 1
        long_enough = (here["today"] - days[start]).days >= value["days"]
        if far_enough and long_enough and all(true(value["condition"], here, day) for day in days[start:]):
            return True
    return False
