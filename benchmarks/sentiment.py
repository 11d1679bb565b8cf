"""Tone, kind and stance beside VADER, on sets that no head was trained on.

    python benchmarks/sentiment.py FOLDER [--corpora corpora] [--model static|minilm]

FOLDER holds the public sets, one folder each with ``data.csv``; sets that are not there are
left out. Tables are printed; nothing is written.
"""

from __future__ import annotations

import argparse
import html
import json
import time
from pathlib import Path

import numpy as np
import pandas as pd
from sklearn.metrics import f1_score, precision_recall_curve, precision_score, recall_score
from vaderSentiment.vaderSentiment import SentimentIntensityAnalyzer

import consultation_insight as ci
from consultation_insight.models.heads import load_head


def corpus_of(texts, **columns) -> ci.Corpus:
    return ci.Corpus.from_responses(pd.DataFrame({"text": list(texts), **columns}))


def vader_tones(texts) -> list[str]:
    scores = SentimentIntensityAnalyzer().polarity_scores
    values = [scores(text)["compound"] for text in texts]
    return ["positive" if v >= 0.05 else "negative" if v <= -0.05 else "neutral" for v in values]


def our_tones(texts, model: str) -> tuple[list[str], float]:
    corpus = corpus_of(texts)
    start = time.perf_counter()
    tones = ci.score_sentiment(corpus, model=model).table["sentiment"]
    return tones.replace({"mixed": "neutral", "": "neutral"}).tolist(), time.perf_counter() - start


def report_tone(name: str, texts, gold, model: str) -> None:
    texts, gold = list(texts), pd.Series(list(gold)).replace("mixed", "neutral").tolist()
    tones, seconds = our_tones(texts, model)
    for who, found in (("head", tones), ("VADER", vader_tones(texts))):
        recall = recall_score(gold, found, average="macro")
        f1 = f1_score(gold, found, average="macro")
        print(f"  {name:32s} {who:6s} macro recall {recall:.3f}  macro F1 {f1:.3f}")
    print(f"  {'':32s} {len(texts) / seconds:,.0f} texts a second")


def renewal(folder: Path) -> pd.DataFrame:
    gold = pd.read_json(folder / "renewal_replies" / "gold.jsonl", lines=True, dtype=str)
    raw = pd.read_csv(folder / "renewal_replies" / "raw.csv", dtype=str)
    both = gold.merge(raw.drop_duplicates("tweet_id")[["tweet_id", "text"]], on="tweet_id")
    live = ~both["kind"].isin(["asker", "blank"]) & both["posted_again_of"].isna()
    both = both[live & both["text"].notna()].reset_index(drop=True)
    return both.assign(text=both["text"].map(html.unescape))


def care(folder: Path) -> pd.DataFrame:
    table = pd.read_excel(folder / "care_consultation" / "responses.xlsx", engine="openpyxl")
    texts = table.drop_duplicates("Response ID").set_index("Response ID")
    columns = {"q1_why": "1b.", "q2_safeguards": "2.", "q3_other": "3."}
    names = {
        question: next(column for column in texts if column.startswith(start))
        for question, start in columns.items()
    }
    rows = []
    for line in (folder / "care_consultation" / "gold.jsonl").read_text("utf-8").splitlines():
        gold = json.loads(line)
        if not gold["blank"] and gold["respondent_id"] in texts.index:
            text = texts.loc[gold["respondent_id"], names[gold["question"]]]
            if isinstance(text, str):
                language = str(texts.loc[gold["respondent_id"], "Language"])
                rows.append((text, gold["sentiment"], gold["stance"], gold["question"], language))
    return pd.DataFrame(rows, columns=["text", "sentiment", "stance", "question", "language"])


def tone(sets: Path, corpora: Path, model: str) -> None:
    print("Tone")
    path = sets / "tweeteval_sentiment" / "data.csv"
    if path.exists():
        tweets = pd.read_csv(path)
        tweets = tweets[tweets["split"] == "test"]
        report_tone("tweeteval_sentiment, test", tweets["text"], tweets["label"], model)
        calibration(tweets, model)
    path = sets / "vader_groundtruth" / "data.csv"
    if path.exists():
        for source, part in pd.read_csv(path).groupby("source"):
            sample = part.sample(min(2000, len(part)), random_state=20)
            gold = np.where(sample["mean_valence"] >= 0.5, "positive",
                            np.where(sample["mean_valence"] <= -0.5, "negative", "neutral"))  # fmt: skip
            report_tone(f"vader_groundtruth, {source}", sample["text"], gold, model)
    replies = renewal(corpora)
    english = replies[(replies["lang"] == "en") & replies["sentiment"].notna()]
    report_tone("renewal_replies", english["text"], english["sentiment"], model)
    alone = english[english["campaign"].isna()]
    report_tone("renewal_replies, no campaigns", alone["text"], alone["sentiment"], model)
    answers = care(corpora)
    plain = answers[answers["sentiment"] != "mixed"]
    report_tone("care_consultation, not mixed", plain["text"], plain["sentiment"], model)
    mixed = answers[answers["sentiment"] == "mixed"]
    found = ci.score_sentiment(corpus_of(mixed["text"]), model=model).table["sentiment"]
    print(f"  care_consultation, mixed: of {len(mixed)}, {found.value_counts().to_dict()}")


def calibration(tweets: pd.DataFrame, model: str) -> None:
    table = ci.score_sentiment(corpus_of(tweets["text"]), model=model).table
    top = table[["positive", "neutral", "negative"]]
    right = top.idxmax(axis=1).to_numpy() == tweets["label"].to_numpy()
    sure = top.max(axis=1)
    print("  reliability: stated probability, share right, tweets")
    error = 0.0
    for low, high in ((0.3, 0.4), (0.4, 0.5), (0.5, 0.6), (0.6, 0.7), (0.7, 0.8), (0.8, 1.01)):
        inside = ((sure >= low) & (sure < high)).to_numpy()
        if inside.any():
            said, was = sure[inside].mean(), right[inside].mean()
            error += abs(said - was) * inside.mean()
            print(f"    {said:.2f}  {was:.2f}  {inside.sum():,}")
    print(f"  expected calibration error {error:.3f}")


def kinds(sets: Path, corpora: Path) -> None:
    print("Kind")
    replies = renewal(corpora)
    corpus = corpus_of(
        replies["text"], language=replies["lang"], campaign_id=replies["campaign"].fillna("")
    )
    start = time.perf_counter()
    result = ci.classify_kind(corpus)
    print(f"  renewal_replies: {len(replies) / (time.perf_counter() - start):,.0f} texts a second")
    found, gold = result.table["kind"], replies["kind"]
    for kind in sorted(set(gold)):
        print(
            f"  {kind:12s} gold {(gold == kind).sum():5d}  found {(found == kind).sum():5d}  "
            f"precision {precision_score(gold == kind, found == kind, zero_division=0):.2f}  "
            f"recall {recall_score(gold == kind, found == kind):.2f}"
        )
    speaks = replies["lobby"].astype(str) == "True"
    print(f"  lobby F1 {f1_score(speaks, result.table['lobby']):.2f}")
    abuse = load_head("kind").classes.index("abuse")
    for name, text, label, yes in (
        ("olid", "tweet", "subtask_a", {"OFF"}),
        ("davidson_hate", "tweet", "label", {"hate", "offensive", "hate_speech"}),
        ("edos_sexism", "text", "label_sexist", {"sexist"}),
    ):
        path = sets / name / "data.csv"
        if not path.exists():
            continue
        data = pd.read_csv(path)
        if name == "edos_sexism":
            data = data[data["split"] == "test"]
        truth = data[label].isin(yes).to_numpy()
        chances = load_head("kind").probabilities([html.unescape(t) for t in data[text]])[:, abuse]
        precision, recall, _ = precision_recall_curve(truth, chances)
        print(
            f"  {name}: abuse F1 at 0.2 {f1_score(truth, chances >= 0.2):.2f}, precision at "
            f"recall 0.5 {precision[recall >= 0.5].max():.2f} (share of abuse {truth.mean():.2f})"
        )


def stance(sets: Path, corpora: Path) -> None:
    print("Stance")
    path = sets / "argkp" / "arguments.csv"
    if path.exists():
        data = pd.read_csv(path)
        gold, found = [], []
        for topic, part in data.groupby("topic"):
            table = ci.score_stance(corpus_of(part["argument"]), question=topic).table
            gold += part["stance"].map({1: "for", -1: "against"}).tolist()
            found += table["stance"].tolist()
        report_stance("argkp, motions known to the head", gold, found)
    path = sets / "tweeteval_stance" / "data.csv"
    if path.exists():
        data = pd.read_csv(path)
        data = data[data["split"] == "test"]
        gold, found = [], []
        for target, part in data.groupby("target"):
            table = ci.score_stance(corpus_of(part["text"]), question=f"Support {target}").table
            gold += (
                part["label"].map({"favor": "for", "none": "unclear"}).fillna("against").tolist()
            )
            found += table["stance"].replace("conditional", "unclear").tolist()
        report_stance("tweeteval_stance, test", gold, found)
    answers = care(corpora)
    answers = answers[answers["question"] == "q1_why"]
    table = ci.score_stance(
        corpus_of(answers["text"]), question="Charities should do reviews"
    ).table
    report_stance("care_consultation, votes withheld", answers["stance"], table["stance"])


def report_stance(name: str, gold, found) -> None:
    gold, found = list(gold), list(found)
    most = max(set(gold), key=gold.count)
    labels = sorted(set(gold))
    ours = f1_score(gold, found, average="macro", labels=labels)
    line = f1_score(gold, [most] * len(gold), average="macro", labels=labels)
    print(f"  {name:34s} macro F1 {ours:.3f} (all {most!r}: {line:.3f})")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("folder", type=Path)
    parser.add_argument("--corpora", type=Path, default=Path("corpora"))
    parser.add_argument("--model", default="static")
    parser.add_argument("--only", choices=("tone", "kind", "stance"))
    asked = parser.parse_args()
    if asked.only in (None, "tone"):
        tone(asked.folder, asked.corpora, asked.model)
    if asked.only in (None, "kind"):
        kinds(asked.folder, asked.corpora)
    if asked.only in (None, "stance"):
        stance(asked.folder, asked.corpora)


if __name__ == "__main__":
    main()
