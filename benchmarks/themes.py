"""How well themes match hand-made groups, how fast they are found and how their labels fit.

Run, with a folder of labelled sets, the ``corpora`` folder and a folder for vectors::

    python benchmarks/themes.py DATA --corpora corpora --work /tmp/themes_bench

BERTopic (extra ``[bertopic]``) is measured beside this package in the same run, with the MiniLM
vectors of the extra ``[minilm]`` given free. On each of five sets (up to 3,000 rows, seeded
sample), each method in a fresh process, sets in turn: adjusted mutual information (AMI) and adjusted Rand index
(ARI) of the strongest theme of each text against its label, what stays uncoded counted as a group
of its own; themes; uncoded share; seconds of the process, imports included, and of the clustering
alone (BERTopic's with outliers reduced have the times of its defaults); label fit (see ``_theme_fit.py``). ``--peers``, ``--embedders`` and ``--sets`` choose; an empty
``--peers`` leaves BERTopic out. BERTopic's defaults have no seed: they are run as they are, and once
with a seeded UMAP for reference. What they give on a small set differs much from one run to the next,
so ``--draws 5`` runs each method five times (this package with five seeds) and shows the means.

For ``corpora``: macro F1 on the renewal replies (each hand-made code against the theme that
matches it best, campaign copies once), AMI and echoes on the sticky notes, single-voice arguments
of the care consultation under said once, agreement between ten seeds.

``--curve`` measures time and memory for 1,000, 10,000 and 100,000 responses instead.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import subprocess
import sys
import time
from itertools import combinations, product
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from _theme_curve import curve
from _theme_fit import fit, flaws
from _theme_sides import PEERS

import consultation_insight as ci

SETS = {
    "banking77": ("text", "category"),
    "stackoverflow_titles": ("text", "label"),
    "cap_uscongress": ("text", "major"),
    "gsdmm_Tweet": ("text", "cluster"),
    "vallejo_pb_ideas": ("text", "working group"),
}
ROWS = 3000
SEED = 20
SIDES = Path(__file__).with_name("_theme_sides.py")


def strongest(themes: ci.Themes, ids: pd.Series) -> pd.Series:
    """The theme with the strongest passage of each response; "" where it is uncoded."""
    best = themes.coding.sort_values("strength", ascending=False, kind="stable")
    return ids.map(best.drop_duplicates("response_id").set_index("response_id")["theme_id"]).fillna(
        ""
    )


def labelled(folder: Path, name: str) -> pd.DataFrame:
    """Texts and labels of a set."""
    text, label = SETS[name]
    rows = pd.read_csv(folder / name / "data.csv")[[text, label]].dropna()
    rows.columns = ["text", "label"]
    rows = rows if len(rows) <= ROWS else rows.sample(ROWS, random_state=0)
    return rows.astype(str).reset_index(drop=True)


class Vectors:
    """MiniLM's vectors of texts, kept in a folder so that a second run is quick."""

    def __init__(self, work: Path) -> None:
        self._work = work

    def file(self, texts: list[str]) -> Path:
        """Where the vectors of these texts are; made if they are not there."""
        key = hashlib.sha256("\0".join(texts).encode()).hexdigest()[:16]
        path = self._work / f"minilm_{key}.npy"
        if not path.exists():
            np.save(path, ci_embed(texts))
        return path

    def __call__(self, texts: list[str]) -> Any:
        return np.load(self.file(texts))


def ci_embed(texts: list[str]) -> Any:
    """MiniLM's vectors."""
    from consultation_insight.models.embeddings import embed

    return embed(texts, "minilm")


def side(texts: list[str], method: str, work: Path, vectors: Vectors, seed: int) -> dict[str, Any]:
    """One method in a fresh process."""
    path = work / f"texts_{hashlib.sha256(json.dumps(texts).encode()).hexdigest()[:16]}.json"
    path.write_text(json.dumps(texts), encoding="utf-8")
    command = [sys.executable, str(SIDES), str(path), method, "--seed", str(seed)]
    if method in PEERS:
        command += ["--vectors", str(vectors.file(texts))]
    start = time.perf_counter()
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    whole = time.perf_counter() - start
    result: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    if "reduced" in result:  # which is not part of the defaults, and not timed
        whole = result["seconds"]
    return result | {"seconds": whole}


def outcomes(method: str, result: dict[str, Any]) -> dict[str, list[str]]:
    """The groups by each name: BERTopic as it is, and with its outliers reduced."""
    found = {method: result["found"]}
    return found | ({f"{method}-reduced": result["reduced"]} if "reduced" in result else {})


def agreement(labels: pd.Series, found: list[str]) -> dict[str, float]:
    """AMI and ARI."""
    from sklearn.metrics import adjusted_mutual_info_score, adjusted_rand_score

    return {
        "AMI": round(float(adjusted_mutual_info_score(labels, found)), 3),
        "ARI": round(float(adjusted_rand_score(labels, found)), 3),
    }


def labelled_sets(given: argparse.Namespace, vectors: Vectors) -> None:
    """All methods on all sets, and the means."""
    rows = []
    methods = [*given.embedders, *given.peers]
    for name in given.sets:
        data = labelled(given.data, name)
        for method, draw in product(methods, range(given.draws)):
            result = side(data["text"].tolist(), method, given.work, vectors, SEED + draw)
            for name_of_method, found in outcomes(method, result).items():
                rows.append({
                    "set": name, "rows": len(data), "method": name_of_method,
                    **agreement(data["label"], found),
                    "themes": len(set(found) - {""}),
                    "uncoded": round(float(np.mean([one == "" for one in found])), 3),
                    "clustering": round(result["clustering"], 2),
                    "process": round(result["seconds"], 2),
                })  # fmt: skip
                print(json.dumps(rows[-1]), file=sys.stderr)
    table = over_draws(pd.DataFrame(rows))
    print(table.to_string(index=False))
    means = table.groupby("method", sort=False).agg(
        AMI=("AMI", "mean"), ARI=("ARI", "mean"), themes=("themes", "mean"),
        uncoded=("uncoded", "mean"), clustering=("clustering", "sum"), process=("process", "sum"),
    )  # fmt: skip
    print("\nMeans over the sets; seconds added up")
    print(means.round(3).to_string())
    aims(means)


def over_draws(rows: pd.DataFrame) -> pd.DataFrame:
    """One row for each set and method: means of what was found, medians of the seconds."""
    usual = dict.fromkeys(("AMI", "ARI", "themes", "uncoded"), "mean")
    seconds = dict.fromkeys(("clustering", "process"), "median")
    by = rows.groupby(["set", "rows", "method"], sort=False, as_index=False)
    return by.agg(usual | seconds).round(3)


def aims(means: pd.DataFrame) -> None:
    """The means against what the project set out to reach."""
    rows: list[tuple[str, float, str, float]] = []
    if {"static", "bertopic"} <= set(means.index):
        own, peer = means.loc["static"], means.loc["bertopic"]
        rows += [
            ("mean AMI, default less BERTopic's defaults", own.AMI - peer.AMI, ">=", -0.02),
            ("time of all processes, default over BERTopic", own.process / peer.process, "<=", 0.1),
            ("clustering alone, the same", own.clustering / peer.clustering, "<=", 0.02),
        ]
    if {"minilm+static", "bertopic-reduced"} <= set(means.index):
        more = means.loc["minilm+static"].AMI - means.loc["bertopic-reduced"].AMI
        rows.append(
            ("mean AMI, minilm+static less BERTopic with outliers reduced", more, ">=", 0.02)
        )
    print()
    for what, figure, sign, aim in rows:
        met = figure >= aim if sign == ">=" else figure <= aim
        print(f"{'met    ' if met else 'NOT met'} {what}: {figure:.3f} (aim {sign} {aim})")


def label_fit(given: argparse.Namespace, vectors: Vectors) -> None:
    """How the labels of the default engine fit, set by set."""
    rows = []
    for name in given.sets:
        data = labelled(given.data, name)
        corpus = ci.Corpus.from_responses(data[["text"]])
        themes = ci.find_themes(corpus)
        rows.append({"set": name, **fit(corpus, themes, vectors)})
        for line in flaws(themes.table["label"].tolist()):
            print(f"  {name}: {line}")
    table = pd.DataFrame(rows)
    print("\nLabel fit (back: share of passages nearest to their own label)")
    print(table.to_string(index=False))
    print(table.mean(numeric_only=True).round(3).to_string())


def macro_f1(carried: dict[str, set[str]], codes: dict[str, list[str]]) -> float:
    """Mean over codes of the F1 of the theme that matches it best."""
    scores = []
    for code in sorted({code for found in codes.values() for code in found}):
        gold = {row for row, found in codes.items() if code in found}
        scores.append(max(2 * len(gold & has) / (len(gold) + len(has)) for has in carried.values()))
    return float(np.mean(scores))


def renewal(given: argparse.Namespace, vectors: Vectors) -> None:
    """The renewal replies: many themes a reply, campaign copies once."""
    from sklearn.metrics import adjusted_mutual_info_score

    folder = given.corpora / "renewal_replies"
    settings = ci.Settings.from_toml(folder / "consultation.toml")
    corpus = ci.prepare(settings.input[0], settings=settings)
    gold = {
        row["tweet_id"]: row
        for row in map(json.loads, (folder / "gold.jsonl").read_text(encoding="utf-8").splitlines())
    }
    live = corpus.live.assign(campaign=lambda t: [gold[i]["campaign"] for i in t["source_id"]])
    once = live[live["campaign"].isna() | ~live["campaign"].duplicated()]
    codes = {
        row: gold[source]["themes"]
        for row, source in zip(once["response_id"], once["source_id"], strict=True)
    }
    print("\nrenewal_replies")
    for embedder in given.embedders:
        count = given.seeds if embedder == "static" else 1
        results = [ci.find_themes(corpus, embedder=embedder, seed=20 + i) for i in range(count)]
        themes = results[0]
        carried: dict[str, set[str]] = {}
        pairs = zip(themes.coding["response_id"], themes.coding["theme_id"], strict=True)
        for row, theme in pairs:
            if row in codes:
                carried.setdefault(theme, set()).add(row)
        uncoded = 1 - themes.coding["response_id"].nunique() / corpus.base
        print(
            f"  {embedder}: macro F1 {macro_f1(carried, codes):.3f}, {len(themes)} themes, "
            f"{uncoded:.1%} uncoded"
        )
        groups = [strongest(found, live["response_id"]) for found in results]
        if count > 1:
            between = [adjusted_mutual_info_score(a, b) for a, b in combinations(groups, 2)]
            print(
                f"  AMI between {count} seeds: mean {np.mean(between):.3f}, least {min(between):.3f}"
            )
        if embedder == "static":
            print(f"  label fit: {fit(corpus, themes, vectors)}")
            for line in themes.table.head(10).itertuples():
                print(f"    {line.n:4} {line.label}  [{line.keywords}]")
    texts = once["text"].tolist()
    for peer in given.peers:
        for name, found in outcomes(peer, side(texts, peer, given.work, vectors, 20)).items():
            carried = {}
            for row, theme in zip(once["response_id"], found, strict=True):
                if theme:
                    carried.setdefault(theme, set()).add(row)
            print(f"  {name}: macro F1 {macro_f1(carried, codes):.3f}, {len(carried)} themes")


def notes(given: argparse.Namespace, vectors: Vectors) -> None:
    """The sticky notes: one theme a note; echoes across tables."""
    from sklearn.metrics import adjusted_mutual_info_score

    folder = given.corpora / "open_space"
    rows = pd.read_csv(folder / "notes.csv", dtype=str, keep_default_na=False)
    coded = pd.read_csv(folder / "gold.csv", dtype=str, keep_default_na=False)
    rows = rows.merge(coded, on="note_id").rename(columns={"note_id": "response_id"})
    told = rows["theme"] != ""
    echoes = rows.loc[rows["echo_of"] != "", ["response_id", "echo_of"]]

    def scores(found: pd.Series, themes: dict[str, set[str]]) -> dict[str, float]:
        pairs = zip(echoes["response_id"], echoes["echo_of"], strict=True)
        same = [bool(themes.get(one, set()) & themes.get(other, set())) for one, other in pairs]
        return {
            "AMI": float(adjusted_mutual_info_score(rows["theme"][told], found[told])),
            "themes": found[found != ""].nunique(),
            "uncoded": float(np.mean(found == "")),
            "echoes": float(np.mean(same)),
        }

    def print_line(method: str, draws: list[dict[str, float]]) -> None:
        table = pd.DataFrame(draws)
        means, span = table.mean(), f"{table['AMI'].min():.3f} to {table['AMI'].max():.3f}"
        print(
            f"  {method}: AMI {means['AMI']:.3f} ({span}), {means['themes']:.1f} themes, "
            f"{means['uncoded']:.1%} uncoded, {means['echoes']:.0%} of {len(echoes)} echoes in one "
            "theme"
        )

    print(f"\nopen_space, mean of {given.draws} draws (least to most)")
    for embedder in given.embedders:
        corpus = ci.Corpus.from_responses(rows[["response_id", "text"]])
        draws = []
        for seed in range(SEED, SEED + given.draws):
            themes = ci.find_themes(corpus, embedder=embedder, seed=seed)
            carried = themes.coding.groupby("response_id")["theme_id"].agg(set).to_dict()
            draws.append(scores(strongest(themes, rows["response_id"]), carried))
            if embedder == "static" and seed == SEED:
                print(f"    labels: {'; '.join(themes.table['label'])}")
        print_line(embedder, draws)
    for peer in given.peers:
        by_name: dict[str, list[dict[str, float]]] = {}
        for seed in range(SEED, SEED + given.draws):
            result = side(rows["text"].tolist(), peer, given.work, vectors, seed)
            for name, groups in outcomes(peer, result).items():
                pairs = zip(rows["response_id"], groups, strict=True)
                themes_of = {row: {theme} for row, theme in pairs if theme}
                by_name.setdefault(name, []).append(scores(pd.Series(groups), themes_of))
        for name, draws in by_name.items():
            print_line(name, draws)


def care(given: argparse.Namespace) -> None:
    """Arguments that only one respondent raises, and those that are under said once."""
    folder = given.corpora / "care_consultation"
    gold = map(json.loads, (folder / "gold.jsonl").read_text(encoding="utf-8").splitlines())
    planted = {(row["respondent_id"], row["question"][:2]) for row in gold if row["rare_argument"]}
    corpus = ci.prepare(folder / "responses.xlsx")
    for embedder in given.embedders:
        themes = ci.find_themes(corpus, embedder=embedder)
        of = corpus.responses.set_index("response_id")["respondent_id"]
        listed = {
            (of[row], f"q{question[0]}")
            for row, question in zip(
                themes.said_once["response_id"], themes.said_once["question_id"], strict=True
            )
        }
        print(
            f"\ncare_consultation, {embedder}: {len(planted & listed)} of {len(planted)} "
            f"single-voice arguments among {len(themes.said_once)} said once"
        )


def main() -> None:
    """Measure what was asked for."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("data", type=Path)
    parser.add_argument("--corpora", type=Path)
    parser.add_argument("--work", type=Path, required=True, help="for vectors; kept for a rerun")
    parser.add_argument("--embedders", nargs="*", default=["static", "minilm", "minilm+static"])
    parser.add_argument("--peers", nargs="*", default=list(PEERS), choices=PEERS)
    parser.add_argument("--sets", nargs="*", default=list(SETS), choices=SETS)
    parser.add_argument("--seeds", type=int, default=10)
    parser.add_argument("--draws", type=int, default=1, help="runs of each method; means are shown")
    parser.add_argument("--curve", action="store_true")
    parser.add_argument("--sizes", nargs="*", type=int, default=[1000, 10_000, 100_000])
    given = parser.parse_args()
    given.work.mkdir(parents=True, exist_ok=True)
    if given.curve:
        curve(given.data, given.work, given.sizes)
        return
    vectors = Vectors(given.work)
    if given.sets:
        labelled_sets(given, vectors)
        if "static" in given.embedders:
            label_fit(given, vectors)
    if given.corpora:
        renewal(given, vectors)
        notes(given, vectors)
        care(given)


if __name__ == "__main__":
    main()
