"""Organised texts: find them, say why, recover the template, keep what supporters added.

A campaign is a group of responses by different people that share a passage which is long, and
which hardly anybody outside the group uses. Short answers that many give independently share
little, and common phrases are shared with everybody: neither makes a campaign.
"""

from __future__ import annotations

import math
from collections import Counter
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from consultation_insight.cleaning._near import (
    CHARACTERS_A_WORD,
    SHINGLE,
    Index,
    Ints,
    candidates,
    fold,
    ranking,
    sets,
    units_of,
)
from consultation_insight.cleaning._templates import (
    Template,
    additions,
    hashtags,
    recover,
    shingles_of,
    variant_of,
)
from consultation_insight.corpus import Corpus, Step
from consultation_insight.errors import SettingsError
from consultation_insight.results import Campaigns

__all__ = ["find_campaigns", "read_campaigns"]

VARIANTS = ("word_for_word", "edited", "extended", "reworded")
#: A text joins a template when they share this much of what can be shared of the smaller one.
JOIN = 0.5
#: A passage that is used outside of the group more than this, for each use inside, is common.
COMMON = 0.2
#: A hashtag is the campaign's own when this share of its users is in the campaign already.
OWN_TAG = 0.5


def find_campaigns(corpus: Corpus, *, min_size: int = 5, min_words: int = 8) -> Corpus:
    """Mark the responses that stem from one organised text.

    ``campaign_id`` is C01 for the largest, and so on; ``variant`` says how each relates to the
    template: ``word_for_word`` (the same words), ``edited``, ``extended`` (all of the template
    and something of their own), ``reworded`` (other words under a hashtag that only the campaign
    uses; counted apart). Nothing is set aside.

    Parameters
    ----------
    corpus : Corpus
    min_size : int
        Different respondents that a campaign has at least.
    min_words : int
        Words of a passage that a campaign shares at least (two characters count as a word
        where the script has no spaces).

    Returns
    -------
    Corpus
        With ``campaign_id`` and ``variant``; read them with `read_campaigns`.

    Raises
    ------
    SettingsError
        If a setting is out of its range.

    Examples
    --------
    >>> import pandas as pd
    >>> from consultation_insight import Corpus, find_campaigns
    >>> letter = "Please keep our village library open on Saturdays for the children."
    >>> texts = [letter] * 5 + [letter + " My own two learnt to read there."] + ["I agree"] * 9
    >>> corpus = find_campaigns(Corpus.from_responses(pd.DataFrame({"text": texts})))
    >>> corpus.responses.groupby(["campaign_id", "variant"]).size().to_dict()
    {('', ''): 9, ('C01', 'extended'): 1, ('C01', 'word_for_word'): 5}
    """
    if min_size < 2:
        raise SettingsError.from_value("min_size", "find_campaigns", "at least 2", min_size)
    if min_words < 3:
        raise SettingsError.from_value("min_words", "find_campaigns", "at least 3", min_words)
    live = corpus.live
    found: list[tuple[int, str, pd.Series]] = []
    for _, rows in live.groupby("question_id", sort=False):
        found += _of_question(rows, min_size, min_words)
    found.sort(key=lambda item: (-item[0], item[1]))
    campaign = pd.Series("", index=corpus.responses.index)
    variant = campaign.copy()
    for number, (_, _, members) in enumerate(found, start=1):
        campaign[members.index] = f"C{number:02d}"
        variant[members.index] = members
    marked = campaign[campaign != ""].index
    table = pd.DataFrame(
        {"response_id": corpus.responses.loc[marked, "response_id"], "change": campaign[marked]}
    )
    step = Step.of(
        "find_campaigns",
        {"min_size": min_size, "min_words": min_words},
        table.reset_index(drop=True),
    )
    return corpus.after(step, campaign_id=campaign, variant=variant)


def _of_question(
    rows: pd.DataFrame, min_size: int, min_words: int
) -> list[tuple[int, str, pd.Series]]:
    """(size, template, variant by row) for each campaign among the responses to one question."""
    texts = rows["text"].to_numpy()
    people = rows["respondent_id"].to_numpy()
    index, which = Index.of([fold(text) for text in texts], people.tolist())
    found = []
    taken = np.zeros(len(rows), bool)
    for group in _groups(index, min_size, min_words):
        at = np.flatnonzero(np.isin(which, group))
        if len(set(people[at])) < min_size:
            continue
        template = _template(texts[at].tolist(), people[at].tolist(), min_size)
        each = CHARACTERS_A_WORD if template.characters else 1
        if len(template.units) < min_words * each:
            continue
        variants = {text: variant_of(text, template)[0] for text in sorted(set(texts[at]))}
        taken[at] = True
        found.append((template, at, [variants[text] for text in texts[at]]))
    tags = [hashtags(text) if "#" in text or "＃" in text else set() for text in texts]
    campaigns = []
    for template, at, names in found:
        more = _by_hashtag(tags, at, taken)
        members = pd.Series(
            names + ["reworded"] * len(more), index=rows.index[np.r_[at, more]], dtype="object"
        )
        campaigns.append((len(members), template.text, members))
    return campaigns


def _groups(index: Index, min_size: int, min_words: int) -> list[Ints]:
    """Distinct texts that share a template, by leader.

    The texts are taken in the order of their rank, which their content decides. Each joins the
    leader with which it shares most, if that is at least `JOIN` of what the smaller of the two
    shares with anybody; else it may lead itself. Members are compared with the leader and never
    with each other, so that two campaigns with a sentence in common do not run together.
    """
    rows, codes = index.shingles(SHINGLE)
    unique, back = np.unique(codes, return_inverse=True)
    people = np.bincount(back, weights=index.copies[rows], minlength=len(unique))
    shared = (people[back] >= min_size) & (index.words[rows] >= min_words)
    rows, codes = rows[shared], codes[shared]
    rank = ranking(index, rows)
    pairs = candidates(rows, codes, rank, 1)
    alone = np.flatnonzero((index.copies >= min_size) & (index.words >= min_words))
    wanted = np.union1d(np.unique(pairs), alone)
    known = sets(rows, codes, wanted)
    hubs: dict[int, list[int]] = {}
    for text, hub in pairs.tolist():
        hubs.setdefault(text, []).append(hub)
    leader: dict[int, int] = {}
    for text in wanted[np.argsort(rank[wanted])].tolist():
        own = known[text]
        each = CHARACTERS_A_WORD if index.characters[text] else 1
        width = SHINGLE[1] if index.characters[text] else SHINGLE[0]
        least = min_words * each - width + 1
        choice = (0, 0, text)
        for other in {leader[hub] for hub in hubs.get(text, ()) if hub in leader}:
            both = len(own & known[other])
            if both >= max(least, JOIN * min(len(own), len(known[other]))):
                choice = max(choice, (both, -int(rank[other]), other))
        leader[text] = choice[2]
    groups: dict[int, list[int]] = {}
    for text, head in leader.items():
        groups.setdefault(head, []).append(text)
    return [np.array(sorted(members)) for members in groups.values()]


def _template(texts: list[str], people: list[str], min_size: int) -> Template:
    """Recover what at least ``min_size`` of the people, and a tenth of them, have in common."""
    folded = {text: units_of(fold(text)) for text in set(texts)}
    joined = " ".join(next(iter(sorted(folded))))
    width = SHINGLE[1] if Template("", tuple(joined.split())).characters else SHINGLE[0]
    counts: Counter[tuple[str, ...]] = Counter()
    for text, _ in sorted(set(zip(texts, people, strict=True))):
        counts.update(shingles_of(folded[text], width))
    least = max(min_size, math.ceil(len(set(people)) / 10))
    core = {run for run, times in counts.items() if times >= least}
    return recover(texts, core, width)


def _by_hashtag(tags: list[set[str]], members: Ints, taken: np.ndarray[Any, Any]) -> Ints:
    """Rows outside all campaigns under a hashtag which is this campaign's own."""
    inside = Counter(tag for at in members for tag in tags[at])
    users = Counter(tag for row in tags for tag in row)
    own = {
        tag
        for tag, times in inside.items()
        if times * 2 >= len(members) and times >= OWN_TAG * users[tag]
    }
    return np.array(
        [at for at, row in enumerate(tags) if not taken[at] and row & own], dtype=np.int64
    )


def read_campaigns(corpus: Corpus) -> Campaigns:
    """Read the campaigns of a corpus that `find_campaigns` marked.

    Parameters
    ----------
    corpus : Corpus

    Returns
    -------
    Campaigns
        ``table`` (one row a campaign), ``members`` and ``additions``.

    Examples
    --------
    >>> import pandas as pd
    >>> from consultation_insight import Corpus, find_campaigns, read_campaigns
    >>> letter = "Please keep our village library open on Saturdays for the children."
    >>> texts = [letter] * 5 + [letter + " My own two learnt to read there."] + ["I agree"] * 9
    >>> corpus = find_campaigns(Corpus.from_responses(pd.DataFrame({"text": texts})))
    >>> campaigns = read_campaigns(corpus)
    >>> campaigns.table[["campaign_id", "n", "template"]].values.tolist()
    [['C01', 6, 'Please keep our village library open on Saturdays for the children.']]
    >>> campaigns.additions["text"].tolist()
    ['My own two learnt to read there.']
    """
    live = corpus.live
    settings = next((s.settings for s in reversed(corpus.steps) if s.name == "find_campaigns"), {})
    min_size = int(settings.get("min_size", 2))
    table, members, added = [], [], []
    tags = {text: hashtags(text) for text in set(live["text"])}
    for name, rows in live[live["campaign_id"] != ""].groupby("campaign_id", sort=True):
        core = rows[rows["variant"] != "reworded"]
        template = _template(core["text"].tolist(), core["respondent_id"].tolist(), min_size)
        outside = live[
            (live["campaign_id"] != name) & live["question_id"].isin(rows["question_id"])
        ]
        table.append({"campaign_id": name, **_describe(rows, core, outside, template, tags)})
        cached: dict[str, tuple[float, list[tuple[int, int]]]] = {}
        for response_id, text, variant in zip(
            rows["response_id"], rows["text"], rows["variant"], strict=True
        ):
            if text not in cached:
                own = [] if variant in ("word_for_word", "reworded") else additions(text, template)
                cached[text] = (variant_of(text, template)[1], own)
            like, spans = cached[text]
            members.append((name, response_id, variant, round(like, 4)))
            added += [(name, response_id, a, b, text[a:b]) for a, b in spans]
    fields = Campaigns.__dict__
    return Campaigns(
        base=corpus.base,
        settings=dict(settings),
        method="Passages shared by different respondents, found with word shingles; "
        "each group is read around its most frequent text.",
        table=pd.DataFrame(table, columns=[*fields["table"].columns, "burst_days"]),
        members=pd.DataFrame(members, columns=list(fields["members"].columns)),
        additions=pd.DataFrame(added, columns=list(fields["additions"].columns)),
    )


@dataclass(frozen=True)
class _Evidence:
    people: int
    words: int
    outside: int
    days: str
    tags: str


def _describe(
    rows: pd.DataFrame,
    core: pd.DataFrame,
    outside: pd.DataFrame,
    template: Template,
    tags: dict[str, set[str]],
) -> dict[str, Any]:
    counts = rows["variant"].value_counts()
    days = rows["created_at"].dt.strftime("%Y-%m-%d").dropna()
    runs = template.runs
    least = max(1, len(runs) // 4)
    users = sum(
        len(runs & shingles_of(units_of(fold(text)), template.width)) >= least
        for text in outside["text"]
    )
    shared = Counter(tag for text in core["text"] for tag in tags[text])
    common = sorted(tag for tag, times in shared.items() if times * 2 >= len(core))
    evidence = _Evidence(
        rows["respondent_id"].nunique(),
        round(len(template.units) / (CHARACTERS_A_WORD if template.characters else 1)),
        users,
        "; ".join(_bursts(days)),
        " ".join("#" + tag for tag in common),
    )
    return {
        "n": len(rows),
        **{name: int(counts.get(name, 0)) for name in VARIANTS},
        "strength": _strength(evidence),
        "why": _why(evidence),
        "template": template.text,
        "first": days.min() if len(days) else "",
        "last": days.max() if len(days) else "",
        "likes": int(rows["likes"].fillna(0).sum()),
        "burst_days": evidence.days,
    }


def _strength(evidence: _Evidence) -> float:
    """Length, rarity and number of people as a figure from 0 to 1; a burst or a tag adds to it."""
    length = 1 - 2 ** (-evidence.words / 8)
    people = 1 - 2 ** (-evidence.people / 5)
    rarity = evidence.people / (evidence.people + evidence.outside)
    base = length * people * rarity
    extra = 0.25 * bool(evidence.tags) + 0.25 * bool(evidence.days)
    return round(base + (1 - base) * extra, 3)


def _why(evidence: _Evidence) -> str:
    rare = "nobody else uses" if not evidence.outside else f"{evidence.outside} others use in part"
    text = f"{evidence.people} people share a passage of about {evidence.words} words that {rare}"
    if evidence.tags:
        text += f", most under {evidence.tags}"
    if evidence.days:
        text += f", with a burst on {evidence.days}"
    return text + "."


def _bursts(days: pd.Series) -> list[str]:
    """Days with far more responses than the campaign's other days (a Poisson would not give)."""
    counts = days.value_counts().sort_index()
    if len(counts) < 2:
        return []
    mean = counts.sum() / len(counts)
    return [str(day) for day, times in counts.items() if times > mean + 3 * math.sqrt(mean)]
