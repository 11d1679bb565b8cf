"""How corpora, results and analyses show themselves in a notebook."""

from __future__ import annotations

from typing import Any

import pandas as pd

from consultation_insight.corpus import Corpus
from consultation_insight.reporting._facts import NO_CONSENT, records
from consultation_insight.reporting.blocks import Block, Column, Fold, Picture, Points, Table, Text
from consultation_insight.reporting.html import render_snippet
from consultation_insight.reporting.pictures import draw
from consultation_insight.results import Analysis, Result, Theme
from consultation_insight.word_results import Collocations, Dispersion, Keyness
from consultation_insight.wording import counted

__all__ = ["show"]

#: Rows of a table that are shown; ``to_frame()`` has all of them.
_ROWS = 25
#: What people wrote: not all of them agreed to be quoted.
_WORDS = {"text", "response_words"}
#: Rows of each of a result's other tables.
_OTHERS = 5
#: Longer tables can be folded.
_UNFOLDED = 10
#: Lists of ids are for programs.
_HIDDEN = {"response_ids"}
#: A column with a text longer than this gets room.
_LONG = 40
_SHARES = {"share", "low", "high", "strength", "stability", "probability", "likeness"}


def show(thing: Any) -> str:
    """Draw a corpus, a result or an analysis as HTML for a notebook.

    Parameters
    ----------
    thing : Corpus, Result, Theme or Analysis

    Returns
    -------
    str
        HTML; everything in it is escaped, and it loads nothing. Long tables and further ones can be
        folded; a click on a heading sorts, where the notebook runs the small script for it.

    Examples
    --------
    >>> import pandas as pd
    >>> from consultation_insight import Corpus
    >>> from consultation_insight.reporting.notebook import show
    >>> "&lt;b&gt;" in show(Corpus.from_responses(pd.DataFrame({"text": ["<b>"]})))
    True
    """
    if isinstance(thing, Corpus):
        return render_snippet(_corpus(thing), title=repr(thing))
    if isinstance(thing, Analysis):
        return render_snippet(_analysis(thing), title=thing.title)
    if isinstance(thing, Theme):
        return render_snippet(_theme(thing), title=f"{thing.theme_id} {thing.label}")
    if isinstance(thing, Result):
        name = type(thing).__name__
        return render_snippet(_result(thing), title=f"{name}, base {thing.base:,}")
    return render_snippet([Text(repr(thing))], title=type(thing).__name__)


def _corpus(corpus: Corpus) -> list[Block]:
    rows = [(row["label"], row["responses"]) for row in records(corpus.reconcile())]
    where = (Column("Responses"), Column("Number", "number"))
    some = corpus.responses
    some = some.assign(text=some["text"].where(some["quotable"], NO_CONSENT))
    some = some[["response_id", "question_id", "text", "set_aside"]]
    return [
        Table("What became of the responses", where, tuple(rows)),
        _table(some, "Responses", rows=8),
    ]


def _analysis(analysis: Analysis) -> list[Block]:
    noun = counted(len(analysis.corpus), "response")
    blocks: list[Block] = [Text(f"{noun} received, {analysis.corpus.base:,} analysed.")]
    findings = analysis.tables.get("findings")
    if findings is not None and len(findings):
        sentences = records(findings[findings["key"].astype(bool)])
        blocks.append(Points(tuple((str(row["statement"]), "") for row in sentences)))
    held = tuple((name, len(result)) for name, result in analysis.results.items() if len(result))
    blocks.append(Table("Results", (Column("Name"), Column("Rows", "number")), held))
    return blocks


def _theme(theme: Theme) -> list[Block]:
    size = (
        f"{theme.n:,} of {theme.base:,} responses ({theme.share:.0%}, 95 % interval "
        f"{theme.low:.0%} to {theme.high:.0%})."
    )
    blocks: list[Block] = [Text(size)]
    if theme.description:
        blocks.append(Text(theme.description))
    if theme.keywords:
        blocks.append(Text(f"Typical words: {', '.join(theme.keywords)}.", tone="note"))
    quoted = theme.verbatims()[["response_id", "text"]]
    return [*blocks, _table(quoted, "The passages that show it best")]


def _result(result: Result) -> list[Block]:
    frame = result.to_frame()
    hidden = _HIDDEN | ({"likes"} if _no_likes(frame) else set())
    shown = frame[[name for name in frame.columns if name not in hidden]]
    blocks: list[Block] = []
    if isinstance(result, Collocations | Dispersion | Keyness) and (svg := draw(result)):
        blocks.append(Picture(svg))
    table = _table(shown, "")
    blocks.append(_folded(table, len(shown)) if len(table.rows) > _UNFOLDED else table)
    if result.method:
        blocks.append(Text(result.method, tone="note"))
    for name, other in result.tables().items():
        if name != result.main and len(other):
            few = other[[column for column in other.columns if column not in _HIDDEN | _WORDS]]
            title = f"Also in it: {name}, {counted(len(few), 'row')}"
            blocks.append(Fold(title, (_table(few, "", rows=_OTHERS),)))
    return blocks


def _folded(table: Table, rows: int) -> Fold:
    """A long table behind its number of rows, at first unfolded."""
    return Fold(counted(rows, "row"), (table,), is_open=True)


def _no_likes(frame: pd.DataFrame) -> bool:
    """Whether the data carry no likes."""
    return "likes" in frame and not frame["likes"].fillna(0).any()


def _table(frame: pd.DataFrame, caption: str, *, rows: int = _ROWS) -> Table:
    shown = frame.head(rows)
    columns = tuple(Column(str(name), _holds(shown[name])) for name in frame.columns)
    cells = tuple(
        tuple(_cell(value, column) for value, column in zip(row.values(), columns, strict=True))
        for row in records(shown)
    )
    note = f"{len(frame) - rows:,} more rows: to_frame() has all." if len(frame) > rows else ""
    return Table(caption, columns, cells, note=note)


def _holds(values: pd.Series) -> str:
    if values.name in _SHARES and pd.api.types.is_float_dtype(values):
        return "share" if values.name in ("share", "low", "high") else "decimal"
    if pd.api.types.is_bool_dtype(values):
        return "text"
    if pd.api.types.is_integer_dtype(values):
        return "number"
    if pd.api.types.is_float_dtype(values):
        return "decimal"
    return "prose" if values.dropna().astype("str").str.len().max() > _LONG else "text"


def _cell(value: Any, column: Column) -> Any:
    if value is None or column.holds not in ("text", "prose"):
        return value
    if isinstance(value, bool):
        return "yes" if value else "no"
    text = str(value)
    return text if len(text) <= 200 else text[:199] + "…"
