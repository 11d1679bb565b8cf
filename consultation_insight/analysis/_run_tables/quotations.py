"""In whose words: places in responses that may be quoted, with the words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import numpy.typing as npt
import pandas as pd

from consultation_insight._tables import among
from consultation_insight.analysis._quoting import UNQUOTED
from consultation_insight.analysis._run_tables.senders import campaign_types
from consultation_insight.corpus import Corpus
from consultation_insight.text import comparable

#: A response of up to so many characters (a post on a social network) is quoted whole.
WHOLE = 280
#: So many candidates for the quotations of a theme are compared with each other.
_LOOKED_AT = 40
#: Two quotations that share so much of the words of the shorter one say the same; the second
#: figure holds where the first leaves too few.
_SHARED = (0.6, 0.85)


def strongest_first(coding: pd.DataFrame) -> pd.DataFrame:
    length = coding["end"] - coding["start"]
    readable = coding[length.between(40, 280)]
    order = ["theme_id", "strength", "response_id", "start"]
    ordered = readable.sort_values(order, ascending=[True, False, True, True])
    return ordered[["theme_id", "response_id", "start", "end"]]


def _speakable(ids: pd.Series | pd.Index, live: pd.DataFrame) -> npt.NDArray[np.bool_]:
    """Which responses may be quoted: no abuse, no spam, by people who agreed."""
    return among(ids, live.loc[~live["kind"].isin(UNQUOTED) & live["quotable"], "response_id"])


def with_words(places: pd.DataFrame, corpus: Corpus, live: pd.DataFrame) -> pd.DataFrame:
    """Add the words at each place; places in responses that are not to be quoted fall away."""
    places = places[_speakable(places["response_id"], live)]
    texts = corpus.responses.set_index("response_id")["text"]
    whole = texts.reindex(places["response_id"])
    words = [
        text[int(start) : int(end)]
        for text, start, end in zip(whole, places["start"], places["end"], strict=True)
    ]
    return places.assign(text=pd.Series(words, index=places.index, dtype="str")).reset_index(
        drop=True
    )


def most_liked(listed: pd.DataFrame, live: pd.DataFrame) -> pd.DataFrame:
    """Add themes and words; of what is not to be quoted only the figures stand."""
    rows = live.set_index("response_id").reindex(listed["response_id"])
    speakable = _speakable(rows.index, live)
    text = rows["text"].where(speakable, "").to_numpy()
    return listed.assign(theme_ids=rows["theme_ids"].to_numpy(), text=text)


def campaign_words(
    tables: Mapping[str, pd.DataFrame], corpus: Corpus, live: pd.DataFrame
) -> dict[str, pd.DataFrame]:
    """What supporters added and changed, of those who may be quoted."""
    quoted = with_words(tables["additions"].drop(columns="text"), corpus, live)
    made = {"additions": quoted[["campaign_id", "response_id", "start", "end", "text"]]}
    if "campaign_differences" in tables:
        changed = tables["campaign_differences"]
        kept = _speakable(changed["response_id"], live)
        made["campaign_differences"] = changed[kept].reset_index(drop=True)
    if "perhaps_reworded" in tables:
        listed = tables["perhaps_reworded"].assign(start=0)
        length = corpus.responses.set_index("response_id")["text"].str.len()
        listed["end"] = listed["response_id"].map(length)
        made["perhaps_reworded"] = with_words(listed, corpus, live)
    return made


def who_sent_campaigns(corpus: Corpus, k_anonymity: int) -> dict[str, pd.DataFrame]:
    types = campaign_types(corpus, k_anonymity=k_anonymity)
    return {"campaign_types": types} if len(types) else {}


def asks(groups: pd.DataFrame, corpus: Corpus, live: pd.DataFrame) -> pd.DataFrame:
    """Name each group of asks; where it names nobody, by the words of its example."""
    alike = with_words(groups[groups["ask"] == ""], corpus, live)
    texts = dict(zip(alike["group_id"], alike["text"], strict=True))
    asks = [
        ask or texts.get(group_id, "")
        for ask, group_id in zip(groups["ask"], groups["group_id"], strict=True)
    ]
    named = groups.assign(ask=pd.Series(asks, index=groups.index, dtype="str"))
    return named[named["ask"] != ""].reset_index(drop=True)


def _with_context(places: pd.DataFrame, corpus: Corpus) -> pd.DataFrame:
    """Quote a short response whole: a sentence torn out of it says less, or something else."""
    length = places["response_id"].map(corpus.responses.set_index("response_id")["text"].str.len())
    whole = length <= WHOLE
    return places.assign(
        start=places["start"].mask(whole, 0), end=places["end"].mask(whole, length)
    )


def _unlike(texts: pd.Series, rows: Sequence[int], most: int) -> list[int]:
    """The first few rows of which none repeats the words of one before it.

    Where there are not enough of them, those come in that repeat the least.
    """
    words = {at: _long_words(texts[at]) for at in rows}
    chosen: list[int] = []
    for limit in _SHARED:
        for at in rows:
            if len(chosen) == most:
                break
            if at not in chosen and all(
                _shared(words[at], words[other]) < limit for other in chosen
            ):
                chosen.append(at)
    return sorted(chosen, key=rows.index)


def _long_words(text: str) -> frozenset[str]:
    """The words of a text that are long enough to say something; all where none is."""
    words = comparable(text).split()
    return frozenset([word for word in words if len(word) > 3] or words)


def _shared(one: frozenset[str], other: frozenset[str]) -> float:
    return len(one & other) / max(1, min(len(one), len(other)))


def quotable(
    candidates: pd.DataFrame, corpus: Corpus, live: pd.DataFrame, most: int
) -> pd.DataFrame:
    """The first few candidates of each theme, from different respondents, in different words."""
    quoted = _of_different_people(candidates, live)
    number = quoted.groupby("theme_id").size()
    read = _LOOKED_AT
    while True:
        some = quoted.groupby("theme_id").head(read)
        looked = _in_different_words(with_words(_with_context(some, corpus), corpus, live))
        found = looked.groupby("theme_id").size().reindex(number.index, fill_value=0)
        if ((number <= read) | (found == _LOOKED_AT)).all():
            break
        read *= 4  # many said the same
    quoted = looked.sort_values("theme_id", kind="stable").reset_index(drop=True)
    kept = [
        at
        for rows in quoted.groupby("theme_id", sort=False).indices.values()
        for at in _unlike(quoted["text"], list(rows), most)
    ]
    quoted = quoted.loc[kept]
    columns = [
        "theme_id", "response_id", "respondent_id", "start", "end", "text", "likes", "sentiment",
    ]  # fmt: skip
    return quoted[columns].reset_index(drop=True)


def _of_different_people(candidates: pd.DataFrame, live: pd.DataFrame) -> pd.DataFrame:
    """Those that may be quoted, one of each respondent and one of each campaign for a theme."""
    facts = live.set_index("response_id")[["respondent_id", "likes", "sentiment", "campaign_id"]]
    allowed = candidates[_speakable(candidates["response_id"], live)]
    each = allowed.join(facts, on="response_id").drop_duplicates(["theme_id", "respondent_id"])
    # A campaign speaks once, however its copies differ.
    again = each.duplicated(["theme_id", "campaign_id"]) & (each["campaign_id"] != "")
    return each[~again]


def _in_different_words(quoted: pd.DataFrame) -> pd.DataFrame:
    inside = quoted["campaign_id"] != ""
    same = quoted["campaign_id"].where(inside, quoted["text"].str.casefold())
    once = quoted.assign(_same=same).drop_duplicates(["theme_id", "_same"])
    return once.groupby("theme_id").head(_LOOKED_AT)
