"""Pictures of what changes over time, and of how unevenly likes lie, as SVG.

Every text in them is escaped; what bursts is marked by a sign as well as by its colour.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from html import escape
from typing import Any

import pandas as pd

from consultation_insight.reporting._facts import by
from consultation_insight.wording import MIN_BASE, percent, shorten

__all__ = ["lorenz_svg", "trend_svg"]

_INK, _BLUE, _ORANGE, _GREY, _PALE = "#222222", "#005a8c", "#a34700", "#767676", "#cfe3f0"
_WIDTH, _NARROWEST = 640, 480
_FONT = "font-family='system-ui, -apple-system, Segoe UI, Roboto, Arial, sans-serif'"
_LEFT, _RIGHT = 190.0, 46.0
#: Of an average letter, in parts of the font's size.
_LETTER = 0.56

Row = Mapping[str, Any]


def trend_svg(volume: Sequence[Row], shares: list[dict[str, Any]], noun: str) -> str:
    """Draw counts by period as columns, and under them shares as lines with their intervals.

    Parameters
    ----------
    volume, shares : sequence of records
        Rows of the table of a `Trend`; shares of any number of series.
    noun : str
        What is counted, such as ``replies``.
    """
    if not volume:
        return ""
    periods = [short_period(str(row["period"]), str(row["begins"])) for row in volume]
    wide = (_WIDTH - _LEFT - _RIGHT) / len(periods)
    parts, y = _columns(volume, wide, 12.0, noun)
    for _, rows in by(shares, "_key"):
        parts += _line(rows, wide, y)
        y += 52
    parts += _axis(periods, wide, y)
    title = f"{noun.capitalize()} by period from {periods[0]} to {periods[-1]}"
    title += ", and shares under it" if shares else ""
    return _svg(y + 26, title, parts)


def short_period(name: str, begins: str) -> str:
    """How an axis calls a period."""
    day = pd.Timestamp(begins)
    if "W" in name:
        return f"{day.day} {day:%b}"
    forms = {4: "%Y", 7: "%b %Y", 10: "%b", 16: "%H:%M"}
    if "Q" in name or len(name) not in forms:
        return name
    text = day.strftime(forms[len(name)])
    return f"{day.day} {text}" if len(name) in (10, 16) else text


def _svg(height: float, title: str, parts: Sequence[str]) -> str:
    return (
        f"<svg xmlns='http://www.w3.org/2000/svg' role='img' viewBox='0 0 {_WIDTH} {height:.0f}' "
        f"width='100%' style='max-width:{_WIDTH + 120}px;min-width:{_NARROWEST}px' {_FONT}>"
        f"<title>{escape(title)}</title><rect width='{_WIDTH}' height='{height:.0f}' fill='white'/>"
        f"{''.join(parts)}</svg>"
    )


def _own(
    x: float, y: float, text: str, size: float = 13, fill: str = _INK, anchor: str = ""
) -> str:
    """Words of the report itself, which have words in other languages."""
    return _text(x, y, text, size, fill, anchor).replace("<text ", "<text class='own' ", 1)


def _text(
    x: float, y: float, text: str, size: float = 13, fill: str = _INK, anchor: str = ""
) -> str:
    at = f" text-anchor='{anchor}'" if anchor else ""
    return f"<text x='{x:.1f}' y='{y:.1f}' font-size='{size:g}' fill='{fill}'{at}>{escape(text)}</text>"


def _columns(rows: Sequence[Row], wide: float, top: float, noun: str) -> tuple[list[str], float]:
    high, most = 92.0, max(max(int(row["n"]) for row in rows), 1)
    base = top + 14 + high
    parts = [
        _own(_LEFT - 12, top + 26, noun.capitalize(), 14, anchor="end"),
        _own(_LEFT - 12, top + 44, f"{sum(int(r['n']) for r in rows):,} in all", 12, _GREY, "end"),
        f"<path d='M{_LEFT:.1f} {base:.1f}H{_WIDTH - _RIGHT:.1f}' stroke='{_GREY}'/>",
    ]
    for place, row in enumerate(rows):
        tall = high * int(row["n"]) / most
        x, gap = _LEFT + place * wide, min(3.0, wide * 0.2)
        ink = _ORANGE if row["burst"] else _BLUE
        parts.append(
            f"<rect x='{x + gap / 2:.1f}' y='{base - tall:.1f}' width='{max(wide - gap, 0.6):.1f}' "
            f"height='{tall:.1f}' fill='{ink}'/>"
        )
        # The highest is named, and what bursts; where columns are wide all are.
        named = f"{int(row['n']):,}"
        fits = int(row["n"]) > 0 and len(named) * 12 * _LETTER < wide
        if fits or int(row["n"]) == most:
            parts.append(_text(x + wide / 2, base - tall - 4, named, 12, _INK, "middle"))
        if row["burst"]:
            parts.append(_text(x + wide / 2, base + 12, "▲", 11, _ORANGE, "middle"))
    return parts, base + 24


def _line(rows: Sequence[Row], wide: float, top: float) -> list[str]:
    """One share over time on a scale of its own, with a band for its interval."""
    high, base = 32.0, top + 40
    known = [(n, row) for n, row in enumerate(rows) if row["share"] is not None]
    if not known:
        return []
    most = max(max(float(row["share"]) for _, row in known) * 1.25, 1e-9)

    def spot(n: int, share: float) -> str:
        return f"{_LEFT + (n + 0.5) * wide:.1f} {base - high * min(share, most) / most:.1f}"

    label = str(rows[0]["label"])
    shown = shorten(label, 23)
    bands, lines = [], []
    for stretch in _stretches(known):
        band = [spot(n, float(row["high"])) for n, row in stretch]
        band += [spot(n, float(row["low"])) for n, row in reversed(stretch)]
        bands.append(f"M{'L'.join(band)}Z")
        # A line of one point would not be seen.
        points = [spot(n, float(row["share"])) for n, row in stretch]
        lines.append(f"M{'L'.join(points)}" + ("h0.1" if len(points) == 1 else ""))
    parts = [
        _text(_LEFT - 12, base - 12, shown, 13, anchor="end"),
        f"<path d='M{_LEFT:.1f} {base:.1f}H{_WIDTH - _RIGHT:.1f}' stroke='#d0d0d0'/>",
        f"<path d='{''.join(bands)}' fill='{_PALE}'/>",
        f"<path d='{''.join(lines)}' fill='none' stroke='{_BLUE}' stroke-width='2' "
        "stroke-linejoin='round' stroke-linecap='round'/>",
    ]
    for n, row in known:
        x, y = map(float, spot(n, float(row["share"])).split())
        named = _percent(row)
        if row["burst"]:
            parts.append(
                f"<circle cx='{x}' cy='{y}' r='4' fill='white' stroke='{_ORANGE}' stroke-width='2'/>"
            )
            parts.append(_text(x, y - 8, named, 12, _ORANGE, "middle"))
        elif n == known[-1][0]:
            parts.append(_text(_WIDTH - _RIGHT + 4, y + 4, named, 12))
    return parts


def _stretches(known: list[tuple[int, Row]]) -> list[list[tuple[int, Row]]]:
    """Periods that follow each other; where nobody answered the line is broken."""
    parts: list[list[tuple[int, Row]]] = []
    for n, row in known:
        if parts and parts[-1][-1][0] == n - 1:
            parts[-1].append((n, row))
        else:
            parts.append([(n, row)])
    return parts


def _percent(row: Row) -> str:
    """A share as a whole percentage; none where its base is too small for one."""
    return percent(float(row["share"]), short=True) if int(row["base"]) >= MIN_BASE else ""


def _axis(periods: Sequence[str], wide: float, y: float) -> list[str]:
    longest = max(map(len, periods)) * 12 * _LETTER + 10
    step = max(1, -(-int(longest) // max(int(wide), 1))) if wide < longest else 1
    parts = []
    for place in range(0, len(periods), step):
        x = _LEFT + (place + 0.5) * wide
        parts.append(f"<path d='M{x:.1f} {y - 2:.1f}v4' stroke='{_GREY}'/>")
        parts.append(_own(x, y + 15, periods[place], 12, _INK, "middle"))
    return parts


def lorenz_svg(curve: Sequence[Row], share: float, noun: str) -> str:
    """Draw Lorenz's curve of likes, and where half of them is reached."""
    if not curve:
        return ""
    left, top, size = 64.0, 16.0, 300.0

    def spot(across: float, up: float) -> str:
        return f"{left + size * across:.1f} {top + size * (1 - up):.1f}"

    line = "L".join(spot(float(r["responses_share"]), float(r["likes_share"])) for r in curve)
    half = spot(1 - share, 0.5)
    x, y = (float(part) for part in half.split())
    parts = [
        f"<path d='M{spot(0, 1)}L{spot(0, 0)}L{spot(1, 0)}' fill='none' stroke='{_INK}'/>",
        f"<path d='M{spot(0, 0)}L{spot(1, 1)}' stroke='#b5b5b5' stroke-dasharray='4 4'/>",
        f"<path d='M{line}' fill='none' stroke='{_BLUE}' stroke-width='2.5'/>",
        f"<path d='M{spot(0, 0.5)}L{half}L{spot(1 - share, 0)}' fill='none' stroke='{_ORANGE}' stroke-dasharray='2 3'/>",
        f"<circle cx='{x:.1f}' cy='{y:.1f}' r='4' fill='{_ORANGE}'/>",
        *(_text(left - 8, top + size * (1 - t) + 4, percent(t), 12, anchor="end") for t in (0, 0.5, 1)),
        *(_text(left + size * t, top + size + 18, percent(t), 12, anchor="middle") for t in (0, 0.5, 1)),
        _own(left, top + size + 38, f"share of {noun}, the least liked first →", 13),
        _own(left + size + 18, y + 4, "half of all likes", 13, _ORANGE),
        _own(left + size * 0.42, top + size * 0.66, "if all had as many", 12, _GREY),
        _own(left + size + 18, top + 14, "share of likes", 13),
    ]  # fmt: skip
    return _svg(top + size + 48, f"Share of likes by share of {noun}, the least liked first", parts)
