"""The theme map: a picture of themes as circles that do not overlap, nor do their labels."""

from __future__ import annotations

import textwrap
from html import escape
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from consultation_insight.reporting.blocks import Map, Spot

__all__ = ["WIDTH", "Shape", "arranged", "map_svg", "shapes"]

#: How wide the picture is.
WIDTH = 760
_LETTER, _LINE, _GAP = 7.2, 16.0, 6.0
_SMALLEST, _LARGEST = 9.0, 34.0
_ROUNDS = 12
_LABEL = 18  # letters of a line of a label


class Shape(NamedTuple):
    """A circle with the lines of its label and where each of them stands."""

    x: float
    y: float
    radius: float
    lines: list[str]
    baselines: list[float]


def map_svg(item: Map) -> str:
    """Draw a map; labels are escaped."""
    centres, height = arranged(item.spots)
    parts = [
        f'<svg role="img" viewBox="0 0 {WIDTH} {height:.0f}" width="{WIDTH}" '
        f'height="{height:.0f}" aria-label="{escape(item.alternative)}">'
    ]
    for shape in shapes(item.spots, centres):
        x = f"{shape.x:.1f}"
        parts.append(f'<circle cx="{x}" cy="{shape.y:.1f}" r="{shape.radius:.1f}"/>')
        for text, line in zip(shape.lines, shape.baselines, strict=True):
            parts.append(f'<text x="{x}" y="{line:.1f}">{escape(text)}</text>')
    return "".join([*parts, "</svg>"])


def shapes(spots: tuple[Spot, ...], centres: npt.NDArray[np.float64]) -> list[Shape]:
    """What is drawn around the middles that `arranged` gives."""
    found = []
    for spot, (x, y), r in zip(spots, centres, _radii(spots), strict=True):
        texts = _lines(spot.label)
        top = y - (2 * r + _LINE * len(texts)) / 2
        lines = [top + 2 * r + _LINE * place - 3 for place in range(1, len(texts) + 1)]
        found.append(Shape(x, top + r, r, texts, lines))
    return found


def arranged(spots: tuple[Spot, ...]) -> tuple[npt.NDArray[np.float64], float]:
    """Give the middle of each circle with its label, and the height of the picture.

    They are moved apart, each pair along the shorter way, until nothing overlaps; where the
    picture is too low for that, it grows.
    """
    boxes = np.array(
        [
            (
                max(2 * r, _LETTER * max(map(len, texts))) + _GAP,
                2 * r + _LINE * len(texts) + _GAP,
            )
            for r, texts in zip(_radii(spots), [_lines(spot.label) for spot in spots], strict=True)
        ]
    )
    start = np.array([(spot.x, -spot.y) for spot in spots])
    height = max(260.0, 1.6 * float(boxes.prod(axis=1).sum()) / WIDTH)
    for _ in range(_ROUNDS):
        room = np.array([WIDTH, height]) - boxes
        centres = boxes / 2 + room * (start + 1) / 2
        if _apart(centres, boxes, np.array([WIDTH, height])):
            break
        height *= 1.2
    return centres, height


def _apart(
    centres: npt.NDArray[np.float64],
    boxes: npt.NDArray[np.float64],
    size: npt.NDArray[np.float64],
) -> bool:
    """Move boxes apart in place; say whether all are."""
    count = len(centres)
    first, second = np.triu_indices(count, 1)
    need = (boxes[first] + boxes[second]) / 2
    # Those that stand in one place part in the order of their size.
    order = np.sign(np.arange(count)[second] - np.arange(count)[first])[:, None]
    for turn in range(600):
        gap = centres[second] - centres[first]
        overlap = need - np.abs(gap)
        both = (overlap > 0.5).all(axis=1)
        if not both.any():
            return True
        # The shorter way first; where a row is full, up or down is the only way out.
        axis = overlap[both].argmin(axis=1) if turn < 200 or turn % 2 else np.ones(both.sum(), int)
        rows = np.flatnonzero(both)
        direction = np.where(gap[rows, axis] == 0, order[rows, 0], np.sign(gap[rows, axis]))
        along = 0.3 * overlap[rows, axis] * direction
        np.add.at(centres, (second[rows], axis), along)
        np.add.at(centres, (first[rows], axis), -along)
        np.clip(centres, boxes / 2, size - boxes / 2, out=centres)
    return False


def _radii(spots: tuple[Spot, ...]) -> list[float]:
    """Areas stand for numbers."""
    most = max((spot.number for spot in spots), default=1) or 1
    return [max(_SMALLEST, _LARGEST * (spot.number / most) ** 0.5) for spot in spots]


def _lines(label: str) -> list[str]:
    lines = textwrap.wrap(label, _LABEL) or [""]
    return lines if len(lines) <= 3 else [*lines[:2], f"{lines[2][: _LABEL - 1]}…"]
