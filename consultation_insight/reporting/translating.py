"""Puts a report into its house: words of its language, and style.

Every text of the report goes through the catalogue once: titles, captions, heads of columns, notes
and sentences that the report says itself. Quotations, labels, answers and texts in tables do not,
so that nothing people wrote is changed.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from html import escape, unescape
from typing import Any

from consultation_insight.reporting import blocks as b
from consultation_insight.reporting.house import House
from consultation_insight.reporting.language import ENGLISH, Words

__all__ = ["English", "dressed"]


def dressed(report: b.Report, house: House) -> b.Report:
    """Give a report the words and the style of a house."""
    report = replace(report, words=house.words, style=house.style)
    if house.words is ENGLISH:
        return report
    say = house.words
    return replace(
        report,
        title=say(report.title) if report.title.startswith(_UNTITLED) else report.title,
        dates=say(report.dates),
        strip=tuple((number, say(name)) for number, name in report.strip),
        key=tuple((_sentence(statement, say), target) for statement, target in report.key),
        caution=say(report.caution),
        footer=say(report.footer),
        sections=tuple(_section(part, say) for part in report.sections),
    )


#: How a report is called that nobody gave a title.
_UNTITLED = "What people said"


class English(str):
    """A sentence of the report that its language has no words for."""

    __slots__ = ()


def _sentence(text: str, say: Words) -> str:
    """Say a sentence; one that stays English is marked, so that it is read aloud as English."""
    return say(text) if say.knows(text) else English(text)


def _section(part: b.Section, say: Words) -> b.Section:
    return replace(
        part,
        name=part.name if part.written else say(part.name),
        title=part.title if part.written else say(part.title),
        blocks=tuple(_block(block, say) for block in part.blocks),
        sections=tuple(_section(inner, say) for inner in part.sections),
    )


def _block(block: Any, say: Words) -> Any:
    return _TRANSLATE[block.kind](block, say)


#: The title of a picture, and what is written in it that is not a label.
_OWN = re.compile(r"(<title>|<text class='own'[^>]*>)([^<]*)")


def _in_picture(found: re.Match[str], say: Words) -> str:
    return found.group(1) + escape(say(unescape(found.group(2))))


def _table(block: b.Table, say: Words) -> b.Table:
    names = [column.name for column in block.columns]
    rows = tuple(
        tuple(
            say.cell(name, value) if isinstance(value, str) else value
            for name, value in zip(names, row, strict=True)
        )
        for row in block.rows
    )
    columns = tuple(replace(column, name=say(column.name)) for column in block.columns)
    return replace(
        block,
        caption=say(block.caption),
        note=say(block.note),
        columns=columns,
        rows=rows,
        filters=tuple(map(say, block.filters)),
    )


def _bars(block: b.Bars, say: Words) -> b.Bars:
    column = block.table.columns[0].name if block.table else ""
    labelled = say if block.table is None else lambda label: say.cell(column, label)
    bars = tuple(replace(bar, label=labelled(bar.label)) for bar in block.bars)
    table = _table(block.table, say) if block.table else None
    return replace(block, caption=say(block.caption), bars=bars, table=table, note=say(block.note))


def _split(block: b.Split, say: Words) -> b.Split:
    parts = tuple(
        (say.cell("Stance", say.cell("Sentiment", name)), number) for name, number in block.parts
    )
    shades = block.shades or tuple(name for name, _ in block.parts)
    return replace(block, caption=say(block.caption), parts=parts, shades=shades)


def _quotes(block: b.Quotes, say: Words) -> b.Quotes:
    return replace(
        block,
        quotes=tuple(
            replace(q, who=say.cell("Who", q.who), line=_line(q.line, say)) for q in block.quotes
        ),
    )


def _line(line: str, say: Words) -> str:
    """“row 12”; an id stays what it is."""
    return say(line) if line.startswith("row ") else line


def _theme(block: b.ThemeCard, say: Words) -> b.ThemeCard:
    return replace(
        block,
        size=say(block.size),
        more=tuple(map(say, block.more)),
        tone=_split(block.tone, say) if block.tone else None,
        position=_split(block.position, say) if block.position else None,
        quotes=_quotes(block.quotes, say) if block.quotes else None,
    )


def _drawn(block: b.Map | b.Cloud, say: Words) -> b.Map | b.Cloud:
    return replace(
        block,
        caption=say(block.caption),
        alternative=say(block.alternative),
        table=_table(block.table, say),
    )


_TRANSLATE: dict[str, Callable[[Any, Words], Any]] = {
    "text": lambda block, say: replace(block, text=_sentence(block.text, say)),
    "points": lambda block, say: replace(
        block, items=tuple((_sentence(text, say), target) for text, target in block.items)
    ),
    "facts": lambda block, say: replace(
        block, pairs=tuple((say(name), _sentence(value, say)) for name, value in block.pairs)
    ),
    "table": _table,
    "bars": _bars,
    "split": _split,
    "quotes": _quotes,
    "theme": _theme,
    "map": _drawn,
    "cloud": _drawn,
    "picture": lambda block, say: replace(
        block, svg=_OWN.sub(lambda found: _in_picture(found, say), block.svg)
    ),
    "passage": lambda block, say: replace(block, name=say(block.name)),
    "differences": lambda block, say: replace(
        block, texts=tuple((id_, _line(line, say), pieces) for id_, line, pieces in block.texts)
    ),
    "fold": lambda block, say: replace(
        block,
        title=say(block.title),
        blocks=tuple(_block(inner, say) for inner in block.blocks),
    ),
}
