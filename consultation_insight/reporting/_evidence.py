"""The sections on links, campaigns, limits and what was said once."""

from __future__ import annotations

from typing import Any

from consultation_insight.reporting._facts import WITHHELD, Facts, by, period
from consultation_insight.reporting._shares import beside, besides, shares, up
from consultation_insight.reporting._themes import questions_without_themes
from consultation_insight.reporting.blocks import (
    Column,
    Differences,
    Fold,
    Passage,
    Quotes,
    Section,
    Table,
    Text,
)
from consultation_insight.text import word_differences
from consultation_insight.wording import (
    MIN_BASE,
    counted,
    interval,
    language_name,
    listed,
    out_of,
    quoted,
    shorten,
)

_KINDS = {
    "substantive": "substantive",
    "campaign": "campaign",
    "political": "party politics",
    "abuse": "abuse",
    "off_topic": "off topic",
    "spam": "spam",
    "lobby": "organised interest",
}
#: Types of links to read or watch; petitions, shops and social networks are none.
_READING = frozenset({"research", "government", "news", "opinion", "video", "other"})
#: How a report says the rule for campaigns, and what stands beside it.
_COUNTED = {
    "each": "Here each copy counts like every other response.",
    "once": "Here one copy stands for its campaign, and what supporters added counts as their own.",
    "apart": "Here campaigns are left out of all other sections.",
}
_BESIDE = {
    "each": "with each copy counted",
    "once": "with each campaign counted once (and what supporters added as their own)",
    "outside": "without campaigns",
}
#: So many changed texts of a campaign are shown word by word.
_DIFFERENT = 12
#: So many responses that may be a campaign in other words are shown.
_LOOKED_AT = 5
#: So many answers that several gave are in the page; the spreadsheet has all.
_SAME = 20
#: From this share on, one of them is a result.
_TELLING = 0.05
_VARIANTS = ("word_for_word", "edited", "extended", "reworded")


def links(facts: Facts) -> Section | None:
    """Links, by theme."""
    rows = facts.records("links")
    if not rows:
        return None
    given = len({row["response_id"] for row in facts.records("response_links")})
    types = {str(row["url"]): str(row.get("type") or "") for row in rows}
    addresses = "1 address" if len(rows) == 1 else f"{len(rows):,} addresses"
    title = f"{counted(given, facts.noun)} gave links, to {addresses}" if given else addresses
    blocks: list[Any] = [
        Text("Addresses are listed as they were given. None was opened for this report.")
    ]
    columns = _link_columns(facts)
    grouped = list(by(facts.records("theme_links"), "theme_id"))
    order = {theme: place for place, theme in enumerate(facts.labels)}
    grouped.sort(key=lambda item: order.get(item[0], len(order)))
    for theme, group in grouped:
        label = facts.labels.get(theme, "No theme")
        group.sort(key=lambda row: (-int(row["responses"] or 0), -int(row.get("likes") or 0)))
        cells = tuple(_link_cells(facts, row, types) for row in group[:40])
        table = Table(f"Links: {label}", columns, cells)
        named = "link" if len(group) == 1 else "links"
        blocks.append(Fold(f"{label} ({len(group):,} {named})", (table,)))
    rows.sort(key=lambda row: (-int(row["responses"] or 0), -int(row.get("likes") or 0)))
    cells = tuple(_link_cells(facts, row, types) for row in rows[:25])
    blocks.insert(1, Table("Links given most", columns, cells[:10]))
    reading = [row for row in rows if types.get(str(row["url"])) in _READING]
    if len(reading) > 1:
        reading.sort(key=lambda row: (-int(row.get("likes") or 0), -int(row["responses"] or 0)))
        read = [_link_cells(facts, row, types) for row in reading[:30]]
        if any(row.get("title") for row in reading[:30]):
            # Where the data name no title, the address without its scheme stands for it.
            columns = (Column("Title"), *columns)
            read = [
                (row.get("title") or str(row["url"]).removeprefix("https://"), *cells)
                for row, cells in zip(reading, read, strict=False)
            ]
        table = Table(
            "Reading list: research, government, news, think-pieces and videos",
            columns,
            tuple(read),
        )
        named = f"Reading list, by likes and by how often given ({len(reading):,} links)"
        blocks.insert(2, Fold(named if facts.has_likes else "Reading list", (table,)))
    return Section("links", "Links", up(title), tuple(blocks))


def _link_columns(facts: Facts) -> tuple[Column, ...]:
    columns = [Column("Address", "link"), Column("Type"), Column(up(facts.noun.many), "number")]
    columns += [Column("Likes", "number")] if facts.has_likes else []
    columns += besides(facts, facts.records("links"), "responses")
    return tuple(columns)


def _link_cells(facts: Facts, row: dict[str, Any], types: dict[str, str]) -> tuple[Any, ...]:
    likes = (row.get("likes"),) if facts.has_likes else ()
    return (
        row["url"],
        types.get(str(row["url"]), ""),
        row["responses"],
        *likes,
        *beside(facts, row, "responses"),
    )


def campaigns(facts: Facts) -> Section | None:
    """Campaigns: template, variants, additions."""
    rows = facts.records("campaigns")
    if not rows:
        return None
    rows.sort(key=lambda row: (-int(row["n"]), str(row["campaign_id"])))
    number = sum(int(row["n"]) for row in rows)
    title = f"{up(counted(len(rows), 'campaign'))} sent {out_of(number, facts.base, facts.noun)}"
    columns = [Column("Campaign"), Column(up(facts.noun.many), "number")]
    variants = [name for name in _VARIANTS if any(row.get(name) for row in rows)]
    columns += [Column(up(name.replace("_", " ")), "number") for name in variants]
    columns += [Column("Likes", "number")] if facts.has_likes else []
    cells = tuple(
        (
            row["campaign_id"], row["n"], *(row.get(name) for name in variants),
            *((row.get("likes"),) if facts.has_likes else ()),
        )
        for row in rows
    )  # fmt: skip
    text = Text(
        f"A campaign is one text sent by several people, word for word or changed. "
        f"{_COUNTED[facts.rule]} The tables of this report also give the figures "
        f"{listed(_BESIDE[view] for view in facts.beside)}."
    )
    table = Table("Campaigns and how their text was used", tuple(columns), cells)
    additions: dict[str, list[dict[str, Any]]] = dict(by(facts.records("additions"), "campaign_id"))
    inner = tuple(_campaign(facts, row, additions.get(str(row["campaign_id"]), [])) for row in rows)
    return Section("campaigns", "Campaigns", title, (text, table), inner)


def _campaign(facts: Facts, row: dict[str, Any], additions: list[dict[str, Any]]) -> Section:
    id_, n = str(row["campaign_id"]), int(row["n"])
    blocks: list[Any] = []
    pieces = [f"{int(row[name]):,} {name.replace('_', ' ')}" for name in _VARIANTS if row.get(name)]
    when = period(row.get("first"), row.get("last"))
    sent = f"{up(counted(n, facts.noun))}"
    sent += f": {listed(pieces)}." if pieces else "."
    blocks.append(
        Text(f"{sent} Sent {'from ' if ' to ' in when else 'on '}{when}." if when else sent)
    )
    template = str(row.get("template") or "")
    if template:
        blocks.append(Passage("Its text", template))
    if row.get("why"):
        blocks.append(
            Text(f"Why it is held to be a campaign: {row['why']}.".replace("..", "."), tone="note")
        )
    blocks += _senders(facts, id_)
    quotes = [facts.quote(a["response_id"], a.get("start"), a.get("end")) for a in additions]
    kept = [quote for quote in quotes if quote is not None]
    if kept:
        few = tuple(sorted(kept, key=lambda q: (-len(q.text), q.response_id))[:5])
        inner: tuple[Any, ...] = (Quotes(few),)
        if len(kept) > len(few):
            inner += (_elsewhere(len(kept) - len(few), "Campaign additions", "additions"),)
        blocks.append(Fold(f"What supporters added ({len(kept):,})", inner))
    blocks += _differences(facts, id_, template)
    blocks += _perhaps_reworded(facts, id_)
    title = f"{id_}: {quoted(_opening(template))}" if template else id_
    return Section(f"campaign-{id_}", id_, title, tuple(blocks), (), True)


def _senders(facts: Facts, id_: str) -> list[Any]:
    """What kind of respondents sent it, beside all others."""
    rows = [row for row in facts.records("campaign_types") if row["campaign_id"] == id_]
    blocks = []
    for attribute, levels in by(rows, "attribute"):
        cells = []
        for row in levels:
            few = (int(row[base] or 0) < MIN_BASE for base in ("base", "base_others"))
            shares = (row["share"], row["share_others"])
            given = (None if small else share for small, share in zip(few, shares, strict=True))
            cells.append((row["level"], row["n_shown"], *given))
        columns = (
            Column(attribute), Column("Supporters"), Column("Share of the campaign", "share"),
            Column("Share of all others", "share"),
        )  # fmt: skip
        blocks.append(Table(f"Who sent it: {attribute}", columns, tuple(cells)))
    return [Fold("Who sent it", tuple(blocks))] if blocks else []


def _differences(facts: Facts, id_: str, template: str) -> list[Any]:
    """Word by word, how the changed copies differ from the text of the campaign."""
    seen: dict[str, tuple[str, str, tuple[tuple[str, str], ...]]] = {}
    for row in facts.records("campaign_members"):
        if row["campaign_id"] != id_ or row["variant"] not in ("edited", "extended"):
            continue
        quote = facts.quote(row["response_id"])
        text = facts.shown(row["response_id"])
        if quote is None or quote.text == WITHHELD or text in seen:
            continue
        if len(seen) < _DIFFERENT:
            pieces = tuple(word_differences(template, text))
            seen[text] = (row["response_id"], quote.line, pieces)
        else:
            seen[text] = ("", "", ())
    if not seen:
        return []
    shown = tuple(found for found in seen.values() if found[0])
    inner: list[Any] = [Differences(shown)]
    if len(seen) > len(shown):
        rest = len(seen) - len(shown)
        inner.append(_elsewhere(rest, "Campaign changes", "campaign_differences"))
    return [Fold(f"How copies differ from it ({counted(len(seen), 'text')})", tuple(inner))]


def _perhaps_reworded(facts: Facts, id_: str) -> list[Any]:
    """Responses outside that may say the same in other words; counted with all others."""
    rows = [row for row in facts.records("perhaps_reworded") if row["campaign_id"] == id_]
    quotes = [facts.quote(row["response_id"]) for row in rows]
    kept = [quote for quote in quotes if quote is not None and quote.text != WITHHELD]
    if not kept:
        return []
    note = Text(
        "To be looked at: they are far more like the campaign's text than other responses are, but "
        "about half of such finds say something else. They are not counted with the campaign.",
        tone="note",
    )
    inner: list[Any] = [note, Quotes(tuple(kept[:_LOOKED_AT]))]
    if len(kept) > _LOOKED_AT:
        inner.append(_elsewhere(len(kept) - _LOOKED_AT, "Perhaps reworded", "perhaps_reworded"))
    return [Fold(f"Perhaps the same in other words ({len(kept):,})", tuple(inner))]


def _elsewhere(more: int, sheet: str, table: str) -> Text:
    """Say how many more there are, and where all of them stand."""
    return Text(
        f"{more:,} more. All stand in the spreadsheet, sheet “{sheet}”, and in {table}.csv.",
        tone="note",
    )


def _opening(template: str, *, words: int = 6) -> str:
    parts = template.split()
    return " ".join(parts[:words]) + ("…" if len(parts) > words else "")


def same(facts: Facts) -> Section | None:
    """Answers that several people gave in the same words, outside campaigns."""
    rows = facts.records("same_answers")
    if not rows:
        return None
    most = int(rows[0]["respondents"])
    title = "Answers that several respondents gave in the same words"
    tied = sum(int(row["respondents"]) == most for row in rows) > 1
    if not tied and (rows[0]["share"] or 0) >= _TELLING:
        title = (
            f"{most:,} respondents gave the same answer: {quoted(shorten(rows[0]['answer'], 60))}"
        )
    text = Text(
        "Answers that three or more respondents gave in the same words; only capitals, punctuation "
        "and spaces may differ. They count like all others. Copies of campaigns are not among them."
    )
    several = len(facts.questions) > 1
    again = any(row["n"] != row["respondents"] for row in rows)
    columns = [
        Column("In these words"), Column("Respondents", "number"),
        *([Column(up(facts.noun.many), "number")] if again else []), Column("Share", "share"),
    ]  # fmt: skip
    columns += [Column("Question")] if several else []
    cells = tuple(
        (
            row["answer"], row["respondents"], *((row["n"],) if again else ()),
            row["share"] if int(row["base"] or 0) >= MIN_BASE else None,
            *((shorten(facts.wording(row["question_id"]), 60),) if several else ()),
        )
        for row in rows[:_SAME]
    )  # fmt: skip
    note = f"The spreadsheet lists all {len(rows):,}." if len(rows) > _SAME else ""
    table = Table("The same answer from several respondents", tuple(columns), cells, note=note)
    return Section("same", "Same answers", title, (text, table))


def limits(facts: Facts) -> Section | None:
    """What limits the analysis: kinds, organised interests, languages."""
    kinds = facts.records("kinds")
    languages = [row for row in facts.records("languages") if row.get("n")]
    if not kinds and len(languages) < 2:
        return None
    blocks: list[Any] = []
    title = "Limits of the analysis"
    if kinds:
        # Where campaigns are left out, that none of what is left is one says nothing.
        no_kinds = {"lobby", "campaign"} if facts.rule == "apart" else {"lobby"}
        shown = [row for row in kinds if row["kind"] not in no_kinds]
        title = _limits_title(facts, shown)
        blocks.append(
            Text(
                f"Campaigns, party politics and abuse take space in the {facts.noun.many} that "
                "says more about who organised or quarrelled than about the question. Shares are "
                "estimates of a model; the lines show their 95 % interval."
            )
        )
        blocks.append(shares(facts, f"Kinds of {facts.noun.one}", shown, "kind", names=_KINDS))
        blocks += [Text(_lobby(facts, row)) for row in kinds if row["kind"] == "lobby"]
    if len(languages) > 1:
        columns = (
            Column("Language"),
            Column(up(facts.noun.many), "number"),
            Column("Share", "share"),
        )
        cells = tuple((_language(row["language"]), row["n"], row["share"]) for row in languages)
        blocks.append(Fold("Languages", (Table("Languages", columns, cells),)))
    return Section("limits", "Limits", title, tuple(blocks))


def _language(code: str | None) -> str:
    return "could not be told" if code in (None, "", "und") else language_name(code)


def _limits_title(facts: Facts, rows: list[dict[str, Any]]) -> str:
    counts = {str(row["kind"]): int(row["n"]) for row in rows}
    number, base = counts.get("substantive", 0), int(rows[0]["base"]) if rows else 0
    if not base:
        return "Limits of the analysis"
    return (
        f"Limits: {out_of(number, base, facts.noun)} {'is' if number == 1 else 'are'} substantive"
    )


def _lobby(facts: Facts, row: dict[str, Any]) -> str:
    n, base = int(row["n"]), int(row["base"])
    said = f"{up(out_of(n, base, facts.noun))} spoke for an organised interest, such as a union, a charity or a firm"
    if base >= MIN_BASE and row.get("low") is not None:
        said += f" ({interval(row['low'], row['high'])})"
    return f"{said}. This is counted beside the kinds, not as one of them."


def once(facts: Facts) -> Section | None:
    """What was said once: a short list."""
    all_listed = questions_without_themes(facts)
    rows = [row for row in facts.records("said_once") if row["question_id"] not in all_listed]
    quotes = []
    for row in rows:
        quote = facts.quote(row["response_id"], row.get("start"), row.get("end"))
        if quote is not None and quote.text != WITHHELD:
            quotes.append(quote)
    if not quotes:
        return None
    few = tuple(quotes[:10])
    rest = f" The spreadsheet lists all {len(quotes):,}." if len(quotes) > len(few) else ""
    text = Text(f"A point is not weaker for being made once. These resemble little else.{rest}")
    passages = "1 passage" if len(quotes) == 1 else f"{len(quotes):,} passages"
    return Section("once", "Said once", f"Said once: {passages}", (text, Quotes(few)))
