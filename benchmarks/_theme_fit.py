"""How well labels fit their themes, without people.

``back``: each passage is sent to the label whose vector is nearest to its own; the share that
comes to its own theme, mean over themes. A label that says what its theme is about, and what the
others are not, brings its passages back. ``says``: the share of a theme's responses that hold a
word of the label, mean over themes. ``flaws``: labels of more than six words, made of stop words or
of one weak word, that share a head word with another, or that are a quotation.

The vectors are of another model than the one that found the labels (MiniLM).
"""

from __future__ import annotations

import re
from typing import Any

import numpy as np
import pandas as pd

import consultation_insight as ci
from consultation_insight.analysis._headings.terms import stop_words, weak_words
from consultation_insight.analysis._themes.subjects import singular

_WORD = re.compile(r"[^\W_]+(?:['’\-&][^\W_]+)*")


def passages(corpus: ci.Corpus, themes: ci.Themes) -> pd.DataFrame:
    """Each coded passage once: its text, its response and its strongest theme."""
    best = themes.coding.sort_values("strength", ascending=False, kind="stable")
    best = best.drop_duplicates(["response_id", "start", "end"])
    texts = corpus.responses.set_index("response_id")["text"]
    text = [
        texts[row][start:end]
        for row, start, end in zip(best["response_id"], best["start"], best["end"], strict=True)
    ]
    return best.assign(text=text)[["text", "response_id", "theme_id"]].reset_index(drop=True)


def fit(corpus: ci.Corpus, themes: ci.Themes, embed: Any, language: str = "en") -> dict[str, Any]:
    """The measures above; for a result of one question.

    Parameters
    ----------
    embed : callable
        Gives one vector of unit length for each text.
    """
    rows = passages(corpus, themes)
    if len(themes) < 2 or rows.empty:
        return {"back": np.nan, "back_keywords": np.nan, "says": np.nan, "flaws": 0}
    meanings = embed(rows["text"].tolist())
    table = themes.table
    short = [", ".join(words.split(", ")[:3]) for words in table["keywords"]]
    return {
        "back": _back(rows, meanings, embed(table["label"].tolist()), table),
        "back_keywords": _back(rows, meanings, embed(short), table),
        "says": _says(rows, table),
        "flaws": len(flaws(table["label"].tolist(), language)),
    }


def _back(rows: pd.DataFrame, meanings: Any, labels: Any, table: pd.DataFrame) -> float:
    apart = meanings - meanings.mean(axis=0)
    apart /= np.maximum(np.linalg.norm(apart, axis=1, keepdims=True), 1e-9)
    # What all labels share ("tax" in a consultation on tax) tells none from another.
    told = labels - labels.mean(axis=0)
    told /= np.maximum(np.linalg.norm(told, axis=1, keepdims=True), 1e-9)
    nearest = table["theme_id"].to_numpy()[(apart @ told.T).argmax(axis=1)]
    right = pd.Series(nearest == rows["theme_id"].to_numpy()).groupby(rows["theme_id"]).mean()
    return round(float(right.reindex(table["theme_id"]).fillna(0).mean()), 3)


def _content(text: str) -> set[str]:
    return {singular(word.casefold())[:6] for word in _WORD.findall(text)} - {"and", "of", "und"}


def _says(rows: pd.DataFrame, table: pd.DataFrame) -> float:
    held = rows.groupby(["theme_id", "response_id"])["text"].agg(" ".join)
    shares = []
    for theme, label in zip(table["theme_id"], table["label"], strict=True):
        words = _content(label)
        if theme in held.index:
            shares.append(np.mean([bool(words & _content(text)) for text in held[theme]]))
    return round(float(np.mean(shares)), 3)


def flaws(labels: list[str], language: str = "en") -> list[str]:
    """What can be seen to be wrong with labels, one line each."""
    empty = stop_words(language) | weak_words(language)
    found: list[str] = []
    heads: dict[str, str] = {}
    for label in labels:
        words = [word.casefold() for word in _WORD.findall(label)]
        content = [word for word in words if word not in empty]
        if len(words) > 6:
            found.append(f"{label}: more than six words")
        if not content:
            found.append(f"{label}: no content")
        if label[:1] in "“\"'":
            found.append(f"{label}: a quotation")
        if words and words[0] in stop_words(language) and label[:1] != "“":
            found.append(f"{label}: begins with a stop word")
        for word in content[:1]:
            head = singular(word)[:6]
            if head in heads:
                found.append(f"{label}: head of {heads[head]}")
            heads[head] = label
    return found
