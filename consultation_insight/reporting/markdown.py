"""The report as Markdown: for repositories, wikis and plain reading.

What people wrote is escaped, so that it shows as they wrote it, in GitHub's and CommonMark's
readers. Bars are tables here, what changes over time is a picture beside its tables; the lines of all
responses stand in the spreadsheet.
"""

from __future__ import annotations

import base64
import re
from collections.abc import Callable, Iterable
from typing import Any

from consultation_insight.reporting import blocks as b
from consultation_insight.reporting._plain import (
    NUMERIC,
    bars_table,
    cell_text,
    groups_text,
    is_ledger,
    source,
    split_text,
    writable,
)
from consultation_insight.reporting._raster import png_of

__all__ = ["render_markdown"]

#: Signs that mark something in Markdown, or begin HTML.
_SIGNS = re.compile(r"([\\`*_{}\[\]<>#|~&$])")
#: What makes a line a list, a heading or a rule, at its beginning.
_STARTS = re.compile(r"^(\s*)([-+=]|\d+(?=[.)](?:\s|$)))")
_ADDRESS = re.compile(r"https?://[^\s<>\"`\\]+")


def render_markdown(report: b.Report) -> str:
    r"""Draw a whole report as Markdown.

    Parameters
    ----------
    report : Report
        From `build_report`.

    Returns
    -------
    str
        Markdown with tables as GitHub knows them.

    Examples
    --------
    >>> from consultation_insight.reporting.blocks import Report, Section, Text
    >>> text = Text("No *stars* here")
    >>> report = Report("A <b>", "", "", "replies", ((2, "replies received"),), (),
    ...                 (Section("s", "S", "Result", (text,)),))
    >>> print(render_markdown(report))
    # A \<b\>
    <BLANKLINE>
    2 replies received
    <BLANKLINE>
    ## Result
    <BLANKLINE>
    No \*stars\* here
    """
    say = report.words
    parts = [f"# {_line(report.title)}"]
    if report.style.logo:
        parts.insert(0, _line(report.style.logo.alternative))
    if report.question:
        parts.append(f"**{say('Asked:')}** {_line(report.question)}")
    way = "; ".join(f"{number:,} {_line(name)}" for number, name in report.strip)
    parts.append(f"{way}  \n{_line(report.dates)}" if report.dates else way)
    if report.key:
        parts.append(f"## {say('In short')}")
        parts.append("\n".join(f"{n}. {_line(s)}" for n, (s, _) in enumerate(report.key, 1)))
    if report.caution:
        parts.append(f"*{_line(report.caution)}*")
    pen = _Pen(say)
    for section in report.sections:
        parts += pen.section(section, 2)
    if report.footer:
        parts += ["---", _line(report.footer)]
    parts += pen.pictures
    return "\n\n".join(part for part in parts if part) + "\n"


def _line(text: Any) -> str:
    """A text as one line."""
    return _escaped(" ".join(writable(text).split()))


def _escaped(text: str) -> str:
    """Text that shows as it is; addresses stay whole, so that readers can follow them."""
    pieces, at = [], 0
    for found in _ADDRESS.finditer(text):
        pieces += [_SIGNS.sub(r"\\\1", text[at : found.start()]), found.group().replace("|", "%7C")]
        at = found.end()
    pieces.append(_SIGNS.sub(r"\\\1", text[at:]))
    return _STARTS.sub(_start, "".join(pieces))


def _start(found: re.Match[str]) -> str:
    space, sign = found.groups()
    return f"{space}{sign}\\" if sign[0].isdigit() else f"{space}\\{sign}"


def _base64(data: bytes) -> str:
    return base64.b64encode(data).decode()


class _Pen:
    """Writes blocks; ``say`` translates the few words of its own."""

    def __init__(self, say: Callable[..., str]) -> None:
        self.say = say
        self.pictures: list[str] = []
        self._draw: dict[str, Callable[[Any, int], Iterable[str]]] = {
            "text": self._text,
            "points": self._points,
            "facts": self._facts,
            "table": self._table,
            "bars": self._bars,
            "split": self._split,
            "quotes": self._quotes,
            "theme": self._theme,
            "map": self._map,
            "cloud": self._map,
            "picture": self._picture,
            "passage": self._passage,
            "differences": self._differences,
            "fold": self._fold,
        }

    def section(self, part: b.Section, level: int) -> list[str]:
        parts = [f"{_marks(level)} {_line(part.title)}"]
        for block in part.blocks:
            parts += self.block(block, level)
        for inner in part.sections:
            parts += self.section(inner, level + 1)
        return parts

    def block(self, block: b.Block, level: int) -> list[str]:
        return list(self._draw[block.kind](block, level))

    def _text(self, block: b.Text, level: int) -> list[str]:
        text = _line(block.text)
        return [f"*{text}*" if block.tone == "note" else text]

    def _points(self, block: b.Points, level: int) -> list[str]:
        marks = (f"{n}." if block.ordered else "-" for n in range(1, len(block.items) + 1))
        lines = (f"{m} {_line(text)}" for m, (text, _) in zip(marks, block.items, strict=True))
        return ["\n".join(lines)]

    def _facts(self, block: b.Facts, level: int) -> list[str]:
        return ["\n".join(f"- **{_line(name)}:** {_line(value)}" for name, value in block.pairs)]

    def _table(self, block: b.Table, level: int) -> list[str]:
        if is_ledger(block):
            return [
                _line(self.say("The {n} lines stand in the spreadsheet.", n=f"{len(block.rows):,}"))
            ]
        holds = [column.holds for column in block.columns]
        rows = [[column.name for column in block.columns]]
        rows += [[cell_text(v, h) for v, h in zip(row, holds, strict=True)] for row in block.rows]
        lines = ["| " + " | ".join(_line(cell) or " " for cell in row) + " |" for row in rows]
        rule = "|" + "|".join("---:" if h in NUMERIC else "---" for h in holds) + "|"
        table = "\n".join([lines[0], rule, *lines[1:]])
        caption = [f"**{_line(block.caption)}**"] if block.caption else []
        note = [f"*{_line(block.note)}*"] if block.note else []
        return [*caption, table, *note]

    def _bars(self, block: b.Bars, level: int) -> list[str]:
        return self._table(bars_table(block, self.say), level)

    def _split(self, block: b.Split, level: int) -> list[str]:
        return [_line(split_text(block.caption, block.parts, block.base))]

    def _quotes(self, block: b.Quotes, level: int) -> list[str]:
        return [self._quote(quote) for quote in block.quotes]

    def _quote(self, quote: b.Quote) -> str:
        text = f"{'… ' if quote.before else ''}{quote.text}{' …' if quote.after else ''}"
        return f"{_quoted(text)}\n>\n> — {_line(source(quote, self.say))}"

    def _theme(self, block: b.ThemeCard, level: int) -> list[str]:
        parts = [f"{_marks(level + 1)} {_line(block.label)}"]
        parts.append(" · ".join([f"**{_line(block.size)}**", *map(_line, block.more)]))
        if block.description:
            parts.append(_line(block.description))
        if block.keywords:
            parts.append(f"{self.say('Typical words:')} {_line(block.keywords)}")
        if block.parts:
            within = "; ".join(f"{_line(label)} ({n:,})" for label, n in block.parts)
            parts.append(f"{self.say('Within it:')} {within}")
        for split in (block.position, block.tone):
            parts += self._split(split, level) if split else []
        if block.groups:
            parts.append(f"{self.say('Groups that differ:')} {_line(groups_text(block, self.say))}")
        if block.quotes:
            parts += self._quotes(block.quotes, level)
        return parts

    def _map(self, block: b.Map | b.Cloud, level: int) -> list[str]:
        return [_line(block.caption), *self._table(block.table, level)]

    def _picture(self, block: b.Picture, level: int) -> list[str]:
        # The picture stands at the end of the file, so that the text stays readable as it is.
        name = f"picture-{len(self.pictures) + 1}"
        self.pictures.append(f"[{name}]: data:image/png;base64,{_base64(png_of(block.svg))}")
        return [f"![{_line(block.title or self.say('Picture'))}][{name}]"]

    def _passage(self, block: b.Passage, level: int) -> list[str]:
        return [f"**{_line(block.name)}**", _quoted(block.text)]

    def _differences(self, block: b.Differences, level: int) -> list[str]:
        marks = {"added": "**", "left out": "~~"}
        lines = []
        for _, line, pieces in block.texts:
            words = []
            for done, text in pieces:
                mark = marks.get(done, "")
                inner = " ".join(writable(text).split())
                edge = " " if text[:1].isspace() else "", " " if text[-1:].isspace() else ""
                said = _SIGNS.sub(r"\\\1", inner)
                words.append(f"{edge[0]}{mark}{said}{mark}{edge[1]}" if inner else " ")
            lines.append(f"- {''.join(words).strip()} ({_line(line)})")
        return ["\n".join(lines)]

    def _fold(self, block: b.Fold, level: int) -> list[str]:
        parts = [f"{_marks(level + 1)} {_line(block.title)}"]
        for inner in block.blocks:
            parts += self.block(inner, level + 1)
        return parts


def _marks(level: int) -> str:
    return "#" * min(level, 6)


def _quoted(text: str) -> str:
    lines = (_escaped(line.strip()) for line in writable(text).split("\n"))
    return "\n".join(f"> {line}".rstrip() + "  " if line else ">" for line in lines).rstrip()
