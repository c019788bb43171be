"""Random policies that use every word of language 2, and random courses full of awkward days to run them on.

Limits, values, days and spans come from the same few numbers, so that rules fire and their edges are met.
"""

from datetime import date, timedelta

from hypothesis import strategies as st

from tests.steps.second_reading import NothingToAnswer, read_again

START = date(2025, 1, 6)
MEASURES = {
    "depression": {"instrument": "phq-9", "score": "total", "higher_is": "worse", "words": {"en": "low mood"}},
    "anxiety": {"instrument": "gad-7", "score": "total", "higher_is": "worse", "words": {"en": "worry"}},
    # Read the wrong way round, for these tests only: a measure that is better when it is higher.
    "calm": {"instrument": "phq-4", "score": "phq2", "higher_is": "better", "words": {"en": "calm"}},
}
VALUES = {
    ("phq-9", "total"): (0, 4, 5, 9, 10, 12, 15, 16, 20, 22),
    ("gad-7", "total"): (0, 4, 5, 9, 10, 12, 15, 16, 20, 21),
    ("phq-4", "phq2"): (0, 2, 3, 4, 5, 6),
    ("isi", "total"): (0, 10, 22),  # an instrument that is no measure: it makes points and nothing else
}
SPANS = (0, 1, 2, 7, 8, 14, 15, 21, 28)
DAYS = (0, 1, 2, 3, 7, 8, 9, 14, 15, 16, 21, 22, 23, 28, 29, 30, 35, 40)
LEVELS = st.integers(1, 4)
HAPPENINGS = (
    ("missed",),
    ("help-began", "help-ended"),
    ("flag-opened", "flag-closed"),
    ("level",),
    ("accepted", "declined", "declined"),
)


# --- policies ---------------------------------------------------------------------------------------------------------


@st.composite
def bounds(draw, numbers):
    """`at_least`, `below`, or both, with room between them."""
    keys = draw(st.sampled_from([("at_least",), ("below",), ("at_least", "below")]))
    limits = draw(st.lists(st.sampled_from(numbers), min_size=len(keys), max_size=len(keys), unique=True))
    return dict(zip(keys, sorted(limits), strict=True))


@st.composite
def limits_of(draw, measure, kinds):
    """The bound of a measure row or a `held`: limits, the measure's own case, or (in a row only) both."""
    spec = MEASURES[measure]
    numbers = (*VALUES[spec["instrument"], spec["score"]][1:], 4.5)
    which = draw(st.sampled_from(kinds))
    found = {} if which == "case" else draw(bounds(numbers))
    return found if which == "limits" else {**found, "is": draw(st.sampled_from(["case", "not_case"]))}


@st.composite
def measure_rows(draw):
    measure = draw(st.sampled_from(sorted(MEASURES)))
    if draw(st.integers(0, 7)) == 0:
        return {"measure": measure, "missing": True}
    row = {"measure": measure}
    kinds = draw(st.lists(st.sampled_from(["limits", "change", "reading"]), min_size=1, max_size=3))
    if "limits" in kinds:
        row |= draw(limits_of(measure, ["limits", "limits", "case", "both"]))
    if "change" in kinds:
        row["change"] = draw(st.sampled_from(["improved", "worse", "none"]))
        row["since"] = draw(st.sampled_from(["baseline", "level_entry", "previous"]))
    if "reading" in kinds:
        row["reading"] = draw(st.sampled_from(["first", "new", "old"]))
    if draw(st.integers(0, 3)) == 0:
        row["of_any_age"] = True
    return row


@st.composite
def helds(draw):
    measure = draw(st.sampled_from(sorted(MEASURES)))
    lasting = {"points": draw(st.integers(1, 3)), "days": draw(st.sampled_from([0, 0, 1, 7, 8, 14]))}
    return {"measure": measure, **draw(limits_of(measure, ["limits", "limits", "case"])), **lasting}


def within_days(**more):
    return st.fixed_dictionaries({"within_days": st.sampled_from(SPANS[1:])}, optional=more)


SINGLE = {
    "held": helds(),
    "level": st.one_of(LEVELS, st.lists(LEVELS, min_size=1, max_size=3, unique=True)),
    "first": st.booleans(),
    "days_in_level": bounds(SPANS),
    "days_in_pathway": bounds(SPANS),
    "days_of_help": bounds(SPANS),
    "help": st.sampled_from(["ended", "waiting"]),
    "open_flag": st.booleans(),
    "missed": st.fixed_dictionaries({"at_least": st.sampled_from([1, 1, 2, 3])}),
    "declined": within_days(of=st.sampled_from(["up", "down"])),
    "by_hand": within_days(),
}
KINDS = ["row", *SINGLE]
NESTED = ["any", "any", "all", "not"]


@st.composite
def conditions(draw, kinds, depth=2):
    """A mapping of one to three keys; `kinds` are those that this policy dwells on."""
    few = draw(st.sampled_from([1, 1, 1, 2, 2, 3]))
    offered = st.sampled_from([*kinds, *kinds, *NESTED] if depth else kinds)
    condition = {}
    for kind in draw(st.lists(offered, min_size=1, max_size=few, unique=True)):
        if kind == "row":
            condition |= draw(measure_rows())
        elif kind == "not":
            condition["not"] = draw(conditions(kinds, depth - 1))
        elif kind in NESTED:
            condition[kind] = draw(st.lists(conditions(kinds, depth - 1), min_size=1, max_size=3))
        else:
            condition[kind] = draw(SINGLE[kind])
    return condition


@st.composite
def outcomes(draw, approvals):
    kind = draw(st.sampled_from(["stay", "step", "step", "move_to", "move_to"]))
    if kind == "stay":
        then = {"stay": True}
    elif kind == "step":
        then = {"step": draw(st.sampled_from(["up", "down"]))}
    else:
        then = {"move_to": draw(LEVELS)}
    if draw(st.sampled_from(approvals)):
        then["approval"] = "clinician"
        if then.get("move_to", 1) > 1 and draw(st.booleans()):
            then["meanwhile"] = draw(st.integers(1, then["move_to"] - 1))
    if draw(st.integers(0, 3)) == 0:
        then["nominate"] = "mentor"
    if draw(st.integers(0, 3)) == 0:
        then["flag"] = {
            "kind": draw(st.sampled_from(["worsening", "silence", "severe_distress"])),
            "severity": draw(st.sampled_from(["medium", "high", "urgent"])),
        }
    return then


def words_of(part):
    """Every mapping inside a part of a policy."""
    if isinstance(part, dict):
        yield part
    for inner in part.values() if isinstance(part, dict) else part if isinstance(part, list) else ():
        yield from words_of(inner)


@st.composite
def measures_for(draw, rules):
    """The three measures, with `case` and `reliable_change` wherever a rule asks for them."""
    asked = {
        (part["measure"], key)
        for part in words_of(rules)
        for key in ("is", "change")
        if "measure" in part and key in part
    }
    found = {}
    for name, fixed in MEASURES.items():
        spec = dict(fixed)
        small = name == "calm"
        if (name, "is") in asked or draw(st.booleans()):
            spec["case"] = draw(st.sampled_from([2, 3, 4] if small else [5, 10, 15]))
        if (name, "change") in asked or draw(st.booleans()):
            spec["reliable_change"] = draw(st.sampled_from([1, 1.5, 2] if small else [1, 4, 5, 5.5, 6]))
        if draw(st.booleans()):
            spec["max_age_days"] = draw(st.sampled_from(SPANS))
        if draw(st.booleans()):
            spec["source"] = "centre decision 2024-11-27"
        found[name] = spec
    return found


@st.composite
def policies(draw):
    rules = []
    kinds = draw(st.one_of(st.just(KINDS), st.lists(st.sampled_from(["row", "row", *KINDS]), min_size=1, max_size=3)))
    approvals = draw(st.sampled_from([[False], [False, True], [True]]))
    for number in range(draw(st.integers(1, 5))):
        rule = {
            "id": f"rule-{number}",
            "when": draw(conditions(kinds)),
            "then": draw(outcomes(approvals)),
            "because": {"en": f"Because of rule {number}."},
            "source": draw(st.sampled_from(["centre decision 2024-11-27", "doi:10.1000/182"])),
        }
        rules.append(rule)
    if draw(st.integers(0, 3)) == 0:
        del rules[-1]["when"]
    return {
        "language": 2,
        "policy": "random",
        "version": 1,
        "title": {"en": "A random policy"},
        "start_level": draw(LEVELS),
        "max_age_days": draw(st.sampled_from([0, 3, 7, 14, 28])),
        "measures": draw(measures_for(rules)),
        "rules": rules,
    }


# --- courses ----------------------------------------------------------------------------------------------------------


def on(number):
    return (START + timedelta(days=number)).isoformat()


@st.composite
def scores(draw, patient, days):
    instrument, score = draw(st.sampled_from([*VALUES, *list(VALUES)[:3]]))
    own = draw(st.sampled_from(days))
    late = draw(st.sampled_from([None, None, None, 0, 1, 2, 7, 8, 14]))
    value = draw(st.sampled_from(VALUES[instrument, score]))
    return (patient, on(own), instrument, score, str(value), "" if late is None else on(own + late))


@st.composite
def corrections(draw, earlier):
    """A row of the same own day as an earlier one, recorded on that very day or later."""
    patient, own, instrument, score, value, recorded = earlier
    known = date.fromisoformat(recorded or own) + timedelta(days=draw(st.sampled_from([0, 0, 1, 2, 7])))
    values = st.one_of(st.just(value), st.sampled_from(VALUES[instrument, score]))
    return (patient, own, instrument, score, str(draw(values)), known.isoformat())


@st.composite
def happenings(draw, patient, days, kinds):
    what = draw(st.sampled_from(kinds))
    own = on(draw(st.sampled_from(days)))
    value = str(draw(LEVELS)) if what == "level" else ""
    return (patient, own, "", what, value, draw(st.sampled_from(["", own])))


@st.composite
def courses(draw):
    """Rows of two patients over about forty days, in any order; most of their answers have nothing to answer."""
    rows = []
    days = draw(st.lists(st.sampled_from(DAYS), min_size=4, max_size=9, unique=True))
    kinds = draw(st.lists(st.sampled_from(HAPPENINGS), min_size=1, max_size=4, unique=True))
    for patient in ("A", "B"):
        rows += draw(st.lists(scores(patient, days), min_size=3, max_size=12))
        rows += draw(st.lists(happenings(patient, days, [word for kind in kinds for word in kind]), max_size=8))
    for earlier in draw(st.lists(st.sampled_from([row for row in rows if row[2]]), max_size=4)):
        rows.append(draw(corrections(earlier)))
    return draw(st.permutations(rows))


def answerable(policy, rows):
    """The rows without the answers that find no open proposal, so that they can be replayed under `recorded`."""
    rows = list(rows)
    while True:
        try:
            read_again(policy, rows, "recorded")
        except NothingToAnswer as nothing:
            del rows[nothing.place]
        else:
            return rows


def choices():
    """What to do with one proposal after another: nothing, or an answer some days later."""
    answer = st.sampled_from([("accepted", ""), ("declined", ""), *(("level", str(level)) for level in range(1, 5))])
    answers = st.tuples(answer, st.sampled_from([0, 0, 0, 1, 2, 7]))
    return st.lists(st.one_of(st.none(), answers, answers, answers), min_size=1, max_size=6)


def with_answers(policy, rows, chosen):
    """The answerable rows, and for each proposal in turn the answer that the next of `choices()` gives it."""
    rows, met = answerable(policy, rows), set()
    for choice in chosen:
        asked = [row[:2] for row in read_again(policy, rows, "recorded") if row[6] and row[:2] not in met]
        if not asked:
            break
        met.add(asked[0])
        if choice is not None:
            (patient, day), ((what, value), later) = asked[0], choice
            answered = (date.fromisoformat(day) + timedelta(days=later)).isoformat()
            rows = answerable(policy, [*rows, (patient, answered, "", what, value, "")])
    return rows
