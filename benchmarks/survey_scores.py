"""How often the 95 % intervals of drivers and of changes cover the truth, and how long they take.

Run::

    python benchmarks/survey_scores.py [--panels 1000] [--units 71] [--years 6]

A panel of organisations over years is made with known coefficients (as in the tests), its scores
go with each other, errors are alike within an organisation and larger in some.
"""

from __future__ import annotations

import argparse
import time

import numpy as np
import pandas as pd

import consultation_insight as ci

TRUE = {"leadership": 0.35, "inclusion": 0.15, "pay": 0.0}


def panel(seed: int, units: int, years: int) -> pd.DataFrame:
    """Organisations over years."""
    random = np.random.default_rng(seed)
    rows = units * years
    unit, year = np.repeat(np.arange(units), years), np.tile(np.arange(years), units)
    common = random.normal(0, 5, units)[unit] + random.normal(0, 3, rows)
    frame = pd.DataFrame({"organisation": unit, "year": 2014 + year})
    for name in TRUE:
        own = random.normal(0, 4, units)[unit] + random.normal(0, 4, rows)
        frame[name] = 55 + common + own
    noise = random.normal(0, 1, rows) * random.uniform(1, 5, units)[unit]
    effects = random.normal(0, 4, units)[unit] + random.normal(0, 2, years)[year]
    frame["career"] = 20 + sum(b * frame[name] for name, b in TRUE.items()) + effects + noise
    return frame


def main() -> None:
    """Simulate and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--panels", type=int, default=1000)
    parser.add_argument("--units", type=int, default=71)
    parser.add_argument("--years", type=int, default=6)
    given = parser.parse_args()
    covered, estimates, false = [], [], []
    start = time.perf_counter()
    for seed in range(given.panels):
        frame = panel(seed, given.units, given.years)
        found = ci.drivers(
            frame, "career", list(TRUE), unit="organisation", year="year", draws=2
        ).table
        truth = 10 * found["driver"].map(TRUE)
        covered.append((found["low"].le(truth) & found["high"].ge(truth)).to_numpy())
        estimates.append(found["estimate"].to_numpy())
        false.append(found.loc[found["driver"] == "pay", "p_value"].le(0.05).to_numpy())
    seconds = (time.perf_counter() - start) / given.panels
    table = found[["model", "driver"]].assign(
        truth=truth, mean_estimate=np.mean(estimates, 0), covered=np.mean(covered, 0)
    )
    print(table.round(3).to_string(index=False))
    across, within = np.mean(false, 0)
    print(f"“pay” wrongly linked: across {across:.3f}, over time {within:.3f}")
    print(f"{given.panels} panels, {1e3 * seconds:.0f} ms each")


if __name__ == "__main__":
    main()
