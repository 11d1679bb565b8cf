"""Groups compared: coverage of intervals, false discoveries, and an attack on hidden counts.

Run::

    python benchmarks/group_statistics.py --draws 2000 --shuffles 300 --surveys 20

Coverage: samples from populations with known shares, plain, weighted and net. False discoveries: the
care consultation with its attributes shuffled over respondents together, so that no break matters; of
how many shuffles is anything found at all? Attack: bounds of every hidden count by linear programming,
for the care consultation and for made-up surveys with thin groups.
"""

from __future__ import annotations

import argparse
import sys
import time
from pathlib import Path

import numpy as np

import consultation_insight as ci
from consultation_insight.analysis._groups.closed_tables import net_interval
from consultation_insight.analysis._groups.testing import chi_square, rao_scott
from consultation_insight.analysis._run_tables.groups import group_tables, publishable
from consultation_insight.counting import Counting
from consultation_insight.statistics import effective_base, wilson_interval

ROOT = Path(__file__).parents[1]
sys.path.append(str(ROOT / "tests" / "analysis"))


def coverage(draws: int) -> None:
    """How often 95 % intervals cover the share of the population."""
    random = np.random.default_rng(1)
    for share, base in ((0.03, 80), (0.1, 40), (0.3, 300), (0.5, 1000)):
        plain, weighed, net = 0, 0, 0
        for _ in range(draws):
            hits = random.random(base) < share
            low, high = wilson_interval(hits.sum(), base)
            plain += bool(low <= share <= high)
            # Two strata of unequal chance, weighted back.
            young = random.random(base) < 0.25
            weights = np.where(young, 2.0, 2 / 3)
            hits = random.random(base) < share
            size = effective_base(weights)
            low, high = wilson_interval(float(weights @ hits) / weights.sum() * size, size)
            weighed += bool(low <= share <= high)
            answers = random.choice(3, base, p=[share, share / 2, 1 - 1.5 * share])
            ends = net_interval((answers == 0).mean(), (answers == 1).mean(), base)
            net += bool(ends[0] <= share / 2 <= ends[1])
        said = ", ".join(f"{n} {x / draws:.1%}" for n, x in
                         (("Wilson", plain), ("weighted", weighed), ("net", net)))  # fmt: skip
        print(f"share {share}, base {base}: {said}")


def sizes(draws: int) -> None:
    """How often a test at 5 % finds a difference where there is none."""
    random = np.random.default_rng(2)
    thin, heavy = 0, 0
    for _ in range(draws):
        row, group = random.random(60) < 0.15, random.integers(0, 6, 60)
        counts = [np.bincount(group[row], minlength=6), np.bincount(group[~row], minlength=6)]
        test = chi_square(counts)
        thin += test is not None and test.p <= 0.05
        one, other = np.eye(2)[random.integers(0, 2, 300)], np.eye(3)[random.integers(0, 3, 300)]
        weights = random.choice([0.25, 1.0, 4.0], 300)
        heavy += rao_scott(one, other, weights, np.arange(300)).p <= 0.05
    print(f"thin tables, simulated: {thin / draws:.1%}; weighted, Rao-Scott: {heavy / draws:.1%}")


def false_discoveries(analysis: ci.Analysis, shuffles: int) -> None:
    """Of how many shuffles anything is found."""
    corpus, random = analysis.corpus, np.random.default_rng(3)
    people = corpus.respondents
    by = ["Are you responding as…", "Which ward do you live or work in?", "Age",
          "Do you consider yourself disabled?"]  # fmt: skip
    with_any, discoveries, tests, seconds = 0, 0, 0, 0.0
    for _ in range(shuffles):
        mixed = people.iloc[random.permutation(len(people))].reset_index(drop=True)
        mixed["respondent_id"] = people["respondent_id"].to_numpy()
        again = corpus.after(ci.Step.of("shuffle", {}), respondents=mixed)
        source = ci.Analysis(
            title="", corpus=again, results=analysis.results, tables={}, settings={}
        )
        start = time.perf_counter()
        found = ci.find_differences(source, by=by)
        seconds += time.perf_counter() - start
        hits = int((found.tests["q"] <= 0.05).sum())
        with_any, discoveries, tests = with_any + (hits > 0), discoveries + hits, len(found.tests)
    print(
        f"{shuffles} shuffles, {tests} tests each: something found in {with_any / shuffles:.1%} "
        f"({discoveries} tests in all); {seconds / shuffles:.2f} s each"
    )


def attack(name: str, corpus: ci.Corpus, results: dict) -> tuple[int, int]:
    """How many counts are hidden in a corpus, and how many of them are recovered."""
    from attack import attack_crosstabs

    tables = group_tables(corpus, results, Counting.of(corpus))
    hidden, recovered, width = 0, 0, []
    for rules in ("publication", {"min_count": 10}):
        start = time.perf_counter()
        shown = publishable(tables, corpus, rules)
        took = time.perf_counter() - start
        found = attack_crosstabs(
            tables["crosstabs"], shown["crosstabs"], nested={},
            rounding=5 if rules == "publication" else 1,
        )  # fmt: skip
        hidden, recovered = hidden + len(found), recovered + int(found["recovered"].sum())
        width += (found["high"] - found["low"]).tolist()
        small = int((tables["crosstabs"]["n"] < 10).sum())
        print(
            f"{name}, {rules}: {small} small counts, {len(found)} hidden counts and bases, "
            f"{int(found['recovered'].sum())} recovered, narrowest range "
            f"{(found['high'] - found['low']).min():.0f}, {took:.1f} s"
        )
    return hidden, recovered


def main() -> None:
    """Print what was measured."""
    arguments = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    arguments.add_argument("--draws", type=int, default=2000)
    arguments.add_argument("--shuffles", type=int, default=300)
    arguments.add_argument("--surveys", type=int, default=20)
    given = arguments.parse_args()
    coverage(given.draws)
    sizes(given.draws)
    from test_disclosure import survey

    total = np.zeros(2, dtype=int)
    for seed in range(given.surveys):
        total += attack(f"survey {seed}", survey(seed), {})
    source = ROOT / "corpora" / "care_consultation" / "responses.xlsx"
    analysis = ci.analyse(ci.prepare(source))
    total += attack("care_consultation", analysis.corpus, dict(analysis.results))
    print(f"attack in all: {total[1]} of {total[0]} hidden counts recovered")
    false_discoveries(analysis, given.shuffles)


if __name__ == "__main__":
    main()
