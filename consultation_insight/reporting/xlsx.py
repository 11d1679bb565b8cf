"""The tables of an analysis as a spreadsheet that people and screen readers can use.

Follows the UK guidance on publishing statistics in spreadsheets: a cover with contents, notes, one
marked table a sheet with its title in A1, no merged cells, no empty rows, text that is never a
formula. The same analysis gives the same bytes.
"""

from __future__ import annotations

import datetime as dt
import io
import re
import warnings
import zipfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

import pandas as pd

from consultation_insight.reporting._facts import Facts, records
from consultation_insight.reporting.blocks import Points, Report
from consultation_insight.results import Analysis
from consultation_insight.wording import MIN_BASE, QUANTITIES

__all__ = ["render_xlsx"]

#: What Excel holds in one cell.
_LONGEST = 32_767
_CUT = " … [cut: a cell holds no more]"
#: Excel's XML cannot hold these; nor can a file hold half of a surrogate pair.
_REFUSED = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
#: Looks like Excel's own escape for a character, and would be read as one.
_ESCAPE_LIKE = re.compile(r"_(?=x[0-9A-Fa-f]{4}_)")
#: Files carry no time of their own, so that the same analysis gives the same bytes.
_THEN = dt.datetime(2020, 1, 1)
#: Excel takes what starts so for a formula when a cell is edited; such text is marked as text.
_FORMULA = ("=", "+", "-", "@")
_SHARES = {
    "share", "low", "high", "of_theme", "share_before", "share_late", "change", "share_each",
    "share_once", "share_outside", "share_others",
}  # fmt: skip
_DECIMALS = {"stability", "strength", "likeness", "times_next"}
_WIDE = {"text": 90, "template": 90, "statement": 90, "url": 60, "description": 60, "aliases": 50,
         "keywords": 50, "label": 36, "wording": 50, "reference": 36, "method": 60, "answer": 40,
         "what": 40, "why": 50, "meaning": 60, "count": 12, "chosen": 12,
         "template_words": 50, "response_words": 50}  # fmt: skip


#: Headers that say more than the name of the column does.
_HEADERS = {
    "n": "Number", "low": "Interval, low", "high": "Interval, high", "url": "Address",
    "n_once": "Each campaign once", "label": "Name", "times_next": "Times the next",
    "n_shown": "Number given", "share_others": "Share of all others", "base_others": "Base, others",
    "position": "At word", "operation": "Change", "template_words": "In the campaign's text",
    "response_words": "In the copy",
    "lobby": "Organised interest", "why": "Why a campaign", "source_row": "Row",
    **{
        f"{what}_{view}": f"{said}, {name}"
        for view, name in (
            ("each", "each copy"), ("once", "campaigns once"), ("outside", "without campaigns"),
        )
        for what, said in (
            ("n", "Number"), ("share", "Share"), ("base", "Base"), ("responses", "Responses"),
            ("mentions", "Mentions"), ("likes", "Likes"),
        )
    },
}  # fmt: skip


@dataclass(frozen=True)
class _Sheet:
    name: str
    title: str
    table: str
    columns: tuple[str, ...]
    limit: int | None = None


_SHEETS = (
    _Sheet("Findings", "Findings in sentences", "findings",
           ("finding_id", "statement", "number", "share", "base", "method", "table_name", "row_id")),
    _Sheet("Received", "What became of what was received", "reconciliation", ("label", "responses")),
    _Sheet("Counting", "How many count, by rule for the copies of campaigns", "counting",
           ("count", "meaning", "base", "chosen")),
    _Sheet("Questions", "Questions", "questions",
           ("question_id", "wording", "type", "received", "base")),
    _Sheet("Answers", "Answers to closed questions", "answers",
           ("question_id", "wording", "answer", "n", "share", "low", "high", "base")),
    _Sheet("Themes", "Themes", "themes",
           ("theme_id", "question_id", "label", "description", "keywords", "n", "share", "low",
            "high", "base", "likes", "positive", "neutral", "negative", "mixed", "n_once",
            "stability")),
    _Sheet("Themes by likes", "Themes of well-liked replies, by likes", "liked_themes",
           ("rank", "theme_id", "label", "n", "likes", "times_next", "question_id")),
    _Sheet("Sub-themes", "What themes divide into", "subthemes",
           ("subtheme_id", "theme_id", "question_id", "label", "keywords", "n", "share", "low",
            "high", "base", "of_theme", "likes", "n_once")),
    _Sheet("Late responses", "Themes before and among late responses", "shifts",
           ("theme_id", "question_id", "label", "emerging", "n_before", "base_before",
            "share_before", "n_late", "base_late", "share_late", "change", "low", "high")),
    _Sheet("Edits", "What a person changed in the themes", "edits",
           ("edit", "verb", "theme_id", "what")),
    _Sheet("Edits left out", "Edits that could not be done on these responses", "edits_left_out",
           ("edit", "verb", "what")),
    _Sheet("Verbatims", "Quotations for each theme", "verbatims",
           ("theme_id", "response_id", "text", "likes", "sentiment")),
    _Sheet("Said once", "What was said once", "said_once", ("question_id", "response_id", "text")),
    _Sheet("References", "Who and what was pointed to", "references",
           ("reference_id", "reference", "kind", "responses", "mentions", "likes", "aliases")),
    _Sheet("Terms", "Words, phrases, hashtags and emoji", "terms",
           ("term", "type", "mentions", "responses", "respondents", "share", "mentions_outside",
            "responses_outside"), limit=500),
    _Sheet("Links", "Addresses that were given", "links",
           ("url", "title", "domain", "type", "responses", "likes")),
    _Sheet("Links by theme", "Addresses by theme", "theme_links",
           ("theme_id", "url", "domain", "responses", "likes")),
    _Sheet("Campaigns", "Campaigns", "campaigns",
           ("campaign_id", "n", "word_for_word", "edited", "extended", "reworded", "strength",
            "why", "template", "first", "last", "likes")),
    _Sheet("Campaign additions", "What supporters added to campaign texts", "additions",
           ("campaign_id", "response_id", "text")),
    _Sheet("Campaign supporters", "Who sent campaigns, beside all others", "campaign_types",
           ("campaign_id", "attribute", "level", "n_shown", "share", "base", "share_others",
            "base_others")),
    _Sheet("Campaign changes", "What copies of campaign texts changed, word by word",
           "campaign_differences",
           ("campaign_id", "response_id", "position", "operation", "template_words",
            "response_words")),
    _Sheet("Kinds", "Kinds, and organised interests", "kinds",
           ("kind", "n", "share", "low", "high", "base")),
    _Sheet("Tone", "Tone", "sentiment",
           ("question_id", "sentiment", "n", "share", "low", "high", "base")),
    _Sheet("Position", "Position towards what was proposed", "stance",
           ("question_id", "stance", "n", "share", "low", "high", "base")),
    _Sheet("Asked for, counted", "How many asked for what", "asked",
           ("answers", "n", "share", "low", "high", "base")),
    _Sheet("What was asked for", "Sentences that ask for something", "recommendations",
           ("response_id", "answers", "text")),
    _Sheet("Languages", "Languages", "languages", ("language", "n", "share")),
    _Sheet("Responses", "All that was received, one line each", "responses",
           ("response_id", "source_row", "respondent_id", "question_id", "text", "set_aside",
            "theme_ids", "likes", "sentiment", "stance", "kind", "lobby", "language",
            "campaign_id", "variant", "counted", "duplicate_of", "created_at", "source_id")),
)  # fmt: skip

#: Tables that quote responses: lines of abusive ones are left out of them.
_QUOTING = {
    "verbatims", "said_once", "additions", "campaign_differences", "recommendations",
}  # fmt: skip


def render_xlsx(analysis: Analysis, report: Report) -> bytes:
    """Draw the tables of an analysis as a spreadsheet.

    Parameters
    ----------
    analysis : Analysis
    report : Report
        From `build_report`; gives the cover and the notes.

    Returns
    -------
    bytes
        An XLSX file.
    """
    from openpyxl import Workbook

    facts = Facts(analysis)
    book = Workbook(write_only=True)
    book.properties.title = _text(report.title)
    book.properties.creator = "consultation-insight"
    book.properties.created = book.properties.modified = _THEN
    sheets = [(sheet, frame) for sheet in _SHEETS if len(frame := _frame(facts, sheet))]
    _cover(book, report, [(sheet.name, sheet.title, len(frame)) for sheet, frame in sheets])
    _notes(book, report)
    for place, (sheet, frame) in enumerate(sheets, 1):
        _sheet(book, sheet, frame, place)
    return _bytes(book)


def _frame(facts: Facts, sheet: _Sheet) -> pd.DataFrame:
    if sheet.table == "responses":
        frame = pd.DataFrame(list(facts.responses.values()))
        if frame.empty:
            return frame
        frame["text"] = [facts.shown(id_) for id_ in frame["response_id"]]
    else:
        frame = facts.rows(sheet.table)
    if sheet.table in _QUOTING and len(frame):
        frame = frame[~frame["response_id"].isin(list(facts.withheld))]
        if "text" in sheet.columns and "text" not in frame:
            texts = (
                facts.quote(r["response_id"], r.get("start"), r.get("end")) for r in records(frame)
            )
            frame = frame.assign(text=[quote.text if quote else "" for quote in texts])
    if "description" in frame:
        frame = frame.assign(
            description=[facts.own_words(d, []) for d in frame["description"].fillna("")]
        )
    if sheet.table == "terms" and len(frame):
        frame = frame.sort_values("mentions", ascending=False, kind="stable")
    columns = _columns(facts, sheet, frame)
    frame = frame[columns]
    if sheet.table == "counting" and not facts.beside:
        return frame.head(0)
    if not columns or ("n" in frame and not frame["n"].fillna(0).any()):
        return frame.head(0)
    frame = _without_small_bases(frame)
    return frame if sheet.limit is None else frame.head(sheet.limit)


def _columns(facts: Facts, sheet: _Sheet, frame: pd.DataFrame) -> list[str]:
    columns = [*sheet.columns, *_beside(facts, sheet)]
    if not facts.beside:
        columns = [name for name in columns if name not in ("counted", "n_once")]
    columns = [name for name in dict.fromkeys(columns) if name in frame]
    columns = [name for name in columns if name == "text" or not _is_blank(frame[name])]
    return [name for name in columns if name != "likes" or facts.has_likes]


def _without_small_bases(frame: pd.DataFrame) -> pd.DataFrame:
    if "base" in frame and len(frame):
        for name in sorted(_SHARES & set(frame)):
            own = name.replace("share", "base")
            base = frame[own if own in frame else "base"]
            few = base.fillna(0).astype("float64") < MIN_BASE
            frame = frame.assign(**{str(name): frame[name].astype("float64").mask(few)})
    return frame


def _beside(facts: Facts, sheet: _Sheet) -> list[str]:
    """The columns of the same figures with campaigns counted otherwise."""
    kinds = ["n", "share", "base"] if "share" in sheet.columns else ["responses"]
    if sheet.table == "terms":
        kinds = ["mentions", "responses"]
    return [f"{kind}_{view}" for view in facts.beside for kind in kinds]


def _is_blank(values: pd.Series) -> bool:
    """Whether a column says nothing, and is left out."""
    return not any(value != "" for value in values.dropna().tolist())


def _text(value: str) -> str:
    """A text as a cell can hold it; Excel breaks lines at one character, whatever came in."""
    if "\r" in value:
        value = value.replace("\r\n", "\n").replace("\r", "\n")
    text = _REFUSED.sub("\ufffd", value)
    if "_x" in text:
        text = _ESCAPE_LIKE.sub("_x005F_", text)
    return text if len(text) <= _LONGEST else text[: _LONGEST - len(_CUT)] + _CUT


def _plain(value: Any) -> Any:
    """A value as Excel knows it: a number, or text."""
    if isinstance(value, str):
        return _text(value) or None
    if value is None or value is pd.NA or value is pd.NaT:
        return None
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, int | float):
        return None if value != value else value
    if hasattr(value, "strftime"):
        return value.strftime("%Y-%m-%d %H:%M")
    if hasattr(value, "item"):
        return _plain(value.item())
    return _text(str(value)) or None


class _Pen:
    """Makes the cells of one sheet; one cell for each style, used again and again."""

    def __init__(self, sheet: Any) -> None:
        from openpyxl.cell import WriteOnlyCell
        from openpyxl.styles import Alignment, Font

        self._make = lambda: WriteOnlyCell(sheet)
        self._fonts = {
            "title": Font(name="Arial", size=15, bold=True),
            "bold": Font(name="Arial", size=11, bold=True),
            "link": Font(name="Arial", size=11, underline="single", color="0563C1"),
        }
        self._wrap = Alignment(wrap_text=True, vertical="top")
        self._top = Alignment(vertical="top")
        self._cells: dict[str, Any] = {}

    def _styled(self, style: str) -> Any:
        if style not in self._cells:
            cell = self._make()
            if style in self._fonts:
                cell.font = self._fonts[style]
            # Each has a style: openpyxl writes on with a cell that has none, and changes it.
            wraps = style in ("wrap", "bold", "formula")
            cell.alignment = self._wrap if wraps else self._top
            if style == "formula":
                cell.quotePrefix = True
            if style == "share":
                cell.number_format = "0%"
            if style == "decimal":
                cell.number_format = "0.00"
            if style == "number":
                cell.number_format = "#,##0"
            self._cells[style] = cell
        return self._cells[style]

    def text(self, value: str, style: str = "wrap") -> Any:
        """Text, whatever it looks like: never a formula, never an error value."""
        cell = self._styled(style)
        cell._value, cell.data_type = value, "s"
        return cell

    def number(self, value: float, style: str) -> Any:
        """A number in the format of its column."""
        cell = self._styled(style)
        cell._value, cell.data_type = value, "n"
        return cell

    def link(self, value: str, sheet_name: str) -> Any:
        """A link to a sheet."""
        from openpyxl.worksheet.hyperlink import Hyperlink

        cell = self._make()
        cell.font = self._fonts["link"]
        cell._value, cell.data_type = value, "s"
        cell._hyperlink = Hyperlink(ref="A1", location=f"'{sheet_name}'!A1", display=value)
        return cell


def _new_sheet(book: Any, name: str) -> Any:
    sheet = book.create_sheet(name)
    # openpyxl tries each cell as a value first, which takes a third of the time of a file. Where
    # it calls this no more, it only takes longer.
    sheet._values_to_row = _in_place
    return sheet


def _in_place(cells: Iterable[Any], row: int) -> Iterator[Any]:
    """Cells with their place in a row; None leaves a cell out."""
    for column, cell in enumerate(cells, 1):
        if cell is None:
            continue
        cell.column, cell.row = column, row
        if cell.hyperlink is not None:
            cell.hyperlink.ref = cell.coordinate
        yield cell


def _cover(book: Any, report: Report, sheets: list[tuple[str, str, int]]) -> None:
    sheet = _new_sheet(book, "Cover")
    sheet.column_dimensions["A"].width = 30
    sheet.column_dimensions["B"].width = 90
    pen = _Pen(sheet)
    sheet.append([pen.text(_text(report.title), "title")])
    if report.question:
        sheet.append([pen.text("Asked", "bold"), pen.text(_text(report.question))])
    if report.dates:
        sheet.append([pen.text("Dates", "bold"), pen.text(report.dates)])
    for number, name in report.strip:
        sheet.append([pen.text(name.capitalize(), "bold"), pen.number(number, "number")])
    sheet.append([pen.text("How to read this", "bold"), pen.text(report.caution)])
    sheet.append([pen.text("Made with", "bold"), pen.text(report.footer)])
    sheet.append([pen.text("Contents", "title")])
    sheet.append([pen.link("Notes", "Notes"), pen.text("How to read the tables")])
    for name, title, rows in sheets:
        sheet.append([pen.link(name, name), _Pen(sheet).text(f"{title} ({rows:,} rows)")])


def _notes(book: Any, report: Report) -> None:
    sheet = _new_sheet(book, "Notes")
    sheet.column_dimensions["A"].width = 110
    pen = _Pen(sheet)
    sheet.append([pen.text("Notes", "title")])
    reading = next((part for part in report.sections if part.id == "reading"), None)
    for block in reading.blocks if reading else ():
        if isinstance(block, Points):
            for sentence, _ in block.items:
                sheet.append([pen.text(sentence)])
    words = "; ".join(f"{word}: {meaning}" for _, word, meaning in QUANTITIES)
    sheet.append([pen.text(f"Words for quantities. {words}.")])
    for note in (
        "Shares run from 0 to 1 and are shown as percentages; low and high are the ends of the "
        f"95 % interval. They are left out where the base is under {MIN_BASE}.",
        "An empty cell says that there is nothing to say. Columns that would be empty are left out.",
        "Theme ids are separated by semicolons, the strongest first. Times are in UTC.",
        "The table of terms ends after the 500 most used; the others are in results/terms.csv.",
    ):
        sheet.append([pen.text(note)])


def _sheet(book: Any, spec: _Sheet, frame: pd.DataFrame, place: int) -> None:
    from openpyxl.utils import get_column_letter
    from openpyxl.worksheet.filters import AutoFilter
    from openpyxl.worksheet.table import Table, TableColumn, TableStyleInfo

    sheet = _new_sheet(book, spec.name)
    names = [_HEADERS.get(name, name.replace("_", " ").capitalize()) for name in frame.columns]
    for at, (name, header) in enumerate(zip(frame.columns, names, strict=True), 1):
        width = _WIDE.get(name, max(11, min(len(header) + 4, 24)))
        sheet.column_dimensions[get_column_letter(at)].width = width
    sheet.freeze_panes = "A4"
    pen = _Pen(sheet)
    sheet.append([pen.text(spec.title, "title")])
    sheet.append([pen.link("Back to the contents", "Cover")])
    header_cells = [_header(sheet, name) for name in names]
    sheet.append(header_cells)
    for row in _rows(frame, pen):
        sheet.append(row)
    last = get_column_letter(len(names))
    table = Table(displayName=f"table_{place:02d}", ref=f"A3:{last}{len(frame) + 3}")
    table.name = table.displayName
    table.tableColumns = [TableColumn(id=i, name=name) for i, name in enumerate(names, 1)]
    table.autoFilter = AutoFilter(ref=table.ref)
    table.tableStyleInfo = TableStyleInfo(name="TableStyleLight1", showRowStripes=False)
    with warnings.catch_warnings():
        # Said whenever a table is added in this mode; its columns were named above.
        warnings.simplefilter("ignore", UserWarning)
        sheet.add_table(table)


def _header(sheet: Any, name: str) -> Any:
    return _Pen(sheet).text(name, "bold")


def _rows(frame: pd.DataFrame, pen: _Pen) -> Iterator[list[Any]]:
    """Rows of cells; cells are filled one after another as the sheet takes them."""
    formats = [_format(str(name)) for name in frame.columns]
    for row in records(frame):
        yield _Row(row.values(), formats, pen)  # type: ignore[misc]


class _Row(list):
    """A row whose cells are made while it is written, so that one cell serves a whole column."""

    def __init__(self, values: Any, formats: list[str], pen: _Pen) -> None:
        super().__init__(values)
        self._formats, self._pen = formats, pen

    def __iter__(self) -> Iterator[Any]:
        for value, form in zip(super().__iter__(), self._formats, strict=True):
            plain = _plain(value)
            if isinstance(plain, str):
                style = "wrap" if form == "wrap" else "plain"
                yield self._pen.text(plain, "formula" if plain.startswith(_FORMULA) else style)
            elif plain is None:
                yield None
            else:
                yield self._pen.number(plain, form if form != "wrap" else "number")


def _format(name: str) -> str:
    if name in _SHARES:
        return "share"
    if name in _DECIMALS:
        return "decimal"
    return "wrap" if name in _WIDE else "number"


class _Still(zipfile.ZipFile):
    """A zip file whose parts carry no time of their own."""

    def writestr(  # type: ignore[override]
        self, name: Any, data: Any, *args: Any, **kwargs: Any
    ) -> None:
        """Write a part with the fixed time."""
        if not isinstance(name, zipfile.ZipInfo):
            name = zipfile.ZipInfo(name, _THEN.timetuple()[:6])
            name.compress_type = zipfile.ZIP_DEFLATED
            name.external_attr = 0o600 << 16
        super().writestr(name, data, *args, **kwargs)

    def write(self, filename: Any, arcname: Any = None, *args: Any, **kwargs: Any) -> None:
        """Write a file as a part with the fixed time."""
        with open(filename, "rb") as stream:  # noqa: PTH123
            self.writestr(str(arcname or filename), stream.read())


def _bytes(book: Any) -> bytes:
    from openpyxl.writer.excel import ExcelWriter

    stream = io.BytesIO()
    archive = _Still(stream, "w", zipfile.ZIP_DEFLATED, allowZip64=True, compresslevel=6)
    ExcelWriter(book, archive).save()
    return stream.getvalue()
