"""The report as one HTML file: no network, no other files, everything escaped.

Templates lie in ``templates/``. Escaping is on for all of them; the only strings that go in as
mark-up are the charts of `charts` and `theme_map`, which hold numbers and escaped labels, and the package's own style and script.
"""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Iterator, Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any
from urllib.parse import quote as url_quote
from urllib.parse import urlsplit

from markupsafe import Markup

from consultation_insight.reporting import charts, theme_map
from consultation_insight.reporting.blocks import Bar, Bars, Cloud, Fold, Report, Split, Table
from consultation_insight.reporting.language import ENGLISH, Words
from consultation_insight.reporting.style import Style
from consultation_insight.reporting.translating import English
from consultation_insight.wording import percent

__all__ = ["render_html", "render_page", "render_snippet"]

#: The package's own style, script and charts (numbers alone): never text of a response.
_own = Markup

_TEMPLATES = Path(__file__).parent / "templates"
_LANGUAGE = re.compile(r"[a-z]{2,3}(-[A-Za-z0-9]{2,8})*")


def render_html(report: Report) -> str:
    """Draw a whole report as one page.

    Parameters
    ----------
    report : Report
        From `build_report`.

    Returns
    -------
    str
        HTML; it loads nothing, and its content policy forbids to.
    """
    style, script = _read("style.css"), _read("script.js")
    return str(
        _environment()
        .get_template("report.html")
        .render(
            report=report,
            say=report.words,
            findable=_findable(report),
            own_style=_own(_own_style(report.style)),
            style=_own(style),
            script=_own(script),
            script_hash=base64.b64encode(hashlib.sha256(script.encode()).digest()).decode(),
        )
    )


def render_page(template: str, **parts: Any) -> str:
    """Draw another page of ours, with the style of the report and no script."""
    return str(
        _environment().get_template(template).render(style=_own(_read("style.css")), **parts)
    )


def render_snippet(blocks: list[Any], *, title: str) -> str:
    """Draw a few blocks for a notebook, with a style that stays inside them.

    Folding needs no script. A small one sorts tables by a click on a heading; where a notebook does
    not run it, the tables are as they were.
    """
    template = _environment().get_template("snippet.html")
    sorts = any(_tables_of(blocks))
    return str(
        template.render(
            blocks=blocks,
            title=title,
            say=ENGLISH,
            findable=False,
            style=_own(_read("snippet.css")),
            sorts=sorts,
            script=_own(_read("snippet.js") if sorts else ""),
        )
    )


def _tables_of(blocks: Sequence[Any]) -> Iterator[Table]:
    """The tables of two rows and more, also in what is folded."""
    for block in blocks:
        if isinstance(block, Fold):
            yield from _tables_of(block.blocks)
        elif isinstance(block, Table) and len(block.rows) > 1:
            yield block


def _findable(report: Report) -> bool:
    """Whether there is a table that can be filtered by theme."""
    return any(
        isinstance(inner, Table) and any(column.names for column in inner.columns)
        for part in report.sections
        for block in part.blocks
        for inner in (block.blocks if isinstance(block, Fold) else (block,))
    )


def _own_style(style: Style) -> str:
    """What a house changes of the look: colours and a name of a font, both checked when read."""
    if style.is_plain:
        return ""
    day = f":root {{ --accent: {style.accent}; --bar: {style.bar}; }}"
    night = f":root {{ --accent: {style.accent_dark}; --bar: {style.bar_dark}; }}"
    font = f'body {{ font-family: "{style.family}", system-ui, sans-serif; }}\n'
    return (
        f"{day}\n@media (prefers-color-scheme: dark) {{ {night} }}\n"
        f"@media print {{ {day} }}\n{font if style.family else ''}"
    )


@lru_cache(maxsize=8)
def _read(name: str) -> str:
    return (_TEMPLATES / name).read_text(encoding="utf-8")


@lru_cache(maxsize=1)
def _environment() -> Any:
    from jinja2 import Environment, FileSystemLoader, StrictUndefined

    environment = Environment(
        loader=FileSystemLoader(_TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters |= {
        "drawn": _own,
        "tidy": _tidy,
        "base64": lambda data: base64.b64encode(data).decode(),
        "position": lambda names, name: names.index(name),
        "line": _line_id,
        "number": lambda value: f"{int(value):,}",
        "percent": _percent,
        "decimal": lambda value: f"{float(value):.1f}",
        "safe_link": _safe_link,
        "short_link": _short_link,
        "language": _language,
        "themes": lambda ids: [id_ for id_ in str(ids).split(";") if id_],
    }
    environment.globals |= {
        "say": ENGLISH,
        "findable": False,
        "bar_svg": lambda bar, chart: _own(charts.bar_svg(bar, chart)),
        "liked": lambda likes: f"{likes:,} {'like' if likes == 1 else 'likes'}",
        "bar_text": _bar_text,
        "value_width": _value_width,
        "map_svg": lambda item: _own(theme_map.map_svg(item)),
        "split_svg": lambda split: _own(charts.split_svg(split)),
        "split_share": _split_share,
        "cloud": _cloud,
    }
    return environment


def _tidy(text: Any) -> str:
    """Keep a number and its percent sign on one line, and mark what stayed English."""
    said = str(text).replace(" %", "\u00a0%")
    return Markup('<span lang="en">{}</span>').format(said) if isinstance(text, English) else said


def _percent(share: float) -> str:
    return _tidy(percent(float(share), short=True))


def _line_id(response_id: Any) -> str:
    """The id of a response's line: safe in an attribute and in an address."""
    return "r-" + url_quote(str(response_id), safe="")


def _safe_link(url: Any) -> str:
    """The address if it is one of the web, else nothing: it becomes no link then."""
    text = str(url).strip()
    try:
        return text if urlsplit(text).scheme.lower() in ("http", "https") else ""
    except ValueError:
        return ""


def _short_link(url: Any, limit: int = 70) -> str:
    text = re.sub(r"^https?://(www\.)?", "", str(url)).rstrip("/")
    return text if len(text) <= limit else text[: limit - 1] + "…"


def _language(code: Any) -> str:
    """A language to mark a quotation with; nothing for the language of the page."""
    text = str(code or "")
    return text if text != "en" and _LANGUAGE.fullmatch(text) else ""


def _bar_text(bar: Bar, say: Words) -> tuple[str, str]:
    number, share = charts.bar_text(bar, say)
    return number, _tidy(share)


def _value_width(chart: Bars, say: Words) -> int:
    """How many characters the longest text at a bar of the chart takes."""
    texts = [_bar_text(bar, say) for bar in chart.bars]
    return max((len(number) + (6 if share else 1) for number, share in texts), default=1)


def _split_share(split: Split, number: int) -> str:
    return _percent(number / split.base) if split.base >= charts.MIN_BASE else ""


def _cloud(block: Cloud) -> str:
    picture = base64.b64encode(charts.cloud_png(block.words)).decode()
    return f"data:image/png;base64,{picture}"
