"""Charts as PNG for a document: bars and the map of themes, drawn without a plotting library."""

from __future__ import annotations

import io
import textwrap
from collections.abc import Callable
from functools import lru_cache
from typing import Any

from consultation_insight.reporting import theme_map
from consultation_insight.reporting.blocks import Bars, Map, bar_length
from consultation_insight.reporting.charts import bar_text, font_file
from consultation_insight.wording import MIN_BASE

__all__ = ["WIDTH", "bars_png", "map_png"]

#: Pixels across; at the width of a page that is about 190 to the inch.
WIDTH = 1280
_INK, _SOFT = "#1b1f23", "#55606b"
_TEXT, _LINE, _ROW, _LOW_ROW, _BAR = 24, 28, 60, 44, 28
_LABEL, _GAP = 420, 24
_LETTERS = 31  # of a line of a label


def bars_png(chart: Bars, colour: str, say: Callable[[str], str] = str) -> bytes:
    """Draw bars with their labels, numbers and intervals."""
    said = [bar_text(bar, say) for bar in chart.bars]
    labels = [_lines(bar.label) for bar in chart.bars]
    columns = [_GAP + max(map(_font().getlength, texts)) for texts in zip(*said, strict=True)]
    wide = WIDTH - 2 * _GAP - _LABEL - sum(columns)
    row = _ROW if max(map(len, labels)) > 1 else _LOW_ROW
    image, pen = _paper(row * len(chart.bars) + 8)
    for place, (bar, lines, texts) in enumerate(zip(chart.bars, labels, said, strict=True)):
        middle = 4 + row * place + row / 2
        for at, line in enumerate(lines):
            y = middle + _LINE * (at - (len(lines) - 1) / 2)
            pen.text((_LABEL, y), line, _INK, font=_font(), anchor="rm")
        left = _LABEL + _GAP
        end = left + wide * bar_length(bar) / chart.scale
        pen.rectangle((left, middle - _BAR / 2, end, middle + _BAR / 2), fill=colour)
        if bar.base and bar.base >= MIN_BASE and bar.low is not None and bar.high is not None:
            low, high = (left + wide * share / chart.scale for share in (bar.low, bar.high))
            pen.line((low, middle, high, middle), fill=_INK, width=2)
            for x in (low, high):
                pen.line((x, middle - 7, x, middle + 7), fill=_INK, width=2)
        number, share = texts
        pen.text((WIDTH - _GAP / 2, middle), number, _INK, font=_font(), anchor="rm")
        end = WIDTH - _GAP / 2 - columns[0]
        pen.text((end, middle), share, _INK, font=_font(), anchor="rm")
    pen.line((_LABEL + _GAP, 0, _LABEL + _GAP, image.height), fill=_SOFT, width=2)
    return _png(image)


def map_png(item: Map, colour: str) -> bytes:
    """Draw the map of themes as the page does."""
    centres, height = theme_map.arranged(item.spots)
    scale = WIDTH / theme_map.WIDTH
    image, pen = _paper(round(height * scale))
    font = _font(round(13 * scale))
    for shape in theme_map.shapes(item.spots, centres):
        x, y, r = (value * scale for value in (shape.x, shape.y, shape.radius))
        pen.ellipse((x - r, y - r, x + r, y + r), fill=colour, outline=_INK)
        for line, text in zip(shape.baselines, shape.lines, strict=True):
            pen.text((x, line * scale), text, _INK, font=font, anchor="ms")
    return _png(image)


def _lines(label: str) -> list[str]:
    lines = textwrap.wrap(label, _LETTERS) or [""]
    return lines if len(lines) <= 2 else [lines[0], f"{lines[1][: _LETTERS - 1]}…"]


@lru_cache(maxsize=4)
def _font(size: int = _TEXT) -> Any:
    from PIL import ImageFont

    path = font_file()
    return ImageFont.truetype(path, size) if path else ImageFont.load_default(size)


def _paper(height: int) -> tuple[Any, Any]:
    from PIL import Image, ImageDraw

    image = Image.new("RGB", (WIDTH, max(height, 40)), "white")
    return image, ImageDraw.Draw(image)


def _png(image: Any) -> bytes:
    from PIL import Image

    stream = io.BytesIO()
    few = image.quantize(colors=32, method=Image.Quantize.FASTOCTREE, dither=0)
    few.save(stream, format="PNG", compress_level=6)
    return stream.getvalue()
