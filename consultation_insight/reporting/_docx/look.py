"""The styles of a document: our own where there is no template; else the template's, and what it lacks."""

from __future__ import annotations

from copy import deepcopy
from typing import Any

from docx.enum.style import WD_STYLE_TYPE
from docx.oxml.ns import qn
from docx.shared import Cm, Pt, RGBColor

from consultation_insight.reporting._docx.fields import element, field
from consultation_insight.reporting.style import Style

__all__ = ["DETAIL", "SOURCE", "TOC", "dress", "set_language"]

#: Names of styles beside Word's own.
DETAIL, SOURCE, STRIP = "Detail Heading", "Quote Source", "Reception"
TOC = ("toc 1", "toc 2")
_NEEDED = (
    "Title",
    *(f"Heading {n}" for n in range(1, 7)),
    "TOC Heading",
    "List Bullet",
    "List Number",
)
_LANGUAGES = {"en": "en-GB", "cy": "cy-GB"}
_INK, _SOFT = RGBColor(0x1B, 0x1F, 0x23), RGBColor(0x55, 0x60, 0x6B)


def dress(document: Any, style: Style, *, own: bool) -> None:
    """Set our look (``own``), or add what a template lacks and leave the rest as it is."""
    if own:
        _page(document)
        _basics(document, style)
    else:
        _borrow(document)
    _link(document, style)
    _add(document, TOC[0], "Normal", before=3, after=1, own=own)
    _add(document, TOC[1], "Normal", before=0, after=0, left=0.6, own=own)
    _add(document, "Quote", "Normal", before=6, after=0, left=0.5, own=own)
    _add(document, SOURCE, "Normal", size=9, after=6, left=0.5, colour=_SOFT, own=own)
    _add(document, "Caption", "Normal", size=9.5, before=8, after=3, own=own, bold=True)
    _add(document, DETAIL, "Heading 2", own=own)
    _add(document, STRIP, "Normal", size=12, before=6, after=6, own=own)
    for name in ("Quote", SOURCE):
        if own:
            _rule(document.styles[name], style.accent)
    document.styles["Caption"].paragraph_format.keep_with_next = True
    if own:
        document.styles["Quote"].font.italic = False
        document.styles["Caption"].font.color.rgb = _INK
        document.styles["Quote"].font.color.rgb = _INK
        document.styles[DETAIL].font.size = Pt(11.5)
        document.styles[DETAIL].font.color.rgb = _INK


def _borrow(document: Any) -> None:
    """Give a template the styles that Word knows of but has not written into it."""
    from docx import Document

    there = {style.name for style in document.styles}
    lender = Document().styles
    for name in _NEEDED:
        if name not in there:
            lent = deepcopy(lender[name].element)
            for numbering in lent.findall(f".//{qn('w:numPr')}"):
                numbering.getparent().remove(numbering)  # numbers refer to lists of the lender
            document.styles.element.append(lent)


def _link(document: Any, style: Style) -> None:
    if "Hyperlink" in [known.name for known in document.styles]:
        return
    made = document.styles.add_style("Hyperlink", WD_STYLE_TYPE.CHARACTER)
    made.font.color.rgb = RGBColor.from_string(style.accent.lstrip("#").upper())
    made.font.underline = True


def _page(document: Any) -> None:
    section = document.sections[0]
    section.page_width, section.page_height = Cm(21), Cm(29.7)
    section.left_margin = section.right_margin = Cm(2.4)
    section.top_margin, section.bottom_margin = Cm(2.2), Cm(2.2)
    foot = section.footer.paragraphs[0]
    foot.alignment = 2
    field(foot, "PAGE", "1")


def _basics(document: Any, style: Style) -> None:
    styles = document.styles
    family = style.family or "Arial"
    accent = RGBColor.from_string(style.accent.lstrip("#").upper())
    sizes = {
        "Normal": 10.5, "Title": 24, "Heading 1": 16, "Heading 2": 12.5, "Heading 3": 11.5,
        "Heading 4": 11, "Heading 5": 10.5, "Heading 6": 10.5,
    }  # fmt: skip
    for name, size in sizes.items():
        font = styles[name].font
        font.name, font.size = family, Pt(size)
        fonts = styles[name].element.get_or_add_rPr().get_or_add_rFonts()
        for part in ("asciiTheme", "hAnsiTheme", "eastAsiaTheme", "cstheme"):
            fonts.attrib.pop(qn(f"w:{part}"), None)
        for part in ("ascii", "hAnsi", "cs", "eastAsia"):
            fonts.set(qn(f"w:{part}"), family)
        if name != "Normal":
            font.color.rgb = accent if name in ("Title", "Heading 1") else _INK
            font.bold, font.italic = True, False
            styles[name].paragraph_format.keep_with_next = True
    styles["Normal"].paragraph_format.space_after = Pt(6)
    styles["Normal"].paragraph_format.line_spacing = 1.15
    styles["Heading 1"].paragraph_format.space_before = Pt(22)
    styles["Heading 1"].paragraph_format.space_after = Pt(8)
    styles["Heading 2"].paragraph_format.space_before = Pt(14)
    styles["Heading 2"].paragraph_format.space_after = Pt(3)
    styles["Title"].paragraph_format.space_after = Pt(10)
    border = styles["Title"].element.find(f".//{qn('w:pBdr')}")
    if border is not None:
        border.getparent().remove(border)


def _add(
    document: Any, name: str, base: str, *, own: bool, size: float | None = None,
    before: float | None = None, after: float | None = None, left: float | None = None,
    colour: RGBColor | None = None, bold: bool | None = None,
) -> None:  # fmt: skip
    """Make a style, or with ``own`` change the one that is there."""
    styles = document.styles
    there = name in [style.name for style in styles]
    if there and not own:
        return
    style = styles[name] if there else styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH)
    if not there:
        style.base_style = styles[base]
        style.quick_style = True
    layout = style.paragraph_format
    if size is not None:
        style.font.size = Pt(size)
    if before is not None:
        layout.space_before = Pt(before)
    if after is not None:
        layout.space_after = Pt(after)
    if left is not None:
        layout.left_indent = Cm(left)
    if colour is not None:
        style.font.color.rgb = colour
    if bold is not None:
        style.font.bold = bold


def _rule(style: Any, colour: str) -> None:
    """A line at the left, as quotations have it on the page."""
    properties = style.element.get_or_add_pPr()
    border = properties.find(qn("w:pBdr"))
    if border is not None:
        properties.remove(border)
    border = element("w:pBdr")
    border.append(element("w:left", val="single", sz=18, space=8, color=colour.lstrip("#")))
    properties.insert_element_before(
        border, "w:shd", "w:tabs", "w:suppressAutoHyphens", "w:spacing", "w:ind", "w:jc",
        "w:outlineLvl",
    )  # fmt: skip


def set_language(document: Any, code: str) -> None:
    """Say the language of the whole document."""
    said = _LANGUAGES.get(code, code)
    defaults = document.styles.element.find(f".//{qn('w:rPrDefault')}/{qn('w:rPr')}")
    if defaults is None:
        defaults = document.styles["Normal"].element.get_or_add_rPr()
    for old in defaults.findall(qn("w:lang")):
        defaults.remove(old)
    defaults.append(element("w:lang", val=said, eastAsia=said))
    document.core_properties.language = said
