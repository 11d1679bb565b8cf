"""Responses outside a campaign that may say the same in other words: listed, never merged.

That many say the same of their own accord is what consultations are for, and vectors cannot tell
it from a campaign in other words. So this is a list for a reader: a response is on it where it is
far more like the letter than others are, and like little else that was sent.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt
import pandas as pd

from consultation_insight.cleaning._copies.evidence import marks_of
from consultation_insight.corpus import Corpus
from consultation_insight.models.embeddings import adapted, embedder
from consultation_insight.results import Campaigns
from consultation_insight.text import HASHTAG, MENTION, URL, comparable, split_sentences

__all__ = ["perhaps_reworded"]

#: So many standard deviations a response is more like the letter than other responses are.
FAR = 2.5
#: And at most so many other responses are more like it than the letter is.
NEARER = 1
#: The letter's sentences that count: those that a response comes closest to.
SENTENCES = 2
#: A sentence of fewer words is compared only where a text has no other.
SAYS_SOMETHING = 4
#: Others are compared with so many different texts at most, drawn by their content.
REFERENCE = 20_000
#: Texts that are embedded at once.
BLOCK = 5_000
#: A word is rare where at most so large a share of the reference uses it (and a handful may).
RARE, HANDFUL = 0.005, 5
#: So many rare words in common are a piece of evidence, and so many are named.
RARE_WORDS, NAMED = 2, 6
#: Fewer other responses tell nothing of what is usual.
LEAST = 30

Floats = npt.NDArray[np.float32]


class Likeness(NamedTuple):
    """How like a letter texts are: as wholes, and sentence by sentence at best."""

    whole: Floats
    sentences: Floats

    def standard(self, usual: Likeness) -> npt.NDArray[np.float64]:
        """In standard deviations of what is usual: the mean of whole and best two sentences."""
        whole = _standard(self.whole[None], usual.whole[None])[0]
        parts = np.sort(_standard(self.sentences, usual.sentences), axis=0)[::-1]
        found: npt.NDArray[np.float64] = (whole + parts[:SENTENCES].mean(axis=0)) / 2
        return found


def perhaps_reworded(campaigns: Campaigns, corpus: Corpus, model: str) -> pd.DataFrame:
    """List them, the likeliest of each campaign first.

    Parameters
    ----------
    campaigns : Campaigns
    corpus : Corpus
        In which they were found.
    model : str
        A name of `consultation_insight.models.embeddings`.

    Returns
    -------
    pandas.DataFrame
        As `Campaigns` describes it.
    """
    live = corpus.live
    about = campaigns.table.set_index("campaign_id")
    rows: list[tuple[Any, ...]] = []
    marked = live[live["campaign_id"] != ""]
    for question_id in marked["question_id"].drop_duplicates():
        asked = live[live["question_id"] == question_id]
        outside = asked[asked["campaign_id"] == ""]
        names = sorted(set(asked["campaign_id"]) - {""})
        letters = {name: str(about["template"][name]) for name in names}
        if outside["text"].nunique() < LEAST:
            continue
        found = _found(sorted(set(outside["text"])), letters, model)
        copies = {name: asked[asked["campaign_id"] == name] for name in names}
        days = {name: set(str(about["burst_days"][name]).split("; ")) - {""} for name in names}
        rows += _told(found, outside, copies, days)
    columns = list(Campaigns.__dict__["perhaps_reworded"].columns)
    rows.sort(key=lambda row: (row[0], -row[3], row[1]))
    return pd.DataFrame(rows, columns=columns)


def _found(
    texts: Sequence[str], letters: dict[str, str], model: str
) -> dict[tuple[str, str], tuple[float, int, list[str]]]:
    """Letter and text → standard deviations, others that are nearer, rare words in common."""
    reference = sorted(texts, key=_draw)[:REFERENCE]
    known = set(reference)
    plain = [_plain(text) for text in reference]
    fitted = adapted(embedder(model), [*plain, *letters.values()])
    wholes, (parts, owner) = fitted.embed(plain), _sentences(fitted, plain)
    templates = {name: _Letter.of(fitted, text) for name, text in letters.items()}
    usual = {name: one.likeness(wholes, parts, owner) for name, one in templates.items()}
    users = Counter(word for text in plain for word in _words(text))
    most = max(HANDFUL, int(RARE * len(plain)))
    found = {}
    for start in range(0, len(texts), BLOCK):
        block = texts[start : start + BLOCK]
        plain = [_plain(text) for text in block]
        own, (own_parts, own_owner) = fitted.embed(plain), _sentences(fitted, plain)
        likeness = {
            name: letter.likeness(own, own_parts, own_owner) for name, letter in templates.items()
        }
        standard = {name: one.standard(usual[name]) for name, one in likeness.items()}
        highest = np.max(list(standard.values()), axis=0)
        for name, letter in templates.items():
            like, far = likeness[name], standard[name]
            # Where two campaigns are about the same thing, a text is in the words of one of them.
            for at in np.flatnonzero((far >= FAR) & (far == highest)).tolist():
                mine = own_parts[own_owner == at]
                nearer = max(
                    int((wholes @ own[at] > like.whole[at]).sum()) - (block[at] in known),
                    _sentences_nearer(mine, letter.parts, parts, owner, block[at], reference),
                )
                if nearer <= NEARER:
                    shared = _words(plain[at]) & _words(_plain(letters[name]))
                    rare = sorted(word for word in shared if users[word] <= most)
                    found[name, block[at]] = float(far[at]), nearer, rare
    return found


def _sentences_nearer(
    mine: Floats,
    letter: Floats,
    parts: Floats,
    owner: npt.NDArray[np.int64],
    text: str,
    reference: Sequence[str],
) -> int:
    """How many other responses have a sentence nearer to one of these than the letter has.

    Of several sentences, the one counts that the letter comes nearest to being the nearest of.
    """
    best = (letter @ mine.T).max(axis=0)
    fewest = len(reference)
    for sentence, like in zip(mine, best, strict=True):
        people = {reference[at] for at in owner[parts @ sentence > like].tolist()} - {text}
        fewest = min(fewest, len(people))
    return fewest


class _Letter(NamedTuple):
    whole: Floats
    parts: Floats

    @classmethod
    def of(cls, fitted: Any, text: str) -> _Letter:
        plain = _plain(text)
        return cls(fitted.embed([plain])[0], _sentences(fitted, [plain])[0])

    def likeness(self, wholes: Floats, parts: Floats, owner: npt.NDArray[np.int64]) -> Likeness:
        best = np.full((len(self.parts), len(wholes)), -1.0, dtype=np.float32)
        for row, like in zip(best, self.parts @ parts.T, strict=True):
            np.maximum.at(row, owner, like)
        return Likeness(wholes @ self.whole, best)


def _standard(values: Floats, usual: Floats) -> npt.NDArray[np.float64]:
    usual = usual.astype(np.float64)
    spread = np.maximum(usual.std(axis=1, keepdims=True), 1e-6)
    return np.asarray((values - usual.mean(axis=1, keepdims=True)) / spread)


def _sentences(fitted: Any, texts: Sequence[str]) -> tuple[Floats, npt.NDArray[np.int64]]:
    """The vectors of all sentences, and of which text each is."""
    sentences, owner = [], []
    for at, text in enumerate(texts):
        own = [text[start:end] for start, end in split_sentences(text)]
        own = [one for one in own if len(one.split()) >= SAYS_SOMETHING] or [text]
        sentences += own
        owner += [at] * len(own)
    return fitted.embed(sentences), np.array(owner, dtype=np.int64)


def _plain(text: str) -> str:
    """Without what is no argument: addresses, accounts and hashtags."""
    for pattern in (URL, MENTION, HASHTAG):
        text = pattern.sub(" ", text)
    return " ".join(text.split())


def _words(text: str) -> set[str]:
    return {word for word in comparable(text).split() if len(word) > 3}


def _draw(text: str) -> tuple[bytes, str]:
    return hashlib.blake2b(text.encode(), digest_size=8).digest(), text


def _told(
    found: dict[tuple[str, str], tuple[float, int, list[str]]],
    outside: pd.DataFrame,
    copies: dict[str, pd.DataFrame],
    bursts: dict[str, set[str]],
) -> list[tuple[Any, ...]]:
    """A row for each response with such a text, with all that speaks for it."""
    marks = {
        name: {mark.casefold() for text, links in zip(one["text"], one["links"], strict=True)
               for mark in marks_of(text, links)}
        for name, one in copies.items()
    }  # fmt: skip
    by_text: dict[str, list[tuple[str, str, Any]]] = {}
    wanted = outside[outside["text"].isin({text for _, text in found})]
    columns = wanted[["response_id", "text", "links", "created_at"]]
    for response_id, text, links, when in columns.itertuples(index=False):
        by_text.setdefault(text, []).append((response_id, links, when))
    rows = []
    for (name, text), (far, nearer, rare) in found.items():
        for response_id, links, when in by_text[text]:
            common = sorted(m for m in marks_of(text, links) if m.casefold() in marks[name])
            day = "" if pd.isna(when) else f"{when:%Y-%m-%d}"
            day = day if day in bursts[name] else ""
            more = [len(rare) >= RARE_WORDS, bool(common), bool(day)]
            strength = 1 - FAR / (FAR + far) * 0.75 ** sum(more)
            shown = ", ".join(rare[:NAMED]), ", ".join(common), day
            rows.append((name, response_id, round(far, 2), round(strength, 3), nearer, *shown))
    return rows
