"""Rules for what bounds a reading of it: campaigns, kinds, links, languages, coverage."""

from __future__ import annotations

import pandas as pd

from consultation_insight.analysis._findings.base import (
    Facts,
    Finding,
    first_word_up,
    leaders,
    share_of,
)
from consultation_insight.wording import (
    MIN_BASE,
    Noun,
    counted,
    language_name,
    listed,
    out_of,
    percent,
    quoted,
    shorten,
)

#: A smaller share of kinds than this, judged by a model that errs, opens no report.
_TELLING = 0.05
_KINDS = {
    "political": "about party politics",
    "abuse": "abusive",
    "off_topic": "off topic",
    "spam": "spam",
}


def campaigns(facts: Facts) -> list[Finding]:
    """How much came from campaigns."""
    campaigns = facts.rows("campaigns")
    if campaigns.empty:
        return []
    number = int(campaigns["n"].sum())
    largest = leaders(campaigns, "n")
    statement = (
        f"{first_word_up(counted(len(campaigns), 'campaign'))} sent "
        f"{out_of(number, facts.base, facts.noun)}"
    )
    if len(campaigns) > 1:
        size = int(largest["n"].iloc[0])
        template = str(largest["template"].iloc[0])
        begins = f", begins {quoted(shorten(template, 60))}"
        sent = f"sent {size:,} times"
        statement += f"; the largest, {sent}{begins}" if template else f"; the largest was {sent}"
    elif template := str(largest["template"].iloc[0]):
        statement += f"; its text begins {quoted(shorten(template, 60))}"
    return [
        Finding(
            f"{statement}.", number, facts.base, "campaigns", ";".join(campaigns["campaign_id"]),
            "A campaign is one text sent by several people, word for word or changed.",
            facts.ids("campaign_members"), share_of(number, facts.base),
            # Where most came from campaigns, that comes before all else.
            key=0 if number * 2 > facts.base else 4,
        )
    ]  # fmt: skip


def kinds(facts: Facts) -> list[Finding]:
    """How much was political, abusive, off topic or spam, and how many spoke for an interest."""
    kinds = facts.rows("kinds")
    if kinds.empty:
        return []
    found = []
    counts = {str(k): int(n) for k, n in zip(kinds["kind"], kinds["n"], strict=True)}
    base = int(kinds["base"].iloc[0])
    limits = {kind: counts[kind] for kind in _KINDS if counts.get(kind)}
    if limits and base:
        number = sum(limits.values())
        parts = [
            f"{n:,} {'was' if n == 1 else 'were'} {_KINDS[kind]}" for kind, n in limits.items()
        ]
        found.append(
            Finding(
                f"{first_word_up(out_of(number, base, facts.noun))} "
                f"{'limits' if number == 1 else 'limit'} what can be shown: {listed(parts)}.",
                number, base, "kinds", ";".join(limits),
                "Kinds are judged by a model; the table gives the interval of each share.",
                facts.ids("responses", kind=list(limits)), share_of(number, base),
                key=6 if number >= _TELLING * base else None,
            )
        )  # fmt: skip
    if counts.get("lobby") and base:
        number = counts["lobby"]
        found.append(
            Finding(
                f"{first_word_up(out_of(number, base, facts.noun))} spoke for an organised "
                "interest, such as a union, a charity or a firm.",
                number, base, "kinds", "lobby",
                "Judged by a model from what a response says of its writer.",
                _lobby_ids(facts), share_of(number, base),
            )
        )  # fmt: skip
    return found


def _lobby_ids(facts: Facts) -> tuple[str, ...]:
    live = facts.live
    if live.empty or "lobby" not in live:
        return ()
    return tuple(live.loc[live["lobby"].astype(str).str.casefold() == "true", "response_id"])


def links(facts: Facts) -> list[Finding]:
    """How many gave links."""
    links, given = facts.rows("links"), facts.rows("response_links")
    if links.empty or given.empty:
        return []
    number = int(given["response_id"].nunique())
    addresses = "1 address" if len(links) == 1 else f"{len(links):,} addresses"
    research = int((links["type"] == "research").sum()) if "type" in links else 0
    tail = f", {research:,} of them research" if research else ""
    if research and len(links) == 1:
        tail = ", which is research"
    return [
        Finding(
            f"{first_word_up(out_of(number, facts.counted, facts.noun))} gave links, to "
            f"{addresses}{tail}.",
            number, facts.counted, "links", "", "Addresses are read, not visited.",
            facts.ids("response_links"), share_of(number, facts.counted),
        )
    ]  # fmt: skip


def languages(facts: Facts) -> list[Finding]:
    """Which languages were written in."""
    table = facts.rows("languages")
    if table.empty:
        return []
    told = table[~table["language"].fillna("").isin(["", "und"])]
    rows = told.sort_values("n", ascending=False, kind="stable")
    base, number = int(table["n"].sum()), int(rows["n"].max() if len(rows) else 0)
    if len(rows) < 2:
        return []
    share = "" if base < MIN_BASE else f" ({percent(number / base)})"
    parts = [_in_language(int(n), language_name(str(code))) for code, n in _pairs(rows.iloc[1:4])]
    rest = int(rows["n"].iloc[4:].sum())
    if rest:
        parts.append(
            _in_language(rest, "another language" if len(rows) == 5 else "other languages")
        )
    untold = base - int(rows["n"].sum())
    tail = f"; the language of {untold:,} could not be told" if untold else ""
    main = language_name(str(rows["language"].iloc[0]))
    return [
        Finding(
            f"{number:,} of {counted(base, facts.noun)}{share} {'was' if number == 1 else 'were'} "
            f"in {main}; {listed(parts)}{tail}.",
            number, base, "languages", str(rows["language"].iloc[0]),
            "Language is judged by a model; short texts may be misjudged.",
            share=share_of(number, base),
        )
    ]  # fmt: skip


def _pairs(rows: pd.DataFrame) -> list[tuple[str, int]]:
    return list(zip(rows["language"], rows["n"], strict=True))


def _in_language(number: int, name: str) -> str:
    return f"{number:,} {'was' if number == 1 else 'were'} in {name}"


def coverage(facts: Facts) -> list[Finding]:
    """How much of what was received was analysed."""
    steps = facts.rows("reconciliation")
    counts = dict(zip(steps.get("reason", []), steps.get("responses", []), strict=True))
    if not {"received", "analysed"} <= set(counts):
        return []
    received, analysed = int(counts["received"]), int(counts["analysed"])
    return [
        Finding(
            f"{_covered(received, analysed, facts.noun)}.", analysed, received, "reconciliation",
            "analysed", "Every record received stands once in the table of responses.",
            share=share_of(analysed, received),
        )
    ]  # fmt: skip


def _covered(received: int, analysed: int, noun: Noun) -> str:
    aside = received - analysed
    if not received:
        return f"No {noun.many} were received"
    if not aside:
        was = "was" if received == 1 else "were"
        return first_word_up(f"{out_of(received, received, noun)} received {was} analysed")
    if not analysed:
        return f"Of {counted(received, noun)} received, none was analysed; all were set aside"
    was, were = ("was" if number == 1 else "were" for number in (analysed, aside))
    return (
        f"Of {counted(received, noun)} received, {analysed:,} {was} analysed and {aside:,} {were} "
        "set aside"
    )
