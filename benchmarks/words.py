"""Measure words, references, links and recommendations against gold labels.

    python benchmarks/words.py [corpora/renewal_replies] [--discovered] [--conformance DATA.csv]
        [--sets FOLDER] [--scale]

Prints precision and recall of (response, reference) pairs for the references of
``words_references.csv`` with the gazetteer and by discovery alone, the facts of words and links,
macro F1 of who, what, where, seconds for each function, and, where asked, the share of
twitter-text's conformance cases that pass and the time for a million short responses; with
``--discovered`` also every line that is found without a gazetteer.
"""

from __future__ import annotations

import argparse
import csv
import json
import re
import resource
import time
from collections import defaultdict
from pathlib import Path
from unittest import mock

import numpy as np
import pandas as pd

import consultation_insight as ci
from consultation_insight.analysis import references
from consultation_insight.analysis._references import gazetteer as _gazetteer
from consultation_insight.text import HASHTAG, MENTION, find_urls

HERE = Path(__file__).parent


def gold_of(folder: Path) -> dict[str, dict]:
    """Gold labels by the data's own id."""
    lines = (folder / "gold.jsonl").read_text(encoding="utf-8").splitlines()
    return {row["tweet_id"]: row for row in map(json.loads, lines)}


def cited(result, ids: dict[str, str]) -> dict[str, set[str]]:
    found = defaultdict(set)
    for row in result.citations.itertuples():
        found[row.reference_id].add(ids[row.response_id])
    return found


def pairs(found: dict[str, set[str]], wanted: dict[str, set[str]], lines: dict[str, set[str]]):
    """Precision and recall over pairs, when each wanted slug is found by some lines."""
    hit = extra = missed = 0
    for slug, gold in wanted.items():
        mine = set().union(*(found[line] for line in lines[slug])) if lines[slug] else set()
        hit, extra, missed = (
            hit + len(mine & gold),
            extra + len(mine - gold),
            missed + len(gold - mine),
        )
    return hit / max(hit + extra, 1), hit / max(hit + missed, 1)


def measure_references(corpus, gold) -> pd.DataFrame:
    live = corpus.live
    ids = dict(zip(live["response_id"], live["source_id"], strict=True))
    with (HERE / "words_references.csv").open(encoding="utf-8") as file:
        line_of = {row["gold"]: row["reference_id"] for row in csv.DictReader(file)}
    wanted = {slug: {i for i in ids.values() if slug in gold[i]["cites"]} for slug in line_of}
    found = cited(ci.find_references(corpus), ids)
    rows = [("gazetteer", *pairs(found, wanted, {s: {line} for s, line in line_of.items()}))]
    whole = _gazetteer.read_gazetteer()
    kept = [
        entry
        for entry in whole.entries.values()
        if whole.line(entry.reference_id).reference_id not in line_of.values()
    ]
    with mock.patch.object(
        references, "read_gazetteer", lambda own=None: _gazetteer.Gazetteer.of(kept)
    ):
        found = cited(ci.find_references(corpus), ids)
    # A discovered line stands for a slug where most of its responses have it.
    listed = {entry.reference_id for entry in kept}
    new = {line: who for line, who in found.items() if line not in listed}
    lines = {
        slug: {line for line, who in new.items() if len(who & gold_ids) > len(who) / 2}
        for slug, gold_ids in wanted.items()
    }
    rows.append(("discovery alone", *pairs(found, wanted, lines)))
    return pd.DataFrame(rows, columns=["references by", "precision", "recall"])


def measure_answers(corpus, gold) -> pd.DataFrame:
    live = corpus.live
    ids = dict(zip(live["response_id"], live["source_id"], strict=True))
    table = ci.find_recommendations(corpus).to_frame()
    rows = []
    for answer in ("who", "what", "where"):
        mine = {ids[i] for i in table.loc[table["answers"] == answer, "response_id"]}
        true = {i for i in ids.values() if answer in gold[i]["answers"]}
        precision, recall = len(mine & true) / len(mine), len(mine & true) / len(true)
        rows.append((answer, precision, recall, 2 * precision * recall / (precision + recall)))
    table = pd.DataFrame(rows, columns=["answers", "precision", "recall", "F1"])
    table.loc[len(table)] = ["macro", np.nan, np.nan, table["F1"].mean()]
    return table


def facts(corpus) -> dict[str, int]:
    table = ci.count_terms(corpus).to_frame()
    words = table[table["type"] == "word"].set_index("term")["mentions_outside"]
    links = ci.find_links(corpus)
    wanted = ("people", "local", "government", "economy", "communities")
    return {word: int(words.get(word, 0)) for word in wanted} | {
        "replies with links": links.response_links["response_id"].nunique()
    }


def conformance(path: Path) -> tuple[int, int]:
    """Cases of links, mentions and hashtags that come out exactly as expected."""

    def urls(text):
        return [(text[a:b], [a, b]) for a, b in find_urls(text)]

    def mentions(text):
        return [(m[1], [*m.span()]) for m in MENTION.finditer(text)]

    def hashtags(text):
        return [(m[1], [*m.span()]) for m in HASHTAG.finditer(text)]

    passed = total = 0
    for row in pd.read_csv(path, keep_default_na=False).itertuples():
        kind = row.kind.split("_")[0]
        find = {"urls": urls, "tld": urls, "tco": urls, "mentions": mentions, "hashtags": hashtags}
        if kind not in find or row.kind == "mentions_or_lists_with_indices":
            continue
        found, expected = find[kind](row.text), json.loads(row.expected)
        if expected and isinstance(expected[0], dict):
            first = next(key for key in expected[0] if key != "indices")
            expected = [(case[first], case["indices"]) for case in expected]
        else:
            found = [value for value, _ in found]
        passed, total = passed + (found == expected), total + 1
    return passed, total


def counts_agree(folder: Path) -> pd.DataFrame:
    """Keyness of two public sets against counts by scikit-learn and G² by SciPy.

    ``folder`` holds ``inaugural/data.csv`` (speeches after 1945 against earlier ones) and
    ``gadarian_immigration/data.csv`` (treatment against control).
    """
    from scipy.stats import chi2_contingency
    from sklearn.feature_extraction.text import CountVectorizer

    speeches = pd.read_csv(folder / "inaugural" / "data.csv")
    answers = pd.read_csv(folder / "gadarian_immigration" / "data.csv")
    sets = {
        "inaugural": (speeches["text"], speeches["year"] > 1945),
        "gadarian": (answers["open.ended.response"].fillna(""), answers["treatment"] == 1),
    }
    rows = []
    for name, (texts, group) in sets.items():
        # Plain words on both sides, so that only counting and arithmetic are compared.
        plain = [" ".join(re.findall(r"[a-z]+", text.lower())) for text in texts]
        frame = pd.DataFrame({"text": plain, "variant": np.where(group, "a", "b")})
        corpus = ci.Corpus.from_responses(frame.assign(language="en"))
        mine = ci.keyness(corpus, group={"variant": "a"}).to_frame().set_index("term")
        vectors = CountVectorizer(token_pattern=r"[a-z]+")
        matrix = vectors.fit_transform(plain)
        inside = group.to_numpy()
        a, b = (np.asarray(matrix[part].sum(0)).ravel() for part in (inside, ~inside))
        place = vectors.vocabulary_
        apart = count_apart = 0.0
        for term, row in mine.iterrows():
            x, y = int(a[place[term]]), int(b[place[term]])
            table = [[x, int(a.sum()) - x], [y, int(b.sum()) - y]]
            theirs = chi2_contingency(table, correction=False, lambda_="log-likelihood").statistic
            apart = max(apart, abs(theirs - row["log_likelihood"]) / max(theirs, 1))
            count_apart = max(count_apart, abs(row["mentions"] - x) + abs(row["mentions_rest"] - y))
        rows.append((name, len(mine), int(count_apart), apart))
    columns = ["set", "words compared", "largest difference in counts", "… in G², relative"]
    return pd.DataFrame(rows, columns=columns)


def million(corpus, count: int = 1_000_000) -> tuple[float, float]:
    """Seconds and peak gigabytes for words and pairs of words of a million short responses."""
    random = np.random.default_rng(0)
    words = " ".join(corpus.live["text"]).split()
    starts = random.integers(0, len(words) - 25, count)
    sizes = random.integers(8, 25, count)
    texts = [
        f"{' '.join(words[start : start + size])} rare{number % 200_000}"
        for number, (start, size) in enumerate(zip(starts, sizes, strict=True))
    ]
    large = ci.Corpus.from_responses(pd.DataFrame({"text": texts, "language": "en"}))
    del texts
    begin = time.perf_counter()
    ci.count_terms(large, longest_phrase=2)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e6
    return time.perf_counter() - begin, peak


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument(
        "folder", nargs="?", type=Path, default=HERE.parent / "corpora/renewal_replies"
    )
    parser.add_argument("--conformance", type=Path)
    parser.add_argument("--discovered", action="store_true", help="print what needs no gazetteer")
    parser.add_argument("--sets", type=Path, help="folder with inaugural/ and gadarian_…/")
    parser.add_argument("--scale", action="store_true", help="count a million short responses")
    arguments = parser.parse_args()
    corpus = ci.prepare(arguments.folder / "raw.xlsx")
    gold = gold_of(arguments.folder)
    for name in ("count_terms", "find_references", "find_links", "find_recommendations"):
        begin = time.process_time()
        getattr(ci, name)(corpus)
        print(f"{name}: {time.process_time() - begin:.2f} s of processor time")
    print(measure_references(corpus, gold).round(3).to_string(index=False))
    print(measure_answers(corpus, gold).round(3).to_string(index=False))
    print(facts(corpus))
    if arguments.discovered:
        with mock.patch.object(
            references, "read_gazetteer", lambda own=None: _gazetteer.Gazetteer()
        ):
            table = ci.find_references(corpus).to_frame()
        print(table[["reference", "kind", "responses", "aliases"]].to_string(max_colwidth=80))
    if arguments.conformance:
        print("conformance: {} of {}".format(*conformance(arguments.conformance)))
    if arguments.sets:
        print(counts_agree(arguments.sets).to_string(index=False))
    if arguments.scale:
        print("million: {:.0f} s, peak {:.2f} GB".format(*million(corpus)))


if __name__ == "__main__":
    main()
