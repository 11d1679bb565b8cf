"""How well themes agree with labels that people gave, on five public sets and our own corpora.

Run::

    python benchmarks/themes.py DATA [--corpora corpora] [--embedder static] [--seeds 3]

``DATA`` is a folder with the sets, each as ``NAME/data.csv``. For each set up to 3,000 rows (seeded
sample): adjusted mutual information (AMI) and adjusted Rand index (ARI) of the strongest theme of
each text against its label, what stays uncoded counted as a group of its own; themes; uncoded
share; seconds in a fresh process, imports included. For ``corpora``: macro F1 on the renewal
replies (each hand-made code against the theme that matches it best, campaign copies once), AMI on
the sticky notes, labels of the ten largest themes, and the agreement between seeds.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import time
from itertools import combinations
from pathlib import Path

import numpy as np
import pandas as pd

import consultation_insight as ci

SETS = {
    "banking77": ("text", "category"),
    "stackoverflow_titles": ("text", "label"),
    "cap_uscongress": ("text", "major"),
    "gsdmm_Tweet": ("text", "cluster"),
    "vallejo_pb_ideas": ("text", "working group"),
}
ROWS = 3000


def strongest(themes: ci.Themes, ids: pd.Series) -> pd.Series:
    """The theme with the strongest passage of each response; "" where it is uncoded."""
    best = themes.coding.sort_values("strength", ascending=False, kind="stable")
    return ids.map(best.drop_duplicates("response_id").set_index("response_id")["theme_id"]).fillna(
        ""
    )


def labelled(folder: Path, name: str) -> pd.DataFrame:
    text, label = SETS[name]
    rows = pd.read_csv(folder / name / "data.csv")[[text, label]].dropna()
    rows.columns = ["text", "label"]
    return rows if len(rows) <= ROWS else rows.sample(ROWS, random_state=0)


def one_set(folder: Path, name: str, embedder: str) -> None:
    """Measure one set; run in a process of its own."""
    rows = labelled(folder, name).reset_index(drop=True)
    start = time.perf_counter()
    corpus = ci.Corpus.from_responses(rows[["text"]].astype(str))
    themes = ci.find_themes(corpus, embedder=embedder)
    seconds = time.perf_counter() - start
    from sklearn.metrics import adjusted_mutual_info_score, adjusted_rand_score

    found = strongest(themes, corpus.responses["response_id"])
    print(json.dumps({
        "set": name, "rows": len(rows),
        "AMI": round(adjusted_mutual_info_score(rows["label"].astype(str), found), 3),
        "ARI": round(adjusted_rand_score(rows["label"].astype(str), found), 3),
        "themes": len(themes), "uncoded": round(float((found == "").mean()), 3),
        "seconds": round(seconds, 2),
    }))  # fmt: skip


def macro_f1(themes: ci.Themes, codes: dict[str, list[str]]) -> float:
    """Mean over codes of the F1 of the theme that matches it best."""
    carried: dict[str, set[str]] = {}
    for row, theme in zip(themes.coding["response_id"], themes.coding["theme_id"], strict=True):
        if row in codes:
            carried.setdefault(theme, set()).add(row)
    scores = []
    for code in sorted({code for found in codes.values() for code in found}):
        gold = {row for row, found in codes.items() if code in found}
        scores.append(max(2 * len(gold & has) / (len(gold) + len(has)) for has in carried.values()))
    return float(np.mean(scores))


def own_corpora(folder: Path, embedder: str, seeds: int) -> None:
    """The renewal replies and the sticky notes."""
    from sklearn.metrics import adjusted_mutual_info_score

    corpus = ci.prepare(
        folder / "renewal_replies" / "raw.csv",
        settings=ci.Settings.from_toml(folder / "renewal_replies" / "consultation.toml")
        if (folder / "renewal_replies" / "consultation.toml").exists()
        else None,
    )
    lines = (folder / "renewal_replies" / "gold.jsonl").read_text(encoding="utf-8").splitlines()
    gold = {row["tweet_id"]: row for row in map(json.loads, lines)}
    live = corpus.live.assign(campaign=lambda t: [gold[i]["campaign"] for i in t["source_id"]])
    once = live[live["campaign"].isna() | ~live["campaign"].duplicated()]
    codes = {
        row: gold[source]["themes"]
        for row, source in zip(once["response_id"], once["source_id"], strict=True)
    }
    results = [ci.find_themes(corpus, embedder=embedder, seed=20 + i) for i in range(seeds)]
    themes = results[0]
    print(
        f"renewal_replies: macro F1 {macro_f1(themes, codes):.3f}, {len(themes)} themes, ", end=""
    )
    print(f"{1 - themes.coding['response_id'].nunique() / corpus.base:.1%} uncoded")
    groups = [strongest(found, corpus.live["response_id"]) for found in results]
    if seeds > 1:
        between = [adjusted_mutual_info_score(a, b) for a, b in combinations(groups, 2)]
        print(f"  AMI between {seeds} seeds: mean {np.mean(between):.3f}")
    for row in themes.table.head(10).itertuples():
        print(f"  {row.n:4} {row.label}  [{row.keywords}]")
    notes = pd.read_csv(folder / "open_space" / "notes.csv", dtype=str, keep_default_na=False)
    coded = pd.read_csv(folder / "open_space" / "gold.csv", dtype=str, keep_default_na=False)
    notes = notes.merge(coded, on="note_id").rename(columns={"note_id": "response_id"})
    found = ci.find_themes(
        ci.Corpus.from_responses(notes[["response_id", "text"]]), embedder=embedder
    )
    told = notes["theme"] != ""
    score = adjusted_mutual_info_score(
        notes["theme"][told], strongest(found, notes["response_id"])[told]
    )
    print(f"open_space: AMI {score:.3f}, {len(found)} themes: {'; '.join(found.table['label'])}")


def main() -> None:
    """Measure each set in a fresh process, then our own corpora in this one."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("data", type=Path)
    parser.add_argument("--corpora", type=Path)
    parser.add_argument("--embedder", default="static")
    parser.add_argument("--seeds", type=int, default=3)
    parser.add_argument("--only")
    given = parser.parse_args()
    if given.only:
        one_set(given.data, given.only, given.embedder)
        return
    rows = []
    for name in SETS:
        command = [sys.executable, __file__, str(given.data), "--only", name]
        command += ["--embedder", given.embedder]
        start = time.perf_counter()
        done = subprocess.run(command, capture_output=True, text=True, check=True)
        wall = time.perf_counter() - start
        rows.append({**json.loads(done.stdout.splitlines()[-1]), "process": round(wall, 2)})
    table = pd.DataFrame(rows)
    print(table.to_string(index=False))
    print(f"mean AMI {table['AMI'].mean():.3f}, mean ARI {table['ARI'].mean():.3f}")
    if given.corpora:
        own_corpora(given.corpora, given.embedder, given.seeds)


if __name__ == "__main__":
    main()
