"""Who sent campaigns: closed attributes of their supporters beside those of everybody else."""

from __future__ import annotations

from collections import Counter

import numpy as np
import numpy.typing as npt
import pandas as pd

from consultation_insight.corpus import Corpus

__all__ = ["campaign_types"]

COLUMNS = (
    "campaign_id", "attribute", "level", "n", "n_shown", "share", "base", "share_others",
    "base_others",
)  # fmt: skip
#: More levels than these are places, names or words of one's own, and no types.
MOST_LEVELS = 20
#: What stands for all levels that fewer respondents have than may be told apart.
RARE = "any other"

Ints = npt.NDArray[np.int64]


def campaign_types(corpus: Corpus, *, k_anonymity: int = 5) -> pd.DataFrame:
    """Count the respondents of each campaign by the levels of each closed attribute.

    Beside them stand all others who answered the same question. A level that fewer than
    ``k_anonymity`` respondents have is not named; a count below it is not given, nor is a second
    one where the first could be computed from the rest.

    Parameters
    ----------
    corpus : Corpus
        Marked by `find_campaigns`.
    k_anonymity : int
        As in ``[report]``.

    Returns
    -------
    pandas.DataFrame
        ``n`` and ``share`` out of the ``base`` of the campaign's respondents who told the
        attribute, missing where not given; ``n_shown`` says "<5" then.
    """
    rows = []
    live = corpus.live
    marked = live[live["campaign_id"] != ""]
    attributes = _closed(corpus) if len(marked) else {}
    for question_id in marked["question_id"].drop_duplicates() if attributes else ():
        asked = live.loc[live["question_id"] == question_id, ["respondent_id", "campaign_id"]]
        people = pd.Index(asked["respondent_id"].drop_duplicates())
        coded = {name: _coded(one, people, k_anonymity) for name, one in attributes.items()}
        for campaign_id, group in asked[asked["campaign_id"] != ""].groupby("campaign_id"):
            inside = people.isin(group["respondent_id"])
            for name, (codes, levels) in coded.items():
                counts = _both(codes, inside, len(levels))
                rows += [
                    (campaign_id, name, level, *row)
                    for level, row in zip(levels, _figures(*counts, k_anonymity), strict=True)
                    if len(levels) > 1 and counts[0].sum() >= max(k_anonymity, 1)
                ]
    frame = pd.DataFrame(rows, columns=list(COLUMNS))
    whole = dict.fromkeys(("n", "base", "base_others"), "Int64")
    frame = frame.astype(whole | {"share": "float64", "share_others": "float64"})
    return frame.sort_values("campaign_id", kind="stable").reset_index(drop=True)


def _closed(corpus: Corpus) -> dict[str, pd.Series]:
    """Each attribute with few levels, by respondent; numbers are no types."""
    people = corpus.respondents.drop_duplicates("respondent_id").set_index("respondent_id")
    about = corpus.attributes.set_index("attribute")
    types, scales = about["type"].to_dict(), about["levels"].to_dict()
    found = {}
    for name in people:
        if types.get(name) == "number":
            continue
        values = people[name].astype("str").fillna("").str.strip()
        if not 2 <= values[values != ""].nunique() <= MOST_LEVELS:
            continue
        order = [level.strip() for level in str(scales.get(name) or "").split("|")]
        found[str(name)] = pd.Series(values, name="|".join(order))
    return found


def _coded(values: pd.Series, people: pd.Index, k: int) -> tuple[Ints, list[str]]:
    """The level of each of some people as a number (-1: not told), and the names of levels."""
    told = values.reindex(people).fillna("").astype("str")
    sizes = Counter(value for value in told.tolist() if value)
    scale = {level: at for at, level in enumerate(str(values.name).split("|"))}
    named = sorted(
        (level for level, size in sizes.items() if size >= k),
        key=lambda level: (scale.get(level, len(scale)), -sizes[level], level),
    )
    levels = [*named, RARE] if len(named) < len(sizes) else named
    number = {level: at for at, level in enumerate(named)}
    codes = [number.get(value, len(named)) if value else -1 for value in told]
    return np.array(codes, dtype=np.int64), levels


def _both(codes: Ints, inside: npt.NDArray[np.bool_], levels: int) -> tuple[Ints, Ints]:
    """How many have each level, in the campaign and outside of it."""
    told = codes >= 0
    return (
        np.bincount(codes[told & inside], minlength=levels),
        np.bincount(codes[told & ~inside], minlength=levels),
    )


def _figures(own: Ints, others: Ints, k: int) -> list[tuple[object, ...]]:
    base, rest = int(own.sum()), int(others.sum())
    hidden, rest_hidden = _hidden(own, k), _hidden(others, k)
    return [
        (
            pd.NA if hide else int(n),
            (f"<{k}" if n < k else "not given") if hide else str(int(n)),
            np.nan if hide or not base else n / base,
            base,
            np.nan if rest_hide or not rest else m / rest,
            rest if rest >= k or not rest else pd.NA,
        )
        for n, m, hide, rest_hide in zip(own, others, hidden, rest_hidden, strict=True)
    ]


def _hidden(counts: Ints, k: int) -> npt.NDArray[np.bool_]:
    """Which counts are too small to give; never one alone, which the sum would tell."""
    hidden = (counts > 0) & (counts < k)
    if hidden.sum() == 1:
        larger = np.where((counts > 0) & ~hidden, counts, counts.sum() + 1)
        if (larger <= counts.sum()).any():
            hidden[int(larger.argmin())] = True
    return hidden
