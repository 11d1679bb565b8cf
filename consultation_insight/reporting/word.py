"""The report as a Word document: real styles, headings, captions, a list of contents, alternative texts.

A template of one's own gives the look. In it ``{{title}}``, ``{{question}}``, ``{{dates}}`` and
``{{logo}}`` are filled in, and the report goes where a paragraph says ``{{report}}``.
"""

from __future__ import annotations

import io
import zipfile
from typing import Any

from consultation_insight.errors import FileProblem
from consultation_insight.reporting._plain import writable
from consultation_insight.reporting._xlsx.archive import THEN
from consultation_insight.reporting.blocks import Report, Section, ThemeCard

__all__ = ["render_docx"]

_HIGH = 2.2  # centimetres of a logo
_PLACE = "{{report}}"


def render_docx(report: Report, *, template: bytes | None = None) -> bytes:
    """Draw a whole report as a document.

    Parameters
    ----------
    report : Report
        From `build_report`.
    template : bytes, optional
        A DOCX whose styles, headers and margins are taken.

    Returns
    -------
    bytes
        A DOCX file.

    Raises
    ------
    FileProblem
        The template is no DOCX.
    """
    from consultation_insight.reporting._docx.blocks import Writer
    from consultation_insight.reporting._docx.look import dress, set_language

    document = _opened(template)
    dress(document, report.style, own=template is None)
    set_language(document, report.words.language)
    _properties(document, report)
    places = _places(document)
    tail = _filled(document, report, places)
    writer = Writer(document, report)
    if "{{title}}" not in places:
        _opening(writer, report, logo="{{logo}}" not in places)
    _in_short(writer, report)
    _contents(writer, report)
    for section in report.sections:
        writer.section(section, 1)
    if report.footer:
        writer.paragraph(report.footer)
    for paragraph in tail:  # what the template has after the report
        document.element.body.sectPr.addprevious(paragraph)
    return _bytes(document)


def _opened(template: bytes | None) -> Any:
    from docx import Document

    if template is None:
        return Document()
    try:
        return Document(io.BytesIO(template))
    except (KeyError, ValueError, zipfile.BadZipFile):
        raise FileProblem(
            "The template",
            "is no Word document",
            remedy="Give a DOCX as 'template' under [report].",
        ) from None


def _properties(document: Any, report: Report) -> None:
    about = document.core_properties
    about.title = writable(report.title)[:250]
    about.subject = writable(report.question)[:250]
    about.author = about.last_modified_by = "consultation-insight"
    about.keywords = about.comments = ""
    about.created = about.modified = THEN
    about.revision = 1


def _places(document: Any) -> dict[str, Any]:
    """The paragraphs of a template that something is to be put into, by what they say."""
    found: dict[str, Any] = {}
    for paragraph in document.paragraphs:
        for name in ("{{title}}", "{{question}}", "{{dates}}", "{{logo}}", _PLACE):
            if name in paragraph.text:
                found.setdefault(name, paragraph)
    return found


def _filled(document: Any, report: Report, places: dict[str, Any]) -> list[Any]:
    """Fill in a template; what stands after the place of the report is taken off and given back."""
    texts = {"title": report.title, "question": report.question, "dates": report.dates}
    for name, text in texts.items():
        paragraph = places.get(f"{{{{{name}}}}}")
        if paragraph is not None:
            said = paragraph.text.replace(f"{{{{{name}}}}}", writable(text))
            for run in paragraph.runs[1:]:
                run._r.getparent().remove(run._r)
            paragraph.runs[0].text = said
    if "{{logo}}" in places:
        paragraph = places["{{logo}}"]
        for run in list(paragraph.runs):
            run._r.getparent().remove(run._r)
        _logo(paragraph, report)
    body = document.element.body
    if _PLACE not in places:
        return []
    place = places[_PLACE]._p
    tail = [part for part in place.itersiblings() if part is not body.sectPr]
    for part in (place, *tail):
        body.remove(part)
    return tail


def _logo(paragraph: Any, report: Report) -> None:
    from docx.shared import Cm

    from consultation_insight.reporting._docx.fields import describe

    logo = report.style.logo
    if logo is not None:
        picture = paragraph.add_run().add_picture(io.BytesIO(logo.data), height=Cm(_HIGH))
        describe(picture, writable(logo.alternative))


def _opening(writer: Any, report: Report, *, logo: bool) -> None:
    if logo and report.style.logo:
        _logo(writer.paragraph(), report)
    writer.paragraph(report.title, "Title")
    if report.question:
        made = writer.paragraph()
        made.add_run(f"{writer.say('Asked:')} ").bold = True
        made.add_run(writable(report.question))


def _in_short(writer: Any, report: Report) -> None:
    """The way from received to analysed, and the findings that open the report."""
    made = writer.paragraph(style="Reception")
    for place, (number, name) in enumerate(report.strip):
        made.add_run(f"  {report.signs[place]}  " if place else "")
        made.add_run(f"{number:,}").bold = True
        made.add_run(f" {writable(name)}")
    if report.dates:
        writer.paragraph(report.dates)
    if report.key:
        writer.heading(writer.say("In short"), 1, "in-short")
        for statement, target in report.key:
            writer.leading(writer.paragraph(statement, "List Number"), target)
    if report.caution:
        writer.paragraph(report.caution).runs[0].italic = True


def _contents(writer: Any, report: Report) -> None:
    """A list of contents as Word makes it, written out, so that it is there before any update."""
    from consultation_insight.reporting._docx.fields import begin_field, end_field, link_inside
    from consultation_insight.reporting._docx.look import TOC

    lines = [(writer.say("In short"), "in-short", 0)] if report.key else []
    for part in report.sections:
        lines += _lines(part, 0)
    title = writer.paragraph(writer.say("Contents"), "TOC Heading")
    title.paragraph_format.page_break_before = False
    for place, (text, target, depth) in enumerate(lines):
        made = writer.paragraph(style=TOC[depth])
        if place == 0:
            begin_field(made, 'TOC \\o "1-2" \\h \\z')
        link_inside(made, writable(text), target)
        if place == len(lines) - 1:
            end_field(made)


def _lines(part: Section, depth: int) -> list[tuple[str, str, int]]:
    lines = [(part.title, part.id, depth)]
    if depth == 0:
        lines += [
            (block.label, f"theme-{block.theme_id}", 1)
            for block in part.blocks
            if isinstance(block, ThemeCard)
        ]
        for inner in part.sections:
            lines += _lines(inner, 1)
    return lines


def _bytes(document: Any) -> bytes:
    """The file, with the same time in every part."""
    raw, stream = io.BytesIO(), io.BytesIO()
    document.save(raw)
    with zipfile.ZipFile(raw) as written, zipfile.ZipFile(stream, "w") as still:
        for part in written.infolist():
            info = zipfile.ZipInfo(part.filename, THEN.timetuple()[:6])
            info.compress_type = zipfile.ZIP_DEFLATED
            info.external_attr = 0o600 << 16
            still.writestr(info, written.read(part.filename))
    return stream.getvalue()
