"""Session notes and transcripts, to one note a line with its heading as question.

Markdown, plain text and DOCX: each line that is no heading is a note. WebVTT and SRT transcripts:
what one speaker says until the next one speaks is a note.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Sequence

from consultation_insight.errors import FileProblem
from consultation_insight.ingest._columns.names import role_of
from consultation_insight.ingest._table import Note, Table, text_column

__all__ = ["NOTES", "docx_table", "is_docx", "is_prose", "notes_table"]

#: Endings of files that hold notes.
NOTES = {".md", ".markdown", ".vtt", ".srt"}

_HEADING = re.compile(r"\s{0,3}(#{1,6})\s+(.+?)\s*#*\s*")
_UNDERLINE = re.compile(r"\s{0,3}(?:={3,}|-{3,})\s*")
_RULE = re.compile(r"\s*(?:[-*_]\s*){3,}|\s*```.*|\s*\|?(?:\s*:?-+:?\s*\|)+\s*:?-*:?\s*")
_BULLET = re.compile(r"\s*(?:>\s*)*(?:(?:[-*+•◦▪–]|\d{1,3}[.)]|[a-z][.)])\s+)?(?:\[[ xX]\]\s+)?")
_CUE = re.compile(r"\s*((?:\d+:)?\d{1,2}:\d{2}[.,]\d{3})\s+-->\s+(?:\d+:)?\d{1,2}:\d{2}[.,]\d{3}.*")
_VOICE = re.compile(r"<v(?:\.[^ >]*)?\s+([^>]+)>")
_TAG = re.compile(r"</?[a-z][^>]*>|<\d[^>]*>", re.IGNORECASE)
_SPEAKER = re.compile(r"([^\W\d_][\w .'’-]{0,39}):\s+(\S.*)", re.DOTALL)

Line = tuple[int, str, str]  # row, heading, text


def is_prose(grid: Sequence[Sequence[str]]) -> bool:
    """Whether the records of a text file are lines of prose, not a column under its name."""
    if max(map(len, grid), default=0) != 1:
        return False
    first = next((row[0] for row in grid if row and row[0].strip()), "")
    return role_of(first) != "text" and any(row and _HEADING.fullmatch(row[0]) for row in grid)


def notes_table(text: str, file: str, remarks: Sequence[str]) -> Table:
    """Make a table of the notes or of the transcript in a text."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    if any(_CUE.fullmatch(line) for line in lines[:200]):
        return _transcript(lines, file, remarks)
    found: list[Line] = []
    heading, headings, rules = "", 0, 0
    for number, line in enumerate(lines, 1):
        title = _HEADING.fullmatch(line)
        under = number < len(lines) and _UNDERLINE.fullmatch(lines[number]) and line.strip()
        if title or (under and not _BULLET.match(line).group().strip()):  # type: ignore[union-attr]
            heading = title[2] if title else line.strip()
            headings += 1
        elif line.strip() and (_RULE.fullmatch(line) or _UNDERLINE.fullmatch(line)):
            rules += 1
        elif line.strip():
            found.append((number, heading, line[_BULLET.match(line).end() :].strip()))  # type: ignore[union-attr]
    notes = [Note(remark) for remark in remarks]
    if headings:
        notes.append(Note(f"{headings} headings are the questions of the notes below them"))
    if rules:
        notes.append(Note("lines that only divide", rules, "", "not used"))
    return _table(found, file, notes)


def _table(found: Sequence[Line], file: str, notes: list[Note]) -> Table:
    names = ("heading", "note")
    return Table(
        file,
        "",
        names,
        names,
        [text_column(h for _, h, _ in found), text_column(t for _, _, t in found)],
        [row for row, _, _ in found],
        notes,
        known={"heading": "question", "note": "open"},
    )


def is_docx(data: bytes) -> bool:
    """Whether a ZIP is a Word document."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            return "word/document.xml" in archive.namelist()
    except zipfile.BadZipFile:
        return False


def docx_table(data: bytes, file: str) -> Table:
    """Make a table of the paragraphs of a Word document; cells of its tables are notes too."""
    import docx

    try:
        document = docx.Document(io.BytesIO(data))
    except (KeyError, ValueError, zipfile.BadZipFile) as error:
        raise FileProblem(
            file,
            f"cannot be read as a Word document ({type(error).__name__})",
            remedy="Open it in a word processor, save it again, and read that.",
        ) from None
    found: list[Line] = []
    heading, headings, row = "", 0, 0
    for block in document.iter_inner_content():
        cells = (
            [p for line in block.rows for cell in line.cells for p in cell.paragraphs]
            if hasattr(block, "rows")
            else [block]
        )
        seen: set[int] = set()  # a merged cell is listed once for each cell it covers
        for paragraph in cells:
            if id(paragraph._p) in seen:
                continue
            seen.add(id(paragraph._p))
            row += 1
            style = (paragraph.style.name or "") if paragraph.style else ""
            text = paragraph.text.strip()
            if text and style.startswith(("Heading", "Title")):
                heading, headings = text, headings + 1
            elif text:
                found.append((row, heading, text))
    notes = (
        [Note(f"{headings} headings are the questions of the notes below them")] if headings else []
    )
    return _table(found, file, notes)


def _transcript(lines: list[str], file: str, remarks: Sequence[str]) -> Table:
    """Join the cues of a transcript by speaker."""
    turns: list[tuple[int, str, str, list[str]]] = []  # row, speaker, when, what
    when, speaker, row = "", "", 0
    inside = False
    for number, line in enumerate(lines, 1):
        cue = _CUE.fullmatch(line)
        if cue:
            when, row, inside = cue[1], number, True
        elif not line.strip():
            inside = False
        elif inside:
            voice = _VOICE.search(line)
            said = _TAG.sub("", line).strip()
            named = _SPEAKER.fullmatch(said)
            if voice:
                speaker = voice[1].strip()
            elif named:
                speaker, said = named[1].strip(), named[2]
            if turns and turns[-1][1] == speaker and speaker:
                turns[-1][3].append(said)
            else:
                turns.append((row, speaker, when, [said]))
    names = ("speaker", "start", "note")
    columns = (
        [speaker for _, speaker, _, _ in turns],
        [when for _, _, when, _ in turns],
        [" ".join(said) for _, _, _, said in turns],
    )
    return Table(
        file,
        "",
        names,
        names,
        [text_column(column) for column in columns],
        [row for row, _, _, _ in turns],
        [Note(remark) for remark in remarks],
        known={"speaker": "respondent", "start": "not used", "note": "open"},
    )
