"""What counting words, references and links returns: frozen holders of tidy tables."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

import pandas as pd

from consultation_insight._tables import holds
from consultation_insight.results import Result

__all__ = [
    "Collocations",
    "Concordance",
    "Dispersion",
    "Frequencies",
    "Keyness",
    "Links",
    "References",
]


@dataclass(frozen=True, eq=False, repr=False, kw_only=True)
class Frequencies(Result):
    """How often terms were used: ``mentions`` counts each use, ``responses`` each response once.

    ``type`` is ``word``, ``phrase``, ``hashtag`` or ``emoji``; columns that end in ``_outside``
    leave campaign texts out. ``mentions_alone`` leaves out where a word stands in a phrase of the
    table, a phrase in a longer one: these add up without counting anything twice.
    ``groups``: the same for each group of `count_terms`' ``by``, shares out of the group's
    ``base``; without rows where none was asked for.
    """

    GROUPS: ClassVar[tuple[str, ...]] = (
        "group", "term", "type", "mentions", "responses", "respondents", "share", "low", "high",
        "base", "mentions_outside", "responses_outside", "respondents_outside", "mentions_alone",
    )  # fmt: skip

    table: pd.DataFrame = holds(
        "term", "type", "mentions", "responses", "respondents", "share", "low", "high",
        "mentions_outside", "responses_outside",
    )  # fmt: skip
    groups: pd.DataFrame = holds(*GROUPS)


@dataclass(frozen=True, eq=False, repr=False, kw_only=True)
class Keyness(Result):
    """Words that a group uses more (``more_in`` is ``group``) or less than all others.

    ``log_ratio`` is in bits, ``low`` and ``high`` its 95 % interval; ``dispersion`` runs from 0
    (even over the responses of the group) to 1; `keyness` adds the ``expected`` mentions, and how
    often the group and the rest use a word, ``per_thousand`` words and ``per_thousand_rest``.
    """

    table: pd.DataFrame = holds(
        "term", "more_in", "mentions", "mentions_rest", "responses", "log_likelihood", "p_value",
        "p_adjusted", "log_ratio", "low", "high", "dispersion",
    )  # fmt: skip


@dataclass(frozen=True, eq=False, repr=False, kw_only=True)
class Collocations(Result):
    """Pairs of words near each other, in any order, most surprising first."""

    table: pd.DataFrame = holds(
        "word", "partner", "together", "word_mentions", "partner_mentions",
        "log_likelihood", "pmi", "log_dice",
    )  # fmt: skip


@dataclass(frozen=True, eq=False, repr=False, kw_only=True)
class Concordance(Result):
    """Every place of a phrase, with the words before and after it."""

    table: pd.DataFrame = holds("response_id", "left", "keyword", "right", "start", "end", "place")


@dataclass(frozen=True, eq=False, repr=False, kw_only=True)
class Dispersion(Result):
    """Where in the corpus terms are used.

    ``table``: one row a term; ``dispersion`` runs from 0 (even) towards 1. ``places``: each use,
    with its ``position`` among all words (0 to 1).
    """

    table: pd.DataFrame = holds("term", "mentions", "responses", "dispersion")
    places: pd.DataFrame = holds("term", "response_id", "position")


@dataclass(frozen=True, eq=False, repr=False, kw_only=True)
class References(Result):
    """Who and what the responses point to, one line for each thing however it is named.

    ``table``: most cited first; ``kind`` is ``person``, ``theory``, ``book``, ``report``,
    ``organisation``, ``place``, ``programme`` or ``other``; ``aliases`` are the forms found, separated by ``; ``.
    ``citations``: where; ``found_by`` is ``gazetteer``, ``handle``, ``link``, ``name`` or ``phrase``;
    a citation by link has no offsets. `find_references` adds ``discovered``: whether the gazetteer
    has no such entry.
    """

    table: pd.DataFrame = holds(
        "reference_id", "reference", "kind", "responses", "mentions", "likes", "aliases"
    )
    citations: pd.DataFrame = holds("response_id", "reference_id", "start", "end", "found_by")


@dataclass(frozen=True, eq=False, repr=False, kw_only=True)
class Links(Result):
    """The addresses that responses gave, cleaned of tracking parts; none was visited.

    ``type`` is ``research``, ``government``, ``news``, ``opinion``, ``video``, ``petition``,
    ``shop``, ``social`` or ``other``; ``title`` is that of the page, where the data have it.
    """

    table: pd.DataFrame = holds("url", "domain", "type", "responses", "likes")
    response_links: pd.DataFrame = holds("response_id", "url")
