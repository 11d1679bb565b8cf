"""Tone, kind and stance beside VADER, on sets that no head was trained on.

    python benchmarks/sentiment.py FOLDER [--corpora corpora] [--model static|minilm]
        [--only tone|kind|stance] [--picture reliability.svg]

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


def tone(sets: Path, corpora: Path, model: str, picture: Path | None = None) -> None:
    print("Tone")
    path = sets / "tweeteval_sentiment" / "data.csv"
    if path.exists():
        tweets = pd.read_csv(path)
        tweets = tweets[tweets["split"] == "test"]
        report_tone("tweeteval_sentiment, test", tweets["text"], tweets["label"], model)
        calibration(tweets, model, picture)
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


def calibration(tweets: pd.DataFrame, model: str, picture: Path | None) -> None:
    corpus = corpus_of(tweets["text"])
    gold = corpus.live[["response_id"]].assign(label=tweets["label"].to_numpy())
    trust = ci.reliability(ci.score_sentiment(corpus, model=model), gold)
    print("  reliability: stated probability, share right, tweets")
    for row in trust.table.itertuples():
        print(f"    {row.stated:.2f}  {row.right:.2f}  {row.n:,}")
    print(f"  expected calibration error {trust.error:.3f}")
    if picture:
        draw(trust, picture)


def draw(trust: ci.Reliability, path: Path) -> None:
    """The table as a picture: on the grey line, what is stated is true."""
    import matplotlib

    matplotlib.use("svg")
    matplotlib.rcParams["svg.hashsalt"] = "reliability"
    from matplotlib import pyplot

    figure, axes = pyplot.subplots(figsize=(4, 4))
    rows = trust.table
    axes.plot([0.3, 1], [0.3, 1], color="0.75")
    off = [rows["right"] - rows["low"], rows["high"] - rows["right"]]
    axes.errorbar(rows["stated"], rows["right"], yerr=off, fmt="o", color="#0072B2")
    axes.set(xlabel="stated probability", ylabel="share right", xlim=(0.3, 1), ylim=(0.3, 1))
    axes.set_title(f"{trust.base:,} tweets, calibration error {trust.error:.3f}", fontsize=9)
    figure.tight_layout()
    figure.savefig(path, metadata={"Date": None})


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
            f"  {name}: abuse F1 at 0.3 {f1_score(truth, chances >= 0.3):.2f}, precision at "
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
    path = sets / "themefinder_gambling" / "eval_sentiments.csv"
    if path.exists():
        data = pd.read_csv(path)
        asked = path.with_name("expanded_question.txt").read_text("utf-8").strip()
        found = ci.score_stance(corpus_of(data["response"]), question=asked).table["stance"]
        gold = data["position"].map({"Yes": "for", "No": "against"})
        report_stance("themefinder_gambling, about a ban", gold.tolist(), found.tolist())
        told = found.isin(["for", "against"]).to_numpy()
        right = (found.to_numpy() == gold.to_numpy())[told].mean()
        print(f"    a side found for {told.mean():.0%}, right for {right:.0%} of them")
    path = sets / "tweeteval_stance" / "data.csv"
    if path.exists():
        data = pd.read_csv(path)
        data["label"] = data["label"].map({"favor": "for", "none": "unclear", "against": "against"})
        for count in (0, 100):
            gold, found = [], []
            for target, part in data.groupby("target"):
                test, train = part[part["split"] == "test"], part[part["split"] == "train"]
                taught = train.sample(count, random_state=20).rename(columns={"label": "stance"})
                stances = ci.score_stance(
                    corpus_of(test["text"]),
                    question=f"Support {target}",
                    examples=taught[["text", "stance"]] if count else None,
                ).table["stance"]
                gold += test["label"].tolist()
                found += stances.replace("conditional", "unclear").tolist()
            report_stance(f"tweeteval_stance, {count} labels a target", gold, found)
    few_shot(corpora)


def few_shot(corpora: Path) -> None:
    """Labels help how much: all but 200 answers are there to draw from; mean of eight draws."""
    answers = care(corpora)
    answers = answers[answers["question"] == "q1_why"].reset_index(drop=True)
    corpus = corpus_of(answers["text"])
    ids, gold = corpus.responses["response_id"].to_numpy(), answers["stance"].to_numpy()
    for count in (0, 25, 50, 100):
        scores = []
        for seed in range(8):
            order = np.random.default_rng(seed).permutation(len(gold))
            learn, test = order[:count], order[200:]
            examples = pd.DataFrame({"response_id": ids[learn], "stance": gold[learn]})
            found = ci.score_stance(
                corpus,
                question="Charities should do reviews",
                examples=examples if count else None,
            ).table["stance"]
            scores.append(f1_score(gold[test], found[test], average="macro"))
        print(
            f"  care_consultation, votes withheld, {count:3d} labels: macro F1 "
            f"{np.mean(scores):.3f} (standard deviation {np.std(scores):.3f})"
        )


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
    parser.add_argument("--picture", type=Path, help="where to draw the reliability, as SVG")
    parser.add_argument("--only", choices=("tone", "kind", "stance"))
    asked = parser.parse_args()
    if asked.only in (None, "tone"):
        tone(asked.folder, asked.corpora, asked.model, asked.picture)
    if asked.only in (None, "kind"):
        kinds(asked.folder, asked.corpora)
    if asked.only in (None, "stance"):
        stance(asked.folder, asked.corpora)


if __name__ == "__main__":
    main()
