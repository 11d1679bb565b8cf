import itertools

import numpy as np
import pytest

from consultation_insight.statistics import difference_interval, false_discovery_adjusted


def test_newcombes_worked_examples():
    """Newcombe (1998), table II, method 10: 56/70 and 48/80; 9/10 and 3/10; 10/10 and 0/10."""
    low, high = difference_interval([48, 3, 0], [80, 10, 10], [56, 9, 10], [70, 10, 10])
    assert low.round(4).tolist() == [0.0524, 0.1705, 0.6075]
    assert high.round(4).tolist() == [0.3339, 0.8090, 1.0]


def test_no_base_says_nothing():
    low, high = difference_interval(0, 0, 5, 10)
    assert low < 0 < high


@pytest.mark.parametrize("seed", range(3))
def test_adjustment_does_not_depend_on_order(seed):
    random = np.random.default_rng(seed)
    p = random.uniform(size=20).round(2)
    order = random.permutation(20)
    assert (false_discovery_adjusted(p)[order] == false_discovery_adjusted(p[order])).all()


def test_adjustment_is_the_definition():
    p = np.random.default_rng(4).uniform(size=7)
    found = false_discovery_adjusted(p)
    ranked = np.sort(p)
    for value, adjusted in zip(p, found, strict=True):
        steps = [ranked[k] * 7 / (k + 1) for k in range(7) if ranked[k] >= value]
        assert adjusted == pytest.approx(min(1, *steps))
    assert all(
        (a <= b) == (x <= y)
        for (a, x), (b, y) in itertools.combinations(zip(found, p, strict=True), 2)
        if a != b
    )


def test_no_tests():
    assert len(false_discovery_adjusted([])) == 0
