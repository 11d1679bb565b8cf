"""Themes made by hand: forty responses, two questions, campaigns, likes."""

from __future__ import annotations

import random

import pandas as pd

import consultation_insight as ci
from consultation_insight.editing.recount import recounted

LABELS = ("Buses", "Parks", "Rents", "Schools", "Peat")


def made(seed: int = 1, *, questions: int = 1, shuffled: bool = False) -> ci.Themes:
    rng = random.Random(seed)
    rows, coding = [], []
    for i in range(40):
        question = f"q{i % questions + 1}"
        text = f"First sentence {i} on {LABELS[i % 5]} and on what follows. Second sentence {i}."
        cut = text.index(".") + 1
        rows.append(
            {
                "response_id": f"r{i}",
                "respondent_id": f"p{i // 2}",
                "question_id": question,
                "text": text,
                "likes": rng.choice([None, 0, 3, 40]),
                "campaign_id": rng.choice(["", "", "", "C01"]),
                "set_aside": "blank" if i == 39 else "",
            }
        )
        if i == 39:
            continue
        places = [(0, cut), (cut + 1, len(text))]
        for start, end in places[: rng.randint(0, 2)]:
            for theme in rng.sample(range(1, 6), rng.randint(1, 2)):
                prefix = f"{question}:" if questions > 1 else ""
                strength = round(rng.uniform(0.35, 1), 3)
                coding.append((f"r{i}", start, end, f"{prefix}T{theme:02}", strength))
    if shuffled:
        rng.shuffle(rows)
        rng.shuffle(coding)
    responses = pd.DataFrame(rows)
    responses["likes"] = responses["likes"].astype("Int64")
    corpus = ci.Corpus.from_responses(responses)
    coded = pd.DataFrame(coding, columns=["response_id", "start", "end", "theme_id", "strength"])
    coded = coded.assign(stance="", assigned_by="machine")
    ids = sorted(set(coded["theme_id"]))
    base = corpus.live["question_id"].value_counts()
    asked = [id_.split(":")[0] if ":" in id_ else "q1" for id_ in ids]
    table = pd.DataFrame(
        {
            "theme_id": ids, "question_id": asked, "label": [LABELS[int(id_[-2:]) - 1] for id_ in ids],
            "description": "", "keywords": [f"word{id_[-1]}, other{id_[-1]}" for id_ in ids], "n": 0,
            "share": 0.0, "low": 0.0, "high": 0.0, "base": [int(base[one]) for one in asked],
            "likes": 0, "stability": [0.9, 0.8, 0.7, 0.6, 0.5] * questions, "n_once": 0,
        }
    )  # fmt: skip
    places = coded[["theme_id", "response_id", "start", "end"]].iloc[:0]
    once = pd.DataFrame(columns=["question_id", "response_id", "start", "end"])
    bare = ci.Themes(
        base=corpus.base, table=table, coding=coded, verbatims=places, said_once=once,
        method="By hand.", corpus=corpus,
    )  # fmt: skip
    return recounted(bare, coded, table, changed=ids)


def same(one: ci.Themes, other: ci.Themes) -> bool:
    """Whether all tables are equal to the byte."""
    mine, others = one.tables(), other.tables()
    return set(mine) == set(others) and all(
        mine[name].to_csv() == others[name].to_csv() for name in mine
    )
