"""Whom likes went to: themes, responses, authors."""

from __future__ import annotations

from consultation_insight.analysis._likes import like_tables
from consultation_insight.corpus import Corpus
from consultation_insight.counting import Counting
from consultation_insight.errors import SettingsError, TooFewResponses
from consultation_insight.results import Themes
from consultation_insight.time_results import Likes

__all__ = ["count_likes"]


def count_likes(
    corpus: Corpus, themes: Themes | None = None, *, cap: int | None = None, most: int = 20
) -> Likes:
    """Count likes by theme beside responses and respondents, and say how few hold half of them.

    Likes show what readers approved of, and mostly how many saw a response: one author with many
    followers can lift a theme. So each theme is also ranked with at most ``cap`` likes an author.

    Parameters
    ----------
    corpus : Corpus
    themes : Themes, optional
        Of the corpus; without them only responses and authors are ranked.
    cap : int, optional
        How many likes of one author count for a theme, over all of the author's responses. Left
        out, it is the number that 95 of 100 authors who have any likes do not exceed.
    most : int
        How many of the most liked responses to list.

    Returns
    -------
    Likes

    Raises
    ------
    TooFewResponses
        No live response has likes.

    Examples
    --------
    >>> import pandas as pd
    >>> import consultation_insight as ci
    >>> texts = pd.DataFrame({"text": ["a", "b", "c", "d"], "likes": [0, 1, 2, 9]})
    >>> likes = ci.count_likes(ci.Corpus.from_responses(texts))
    >>> likes.half, round(likes.gini, 3)
    (1, 0.583)
    """
    if cap is not None and cap < 0:
        raise SettingsError.from_value("cap", "count_likes", "0 or more", cap)
    counting = Counting.of(corpus)
    counted = counting.live[counting.counted()]
    if not counted["likes"].fillna(0).any():
        raise TooFewResponses("No response has likes, so there is nothing to count.")
    coding = table = None
    if themes is not None:
        coding, table = themes.coding, themes.table
        coding = coding[counting.keeps(coding["response_id"], coding["start"], coding["end"])]
    made = like_tables(counted, coding, table, cap=cap, most=most)
    spread = made["likes_spread"]
    return Likes(
        table=made.get("theme_likes"),  # type: ignore[arg-type]  # made to an empty table
        spread=spread,
        most_liked=made["most_liked"],
        curve=made["likes_curve"],
        base=int(spread["base"].iloc[0]),
        settings={"cap": cap, "most": most},
        method="Likes are added up over the responses of a theme; a response counts for each of its "
        f"themes. Capped: at most {int(spread['cap'].iloc[0]):,} likes of an author for a theme. "
        "Inequality: Lorenz's curve and Gini's coefficient over all responses, those without likes "
        "included.",
    )
