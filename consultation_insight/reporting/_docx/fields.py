"""Pieces of WordprocessingML that python-docx has no word for."""

from __future__ import annotations

import re
import unicodedata
from typing import Any

from docx.oxml import OxmlElement
from docx.oxml.ns import qn

__all__ = [
    "bookmark",
    "bookmark_name",
    "describe",
    "element",
    "field",
    "header_row",
    "language_of",
    "link_inside",
    "right_to_left",
]

_NAME = re.compile(r"[^0-9A-Za-z_]")


def element(tag: str, **attributes: Any) -> Any:
    """Make an element; attributes are of the same namespace."""
    made = OxmlElement(tag)
    for name, value in attributes.items():
        made.set(qn(f"w:{name}"), str(value))
    return made


def bookmark_name(target: str) -> str:
    """A name that Word takes: letters, digits and underscores, at most 40.

    Examples
    --------
    >>> bookmark_name("theme-text:T01"), len(bookmark_name("x" * 90))
    ('b_theme_text_T01', 40)
    """
    name = "b_" + _NAME.sub("_", target)
    if len(name) > 40:
        import hashlib

        name = name[:31] + "_" + hashlib.sha256(target.encode()).hexdigest()[:8]
    return name


def bookmark(paragraph: Any, target: str, number: int) -> None:
    """Mark a paragraph as what links lead to."""
    start = element("w:bookmarkStart", id=number, name=bookmark_name(target))
    end = element("w:bookmarkEnd", id=number)
    first = paragraph._p.find(qn("w:pPr"))
    if first is None:
        paragraph._p.insert(0, start)
    else:
        first.addnext(start)
    paragraph._p.append(end)


def link_inside(paragraph: Any, text: str, target: str, style: str | None = None) -> Any:
    """Append a link to a bookmark."""
    link = element("w:hyperlink", anchor=bookmark_name(target), history=1)
    paragraph._p.append(link)
    run = paragraph.add_run(text)
    if style:
        run.style = style
    link.append(run._r)
    return link


def field(paragraph: Any, code: str, shown: str) -> None:
    """Append a field with the text it shows until it is brought up to date."""
    simple = element("w:fldSimple", instr=f" {code} ")
    paragraph._p.append(simple)
    simple.append(paragraph.add_run(shown)._r)


def begin_field(paragraph: Any, code: str) -> None:
    """Begin a field whose text goes on over several paragraphs."""
    for kind in ("begin", None, "separate"):
        run = paragraph.add_run()._r
        if kind:
            run.append(element("w:fldChar", fldCharType=kind))
            continue
        instruction = element("w:instrText")
        instruction.set(qn("xml:space"), "preserve")
        instruction.text = f" {code} "
        run.append(instruction)


def end_field(paragraph: Any) -> None:
    """End a field of several paragraphs."""
    paragraph.add_run()._r.append(element("w:fldChar", fldCharType="end"))


def describe(picture: Any, text: str) -> None:
    """Give a picture its alternative text."""
    picture._inline.docPr.set("descr", text)


def header_row(row: Any) -> None:
    """Mark a row as the heading of its table, which comes again on every page."""
    properties = row.find(qn("w:trPr"))
    if properties is None:
        properties = element("w:trPr")
        row.insert(0, properties)
    properties.append(element("w:cantSplit"))
    properties.append(element("w:tblHeader"))


def language_of(run: Any, code: str) -> None:
    """Say in which language a run is, for spelling and for reading aloud."""
    run._r.get_or_add_rPr().append(element("w:lang", val=code))


def right_to_left(paragraph: Any, text: str) -> None:
    """Set a paragraph from right to left where its first letter asks for it."""
    for sign in text:
        side = unicodedata.bidirectional(sign)
        if side in ("R", "AL"):
            paragraph._p.get_or_add_pPr().append(element("w:bidi"))
        if side in ("L", "R", "AL"):
            return
