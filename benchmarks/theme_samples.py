"""Compare themes of a sample, assigned to all, with themes of everything: agreement with labels, time.

    python benchmarks/theme_samples.py DATA --sizes 2500 5000 10000

DATA is a folder with one folder for each set, a ``data.csv`` in it. Each set is taken whole. Printed are,
for everything at once and for each size of the sample, the number of themes, the adjusted mutual
information of each response's strongest theme with its label (what carries none counts as one more
theme), the share that carries one, the agreement with the themes of everything, and seconds.
"""

from __future__ import annotations

import argparse
import time
from pathlib import Path

import pandas as pd
from sklearn.metrics import adjusted_mutual_info_score

import consultation_insight as ci
from consultation_insight.analysis._themes import sampling

SETS = {
    "banking77": ("text", "category"),
    "stackoverflow_titles": ("text", "label"),
    "cap_uscongress": ("text", "major"),
}
EVERYTHING = 10**9


def strongest(themes: ci.Themes, ids: pd.Series) -> pd.Series:
    """The strongest theme of each response; blank for none."""
    order = ["response_id", "strength", "theme_id"]
    best = themes.coding.sort_values(order, ascending=[True, False, True])
    of = best.drop_duplicates("response_id").set_index("response_id")["theme_id"]
    return ids.map(of).fillna("")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("data", type=Path)
    parser.add_argument("--sizes", type=int, nargs="+", default=[2_500, 5_000, 10_000])
    parser.add_argument("--seeds", type=int, nargs="+", default=[20])
    asked = parser.parse_args()
    print(
        "| set | responses | sample | seed | themes | AMI with labels | with a theme | AMI with all | s |"
    )
    print("|---|---:|---:|---:|---:|---:|---:|---:|---:|")
    for name, (text, label) in SETS.items():
        rows = pd.read_csv(asked.data / name / "data.csv", usecols=[text, label]).dropna()
        corpus = ci.Corpus.from_responses(pd.DataFrame({"text": rows[text].tolist()}))
        ids, gold = corpus.responses["response_id"], rows[label].astype(str).tolist()
        for seed in asked.seeds:
            whole = None
            for size in (EVERYTHING, *asked.sizes):
                if size < EVERYTHING and size >= len(rows):
                    continue
                sampling.SAMPLE = size
                start = time.perf_counter()
                themes = ci.find_themes(corpus, seed=seed)
                took = time.perf_counter() - start
                found = strongest(themes, ids)
                whole = found if whole is None else whole
                print(
                    f"| {name} | {len(rows):,} | {'all' if size == EVERYTHING else f'{size:,}'} | {seed} | "
                    f"{len(themes.table)} | {adjusted_mutual_info_score(gold, found):.3f} | "
                    f"{(found != '').mean():.0%} | {adjusted_mutual_info_score(whole, found):.3f} | {took:.1f} |",
                    flush=True,
                )


if __name__ == "__main__":
    main()
