"""The sections on references, words, tone and what was asked for."""

from __future__ import annotations

from typing import Any

from consultation_insight.reporting._facts import Facts
from consultation_insight.reporting._shares import beside, besides, shares, up
from consultation_insight.reporting.blocks import (
    Bar,
    Bars,
    Cloud,
    Column,
    Fold,
    Quotes,
    Section,
    Table,
    Text,
)
from consultation_insight.wording import (
    MIN_BASE,
    asks_for_proposals,
    counted,
    listed,
    out_of,
    percent,
    quantity,
    quoted,
)

_ASKS = (
    ("who", "Who should be listened to"),
    ("what", "What should be asked"),
    ("where", "Where it worked"),
    ("do", "What should be done"),
)
_SIDES = {"for": "in favour", "against": "against", "conditional": "in favour on conditions"}
#: From this share on a tone stands in a heading.
_CLEAR = 0.45
#: How many words stand in the cloud; more would be too small to read.
_IN_CLOUD = 60
_VARIANTS = ("word_for_word", "edited", "extended", "reworded")


def references(facts: Facts) -> Section | None:
    """Who and what was pointed to, most cited first; the places that were named by themselves."""
    rows = facts.records("references")
    if not rows:
        return None
    rows.sort(key=lambda row: (-int(row["responses"]), str(row["reference_id"])))
    places = [row for row in rows if row["kind"] == "place"]
    rows = [row for row in rows if row["kind"] != "place"]
    table = _references_table(facts, "Places that were named", places) if places else None
    apart = (Fold(f"Places that were named ({len(places):,})", (table,)),) if table else ()
    if not rows:
        title = "Only places were named, no documents, laws or organisations"
        return Section("references", "References", title, apart)
    top = int(rows[0]["responses"])
    tied = [row for row in rows if int(row["responses"]) == top]
    if top == 1 and len(tied) > 1:
        title = f"{len(tied)} references, none pointed to more than once"
    elif len(tied) == 1:
        title = f"{rows[0]['reference']} was pointed to most: {counted(top, facts.noun)}"
    else:
        title = f"{len(tied)} references were pointed to most: {counted(top, facts.noun)} each"
    # A chart of things named once would say nothing; the table has them.
    drawn = [row for row in rows[:15] if int(row["responses"]) > 1] or rows[:5]
    bars = tuple(Bar(str(row["reference"]), int(row["responses"])) for row in drawn)
    table = _references_table(facts, "Most-cited references", rows)
    text = Text(
        f"People, theories, books, reports and organisations that {facts.noun.many} point to. All "
        f"names of one thing count as one; each of the {facts.noun.many} counts once."
    )
    caption = f"{up(facts.noun.many)} that point to each, of {facts.counted:,}"
    return Section("references", "References", title, (text, Bars(caption, bars, table), *apart))


def _references_table(facts: Facts, caption: str, rows: list[dict[str, Any]]) -> Table:
    columns = [
        Column("Reference"), Column("Kind"), Column(up(facts.noun.many), "number"),
        Column("Mentions", "number"),
    ]  # fmt: skip
    columns += [Column("Likes", "number")] if facts.has_likes else []
    columns += besides(facts, rows, "responses")
    columns.append(Column("Names found"))
    cells = tuple(
        (
            row["reference"], row["kind"], row["responses"], row["mentions"],
            *((row.get("likes"),) if facts.has_likes else ()), *beside(facts, row, "responses"),
            row.get("aliases"),
        )
        for row in rows[:60]
    )  # fmt: skip
    note = f"The spreadsheet lists all {len(rows):,}." if len(rows) > 60 else ""
    return Table(caption, tuple(columns), cells, note=note)


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
            "Words such as “the” and “would” are left out. "
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
    asked = {str(row["question_id"]) for row in facts.records("stance")}
    sided = any(map(facts.takes_sides, asked)) and not facts.repeats_positions(facts.question)
    names = (("stance", "Position"), ("sentiment", "Tone"))
    for name, said in names if sided else names[1:]:
        rows = [row for row in facts.records(name) if row.get(name) and int(row["base"] or 0)]
        if rows:
            blocks.append(shares(facts, said, rows, name))
    if not blocks:
        return None
    if sided and facts.records("closed"):
        ticked = "A position is what the same person ticked, where that is known."
        blocks.append(Text(ticked, tone="note"))
    blocks.append(
        Text("Judged by a model from the words; irony is often missed.", tone="note"),
    )
    name = "Tone and position" if sided else "Tone"
    return Section("tone", name, _tone_title(facts, sided) or name, tuple(blocks))


def _tone_title(facts: Facts, sided: bool) -> str:
    """The result, where there is one clear position or, without positions, one clear tone."""
    name, said = ("stance", "") if sided else ("sentiment", " in tone")
    rows = [row for row in facts.records(name) if row.get("base")]
    if not rows:
        return ""
    top = max(rows, key=lambda row: int(row["n"]))
    share = int(top["n"]) / int(top["base"])
    if int(top["base"]) < MIN_BASE or share < _CLEAR or top[name] == "unclear":
        return ""
    how = _SIDES.get(str(top[name]), str(top[name]))
    return f"{up(quantity(share, facts.noun))} are {how}{said} ({percent(share)})"


def _asked_by_several(facts: Facts, answers_: str, label: str) -> Table | None:
    """Whom and what several ask for, most first."""
    rows = [row for row in facts.records("recommendation_groups") if row["answers"] == answers_]
    if not rows:
        return None
    columns = [Column("Ask", "prose"), Column(up(facts.noun.many), "number")]
    columns += [Column("Likes", "number")] if facts.has_likes else []
    cells = tuple(
        (row["ask"], row["n"], *((row.get("likes"),) if facts.has_likes else ()))
        for row in rows[:20]
    )
    note = f"The first 20 of {len(rows):,}." if len(rows) > 20 else ""
    return Table(label, tuple(columns), cells, note=note)


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
        bars.append(Bar(label, number, facts.counted))
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
        if table := _asked_by_several(facts, answers_, label):
            blocks.append(Fold(f"{label}: asked by several", (table,)))
        if quotes:
            blocks.append(Fold(f"{label}: examples", (Quotes(tuple(quotes)),)))
    if not bars:
        return None
    ids = {row["response_id"] for row in rows}
    wordings = [str(row.get("wording") or "") for row in facts.records("questions")]
    wordings.append(str(facts.setting("report", "question", "") or ""))
    # That people propose what they were asked to propose is no result.
    title = f"{up(out_of(len(ids), facts.counted, facts.noun))} asked for something"
    if any(map(asks_for_proposals, wordings)):
        title = "What was asked for"
    caption = f"What was asked for, share of {counted(facts.counted, facts.noun)}"
    bars.sort(key=lambda bar: -bar.number)
    note = Text(
        "Sentences that name who should be heard, what should be asked, what should be done or "
        f"where it worked, found by their form. One {facts.noun.one} can do several of these."
    )
    return Section(
        "asked", "What was asked for", title, (note, Bars(caption, tuple(bars)), *blocks)
    )
