"""The sections beside themes: answers, references, words, tone, links, campaigns, limits."""

from __future__ import annotations

from typing import Any

from consultation_insight.reporting._facts import WITHHELD, Facts, by
from consultation_insight.reporting._themes import small_base_note
from consultation_insight.reporting.blocks import (
    Bar,
    Bars,
    Cloud,
    Column,
    Fold,
    Passage,
    Quotes,
    Section,
    Table,
    Text,
)
from consultation_insight.wording import (
    MIN_BASE,
    counted,
    interval,
    listed,
    out_of,
    quoted,
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
_ASKS = (
    ("who", "Who should be listened to"),
    ("what", "What should be done or asked"),
    ("where", "Where it worked"),
)
#: How many words stand in the cloud; more would be too small to read.
_IN_CLOUD = 90
_VARIANTS = ("word_for_word", "edited", "extended", "reworded")


def up(text: str) -> str:
    """The text with its first letter as a capital."""
    return text[:1].upper() + text[1:]


def answers(facts: Facts) -> Section | None:
    """Closed answers, question by question."""
    rows = facts.records("answers")
    if not rows:
        return None
    inner = []
    for place, (question, group) in enumerate(by(rows, "question_id"), 1):
        wording = str(group[0].get("wording") or question)
        bars = _shares(facts, "Answers", group, "answer", noun="respondent")
        inner.append(Section(f"answers-{place}", wording, wording, (bars,)))
    title = "Answers to closed questions" if len(inner) > 1 else "Answers to the closed question"
    return Section("answers", "Answers", title, (), tuple(inner))


def _shares(
    facts: Facts,
    caption: str,
    rows: list[dict[str, Any]],
    name: str,
    *,
    noun: Any = None,
    names: dict[str, str] | None = None,
) -> Bars:
    """Bars of shares with their table; the base is in the caption where all rows share it."""
    rows = sorted(rows, key=lambda row: -int(row["n"]))
    names = names or {}
    labels = [names.get(str(row[name]), str(row[name]).replace("_", " ")) for row in rows]
    bars = tuple(
        Bar(label, int(row["n"]), int(row["base"]), row.get("low"), row.get("high"))
        for label, row in zip(labels, rows, strict=True)
    )
    columns = (
        Column(up(name)), Column("Number", "number"), Column("Share", "share"),
        Column("Low", "share"), Column("High", "share"), Column("Base", "number"),
    )  # fmt: skip
    cells = []
    for label, row in zip(labels, rows, strict=True):
        enough = int(row["base"]) >= MIN_BASE
        shares = (row.get(key) if enough else None for key in ("share", "low", "high"))
        cells.append((label, row["n"], *shares, row["base"]))
    bases = {int(row["base"]) for row in rows}
    base = f" ({counted(bases.pop(), noun or facts.noun)})" if len(bases) == 1 else ""
    table = Table(caption, columns, tuple(cells), note=small_base_note(rows))
    return Bars(f"{caption}{base}", bars, table)


def references(facts: Facts) -> Section | None:
    """Who and what was pointed to, most cited first."""
    rows = facts.records("references")
    if not rows:
        return None
    rows.sort(key=lambda row: (-int(row["responses"]), str(row["reference_id"])))
    top = int(rows[0]["responses"])
    tied = [row for row in rows if int(row["responses"]) == top]
    if len(tied) == 1:
        title = f"{rows[0]['reference']} was pointed to most: {counted(top, facts.noun)}"
    else:
        title = f"{len(tied)} references were pointed to most: {counted(top, facts.noun)} each"
    # A chart of things named once would say nothing; the table has them.
    drawn = [row for row in rows[:15] if int(row["responses"]) > 1] or rows[:5]
    bars = tuple(Bar(str(row["reference"]), int(row["responses"])) for row in drawn)
    columns = [
        Column("Reference"), Column("Kind"), Column(up(facts.noun.many), "number"),
        Column("Mentions", "number"),
    ]  # fmt: skip
    columns += [Column("Likes", "number")] if facts.has_likes else []
    columns.append(Column("Names found"))
    cells = tuple(
        (
            row["reference"], row["kind"], row["responses"], row["mentions"],
            *((row.get("likes"),) if facts.has_likes else ()), row.get("aliases"),
        )
        for row in rows[:60]
    )  # fmt: skip
    note = f"The spreadsheet lists all {len(rows):,}." if len(rows) > 60 else ""
    table = Table("Most-cited references", tuple(columns), cells, note=note)
    text = Text(
        f"People, theories, books, reports and organisations that {facts.noun.many} point to. All "
        f"names of one thing count as one; each of the {facts.noun.many} counts once."
    )
    caption = f"{up(facts.noun.many)} that point to each, of {facts.base:,}"
    return Section("references", "References", title, (text, Bars(caption, bars, table)))


def words(facts: Facts) -> Section | None:
    """Words over the threshold, as a cloud beside its table."""
    over = int(facts.setting("report", "mentions_over", 20))
    terms = facts.records("terms")
    outside = bool(facts.records("campaigns")) and any("mentions_outside" in row for row in terms)
    counted_by = "mentions_outside" if outside else "mentions"
    for row in terms:
        row["shown"] = int(row.get(counted_by) or 0)
    terms.sort(key=lambda row: (-row["shown"], -int(row["mentions"]), str(row["term"])))
    frequent = [row for row in terms if int(row["mentions"]) > over]
    rows = [row for row in frequent if row["type"] == "word" and row["shown"] > over]
    if not rows:
        return None
    where = " outside campaign texts" if outside else ""
    caption = f"Words used more than {over} times{where}"
    most = [f"{row['term']} ({row['shown']:,})" for row in rows[:8]]
    alternative = (
        f"Word cloud of {counted(len(rows), 'word')}; the more often a word was used, the larger "
        f"it is. The largest: {listed(most)}. All numbers stand in the table that follows."
    )
    pairs = tuple((str(row["term"]), row["shown"]) for row in rows[:_IN_CLOUD])
    blocks: list[Any] = [
        Text(
            "Words such as “the” and “would” are left out, and forms of one word count together. "
            f"The size shows how often a word was used{where}."
        ),
        Cloud(caption, pairs, _terms_table(facts, caption, rows, outside=outside), alternative),
    ]
    others = [row for row in frequent if row["type"] == "word" and row["shown"] <= over]
    if others:
        title = f"Words used more than {over} times only with campaign texts"
        blocks.append(Fold(title, (_terms_table(facts, title, others, outside=outside),)))
    phrases = [row for row in frequent if row["type"] != "word"]
    if phrases:
        title = f"Phrases, hashtags and emoji used more than {over} times"
        table = _terms_table(facts, title, phrases, kind=True, outside=outside)
        blocks.append(Fold(title, (table,)))
    title = f"{quoted(str(rows[0]['term']))} was used most, {counted(rows[0]['shown'], 'time')}"
    return Section("words", "Words", title, tuple(blocks))


def _terms_table(
    facts: Facts,
    caption: str,
    rows: list[dict[str, Any]],
    *,
    kind: bool = False,
    outside: bool = False,
) -> Table:
    columns = [Column("Term" if kind else "Word")]
    columns += [Column("Type")] if kind else []
    columns += [Column("Mentions outside campaigns", "number")] if outside else []
    columns += [Column("All mentions", "number"), Column(up(facts.noun.many), "number")]
    cells = [
        (
            row["term"], *((row["type"],) if kind else ()), *((row["shown"],) if outside else ()),
            row["mentions"], row["responses"],
        )
        for row in rows
    ]  # fmt: skip
    return Table(caption, tuple(columns), tuple(cells))


def tone(facts: Facts) -> Section | None:
    """Tone and, where a proposal was made, position towards it."""
    blocks: list[Any] = []
    for name, said in (("stance", "Position"), ("sentiment", "Tone")):
        for question, rows in by(facts.records(name), "question_id"):
            kept = [row for row in rows if row.get(name) and int(row["base"] or 0)]
            about = f": {facts.wording(question)}" if len(facts.questions) > 1 else ""
            if kept:
                blocks.append(_shares(facts, f"{said}{about}", kept, name))
    if not blocks:
        return None
    blocks.append(
        Text("Judged by a model from the words; irony is often missed.", tone="note"),
    )
    has_stance = bool(facts.records("stance"))
    name = "Tone and position" if has_stance else "Tone"
    return Section("tone", name, name, tuple(blocks))


def asked(facts: Facts) -> Section | None:
    """What people asked for: numbers, and a few of the sentences."""
    rows = facts.records("recommendations")
    if not rows:
        return None
    bars, blocks = [], []
    for answers_, label in _ASKS:
        mine = [row for row in rows if row["answers"] == answers_]
        number = len({row["response_id"] for row in mine})
        if not number:
            continue
        bars.append(Bar(label, number, facts.base))
        likes = {id_: int(row.get("likes") or 0) for id_, row in facts.responses.items()}
        mine.sort(key=lambda row: (-likes.get(row["response_id"], 0), str(row["response_id"])))
        quotes, people = [], set()
        for row in mine:
            person = facts.responses.get(row["response_id"], {}).get("respondent_id")
            quote = facts.quote(row["response_id"], row.get("start"), row.get("end"))
            if quote is not None and person not in people:
                quotes.append(quote)
                people.add(person)
            if len(quotes) == 5:
                break
        if quotes:
            blocks.append(Fold(f"{label}: examples", (Quotes(tuple(quotes)),)))
    if not bars:
        return None
    ids = {row["response_id"] for row in rows}
    title = f"{up(out_of(len(ids), facts.base, facts.noun))} asked for something"
    caption = f"What was asked for, share of {counted(facts.base, facts.noun)}"
    bars.sort(key=lambda bar: -bar.number)
    note = Text(
        "Sentences that name who should be heard, what should be done or where it worked, found "
        f"by their form. One of the {facts.noun.many} can do several of these."
    )
    return Section(
        "asked", "What was asked for", title, (note, Bars(caption, tuple(bars)), *blocks)
    )


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
    return Section("links", "Links", up(title), tuple(blocks))


def _link_columns(facts: Facts) -> tuple[Column, ...]:
    columns = [Column("Address", "link"), Column("Type"), Column(up(facts.noun.many), "number")]
    columns += [Column("Likes", "number")] if facts.has_likes else []
    return tuple(columns)


def _link_cells(facts: Facts, row: dict[str, Any], types: dict[str, str]) -> tuple[Any, ...]:
    likes = (row.get("likes"),) if facts.has_likes else ()
    return (row["url"], types.get(str(row["url"]), ""), row["responses"], *likes)


def campaigns(facts: Facts) -> Section | None:
    """Campaigns: template, variants, additions."""
    rows = facts.records("campaigns")
    if not rows:
        return None
    rows.sort(key=lambda row: (-int(row["n"]), str(row["campaign_id"])))
    number = sum(int(row["n"]) for row in rows)
    title = f"{up(counted(len(rows), 'campaign'))} sent {out_of(number, facts.base, facts.noun)}"
    columns = [Column("Campaign"), Column(up(facts.noun.many), "number")]
    columns += [Column(up(name.replace("_", " ")), "number") for name in _VARIANTS]
    columns += [Column("Likes", "number")] if facts.has_likes else []
    cells = tuple(
        (
            row["campaign_id"], row["n"], *(row.get(name) for name in _VARIANTS),
            *((row.get("likes"),) if facts.has_likes else ()),
        )
        for row in rows
    )  # fmt: skip
    text = Text(
        "A campaign is one text sent by several people, word for word or changed. Its supporters "
        "count like everyone else; themes also give the number with each campaign counted once."
    )
    table = Table("Campaigns and how their text was used", tuple(columns), cells)
    additions: dict[str, list[dict[str, Any]]] = dict(by(facts.records("additions"), "campaign_id"))
    inner = tuple(_campaign(facts, row, additions.get(str(row["campaign_id"]), [])) for row in rows)
    return Section("campaigns", "Campaigns", title, (text, table), inner)


def _campaign(facts: Facts, row: dict[str, Any], additions: list[dict[str, Any]]) -> Section:
    id_, n = str(row["campaign_id"]), int(row["n"])
    blocks: list[Any] = []
    pieces = [f"{int(row[name]):,} {name.replace('_', ' ')}" for name in _VARIANTS if row.get(name)]
    dates = [_day(row.get(name)) for name in ("first", "last")]
    when = ""
    if all(dates):
        when = f" On {dates[0]}." if dates[0] == dates[1] else f" From {dates[0]} to {dates[1]}."
    blocks.append(
        Text(
            f"{up(counted(n, facts.noun))}: {listed(pieces)}.{when}"
            if pieces
            else f"{up(counted(n, facts.noun))}.{when}"
        )
    )
    template = str(row.get("template") or "")
    if template:
        blocks.append(Passage("Its text", template))
    if row.get("why"):
        blocks.append(
            Text(f"Why it is held to be a campaign: {row['why']}.".replace("..", "."), tone="note")
        )
    quotes = [facts.quote(a["response_id"], a.get("start"), a.get("end")) for a in additions]
    kept = [quote for quote in quotes if quote is not None]
    if kept:
        few = tuple(sorted(kept, key=lambda q: (-len(q.text), q.response_id))[:5])
        blocks.append(Fold(f"What supporters added ({len(kept):,})", (Quotes(few),)))
    return Section(f"campaign-{id_}", id_, f"{id_}: {counted(n, facts.noun)}", tuple(blocks))


def _day(value: Any) -> str:
    if value is None or str(value) in ("", "NaT"):
        return ""
    import pandas as pd

    when = pd.to_datetime(value, utc=True, errors="coerce")
    return "" if pd.isna(when) else f"{when.day} {when:%B} {when.year}"


def limits(facts: Facts) -> Section | None:
    """What limits the analysis: kinds, organised interests, languages."""
    kinds = facts.records("kinds")
    languages = [row for row in facts.records("languages") if row.get("n")]
    if not kinds and len(languages) < 2:
        return None
    blocks: list[Any] = []
    title = "Limits of the analysis"
    if kinds:
        shown = [row for row in kinds if row["kind"] != "lobby"]
        title = _limits_title(facts, shown)
        blocks.append(
            Text(
                f"Campaigns, party politics and abuse take space in the {facts.noun.many} that "
                "says more about who organised or quarrelled than about the question. Shares are "
                "estimates of a model; the lines show their 95 % interval."
            )
        )
        blocks.append(_shares(facts, f"Kinds of {facts.noun.one}", shown, "kind", names=_KINDS))
        blocks += [Text(_lobby(facts, row)) for row in kinds if row["kind"] == "lobby"]
    if len(languages) > 1:
        columns = (
            Column("Language"),
            Column(up(facts.noun.many), "number"),
            Column("Share", "share"),
        )
        cells = tuple((row["language"] or "not told", row["n"], row["share"]) for row in languages)
        blocks.append(Fold("Languages", (Table("Languages", columns, cells),)))
    return Section("limits", "Limits", title, tuple(blocks))


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
    rows = facts.records("said_once")
    quotes = []
    for row in rows:
        quote = facts.quote(row["response_id"], row.get("start"), row.get("end"))
        if quote is not None and quote.text != WITHHELD:
            quotes.append(quote)
    if not quotes:
        return None
    few = tuple(quotes[:10])
    rest = f" The spreadsheet lists all {len(quotes):,}." if len(quotes) > len(few) else ""
    text = Text(f"A point is not weaker for being made once. These resemble nothing else.{rest}")
    passages = "1 passage" if len(quotes) == 1 else f"{len(quotes):,} passages"
    return Section("once", "Said once", f"Said once: {passages}", (text, Quotes(few)))
