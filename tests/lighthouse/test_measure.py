"""What `make lighthouse` makes of its runs: the median counts, and a page below the least is named."""

from tests.lighthouse.measure import LEAST, middle, too_low

WELL = dict.fromkeys(LEAST, 100.0)


def test_one_bad_run_of_five_does_not_count():
    runs = [WELL | {"performance": score} for score in (99.0, 61.0, 97.0, 98.0, 100.0)]
    assert middle(runs) == WELL | {"performance": 98.0}


def test_what_is_too_low_is_named():
    table = {
        "home": WELL | {"performance": 94.0},
        "help": WELL | {"performance": 95.0},
        "sign-in": WELL | {"accessibility": 99.0},
    }
    assert too_low(table) == ["home: performance 94, at least 95", "sign-in: accessibility 99, at least 100"]
