"""The sections on themes: by likes, and one card for each theme."""

from __future__ import annotations

from typing import Any

from consultation_insight.reporting._facts import Facts, by
from consultation_insight.reporting._shares import small_base_note
from consultation_insight.reporting.blocks import (
    Bar,
    Bars,
    Column,
    Fold,
    Quote,
    Quotes,
    Section,
    Split,
    Table,
    Text,
    ThemeCard,
)
from consultation_insight.wording import MIN_BASE, counted, interval, out_of, percent, quoted, times

_TONES = ("positive", "neutral", "mixed", "negative")


def liked(facts: Facts) -> Section | None:
    """Themes of well-liked responses, by likes."""
    rows = facts.records("liked_themes")
    if not rows or not facts.has_likes:
        return None
    over = int(facts.setting("report", "likes_over", 20))
    well_liked = facts.records("liked")
    if well_liked:
        over, n = int(well_liked[0]["threshold"]), int(well_liked[0]["n"])
        base = int(well_liked[0]["base"])
        opening = f"{out_of(n, base, facts.noun)} had more than {over} likes."
        opening = opening[0].upper() + opening[1:]
    else:
        opening = f"These are the {facts.noun.many} with more than {over} likes."
    blocks: list[Any] = [
        Text(
            f"{opening} Their likes are added up for each theme; a reply that carries several "
            "themes counts for each."
        )
    ]
    groups = list(by(rows, "question_id"))
    for question, group in groups:
        group.sort(key=lambda row: (-int(row["likes"] or 0), str(row["theme_id"])))
        about = f", {facts.wording(question)}" if len(groups) > 1 else ""
        blocks.append(_liked_bars(facts, group, over, about))
    return Section("liked", "Themes by likes", _liked_title(groups[0][1]), tuple(blocks))


def _liked_title(rows: list[dict[str, Any]]) -> str:
    label, likes = quoted(rows[0]["label"]), int(rows[0]["likes"] or 0)
    if len(rows) == 1 or not likes:
        return "Themes by likes"
    second = int(rows[1]["likes"] or 0)
    if not second:
        return f"{label} drew all the likes"
    if second == likes:
        return f"{label} and {quoted(rows[1]['label'])} drew equally many likes"
    return f"{label} drew the most likes, {times(likes, second)} the second"


def _liked_bars(facts: Facts, rows: list[dict[str, Any]], over: int, about: str) -> Bars:
    columns = (
        Column("Rank", "number"),
        Column("Theme"),
        Column(facts.noun.many.capitalize(), "number"),
        Column("Likes", "number"),
        Column("Times the next", "decimal"),
    )
    table = Table(
        f"Themes of {facts.noun.many} with more than {over} likes{about}",
        columns,
        tuple((r["rank"], r["label"], r["n"], r["likes"], r.get("times_next")) for r in rows),
    )
    bars = tuple(
        Bar(str(r["label"]), int(r["likes"] or 0), target=f"theme-{r['theme_id']}") for r in rows
    )
    return Bars(f"Likes by theme{about}", bars, table, note="likes")


def themes(facts: Facts) -> Section | None:
    """All themes, question by question."""
    rows = facts.records("themes")
    if not rows:
        return None
    quotes = _quotes(facts)
    groups = list(by(rows, "question_id"))
    note = Text(
        f"Largest first. Each theme shows {counted(_per_theme(facts), 'quotation')} at most, "
        "from different people."
    )
    if len(groups) == 1:
        _, group = groups[0]
        return Section(
            "themes", "Themes", _themes_title(facts, group), (note, *_of(facts, group, quotes))
        )
    inner = tuple(
        Section(
            f"themes-{place}",
            facts.wording(question),
            facts.wording(question),
            (
                Text(_themes_title(facts, group) + "."),
                *_of(facts, group, quotes, f": {facts.wording(question)}"),
            ),
        )
        for place, (question, group) in enumerate(groups, 1)
    )
    title = f"Themes of {len(groups)} questions"
    return Section("themes", "Themes", title, (note,), inner)


def _themes_title(facts: Facts, rows: list[dict[str, Any]]) -> str:
    rows = sorted(rows, key=lambda row: -int(row["n"]))
    top, base = int(rows[0]["n"]), int(rows[0]["base"])
    share = f" ({percent(top / base)})" if base >= MIN_BASE else f" ({top} of {base})"
    if len(rows) == 1:
        return f"One theme: {quoted(rows[0]['label'])}{share}"
    if int(rows[1]["n"]) == top:
        return f"{len(rows)} themes; several are equally large{share}"
    return f"{len(rows)} themes; the largest is {quoted(rows[0]['label'])}{share}"


def _of(
    facts: Facts, rows: list[dict[str, Any]], quotes: dict[str, list[Quote]], about: str = ""
) -> list[Any]:
    rows = sorted(rows, key=lambda row: (-int(row["n"]), str(row["theme_id"])))
    bars = tuple(
        Bar(
            str(r["label"]), int(r["n"]), int(r["base"]), r.get("low"), r.get("high"),
            f"theme-{r['theme_id']}",
        )
        for r in rows
    )  # fmt: skip
    base = int(rows[0]["base"])
    overview = Bars(
        f"Themes, share of {counted(base, facts.noun)}", bars, _table(facts, rows, about)
    )
    cards = [_card(facts, row, quotes.get(str(row["theme_id"]), [])) for row in rows]
    return [overview, *_shifts(facts, rows), *cards]


def _shifts(facts: Facts, rows: list[dict[str, Any]]) -> list[Any]:
    """How shares among late responses differ from those before."""
    shown = {str(row["theme_id"]) for row in rows}
    moved = [row for row in facts.records("shifts") if row["theme_id"] in shown]
    if not moved:
        return []
    columns = (
        Column("Theme"),
        Column("Share before", "share"),
        Column("Share among late", "share"),
        Column("Change, points", "decimal"),
        Column("Low", "decimal"),
        Column("High", "decimal"),
        Column("New"),
    )
    cells = tuple(
        (
            row["label"], row["share_before"], row["share_late"],
            *(round(100 * row[name], 1) for name in ("change", "low", "high")),
            "new" if row["emerging"] else "",
        )
        for row in moved
    )  # fmt: skip
    before, late = (
        counted(int(moved[0][name]), facts.noun) for name in ("base_before", "base_late")
    )
    table = Table(f"Themes among {before} before and {late} that came late", columns, cells)
    return [Fold("Before and among late responses", (table,))]


def _table(facts: Facts, rows: list[dict[str, Any]], about: str) -> Table:
    columns = [
        Column("Theme"),
        Column(facts.noun.many.capitalize(), "number"),
        Column("Share", "share"),
        Column("Low", "share"),
        Column("High", "share"),
        Column("Base", "number"),
    ]
    columns += [Column("Likes", "number")] if facts.has_likes else []
    once = any(r.get("n_once") not in (None, r["n"]) for r in rows)
    columns += [Column("Each campaign once", "number")] if once else []
    cells = []
    for r in rows:
        enough = int(r["base"]) >= MIN_BASE
        row = [
            r["label"],
            r["n"],
            *(r.get(k) if enough else None for k in ("share", "low", "high")),
        ]
        row += [r["base"]]
        row += [r.get("likes")] if facts.has_likes else []
        row += [r.get("n_once")] if once else []
        cells.append(tuple(row))
    return Table(f"Themes{about}", tuple(columns), tuple(cells), note=small_base_note(rows))


def _card(facts: Facts, row: dict[str, Any], quotes: list[Quote]) -> ThemeCard:
    n, base = int(row["n"]), int(row["base"])
    size = out_of(n, base, facts.noun)
    more = []
    if base >= MIN_BASE and row.get("low") is not None:
        more.append(interval(row["low"], row["high"]))
    if facts.has_likes and row.get("likes") is not None:
        more.append(counted(int(row["likes"]), "like"))
    if row.get("emerging"):
        more.append("new among late responses")
    once = row.get("n_once")
    if once is not None and int(once) != n:
        more.append(f"{int(once):,} with each campaign counted once")
    parts = tuple((tone, int(row[tone])) for tone in _TONES if row.get(tone))
    tone = Split(f"Tone of {counted(sum(p for _, p in parts), facts.noun)}", parts)
    return ThemeCard(
        theme_id=str(row["theme_id"]),
        label=str(row["label"]),
        size=size[0].upper() + size[1:],
        more=tuple(more),
        description=facts.own_words(row.get("description"), quotes),
        keywords=str(row.get("keywords") or ""),
        parts=tuple(
            (str(part["label"]), int(part["n"]))
            for part in facts.records("subthemes")
            if part["theme_id"] == row["theme_id"]
        ),
        tone=tone if parts else None,
        quotes=Quotes(tuple(quotes)) if quotes else None,
    )


def _per_theme(facts: Facts) -> int:
    return int(facts.setting("report", "verbatims", 3))


def _quotes(facts: Facts) -> dict[str, list[Quote]]:
    """The quotations of each theme, from different people and with different words."""
    most = _per_theme(facts)
    found: dict[str, list[Quote]] = {}
    for theme, rows in by(facts.records("verbatims"), "theme_id"):
        people: set[str] = set()
        words: set[str] = set()
        for row in rows:
            quote = facts.quote(row["response_id"], row.get("start"), row.get("end"))
            person = str(row.get("respondent_id") or row["response_id"])
            if quote is None or person in people or quote.text.casefold() in words:
                continue
            people.add(person)
            words.add(quote.text.casefold())
            found.setdefault(theme, []).append(quote)
            if len(found[theme]) >= most:
                break
    return found
