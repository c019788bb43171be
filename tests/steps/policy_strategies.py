"""Random policies that use every word of the language, and random score files full of awkward days."""

from __future__ import annotations

from datetime import date, timedelta

from hypothesis import strategies as st

START = date(2026, 1, 1)
NAMES = ("low", "high", "rare")
WHOLE = st.integers(0, 12)
NUMBER = st.one_of(WHOLE, st.sampled_from([0.5, 2.5, 7.25]))
BOUNDS = st.one_of(
    st.fixed_dictionaries({"at_least": WHOLE}),
    st.fixed_dictionaries({"below": WHOLE}),
    st.fixed_dictionaries({"at_least": WHOLE, "below": WHOLE}),
)


def measures():
    one = st.fixed_dictionaries(
        {
            "case": NUMBER,
            "reliable_change": st.sampled_from([1, 2, 2.5, 4]),
            "higher_is": st.sampled_from(["worse", "better"]),
        }
    )
    return st.tuples(one, one, one).map(
        lambda three: {
            name: {"instrument": f"i-{name}", "score": "total", **body} for name, body in zip(NAMES, three, strict=True)
        }
    )


def of_measure(with_change):
    def merged(parts):
        name, *tests = parts
        return {"measure": name, **{key: value for test in tests for key, value in test.items()}}

    tests = [
        st.fixed_dictionaries({"at_least": NUMBER}),
        st.fixed_dictionaries({"below": NUMBER}),
        st.fixed_dictionaries({"is": st.sampled_from(["case", "not_case"])}),
    ]
    if with_change:
        tests.append(
            st.fixed_dictionaries(
                {
                    "change": st.sampled_from(["improved", "worse", "none"]),
                    "since": st.sampled_from(["baseline", "level_entry", "previous"]),
                }
            )
        )
    return st.one_of(
        st.tuples(st.sampled_from(NAMES), st.one_of(tests)).map(merged),
        st.tuples(st.sampled_from(NAMES), st.one_of(tests), st.one_of(tests)).map(merged),
    )


def nested(leaves):
    def deeper(inner):
        several = st.lists(inner, min_size=1, max_size=3)
        return st.one_of(
            st.fixed_dictionaries({"any": several}),
            st.fixed_dictionaries({"all": several}),
            st.fixed_dictionaries({"not": inner}),
            st.fixed_dictionaries({"any": several, "not": inner}),
        )

    return st.recursive(leaves, deeper, max_leaves=4)


def conditions():
    level = st.integers(1, 4)
    held = st.fixed_dictionaries(
        {"points": st.integers(1, 3), "days": st.integers(0, 8), "condition": nested(of_measure(with_change=False))}
    )
    leaves = st.one_of(
        of_measure(with_change=True),
        of_measure(with_change=True),
        st.fixed_dictionaries({"level": st.one_of(level, st.lists(level, min_size=1, max_size=3))}),
        st.fixed_dictionaries({"first": st.booleans()}),
        st.fixed_dictionaries({"days_in_level": BOUNDS}),
        st.fixed_dictionaries({"days_in_pathway": BOUNDS}),
        st.fixed_dictionaries({"open_flag": st.booleans()}),
        st.fixed_dictionaries({"missed": st.fixed_dictionaries({"at_least": st.integers(0, 2)})}),
        st.fixed_dictionaries({"held": held}),
        st.fixed_dictionaries({"held": held}, optional={"level": level}),
    )
    return nested(leaves)


def thens():
    way = st.one_of(
        st.just({"stay": True}),
        st.sampled_from([{"step": "up"}, {"step": "up"}, {"step": "down"}]),
        st.integers(1, 4).map(lambda level: {"move_to": level}),
    )
    more = st.fixed_dictionaries(
        {},
        optional={
            "approval": st.just("clinician"),
            "nominate": st.just("mentor"),
            "flag": st.just({"kind": "worsening", "severity": "low"}),
        },
    )
    return st.tuples(way, more).map(lambda both: {**both[0], **both[1]})


@st.composite
def policies(draw):
    """A policy as plain data, loadable."""
    whens = draw(st.lists(conditions(), max_size=5))
    rules = [{"when": when, "then": draw(thens())} for when in whens]
    if draw(st.booleans()):
        rules.append({"then": draw(thens())})
    texts = {"because": {"en": "Because."}, "source": "centre decision 2026-11-22"}
    return {
        "policy": "random",
        "version": 1,
        "title": {"en": "Random"},
        "start_level": draw(st.integers(1, 4)),
        "max_age_days": draw(st.sampled_from([0, 3, 5])),
        "measures": draw(measures()),
        "rules": [{"id": f"rule-{index}", **rule, **texts} for index, rule in enumerate(rules)],
    }


@st.composite
def score_rows(draw):
    """Rows of text in any order: doubles on a day, late ones, ones of no measure, ages on and off the boundary."""
    own, late = st.integers(0, 14), st.sampled_from([0, 0, 0, 1, 3, 4, 9])
    row = st.tuples(
        st.sampled_from(["A", "B"]), own, st.sampled_from([*NAMES, "other"]), st.integers(0, 12), st.booleans(), late
    )
    return [
        (
            patient,
            (START + timedelta(day)).isoformat(),
            f"i-{name}",
            "total",
            f"{value}.5" if half else str(value),
            (START + timedelta(day + after)).isoformat(),
        )
        for patient, day, name, value, half, after in draw(st.lists(row, min_size=1, max_size=14))
    ]
