"""Whether series of counts add up, how often a burst is seen where there is none, and the time it takes.

Run::

    python benchmarks/trends.py [FOLDER] [--series 400]

FOLDER holds a ``data.csv`` with the columns ``date``, ``signature_count`` and ``region`` (as
signatures of petitions by month and constituency); its sums are compared with sums by hand.
"""

from __future__ import annotations

import argparse
import csv
import time
from collections import Counter
from pathlib import Path

import numpy as np
import pandas as pd

import consultation_insight as ci


def petitions(folder: Path) -> None:
    """Compare with sums that the csv module and a counter make."""
    by_month: Counter[str] = Counter()
    by_region: Counter[tuple[str, str]] = Counter()
    with (folder / "data.csv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            by_month[row["date"]] += int(row["signature_count"])
            by_region[row["region"], row["date"]] += int(row["signature_count"])
    frame = pd.read_csv(folder / "data.csv")
    whole = ci.trends(frame, date="date", count="signature_count")
    parts = ci.trends(frame, date="date", count="signature_count", by="region")
    found = whole.table.set_index("period")["n"].to_dict()
    regions = parts.table.set_index(["name", "period"])["n"].to_dict()
    print(f"months equal: {found == dict(by_month)}; regions equal: {regions == dict(by_region)}")
    print(f"period {whole.period}, {len(found)} of them, {whole.base:,} in all")
    print(f"bursts: {len(whole.bursts)} in all, {len(parts.bursts)} by region")


def false_bursts(series: int) -> None:
    """Series without a burst, by chance alone and more uneven than chance."""
    random = np.random.default_rng(1)
    for periods in (8, 22, 60, 120):
        for mean, spread in ((3, 1), (30, 1), (30, 10), (3000, 200)):
            hits = 0
            for _ in range(series):
                if spread == 1:
                    counts = random.poisson(mean, periods)
                else:
                    counts = random.negative_binomial(mean / (spread - 1), 1 / spread, periods)
                dates = pd.date_range("2000-01-01", periods=periods, freq="MS")
                frame = pd.DataFrame({"date": dates, "n": counts})
                hits += len(ci.trends(frame, date="date", count="n").bursts) > 0
            print(
                f"{periods:4} periods, mean {mean:5}, variance {spread:3} times: {hits / series:.3f}"
            )


def main() -> None:
    """Run all parts."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", nargs="?", type=Path)
    parser.add_argument("--series", type=int, default=400)
    given = parser.parse_args()
    if given.folder:
        petitions(given.folder)
    false_bursts(given.series)
    corpus = ci.prepare(Path(__file__).parents[1] / "corpora" / "renewal_replies" / "raw.xlsx")
    results = ci.find_themes(corpus), ci.score_sentiment(corpus)
    times = []
    for _ in range(7):
        start = time.perf_counter()
        ci.trends(corpus, *results)
        times.append(time.perf_counter() - start)
    print(f"{len(corpus):,} replies: {1e3 * sorted(times)[3]:.0f} ms")


if __name__ == "__main__":
    main()
