"""How close a run on the renewal replies comes to the facts of the corpus.

    consultation-insight run corpora/renewal_replies/consultation.toml --out demo
    python benchmarks/renewal_facts.py demo

Reads the run's own tables and ``corpora/renewal_replies/gold.jsonl``; prints fact, gold, measured,
and whether it is within the tolerance.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

import pandas as pd

GOLD = Path(__file__).parents[1] / "corpora" / "renewal_replies" / "gold.jsonl"
REFERENCES = {
    "Doughnut Economics": ("doughnut|raworth", 34),
    "universal basic income": ("basic income", 16),
    "citizens' assemblies": ("citizens. assembl", 9),
    "Green New Deal": ("green new deal", 9),
    "Future Generations Act": ("future generations", 8),
    "wellbeing budget (New Zealand)": ("wellbeing budget", 7),
    "Beveridge": ("beveridge", 7),
}
KINDS = {
    "substantive": 1097,
    "campaign": 230,
    "political": 113,
    "abuse": 60,
    "off_topic": 16,
    "spam": 9,
}


def facts(run: Path) -> pd.DataFrame:
    """One row for each fact: ``fact``, ``gold``, ``measured``, ``allowed``, ``ok``."""

    def read(name: str) -> pd.DataFrame:
        path = run / "results" / f"{name}.csv"
        return pd.read_csv(path, keep_default_na=False, dtype={"source_id": "str"})

    gold = pd.read_json(GOLD, lines=True, dtype={"tweet_id": "str"}).set_index("tweet_id")
    rows: list[tuple[str, float, float, float]] = []
    aside = read("reconciliation").set_index("reason")["responses"]
    for reason, count, allowed in [
        ("received", 1558, 0), ("row_twice", 9, 2), ("same_text_again", 12, 2), ("blank", 6, 2),
        ("asker", 6, 2), ("analysed", 1525, 3),
    ]:  # fmt: skip
        rows.append((f"rows: {reason}", count, aside.get(reason, 0), allowed))
    responses = read("responses")
    live = responses[responses["set_aside"] == ""]
    likes = pd.to_numeric(live["likes"])
    rows.append(("replies over 20 likes", 264, int((likes > 20).sum()), 3))
    with_links = set(read("response_links")["response_id"]) & set(live["response_id"])
    rows.append(("replies with links", 147, len(with_links), 2))
    references = read("references")
    for name, (pattern, count) in REFERENCES.items():
        found = references[references["reference"].str.lower().str.contains(pattern)]
        found = found.sort_values("responses", ascending=False)
        rows.append(
            (f"cited: {name}", count, int(found["responses"].max() if len(found) else 0), 1)
        )
    others = references[~references["reference"].str.lower().str.contains("doughnut|raworth")]
    rows.append(("cited most after Doughnut Economics", 16, int(others["responses"].max()), 1))
    terms = read("terms")
    words = terms[terms["type"] == "word"].set_index("term")
    for word, count in {
        "people": 235,
        "local": 65,
        "government": 55,
        "economy": 47,
        "communities": 44,
    }.items():
        mentions = int(words["mentions_outside"].get(word, 0))
        rows.append((f"word outside campaigns: {word}", count, mentions, max(2, 0.03 * count)))
    most = str(words["mentions_outside"].idxmax())
    rows.append(
        (f"most frequent content word is “people” (found “{most}”)", 1, most == "people", 0)
    )
    shares = read("kinds").set_index("kind")["share"]
    for kind, count in KINDS.items():
        rows.append((f"kind in %: {kind}", 100 * count / 1525, 100 * shares.get(kind, 0), 4))
    rows += _campaigns(live, gold)
    frame = pd.DataFrame(rows, columns=["fact", "gold", "measured", "allowed"])
    frame[["gold", "measured"]] = frame[["gold", "measured"]].astype(float).round(1)
    frame["ok"] = (frame["measured"] - frame["gold"]).abs() <= frame["allowed"]
    return frame


def _campaigns(live: pd.DataFrame, gold: pd.DataFrame) -> list[tuple[str, float, float, float]]:
    joined = live.merge(gold[["campaign", "variant"]], left_on="source_id", right_index=True)
    rows: list[tuple[str, float, float, float]] = []
    for name, members in joined.groupby("campaign"):
        found = members[members["campaign_id"] != ""]["campaign_id"].value_counts()
        size = int((joined["campaign_id"] == found.index[0]).sum()) if len(found) else 0
        rows.append((f"campaign {name}: size", len(members), size, 0.1 * len(members)))
        rows.append((f"campaign {name}: found as one", 1, len(found), 0))
    in_none = joined[joined["campaign"].isna() & (joined["campaign_id"] != "")]
    rows.append(("replies of no campaign in one", 0, len(in_none), 3))
    invented = set(in_none["campaign_id"]) - set(joined[joined["campaign"].notna()]["campaign_id"])
    rows.append(("campaigns that are none", 0, len(invented), 0))
    return rows


def kinds_table(run: Path) -> pd.DataFrame:
    """Gold kind (rows) against found kind (columns)."""
    gold = {r["tweet_id"]: r["kind"] for r in map(json.loads, GOLD.open(encoding="utf-8"))}
    responses = pd.read_csv(run / "results" / "responses.csv", keep_default_na=False, dtype="str")
    live = responses[responses["set_aside"] == ""]
    return pd.crosstab(live["source_id"].map(gold).rename("gold"), live["kind"])


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    folder = Path(sys.argv[1])
    table = facts(folder)
    print(table.to_string(index=False))
    print(f"\n{table['ok'].sum()} of {len(table)} within tolerance\n")
    print(kinds_table(folder).to_string())
    print()
    liked = pd.read_csv(folder / "results" / "liked_themes.csv")
    print(liked[["rank", "theme_id", "label", "n", "likes", "times_next"]].head(8).to_string())
