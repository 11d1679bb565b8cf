"""Shares corrected for coding error: how often their 95 % interval covers the truth.

Run::

    python benchmarks/audit_simulation.py --draws 1000

The project's own consultation is coded by its frame; its gold codes are what people would say. An
audit sample is drawn again and again, stratified as `draw_audit_sample` does, and each code's
corrected share is compared with its share in the gold. Made populations with small shares follow.
"""

from __future__ import annotations

import argparse

import numpy as np
import pandas as pd
from _coding_sets import care

import consultation_insight as ci
from consultation_insight.analysis._audit.shares import corrected_share
from consultation_insight.statistics import wilson_interval


def of_corpus(draws: int, n: int) -> pd.DataFrame:
    """Coverage for each code of the three questions."""
    rows = []
    for task in care():
        corpus = ci.Corpus.from_responses(
            pd.DataFrame({"response_id": task.ids, "text": task.texts, "campaign_id": task.groups})
        )
        coding = ci.apply_code_frame(corpus, ci.CodeFrame.of(task.frame))
        place = {name: number for number, name in enumerate(task.ids)}
        codes = coding.frame["code"].tolist()
        gold = np.array([[code in found for code in codes] for found in task.gold], float)
        given = np.zeros_like(gold)
        for row in coding.coding.itertuples():
            given[place[row.response_id], codes.index(row.code)] = 1.0
        hit, raw, width = np.zeros((3, len(codes)))
        for seed in range(draws):
            drawn = ci.draw_audit_sample(coding, n, seed=seed).table
            rows_of = drawn["response_id"].map(place).to_numpy()
            weight, strata = 1 / drawn["probability"].to_numpy(), drawn["stratum"].to_numpy()
            for column in range(len(codes)):
                found = corrected_share(
                    given[:, column].mean(),
                    gold[rows_of, column],
                    given[rows_of, column],
                    weight,
                    len(gold),
                    strata,
                )
                truth = gold[:, column].mean()
                hit[column] += found.low - 1e-12 <= truth <= found.high + 1e-12
                width[column] += found.high - found.low
        truth, machine = gold.mean(axis=0), given.mean(axis=0)
        low, high = wilson_interval(given.sum(axis=0), len(gold))
        raw = (low <= truth) & (truth <= high)
        for column, code in enumerate(codes):
            if truth[column] > 0:
                rows.append(
                    (
                        task.name, code, truth[column], machine[column], hit[column] / draws,
                        width[column] / draws, bool(raw[column]),
                    )
                )  # fmt: skip
    names = ["question", "code", "truth", "machine", "coverage", "width", "raw_covers"]
    return pd.DataFrame(rows, columns=names)


def of_made(draws: int, n: int, size: int = 2000) -> pd.DataFrame:
    """Coverage in made populations, for a good and a poor machine."""
    random = np.random.RandomState(1)
    rows = []
    for share in (0.01, 0.02, 0.05, 0.1, 0.3, 0.5):
        for precision, recall in ((0.5, 0.4), (0.7, 0.7), (0.9, 0.8)):
            truth = np.zeros(size)
            positive = round(share * size)
            truth[:positive] = 1
            machine = np.zeros(size)
            right = round(recall * positive)
            machine[:right] = 1
            machine[positive : positive + round(right * (1 / precision - 1))] = 1
            hit = 0
            for _ in range(draws):
                drawn = random.choice(size, n, replace=False)
                found = corrected_share(
                    machine.mean(), truth[drawn], machine[drawn], np.full(n, size / n), size
                )
                hit += found.low <= truth.mean() <= found.high
            rows.append((share, precision, recall, hit / draws))
    return pd.DataFrame(rows, columns=["share", "precision", "recall", "coverage"])


def main() -> None:
    """Measure, and print."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--draws", type=int, default=1000)
    parser.add_argument("--n", type=int, default=100)
    given = parser.parse_args()
    found = of_corpus(given.draws, given.n)
    print(found.round(3).to_string(index=False))
    print(
        f"\nmean coverage {found['coverage'].mean():.3f}; the machine's own share with its interval "
        f"covers {found['raw_covers'].mean():.2f} of the codes"
    )
    made = of_made(given.draws, 200)
    print(made.pivot_table(index="share", columns=["precision", "recall"], values="coverage"))
    print(f"mean coverage {made['coverage'].mean():.3f}")


if __name__ == "__main__":
    main()
