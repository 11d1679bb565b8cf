"""What renderers without a page share: values and quotations as plain text."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from consultation_insight.reporting.blocks import Bars, Block, Quote, Table, ThemeCard
from consultation_insight.reporting.charts import bar_text
from consultation_insight.wording import MIN_BASE, percent

__all__ = [
    "NUMERIC",
    "bars_table",
    "cell_text",
    "groups_text",
    "is_ledger",
    "source",
    "split_text",
    "writable",
]

#: What a column holds that is aligned to the right.
NUMERIC = frozenset({"number", "share", "decimal"})
#: XML cannot hold these; nor can a file hold half of a surrogate pair.
_REFUSED = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


def writable(text: Any) -> str:
    r"""Make a text one that every file can hold: odd characters are shown as unreadable.

    Examples
    --------
    >>> writable("a\x00b\r\nc")
    'a\ufffdb\nc'
    """
    return _REFUSED.sub("\ufffd", str(text).replace("\r\n", "\n").replace("\r", "\n"))


def cell_text(value: Any, holds: str) -> str:
    r"""Say a cell of a table as the page does.

    Examples
    --------
    >>> cell_text(1525, "number"), cell_text(0.023, "share"), cell_text(None, "text")
    ('1,525', '2\xa0%', '–')
    """
    if value is None:
        return "–"
    if holds == "number":
        return f"{int(value):,}"
    if holds == "share":
        return percent(float(value), short=True).replace(" ", "\u00a0")
    if holds == "decimal":
        return f"{float(value):.1f}"
    if holds == "theme":
        return ", ".join(part.rsplit(":", 1)[-1] for part in str(value).split(";") if part)
    return writable(value)


def is_ledger(block: Block) -> bool:
    """Whether a table has a line for each response: it stands in the page and the spreadsheet."""
    return isinstance(block, Table) and bool(block.columns) and block.columns[0].holds == "anchor"


def bars_table(block: Bars, say: Callable[[str], str] = str) -> Table:
    """The table of a chart; made from its bars where it has none."""
    from consultation_insight.reporting.blocks import Column

    if block.table is not None:
        return block.table
    rows = tuple((bar.label, *bar_text(bar, say)) for bar in block.bars)
    if not any(share for _, _, share in rows):
        return Table(
            block.caption,
            (Column(""), Column(say("Number"))),
            tuple((label, number) for label, number, _ in rows),
            note=block.note,
        )
    return Table(
        block.caption, (Column(""), Column(say("Number")), Column(say("Share"))), rows, block.note
    )


def split_text(caption: str, parts: tuple[tuple[str, int], ...], base: int) -> str:
    r"""One bar in parts as a sentence.

    Examples
    --------
    >>> split_text("Tone of 40 replies", (("positive", 30), ("negative", 10)), 40)
    'Tone of 40 replies: positive 30 (75\xa0%), negative 10 (25\xa0%).'
    """
    said = [
        f"{name} {number:,}"
        + (f" ({cell_text(number / base, 'share')})" if base >= MIN_BASE else "")
        for name, number in parts
    ]
    return f"{caption}: {', '.join(said)}."


def groups_text(card: ThemeCard, say: Callable[[str], str]) -> str:
    """The groups that differ in a theme, as one line."""
    return "; ".join(f"{who} {own}, {say('all others')} {rest}" for who, own, rest in card.groups)


def source(quote: Quote, say: Callable[[str], str] = str) -> str:
    """Who said it, how often it was liked, and where it stands."""
    liked = f"{quote.likes:,} {'like' if quote.likes == 1 else 'likes'}" if quote.likes else ""
    likes = f", {say(liked)}" if liked else ""
    return writable(f"{quote.who}{likes} · {quote.line}")
