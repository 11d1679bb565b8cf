"""What a report is made of: plain frozen data, without mark-up. Renderers turn it into files.

Text in blocks is never escaped and never formatted as HTML; numbers stay numbers. A renderer
looks at ``kind`` to choose how to draw a block.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from html import unescape
from typing import Any, ClassVar

from consultation_insight.reporting.language import ENGLISH, Words
from consultation_insight.reporting.style import Style

__all__ = [
    "Bar",
    "Bars",
    "Block",
    "Cloud",
    "Column",
    "Differences",
    "Facts",
    "Fold",
    "Map",
    "Passage",
    "Picture",
    "Points",
    "Quote",
    "Quotes",
    "Report",
    "Section",
    "Split",
    "Spot",
    "Table",
    "Text",
    "ThemeCard",
]


@dataclass(frozen=True)
class Block:
    """Anything that stands in a section."""

    kind: ClassVar[str] = ""


@dataclass(frozen=True)
class Text(Block):
    """A paragraph."""

    text: str
    #: ``plain``, ``note`` (small print) or ``lead``.
    tone: str = "plain"
    kind: ClassVar[str] = "text"


@dataclass(frozen=True)
class Points(Block):
    """Sentences in a list; each with the id of the section or line it leads to, or ``""``."""

    items: tuple[tuple[str, str], ...]
    ordered: bool = False
    kind: ClassVar[str] = "points"


@dataclass(frozen=True)
class Facts(Block):
    """Names and values, in pairs."""

    pairs: tuple[tuple[str, str], ...]
    kind: ClassVar[str] = "facts"


@dataclass(frozen=True)
class Column:
    """A column of a table.

    ``holds`` is ``text``, ``prose`` (what people wrote), ``code``, ``number``, ``decimal``, ``share`` (0 to 1), ``anchor`` (a
    response_id, to which quotations lead), ``theme`` (theme ids, separated by ``;``) ``link``,
    or ``page`` (a pair: the address of another page of ours, and what it is called).
    """

    name: str
    holds: str = "text"
    #: The labels of the ids in it, in pairs.
    names: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class Table(Block):
    """A table; None in a cell says that there is nothing to say."""

    caption: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[Any, ...], ...]
    note: str = ""
    #: Names of the columns by which readers of the page can filter, beside searching its words.
    filters: tuple[str, ...] = ()
    kind: ClassVar[str] = "table"

    def values(self, name: str) -> list[tuple[str, str]]:
        """What a column can be filtered by: each value with its name."""
        place = [column.name for column in self.columns].index(name)
        if self.columns[place].names:
            return list(self.columns[place].names)
        found = sorted({str(row[place]) for row in self.rows if row[place]})
        return [(value, value) for value in found]


@dataclass(frozen=True)
class Bar:
    """One bar: a label, its number, and where there is one its base and interval."""

    label: str
    number: int
    base: int | None = None
    low: float | None = None
    high: float | None = None
    #: The id of what the label leads to.
    target: str = ""


@dataclass(frozen=True)
class Bars(Block):
    """Horizontal bars, largest first or in the order of a scale, with the table of the same figures.

    Bars with a base are drawn by share (with their interval), others by number.
    """

    caption: str
    bars: tuple[Bar, ...]
    table: Table | None = None
    note: str = ""
    kind: ClassVar[str] = "bars"

    @property
    def scale(self) -> float:
        """What the full width stands for."""
        return max((bar_length(bar, end=True) for bar in self.bars), default=1.0) or 1.0


def bar_length(bar: Bar, *, end: bool = False) -> float:
    """How long a bar is: its share where it has a base, else its number.

    With ``end`` the end of its interval counts as well.
    """
    if not bar.base:
        return float(bar.number)
    share = bar.number / bar.base
    return max(share, bar.high or 0.0) if end else share


@dataclass(frozen=True)
class Split(Block):
    """One bar in parts that make a whole: pairs of a name and a number.

    ``shades`` name the colours of the parts, where these are not their names.
    """

    caption: str
    parts: tuple[tuple[str, int], ...]
    shades: tuple[str, ...] = ()
    kind: ClassVar[str] = "split"

    @property
    def base(self) -> int:
        """The whole."""
        return sum(number for _, number in self.parts)

    @property
    def coloured(self) -> list[tuple[str, str, int]]:
        """Shade, name and number of each part."""
        shades = self.shades or tuple(name for name, _ in self.parts)
        return [(shade, *part) for shade, part in zip(shades, self.parts, strict=True)]


@dataclass(frozen=True)
class Quote:
    """Words of a response. ``before`` and ``after`` say that more stands there.

    ``line`` names the response for readers: its id, or its row where the id is long.
    """

    text: str
    response_id: str
    line: str = ""
    who: str = ""
    likes: int | None = None
    language: str = ""
    before: bool = False
    after: bool = False


@dataclass(frozen=True)
class Quotes(Block):
    """Verbatims."""

    quotes: tuple[Quote, ...]
    kind: ClassVar[str] = "quotes"


@dataclass(frozen=True)
class ThemeCard(Block):
    """One theme with all that is known about it."""

    theme_id: str
    label: str
    size: str
    more: tuple[str, ...] = ()
    description: str = ""
    keywords: str = ""
    #: What it divides into: label and number of each sub-theme.
    parts: tuple[tuple[str, int], ...] = ()
    tone: Split | None = None
    position: Split | None = None
    #: Groups that differ in it: who, how many of them, and the share among all others.
    groups: tuple[tuple[str, str, str], ...] = ()
    quotes: Quotes | None = None
    kind: ClassVar[str] = "theme"


@dataclass(frozen=True)
class Spot:
    """A theme on a map: ``x`` and ``y`` from -1 to 1."""

    label: str
    number: int
    x: float
    y: float
    target: str = ""


@dataclass(frozen=True)
class Map(Block):
    """Themes as circles, near each other what is near in meaning, with the table of the same."""

    caption: str
    spots: tuple[Spot, ...]
    table: Table
    alternative: str
    kind: ClassVar[str] = "map"


@dataclass(frozen=True)
class Cloud(Block):
    """Words sized by how often they were used, with the table that holds the numbers."""

    caption: str
    words: tuple[tuple[str, int], ...]
    table: Table
    alternative: str
    kind: ClassVar[str] = "cloud"


@dataclass(frozen=True)
class Picture(Block):
    """A picture in SVG, made by `pictures`; its numbers stand in the table beside it."""

    svg: str
    kind: ClassVar[str] = "picture"

    @property
    def title(self) -> str:
        """What it is called; empty where it says nothing of itself."""
        found = re.search(r"<title>(.*?)</title>", self.svg, re.DOTALL)
        return unescape(found.group(1)) if found else ""


@dataclass(frozen=True)
class Passage(Block):
    """A longer text that is shown as it is, with a name."""

    name: str
    text: str
    kind: ClassVar[str] = "passage"


@dataclass(frozen=True)
class Differences(Block):
    """How texts differ from another, word by word.

    Each with the id of its response, how readers call it, and pairs of what was done (``same``,
    ``added``, ``left out``) and the words.
    """

    texts: tuple[tuple[str, str, tuple[tuple[str, str], ...]], ...]
    kind: ClassVar[str] = "differences"


@dataclass(frozen=True)
class Fold(Block):
    """Blocks that are shown when asked for; ``is_open``: until they are folded."""

    title: str
    blocks: tuple[Block, ...]
    is_open: bool = False
    kind: ClassVar[str] = "fold"


@dataclass(frozen=True)
class Section:
    """A part of the report: ``name`` for the list of contents, ``title`` says the result."""

    id: str
    name: str
    title: str
    blocks: tuple[Block, ...] = ()
    sections: tuple[Section, ...] = ()
    #: Whether name and title are what people wrote, such as a question: never translated.
    written: bool = False


@dataclass(frozen=True)
class Report:
    """A whole report.

    ``strip`` holds the way from received to analysed as pairs of a number and its name;
    ``key`` the findings that open the report, each with the id of the section it leads to.
    """

    title: str
    question: str
    dates: str
    noun: str
    strip: tuple[tuple[int, str], ...]
    key: tuple[tuple[str, str], ...]
    sections: tuple[Section, ...]
    caution: str = ""
    footer: str = ""
    #: Says the fixed words of the report; its ``language`` is that of the report.
    words: Words = ENGLISH
    style: Style = Style()

    @property
    def signs(self) -> tuple[str, ...]:
        """What stands before each number of ``strip``: a sum, then what of it counts."""
        sum_ = ("", "−", "=") if len(self.strip) > 2 else ("",)
        return (*sum_, *("·" for _ in self.strip[len(sum_) :]))
