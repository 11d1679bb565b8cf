"""Our own SVG pictures as PNG, for documents that take no SVG.

Knows what `time_pictures` and `pictures` draw with, nothing else: rectangles, circles, lines, texts,
and paths of straight lines. Same picture, same bytes.
"""

from __future__ import annotations

import io
import re
from functools import lru_cache
from itertools import pairwise
from typing import Any
from xml.etree.ElementTree import Element, fromstring

from consultation_insight.reporting.charts import font_file

__all__ = ["png_of"]

#: Pixels for a unit of the picture; drawn at twice that and made smaller, so that edges are smooth.
_SCALE, _SMOOTH = 2, 2
_ANCHORS = {"middle": "ms", "end": "rs"}
_STEP = re.compile(r"([MLHVhvZ])|(-?[\d.]+)")

Point = tuple[float, float]


def png_of(svg: str) -> bytes:
    """Draw a picture as PNG.

    Parameters
    ----------
    svg : str
        One of ours.

    Examples
    --------
    >>> png_of("<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 4 4'/>")[1:4]
    b'PNG'
    """
    from PIL import Image, ImageDraw

    root = fromstring(svg)  # noqa: S314 - written by this package, every text in it escaped
    _, _, wide, high = map(float, root.attrib["viewBox"].split())
    scale = _SCALE * _SMOOTH
    image = Image.new("RGB", (round(wide * scale), round(high * scale)), "white")
    pen = _Pen(ImageDraw.Draw(image), scale)
    for part in root.iter():
        pen.draw(part)
    small = image.resize((round(wide * _SCALE), round(high * _SCALE)), Image.Resampling.LANCZOS)
    stream = io.BytesIO()
    few = small.quantize(64, Image.Quantize.FASTOCTREE, dither=Image.Dither.NONE)
    few.save(stream, format="PNG", compress_level=9)
    return stream.getvalue()


class _Pen:
    """Draws elements at a scale."""

    def __init__(self, draw: Any, scale: float) -> None:
        self._on, self._scale = draw, scale

    def draw(self, part: Element) -> None:
        """Draw one element; those that show nothing are passed over."""
        name = part.tag.rsplit("}", 1)[-1]
        if name in ("rect", "circle", "path", "text", "line"):
            getattr(self, f"_{name}")(part)

    def _of(self, part: Element, *names: str) -> list[float]:
        return [float(part.get(name, "0")) * self._scale for name in names]

    def _inks(self, part: Element) -> dict[str, Any]:
        """Fill and outline as Pillow takes them."""
        fill, stroke = part.get("fill", "black"), part.get("stroke")
        inks: dict[str, Any] = {"fill": None if fill == "none" else fill}
        if stroke:
            inks |= {"outline": stroke, "width": self._thick(part)}
        return inks

    def _thick(self, part: Element) -> int:
        return max(1, round(float(part.get("stroke-width", "1")) * self._scale))

    def _rect(self, part: Element) -> None:
        x, y, wide, high = self._of(part, "x", "y", "width", "height")
        if wide > 0 and high > 0:
            self._on.rectangle((x, y, x + wide, y + high), **self._inks(part))

    def _circle(self, part: Element) -> None:
        x, y, r = self._of(part, "cx", "cy", "r")
        self._on.ellipse((x - r, y - r, x + r, y + r), **self._inks(part))

    def _line(self, part: Element) -> None:
        self._stroke(part, [tuple(self._of(part, f"x{n}", f"y{n}")) for n in (1, 2)])  # type: ignore[misc]

    def _path(self, part: Element) -> None:
        for points, closed in _strokes(part.get("d", "")):
            scaled = [(x * self._scale, y * self._scale) for x, y in points]
            if closed and part.get("fill", "black") != "none":
                self._on.polygon(scaled, fill=part.get("fill", "black"))
            if part.get("stroke"):
                self._stroke(part, [*scaled, scaled[0]] if closed else scaled)

    def _stroke(self, part: Element, points: list[Point]) -> None:
        """A line, or its dashes."""
        dashes = [float(n) * self._scale for n in part.get("stroke-dasharray", "").split()]
        ink, thick = part.get("stroke"), self._thick(part)
        if _length(points) < thick:
            (x, y), r = points[0], thick / 2
            self._on.ellipse((x - r, y - r, x + r, y + r), fill=ink)
            return
        for piece in _dashed(points, *dashes) if len(dashes) == 2 else [points]:
            self._on.line(piece, fill=ink, width=thick, joint="curve")

    def _text(self, part: Element) -> None:
        x, y, size = self._of(part, "x", "y", "font-size")
        anchor = _ANCHORS.get(part.get("text-anchor", ""), "ls")
        ink = part.get("fill", "black")
        self._on.text((x, y), part.text or "", ink, font=_font(round(size)), anchor=anchor)


def _strokes(way: str) -> list[tuple[list[Point], bool]]:
    """The lines of a path, each with whether it is closed.

    Examples
    --------
    >>> _strokes("M1 2H5v3ZM0 0L1 1")
    [([(1.0, 2.0), (5.0, 2.0), (5.0, 5.0)], True), ([(0.0, 0.0), (1.0, 1.0)], False)]
    """
    made: list[tuple[list[Point], bool]] = []
    verb, numbers = "", []
    for sign, number in _STEP.findall(way):
        if sign:
            verb = sign
            if sign == "Z":
                made[-1] = (made[-1][0], True)
            continue
        numbers.append(float(number))
        if verb in "ML" and len(numbers) == 2:
            if verb == "M":
                made.append(([], False))
                verb = "L"
            made[-1][0].append((numbers[0], numbers[1]))
            numbers = []
        elif verb in "HVhv":
            x, y = made[-1][0][-1]
            (step,) = numbers
            moved = {"H": (step, y), "V": (x, step), "h": (x + step, y), "v": (x, y + step)}
            made[-1][0].append(moved[verb])
            numbers = []
    return made


def _length(points: list[Point]) -> float:
    return sum(((b[0] - a[0]) ** 2 + (b[1] - a[1]) ** 2) ** 0.5 for a, b in pairwise(points))


def _dashed(points: list[Point], on: float, off: float) -> list[list[Point]]:
    """A line in dashes."""
    made = []
    for start, end in pairwise(points):
        length, at = _length([start, end]), 0.0
        while length and at < length:
            made.append([_between(start, end, at / length),
                         _between(start, end, min(at + on, length) / length)])  # fmt: skip
            at += on + off
    return made


def _between(start: Point, end: Point, share: float) -> Point:
    return (start[0] + (end[0] - start[0]) * share, start[1] + (end[1] - start[1]) * share)


@lru_cache(maxsize=16)
def _font(size: int) -> Any:
    from PIL import ImageFont

    path = font_file()
    return ImageFont.truetype(path, size) if path else ImageFont.load_default(size)
