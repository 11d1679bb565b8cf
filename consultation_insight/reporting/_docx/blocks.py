"""Writes sections and blocks into a document, each kind of block in its own way."""

from __future__ import annotations

import io
import re
from collections.abc import Callable, Sequence
from copy import deepcopy
from typing import Any

from docx.oxml.ns import qn
from docx.shared import Emu, Pt

from consultation_insight.reporting import blocks as b
from consultation_insight.reporting._docx.drawing import bars_png, map_png
from consultation_insight.reporting._docx.fields import (
    bookmark,
    describe,
    element,
    field,
    header_row,
    language_of,
    link_inside,
    right_to_left,
)
from consultation_insight.reporting._docx.look import DETAIL, SOURCE
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
from consultation_insight.reporting.charts import bar_text, cloud_png

__all__ = ["Writer"]

#: Longer tables are cut; the page and the spreadsheet have all rows.
_MOST_ROWS = 30
#: Bars of a chart that find room on a page.
_MOST_BARS = 22
#: Of a table's text: an average letter, and the room beside it, in twentieths of a point.
_LETTER, _BOLD, _BESIDE = 104, 112, 180
#: A percent sign is wider than a letter.
_SIGN = 80
_RULE = "BFC5CB"
_LANGUAGE = re.compile(r"[a-z]{2,3}(-[A-Za-z0-9]{2,8})*")


class Writer:
    """Appends to a document; ``say`` translates the few words of its own."""

    def __init__(self, document: Any, report: b.Report) -> None:
        self.document = document
        self.say, self.style = report.words, report.style
        self.names = {part.id: part.name for part in _all_sections(report.sections)}
        self.numbers = {"Table": 0, "Figure": 0}
        self.marks = 0
        room = document.sections[-1]
        self.width = int(room.page_width - room.left_margin - room.right_margin)
        self._draw: dict[str, Callable[[Any, int], None]] = {
            "text": self._text,
            "points": self._points,
            "facts": self._facts,
            "table": self._table,
            "bars": self._bars,
            "split": self._split,
            "quotes": self._quotes,
            "theme": self._theme,
            "map": self._map,
            "cloud": self._cloud,
            "picture": self._picture,
            "passage": self._passage,
            "differences": self._differences,
            "fold": self._fold,
        }

    def section(self, part: b.Section, level: int) -> None:
        """Write a section with all in it."""
        self.heading(part.title, level, part.id)
        for block in part.blocks:
            self.block(block, level)
        for inner in part.sections:
            self.section(inner, level + 1)

    def block(self, block: b.Block, level: int) -> None:
        """Write one block."""
        self._draw[block.kind](block, level)

    def heading(self, text: str, level: int, target: str = "", style: str = "") -> None:
        """Write a heading that links can lead to."""
        made = self.paragraph(text, style or f"Heading {min(level, 6)}")
        if target:
            self.marks += 1
            bookmark(made, target, self.marks)

    def paragraph(self, text: str = "", style: str = "Normal") -> Any:
        """Write a paragraph."""
        made = self.document.add_paragraph(style=style)
        if text:
            made.add_run(_tidy(text))
        return made

    def leading(self, paragraph: Any, target: str) -> None:
        """Say where there is more, with a link, if the target is known."""
        if target in self.names:
            paragraph.add_run(" (")
            link_inside(paragraph, writable(self.names[target]), target, "Hyperlink")
            paragraph.add_run(")")

    def _text(self, block: b.Text, level: int) -> None:
        run = self.paragraph(block.text).runs[0] if block.text else None
        if run and block.tone == "note":
            run.font.size = Pt(9)
        if run and block.tone == "lead":
            run.bold = True

    def _points(self, block: b.Points, level: int) -> None:
        for text, target in block.items:
            made = self.paragraph(text, "List Number" if block.ordered else "List Bullet")
            self.leading(made, target)

    def _facts(self, block: b.Facts, level: int) -> None:
        for name, value in block.pairs:
            made = self.paragraph()
            made.add_run(f"{writable(name)}: ").bold = True
            made.add_run(_tidy(value))

    def _caption(self, kind: str, text: str) -> None:
        self.numbers[kind] += 1
        made = self.paragraph(f"{self.say(kind)} ", "Caption")
        field(made, f"SEQ {kind} \\* ARABIC", str(self.numbers[kind]))
        made.add_run(f": {_tidy(text)}")

    def _note(self, text: str) -> None:
        if text:
            self.paragraph(text).runs[0].font.size = Pt(9)

    def _table(self, block: b.Table, level: int) -> None:
        if is_ledger(block):
            self.paragraph(
                self.say("The {n} lines stand in the spreadsheet.", n=f"{len(block.rows):,}")
            )
            return
        if block.caption:
            self._caption("Table", block.caption)
        holds = [column.holds for column in block.columns]
        rows = [
            [cell_text(value, kind) for value, kind in zip(row, holds, strict=True)]
            for row in block.rows[:_MOST_ROWS]
        ]
        heads = [column.name for column in block.columns]
        table = _grid(self.width, heads, rows, holds)
        # A table that is the last thing of a cell or a document needs a paragraph after it.
        end = self.paragraph()
        end._p.addprevious(table)
        properties = table.find(qn("w:tblPr"))
        properties.append(element("w:tblCaption", val=writable(block.caption or "")))
        end.paragraph_format.space_after = Pt(4)
        end.paragraph_format.line_spacing = 1.0
        numbers = {"shown": f"{_MOST_ROWS}", "n": f"{len(block.rows):,}"}
        cut = len(block.rows) > _MOST_ROWS
        more = self.say("The first {shown} of {n} rows.", **numbers) if cut else ""
        note = " ".join(part for part in (block.note, more) if part)
        if note:
            end.add_run(_tidy(note)).font.size = Pt(9)

    def _figure(self, caption: str, png: bytes, alternative: str, width: int = 0) -> None:
        self._caption("Figure", caption)
        made = self.document.add_paragraph()
        picture = made.add_run().add_picture(io.BytesIO(png), width=Emu(width or self.width))
        describe(picture, writable(alternative))

    def _bars(self, block: b.Bars, level: int) -> None:
        if block.bars and len(block.bars) <= _MOST_BARS:
            said = [" ".join(filter(None, reversed(bar_text(bar, self.say)))) for bar in block.bars]
            listed = "; ".join(f"{bar.label} {t}" for bar, t in zip(block.bars, said, strict=True))
            alternative = self.say("Bar chart. {text}.", text=listed[:900])
            self._figure(block.caption, bars_png(block, self.style.bar, self.say), alternative)
        self._table(bars_table(block, self.say), level)

    def _split(self, block: b.Split, level: int) -> None:
        self.paragraph(split_text(block.caption, block.parts, block.base))

    def _quotes(self, block: b.Quotes, level: int) -> None:
        for quote in block.quotes:
            text = f"{'… ' if quote.before else ''}{quote.text}{' …' if quote.after else ''}"
            made = self.paragraph(text, "Quote")
            made.paragraph_format.keep_with_next = True
            right_to_left(made, quote.text)
            if quote.language and _LANGUAGE.fullmatch(quote.language):
                for run in made.runs:
                    language_of(run, quote.language)
            self.paragraph(source(quote, self.say), SOURCE)

    def _theme(self, block: b.ThemeCard, level: int) -> None:
        self.heading(block.label, level + 1, f"theme-{block.theme_id}")
        made = self.paragraph()
        made.add_run(_tidy(block.size)).bold = True
        for more in block.more:
            made.add_run(f" · {_tidy(more)}")
        if block.description:
            self.paragraph(block.description)
        within = "; ".join(f"{label} ({n:,})" for label, n in block.parts)
        for name, text in (
            ("Typical words:", block.keywords),
            ("Within it:", within),
            ("Groups that differ:", groups_text(block, self.say)),
        ):
            if text:
                made = self.paragraph()
                made.add_run(f"{self.say(name)} ").bold = True
                made.add_run(_tidy(text))
        for split in (block.position, block.tone):
            if split:
                self._split(split, level)
        if block.quotes:
            self._quotes(block.quotes, level)

    def _map(self, block: b.Map, level: int) -> None:
        self._figure(block.caption, map_png(block, self.style.bar), block.alternative)
        self._table(block.table, level)

    def _cloud(self, block: b.Cloud, level: int) -> None:
        self._figure(block.caption, cloud_png(block.words), block.alternative)
        self._table(block.table, level)

    def _picture(self, block: b.Picture, level: int) -> None:
        said = block.title or self.say("Picture")
        self._figure(said, png_of(block.svg), said)

    def _passage(self, block: b.Passage, level: int) -> None:
        self.paragraph(block.name).runs[0].bold = True
        made = self.paragraph(block.text, "Quote")
        right_to_left(made, block.text)

    def _differences(self, block: b.Differences, level: int) -> None:
        for _, line, pieces in block.texts:
            made = self.document.add_paragraph(style="List Bullet")
            for done, words in pieces:
                run = made.add_run(writable(words))
                run.underline = run.bold = True if done == "added" else None
                run.font.strike = True if done == "left out" else None
            made.add_run(f" ({writable(line)})")

    def _fold(self, block: b.Fold, level: int) -> None:
        # Details are headings for readers of structure, and stand in no list of contents.
        deeper = f"Heading {min(level + 1, 6)}" if level > 1 else DETAIL
        self.heading(block.title, level + 1, style=deeper)
        for inner in block.blocks:
            self.block(inner, level + 1)


def _all_sections(parts: Sequence[b.Section]) -> list[b.Section]:
    return [one for part in parts for one in (part, *_all_sections(part.sections))]


def _tidy(text: str) -> str:
    return writable(text).replace(" %", "\u00a0%")


def _grid(width: int, heads: list[str], rows: list[list[str]], holds: list[str]) -> Any:
    """A table, made from one row that is copied: many times quicker than cell by cell."""
    twips = _widths(round(width / 635), heads, rows, holds)
    table = element("w:tbl")
    properties = element("w:tblPr")
    table.append(properties)
    properties.append(element("w:tblW", w=sum(twips), type="dxa"))
    borders = element("w:tblBorders")
    for side in ("top", "bottom", "insideH"):
        borders.append(element(f"w:{side}", val="single", sz=4, space=0, color=_RULE))
    properties.append(borders)
    properties.append(element("w:tblLayout", type="fixed"))
    margins = element("w:tblCellMar")
    for side, space in (("top", 40), ("left", 60), ("bottom", 40), ("right", 100)):
        margins.append(element(f"w:{side}", w=space, type="dxa"))
    properties.append(margins)
    properties.append(element("w:tblLook", val="0020", firstRow=1, noVBand=1))
    grid = element("w:tblGrid")
    for wide in twips:
        grid.append(element("w:gridCol", w=wide))
    table.append(grid)
    plain = _empty_row(twips, holds, bold=False)
    head = _empty_row(twips, holds, bold=True)
    header_row(head)
    _fill(head, heads)
    table.append(head)
    for cells in rows:
        row = deepcopy(plain)
        _fill(row, cells)
        table.append(row)
    return table


def _widths(room: int, heads: list[str], rows: list[list[str]], holds: list[str]) -> list[int]:
    """Widths by what stands in the columns: first so that no word breaks, then by length."""
    least, wanted = [], []
    for place, (head, kind) in enumerate(zip(heads, holds, strict=True)):
        texts = [row[place] for row in rows] or [""]
        limit = 12 if kind in ("prose", "link", "code") else 18
        letters = max(len(word) for text in texts for word in re.split("[ \n]", text))
        bold = max(len(word) for word in head.split(" "))  # letters of a heading are wider
        needed = max(_LETTER * min(letters, limit), _BOLD * min(bold, limit))
        least.append(_BESIDE + needed + (_SIGN if kind == "share" else 0))
        longest = max(map(len, texts))
        wanted.append(max(least[-1], _BESIDE + _LETTER * min(longest, 60)))
    spare = room - sum(least)
    if spare <= 0:
        return _capped(least, room)
    more = [want - width for want, width in zip(wanted, least, strict=True)]
    if sum(more) <= spare:  # all fits: the first column of words takes the rest
        words = [place for place, kind in enumerate(holds) if kind not in NUMERIC]
        wanted[words[0] if words else 0] += room - sum(wanted)
        return wanted
    return [w + round(spare * part / sum(more)) for w, part in zip(least, more, strict=True)]


def _capped(wanted: list[int], room: int) -> list[int]:
    """Widths that fit: the widest columns give way first, so that numbers stay whole."""
    cap = max(wanted)
    while cap > 300 and sum(min(width, cap) for width in wanted) > room:
        cap -= 20
    return [min(width, cap) for width in wanted]


def _empty_row(twips: list[int], holds: list[str], *, bold: bool) -> Any:
    row = element("w:tr")
    if not bold:
        properties = element("w:trPr")
        properties.append(element("w:cantSplit"))
        row.append(properties)
    for wide, kind in zip(twips, holds, strict=True):
        cell, properties = element("w:tc"), element("w:tcPr")
        properties.append(element("w:tcW", w=wide, type="dxa"))
        cell.append(properties)
        paragraph, layout = element("w:p"), element("w:pPr")
        layout.append(element("w:spacing", before=0, after=0, line=252, lineRule="auto"))
        if kind in NUMERIC:
            layout.append(element("w:jc", val="right"))
        run, look = element("w:r"), element("w:rPr")
        if bold:
            look.append(element("w:b"))
        look.append(element("w:sz", val=18))
        run.append(look)
        text = element("w:t")
        text.set(qn("xml:space"), "preserve")
        run.append(text)
        paragraph.append(layout)
        paragraph.append(run)
        cell.append(paragraph)
        row.append(cell)
    return row


def _fill(row: Any, cells: list[str]) -> None:
    for text, cell in zip(row.iter(qn("w:t")), cells, strict=True):
        text.text = writable(cell).replace("\n", " ")
