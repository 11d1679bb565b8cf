"""The sections on themes: by likes, and one card for each theme."""

from __future__ import annotations

from typing import Any

from consultation_insight.reporting._facts import Facts, by
from consultation_insight.reporting._groups import differing_in
from consultation_insight.reporting._shares import beside, besides, small_base_note
from consultation_insight.reporting._time import likes
from consultation_insight.reporting.blocks import (
    Bar,
    Bars,
    Column,
    Fold,
    Map,
    Quote,
    Quotes,
    Section,
    Split,
    Spot,
    Table,
    Text,
    ThemeCard,
)
from consultation_insight.results import UNSTABLE
from consultation_insight.wording import (
    MIN_BASE,
    counted,
    interval,
    out_of,
    percent,
    quoted,
    shorten,
    times,
)

#: Stands beside the word, so that neither colour nor shape has to say it alone.
_MARK = "△ unstable"
_BESIDE = {
    "each": "with each copy of campaigns",
    "once": "with each campaign counted once",
    "outside": "outside campaigns",
}
_TONES = ("positive", "neutral", "mixed", "negative")
#: Positions have the colours of tones.
_SHADES = {
    "for": "positive", "against": "negative", "conditional": "mixed", "unclear": "neutral",
}  # fmt: skip


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
    rows.sort(key=lambda row: (-int(row["likes"] or 0), str(row["theme_id"])))
    blocks.append(_liked_bars(facts, rows, over))
    all_likes = () if facts.question else likes(facts)
    return Section("liked", "Themes by likes", _liked_title(rows), (*blocks, *all_likes))


def likes_across(facts: Facts) -> Section | None:
    """Who holds the likes, over all questions."""
    blocks = likes(facts)
    return Section("liked", "Likes", "How likes lie", blocks) if blocks else None


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


def _liked_bars(facts: Facts, rows: list[dict[str, Any]], over: int) -> Bars:
    columns = (
        Column("Rank", "number"),
        Column("Theme"),
        Column(facts.noun.many.capitalize(), "number"),
        Column("Likes", "number"),
        Column("Times the next", "decimal"),
    )
    table = Table(
        f"Themes of {facts.noun.many} with more than {over} likes",
        columns,
        tuple((r["rank"], r["label"], r["n"], r["likes"], r.get("times_next")) for r in rows),
    )
    bars = tuple(
        Bar(str(r["label"]), int(r["likes"] or 0), target=f"theme-{r['theme_id']}") for r in rows
    )
    return Bars("Likes by theme", bars, table, note="likes")


def themes(facts: Facts) -> Section | None:
    """All themes of a question; all its passages where they were too few for themes."""
    rows = [row for row in facts.records("themes") if row["n"]]
    few = _too_few(facts)
    if not rows:
        return Section("themes", "Themes", "Too few responses for themes", few) if few else None
    note = Text(
        f"Largest first. Each theme shows {counted(_per_theme(facts), 'quotation')} at most, "
        f"from different people.{_on_stability(rows)}"
    )
    blocks = (note, *_of(facts, rows, _quotes(facts)), *few)
    return Section("themes", "Themes", _themes_title(facts, rows), blocks)


def _too_few(facts: Facts) -> tuple[Any, ...]:
    """All passages of the questions that had too few responses for themes."""
    blocks: list[Any] = []
    for question in questions_without_themes(facts):
        rows = [row for row in facts.records("said_once") if row["question_id"] == question]
        found = [facts.quote(row["response_id"], row.get("start"), row.get("end")) for row in rows]
        shown = tuple(quote for quote in found if quote is not None)
        blocks.append(Text(f"Too few {facts.noun.many} for themes; here they all are.", "lead"))
        blocks.append(Quotes(shown))
    return tuple(blocks)


def questions_without_themes(facts: Facts) -> list[str]:
    """Questions of which passages are listed, though none was grouped."""
    if "themes" not in facts.analysis.tables:
        return []  # nothing was to be grouped
    grouped = {row["question_id"] for row in facts.records("themes")}
    asked = [row["question_id"] for row in facts.records("said_once")]
    return [question for question in dict.fromkeys(asked) if question not in grouped]


def is_unstable(row: dict[str, Any]) -> bool:
    """Whether a theme is to be marked; one that a person made has no figure and no mark."""
    return row.get("stability") is not None and float(row["stability"]) < UNSTABLE


def _on_stability(rows: list[dict[str, Any]]) -> str:
    marked = sum(map(is_unstable, rows))
    if not marked:
        return ""
    return (
        f" {_MARK} marks {'a theme' if marked == 1 else 'themes'} whose edges are uncertain: when "
        "the grouping was repeated from other starts and without a fifth of the passages, less than "
        f"{UNSTABLE * 10:.0f} tenths of {'it' if marked == 1 else 'each'} came together again."
    )


def _themes_title(facts: Facts, rows: list[dict[str, Any]]) -> str:
    rows = sorted(rows, key=lambda row: -int(row["n"]))
    top, base = int(rows[0]["n"]), int(rows[0]["base"])
    share = f" ({percent(top / base)})" if base >= MIN_BASE else f" ({top} of {base})"
    if len(rows) == 1:
        return f"One theme: {quoted(rows[0]['label'])}{share}"
    if int(rows[1]["n"]) == top:
        return f"{len(rows)} themes; several are equally large{share}"
    return f"{len(rows)} themes; the largest is {quoted(rows[0]['label'])}{share}"


def _of(facts: Facts, rows: list[dict[str, Any]], quotes: dict[str, list[Quote]]) -> list[Any]:
    rows = sorted(rows, key=lambda row: (-int(row["n"]), str(row["theme_id"])))
    bars = tuple(
        Bar(
            str(r["label"]), int(r["n"]), int(r["base"]), r.get("low"), r.get("high"),
            f"theme-{r['theme_id']}",
        )
        for r in rows
    )  # fmt: skip
    base = int(rows[0]["base"])
    overview = Bars(f"Themes, share of {counted(base, facts.noun)}", bars, _table(facts, rows))
    cards = [_card(facts, row, quotes.get(str(row["theme_id"]), [])) for row in rows]
    return [overview, *_map(facts, rows), *_shifts(facts, rows), *cards]


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


def _map(facts: Facts, rows: list[dict[str, Any]]) -> list[Any]:
    """The themes as a picture, for three or more of which places are known."""
    places = {row["theme_id"]: row for row in facts.records("theme_map")}
    known = [row for row in rows if row["theme_id"] in places]
    if len(known) < 3:
        return []
    spots = tuple(
        Spot(
            str(row["label"]),
            int(row["n"]),
            float(places[row["theme_id"]]["x"]),
            float(places[row["theme_id"]]["y"]),
            f"theme-{row['theme_id']}",
        )
        for row in known
    )
    many = facts.noun.many
    table = Table(
        "Places on the map",
        (Column("Theme"), Column(many.capitalize(), "number"), Column("Across"), Column("Up")),
        tuple((s.label, s.number, f"{s.x:+.2f}", f"{s.y:+.2f}") for s in spots),
        note="From -1 to +1. The axes have no meaning of their own.",
    )
    caption = (
        f"Themes that stand near each other are near in meaning; areas show the number of {many}. "
        "Directions mean nothing, and a flat picture cannot keep all distances."
    )
    alternative = (
        f"Map of {len(spots)} themes as circles; the largest is {spots[0].label} with "
        f"{spots[0].number:,} {many}. The table holds the same."
    )
    return [Fold("Map of themes", (Map(caption, spots, table, alternative),))]


def _table(facts: Facts, rows: list[dict[str, Any]]) -> Table:
    columns = [
        Column("Theme"),
        Column(facts.noun.many.capitalize(), "number"),
        Column("Share", "share"),
        Column("Low", "share"),
        Column("High", "share"),
        Column("Base", "number"),
    ]
    columns += [Column("Likes", "number")] if facts.has_likes else []
    columns += besides(facts, rows, "share")
    rated = any(r.get("stability") is not None for r in rows)
    columns += [Column("Stability")] if rated else []
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
        row += beside(facts, r, "share")
        row += [_stability(r)] if rated else []
        cells.append(tuple(row))
    return Table("Themes", tuple(columns), tuple(cells), note=small_base_note(rows))


def _stability(row: dict[str, Any]) -> str | None:
    if row.get("stability") is None:
        return None
    return f"{float(row['stability']):.2f}{f' {_MARK}' if is_unstable(row) else ''}"


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
    for view in facts.beside:
        number = row.get(f"n_{view}")
        if number is not None and int(number) != n:
            more.append(f"{int(number):,} {_BESIDE[view]}")
    if is_unstable(row):
        more.append(f"{_MARK} (stability {float(row['stability']):.2f})")
    for answer, number in facts.same_words(str(row["theme_id"]), n):
        more.append(f"{number:,} said only {quoted(shorten(answer, 40))}")
    parts = tuple((tone, int(row[tone])) for tone in _TONES if row.get(tone))
    tone = Split(f"Tone of {counted(sum(p for _, p in parts), facts.noun)}", parts)
    sides = facts.positions(str(row["theme_id"]), str(row["question_id"]))
    told = counted(sum(number for _, number in sides), facts.noun)
    shades = tuple(_SHADES[side] for side, _ in sides)
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
        position=Split(f"Position of {told}", sides, shades) if sides else None,
        groups=differing_in(facts, str(row["theme_id"])),
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
