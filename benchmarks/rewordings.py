"""Responses listed as a campaign in other words: how many of them are, and how many are missed.

Run, with a folder of public sets if strangers in them are to be counted, too::

    python benchmarks/rewordings.py DATA --embedders static minilm

``rewordings.json`` has eleven letters of different kinds, each with four or five texts that argue the same in
other words and three about the same thing that do not. They are planted among the responses of the
two corpora (each letter five times), and the campaigns of these corpora stand beside them; the eleven
texts that their gold calls paraphrases lose their hashtag first, by which they would be found.
A find counts as true only if it was planted or is in the gold: strangers who make the argument by
themselves count as false. ``--show`` prints all finds. In ``napire2018_openends`` and
``anes2008_openends``, in which there is no campaign, twenty answers of twenty words or more are
treated as if each were the letter of one; what is listed for it is counted.
"""

from __future__ import annotations

import argparse
import html
import json
import re
import time
from collections import Counter
from pathlib import Path

import pandas as pd

from consultation_insight import Corpus, find_campaigns, read_campaigns
from consultation_insight.cleaning._copies.rewording import perhaps_reworded

HERE = Path(__file__).parent
CORPORA = HERE.parent / "corpora"
COPIES = 5


def renewal() -> pd.DataFrame:
    """Its replies: text, and what the gold says (campaign and variant)."""
    folder = CORPORA / "renewal_replies"
    gold = pd.read_json(folder / "gold.jsonl", lines=True, dtype={"tweet_id": str})
    raw = pd.read_csv(folder / "raw.csv", dtype=str).drop_duplicates("tweet_id")
    both = raw.merge(gold, on="tweet_id")
    both = both[~both["kind"].isin(["asker", "blank"]) & both["posted_again_of"].isna()]
    text = both["text"].fillna("").map(html.unescape)
    paraphrase = both["variant"] == "paraphrase"
    text = text.where(~paraphrase, text.map(lambda one: re.sub(r"#\w+", "", one).strip()))
    return pd.DataFrame({"text": text, "letter": both["campaign"].fillna(""), "role": ""}).assign(
        role=paraphrase.map({True: "gold", False: ""})
    )


def care() -> pd.DataFrame:
    """The answers to the question on reasons, without the campaigns that are planted anew."""
    lines = (CORPORA / "care_consultation" / "gold.jsonl").read_text(encoding="utf-8").splitlines()
    gold = pd.DataFrame([json.loads(line) for line in lines])
    gold = gold[(gold["question"] == "q1_why") & gold["campaign"].isna()]
    sheet = pd.read_excel(CORPORA / "care_consultation" / "responses.xlsx", engine="openpyxl")
    (column,) = (name for name in sheet if str(name).startswith("1b"))
    texts = sheet.set_index("Response ID")[column].reindex(gold["respondent_id"]).dropna()
    return pd.DataFrame({"text": texts.to_numpy(), "letter": "", "role": ""})


def planted(frame: pd.DataFrame, corpus: str, *, later: bool) -> pd.DataFrame:
    """A corpus with its letters and what is planted beside them."""
    letters = json.loads((HERE / "rewordings.json").read_text(encoding="utf-8"))["letters"]
    rows = [
        (text, one["name"], role)
        for one in letters
        if one["corpus"] == corpus and one.get("later", False) == later
        for role, texts in (
            ("", [one["letter"]] * COPIES), ("planted", one["reworded"]), ("other", one["other"]),
        )
        for text in texts
    ]  # fmt: skip
    return pd.concat([frame, pd.DataFrame(rows, columns=frame.columns)], ignore_index=True)


def listed(frame: pd.DataFrame, embedder: str) -> pd.DataFrame:
    """All finds, each with the letter that its campaign is and what it is itself."""
    corpus = find_campaigns(Corpus.from_responses(frame[["text"]]))
    responses = corpus.responses[["response_id", "campaign_id", "text"]].assign(
        letter=frame["letter"].to_numpy(), role=frame["role"].to_numpy()
    )
    inside = responses[responses["campaign_id"] != ""]
    of = inside.groupby("campaign_id")["letter"].agg(lambda names: names.mode().iloc[0])
    start = time.process_time()
    # The setting of find_campaigns refuses static vectors, because of what is measured here.
    found = perhaps_reworded(read_campaigns(corpus), corpus, embedder)
    print(f"    {time.process_time() - start:.1f} s of processor for {len(frame):,} responses")
    found = found.join(
        responses.set_index("response_id")[["letter", "role", "text"]], on="response_id"
    )
    found["of"] = found["campaign_id"].map(of)
    own = found["letter"] == found["of"]
    return found.assign(role=found["role"].where(own, "stranger").replace("", "stranger"))


def strangers(data: Path, embedder: str) -> None:
    """Answers of campaign-free sets, each taken for a letter."""
    for name, column in {
        "napire2018_openends": "question",
        "anes2008_openends": "question",
    }.items():
        frame = pd.read_csv(data / name / "data.csv").dropna(subset=["text"])
        largest = frame[column].value_counts().index[0]
        texts = frame.loc[frame[column] == largest, "text"].drop_duplicates()
        texts = texts.sample(min(len(texts), 3000), random_state=1)
        letters = texts[texts.str.split().str.len() >= 20].head(20)
        several = pd.concat([texts, *[letters] * (COPIES - 1)])
        some = pd.DataFrame({"text": several.to_numpy(), "letter": "", "role": ""})
        found = listed(some, embedder)
        print(
            f"  {name}: {len(found)} of {len(texts):,} different answers to a question listed for "
            f"{len(letters)} answers taken for letters"
        )


def measured(embedder: str, *, later: bool, show: bool) -> None:
    """Precision and recall of the list on both corpora with what is planted in them."""
    total: Counter[str] = Counter()
    wanted = 0
    corpora = (("renewal_replies", renewal()), ("care_consultation", care()))
    for name, frame in corpora:
        if later:
            frame = frame[frame["role"] != "gold"].reset_index(drop=True)
        whole = planted(frame, name, later=later)
        wanted += int(whole["role"].isin(["planted", "gold"]).sum())
        found = listed(whole, embedder)
        if later:  # what is listed for the corpus's own campaigns was counted before
            found = found[found["of"].isin(set(whole.loc[whole["role"] == "planted", "letter"]))]
        total += Counter(found["role"])
        print(f"    {name}: {dict(Counter(found['role']))}")
        for row in found.itertuples() if show else ():
            print(
                f"      {row.of} | {row.role} {row.likeness:.1f} {row.strength:.2f} {row.nearer} "
                f"[{row.rare_words}] {row.text[:150]!r}"
            )
    true = total["planted"] + total["gold"]
    print(
        f"    true: {true} of {total.total()} listed ({true / max(1, total.total()):.2f}); "
        f"{true / wanted:.2f} of the {wanted} that there are"
    )


def main() -> None:
    """Run what the command line asks for."""
    parser = argparse.ArgumentParser(description="See the module's docstring.")
    parser.add_argument("data", type=Path, nargs="?")
    parser.add_argument("--embedders", nargs="+", default=["static"])
    parser.add_argument("--show", action="store_true")
    options = parser.parse_args()
    for embedder in options.embedders:
        print(f"\n{embedder}")
        for later in (False, True):
            print("  letters written after the thresholds were set" if later else "  letters")
            measured(embedder, later=later, show=options.show)
        if options.data:
            strangers(options.data, embedder)


if __name__ == "__main__":
    main()
