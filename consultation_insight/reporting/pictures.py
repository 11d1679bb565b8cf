"""Pictures of results about words, as SVG: where, together, and in which of two groups.

Every text in them is escaped, colours are of the Okabe-Ito palette with a contrast of 4.5 on white,
and nothing is said by colour alone. The same result gives the same picture.
"""

from __future__ import annotations

import base64
import math
from collections.abc import Mapping, Sequence
from html import escape
from typing import Any

import numpy as np

from consultation_insight.reporting._facts import records
from consultation_insight.results import Result
from consultation_insight.word_results import Collocations, Dispersion, Frequencies, Keyness
from consultation_insight.wording import shorten

__all__ = ["draw"]

_INK, _BLUE, _ORANGE, _GREY = "#222222", "#005a8c", "#a34700", "#767676"
_WIDTH = 640
#: Narrower, words could not be read: on a phone the picture is moved sideways.
_NARROWEST = 480
_FONT = "font-family='system-ui, -apple-system, Segoe UI, Roboto, Arial, sans-serif'"
#: Of an average letter of a sans serif, in parts of the font's size.
_LETTER = 0.56
#: Words in the picture of a network, and lines between them.
_NODES, _LINES = 28, 60
#: Words with a name in the picture of two groups.
_NAMED = 40
#: Words with a dot in it: the most telling.
_DOTS = 400
#: Words in a cloud.
_IN_CLOUD = 60

#: A white rim keeps a word readable where a line or a dot lies behind it.
_RIM = {"stroke": "white", "stroke_width": "4", "paint_order": "stroke"}

Row = Mapping[str, Any]


def draw(result: Result, *, terms: int | None = None, seed: int = 20) -> str:
    """Draw a result about words.

    `Dispersion` is drawn as lines of ticks, `Collocations` as a network, `Keyness` as two groups
    against each other, `Frequencies` as a word cloud. The numbers stand in the result's table.

    Parameters
    ----------
    result : Dispersion, Collocations, Keyness or Frequencies
    terms : int, optional
        How many terms to show; as many as can be read where it is not given.
    seed : int
        Decides where words stand in a network and a cloud.

    Returns
    -------
    str
        SVG, also for a file; empty where there is nothing to draw.

    Raises
    ------
    TypeError
        If the result has no picture.

    Examples
    --------
    >>> import pandas as pd
    >>> from consultation_insight import Corpus, dispersion, draw
    >>> corpus = Corpus.from_responses(pd.DataFrame({"text": ["more parks", "fewer <cars>"]}))
    >>> svg = draw(dispersion(corpus, ["parks", "cars"]))
    >>> svg.startswith("<svg"), svg.count("<path")
    (True, 2)
    """
    rows = records(result.to_frame())
    if isinstance(result, Dispersion):
        return _dispersion(rows[:terms], records(result.places))
    if isinstance(result, Collocations):
        return _network(rows, terms or _NODES, seed)
    if isinstance(result, Keyness):
        return _groups(rows, terms or _NAMED)
    if isinstance(result, Frequencies):
        return _cloud(rows, terms or _IN_CLOUD, seed)
    raise TypeError(f"A {type(result).__name__} has no picture.")


def _svg(height: float, title: str, parts: Sequence[str]) -> str:
    # With a width of 100 % it fits a phone; a white ground keeps its contrast in a dark notebook.
    return (
        f"<svg xmlns='http://www.w3.org/2000/svg' role='img' viewBox='0 0 {_WIDTH} {height:.0f}' "
        f"width='100%' style='max-width:{_WIDTH + 120}px;min-width:{_NARROWEST}px' {_FONT}><title>{escape(title)}</title>"
        f"<rect width='{_WIDTH}' height='{height:.0f}' fill='white'/>{''.join(parts)}</svg>"
    )


def _text(x: float, y: float, text: str, size: float, fill: str = _INK, **more: str) -> str:
    extra = "".join(f" {name.replace('_', '-')}='{value}'" for name, value in more.items())
    return (
        f"<text x='{x:.1f}' y='{y:.1f}' font-size='{size:.1f}' fill='{fill}'{extra}>"
        f"{escape(text)}</text>"
    )


def _dispersion(rows: Sequence[Row], places: Sequence[Row]) -> str:
    if not rows:
        return ""
    longest = max(len(str(row["term"])) for row in rows)
    left, right, high = min(20 + 8.4 * longest, 260), 64, 30
    wide = _WIDTH - left - right
    parts = []
    for line, row in enumerate(rows):
        y = 12 + line * high
        own = [float(p["position"]) for p in places if p["term"] == row["term"]]
        ticks = "".join(f"M{left + wide * at:.1f} {y + 3}v16" for at in own)
        term = str(row["term"])
        shown = shorten(term, 30)
        parts += [
            _text(left - 10, y + 16, shown, 15, text_anchor="end"),
            f"<rect x='{left:.1f}' y='{y}' width='{wide:.1f}' height='22' fill='#f3f3f3'/>",
            f"<path d='{ticks}' stroke='{_BLUE}' stroke-width='1.4'/>",
            _text(_WIDTH - 8, y + 16, f"{int(row['mentions']):,}", 14, text_anchor="end"),
        ]
    y = 12 + len(rows) * high + 12
    parts += [
        _text(left, y, "first words", 14, _GREY),
        _text(left + wide, y, "last words", 14, _GREY, text_anchor="end"),
    ]
    title = f"Where {len(rows)} terms are used, from the first response to the last"
    return _svg(y + 10, title, parts)


def _network(rows: Sequence[Row], most: int, seed: int) -> str:
    """Words that stand together, joined by lines; larger words are used more."""
    nodes: dict[str, int] = {}
    edges: list[tuple[str, str, float]] = []
    for row in rows:
        pair = (str(row["word"]), str(row["partner"]))
        new = [word for word in pair if word not in nodes]
        if len(nodes) + len(new) > most or len(edges) >= _LINES:
            continue
        for word, uses in zip(pair, (row["word_mentions"], row["partner_mentions"]), strict=True):
            nodes[word] = int(uses)
        edges.append((*pair, float(row["log_dice"])))
    if not edges:
        return ""
    words = list(nodes)
    top = max(nodes.values())
    sizes = [15 + 13 * math.sqrt(nodes[word] / top) for word in words]
    boxes = np.array(
        [[len(w) * s * _LETTER + 10, s * 1.25] for w, s in zip(words, sizes, strict=True)]
    )
    place = {word: number for number, word in enumerate(words)}
    pairs = np.array([[place[a], place[b]] for a, b, _ in edges])
    spots = _spread(boxes, pairs, seed)
    low, high = spots - boxes / 2, spots + boxes / 2
    spots = spots - low.min(0)
    span = (high.max(0) - low.min(0)).max(initial=1.0)
    extent = high.max(0) - low.min(0)
    scale = min(1.0, (_WIDTH - 16) / extent[0]) if span else 1.0
    spots = spots * scale + 8
    sizes = [size * max(scale, 0.8) for size in sizes]
    height = extent[1] * scale + 20
    strongest = max(strength for *_, strength in edges)
    parts = []
    for (a, b), (*_, strength) in zip(pairs, edges, strict=True):
        (x1, y1), (x2, y2) = spots[a], spots[b]
        thick = 1 + 3 * max(0.0, 1 - (strongest - strength) / 6)
        parts.append(
            f"<line x1='{x1:.1f}' y1='{y1:.1f}' x2='{x2:.1f}' y2='{y2:.1f}' stroke='#9a9a9a' "
            f"stroke-width='{thick:.1f}'/>"
        )
    for word, size, (x, y) in zip(words, sizes, spots, strict=True):
        parts.append(
            _text(
                x, y + size * 0.35, word, size, _BLUE, text_anchor="middle", stroke="white",
                stroke_width="4", paint_order="stroke", stroke_linejoin="round",
            )
        )  # fmt: skip
    title = f"{len(words)} words that stand together, joined by {len(edges)} lines"
    return _svg(height, title, parts)


def _spread(boxes: Any, pairs: Any, seed: int) -> Any:
    """Place boxes so that joined ones are near and none lies on another (a force layout)."""
    random = np.random.default_rng(seed)
    count = len(boxes)
    at = random.uniform(-1, 1, (count, 2)) * [320, 200]
    reach = 95.0
    for step in range(400):
        apart = at[:, None] - at[None]
        apart[..., 1] *= 1.6  # the picture is wider than high
        far = np.maximum(np.hypot(apart[..., 0], apart[..., 1]), 1.0)
        push = (apart / far[..., None] * (reach**2 / far)[..., None]).sum(1)
        pull = np.zeros_like(at)
        gap = at[pairs[:, 0]] - at[pairs[:, 1]]
        length = np.maximum(np.hypot(gap[:, 0], gap[:, 1]), 1.0)[:, None]
        force = gap * length / reach
        np.add.at(pull, pairs[:, 0], -force)
        np.add.at(pull, pairs[:, 1], force)
        move = push + pull - at * 0.9
        size = np.maximum(np.hypot(move[:, 0], move[:, 1]), 1e-9)[:, None]
        at = at + move / size * np.minimum(size, 40 * (1 - step / 400) + 0.5)
    return _apart(at, boxes)


def _apart(at: Any, boxes: Any) -> Any:
    """Push boxes off each other."""
    for _ in range(300):
        gap = at[:, None] - at[None]
        over = (boxes[:, None] + boxes[None]) / 2 + 3 - np.abs(gap)
        hit = (over > 0).all(-1)
        np.fill_diagonal(hit, False)
        if not hit.any():
            break
        for a, b in np.argwhere(np.triu(hit)):
            axis = 0 if over[a, b, 0] < over[a, b, 1] else 1
            side = 1.0 if gap[a, b, axis] >= 0 else -1.0
            at[a, axis] += side * over[a, b, axis] / 2
            at[b, axis] -= side * over[a, b, axis] / 2
    return at


def _groups(rows: Sequence[Row], most: int) -> str:
    """Words by how often each of two groups uses them; above the line the first uses them more."""
    shown = [row for row in rows if row.get("per_thousand_rest") is not None]
    if not shown:
        return ""
    axes = ("per_thousand_rest", "per_thousand")
    used = [[float(row[axis]) for row in shown if float(row[axis]) > 0] or [1.0] for axis in axes]
    # Half of the least stands for none, on axes by powers.
    least = [min(values) / 2 for values in used]
    top = 1.15 * max(map(max, used))
    left, high = 62.0, 520.0
    wide = _WIDTH - left - 16

    def across(value: float, axis: int) -> float:
        share = math.log(max(value, least[axis]) / least[axis]) / math.log(top / least[axis])
        return left + wide * share if axis == 0 else 16 + (high - 16) * (1 - share)

    equal = max(least)
    parts = [
        f"<path d='M{left} 16V{high}H{left + wide:.0f}' fill='none' stroke='{_INK}'/>",
        f"<path d='M{across(equal, 0):.1f} {across(equal, 1):.1f}L{across(top, 0):.1f} 16' "
        "stroke='#b5b5b5' stroke-dasharray='4 4'/>",
        _text(left, high + 42, "uses in a thousand words, the others →", 15),
        _text(
            18,
            high,
            "uses in a thousand words, the group →",
            15,
            transform=f"rotate(-90 18 {high})",
        ),
    ]
    for tick in (0.001, 0.01, 0.1, 1, 10, 100):
        if least[0] <= tick <= top:
            x = across(tick, 0)
            parts.append(f"<path d='M{x:.1f} {high}v5' stroke='{_INK}'/>")
            parts.append(_text(x, high + 21, f"{tick:g}", 14, text_anchor="middle"))
        if least[1] <= tick <= top:
            y = across(tick, 1)
            parts.append(f"<path d='M{left} {y:.1f}h-5' stroke='{_INK}'/>")
            parts.append(_text(left - 8, y + 5, f"{tick:g}", 14, text_anchor="end"))
    named = sorted(shown, key=lambda row: (-float(row["log_likelihood"]), str(row["term"])))
    taken: list[tuple[float, float, float, float]] = []
    room = {"group": most - most // 2, "rest": most // 2}
    dots, names = [], []
    for row in named[:_DOTS]:
        x, y = across(float(row[axes[0]]), 0), across(float(row[axes[1]]), 1)
        more = row["more_in"] == "group"
        ink = _BLUE if more else _ORANGE
        # A full dot for the group, a ring for the rest: shape and colour say the same.
        fill = ink if more else "white"
        dot = f"<circle cx='{x:.1f}' cy='{y:.1f}' r='3' fill='{fill}' stroke='{ink}'"
        label: list[str] = []
        if room[row["more_in"]]:
            label = _label(x, y, str(row["term"]), ink, taken)
        if label:
            room[row["more_in"]] -= 1
            names += [f"{dot}/>", *label]
        else:
            dots.append(f"{dot} opacity='0.3'/>")
    parts += [*dots, *names]
    title = "Words by how often the group and all others use them"
    return _svg(high + 54, title, parts)


def _label(
    x: float, y: float, term: str, ink: str, taken: list[tuple[float, float, float, float]]
) -> list[str]:
    """The name of a dot where there is room for it at one of its sides; else none."""
    wide = len(term) * 14 * _LETTER
    for dx, dy, anchor in ((6, 4, "start"), (-6, 4, "end"), (6, -8, "start"), (-6, -8, "end"),
                           (6, 16, "start"), (-6, 16, "end")):  # fmt: skip
        first = x + dx if anchor == "start" else x + dx - wide
        box = (first - 2, y + dy - 12, first + wide + 2, y + dy + 3)
        inside = box[0] > 64 and box[2] < _WIDTH - 4 and box[1] > 4 and box[3] < 518
        if inside and not any(
            box[0] < d and c < box[2] and box[1] < f and e < box[3] for c, e, d, f in taken
        ):
            taken.append(box)
            taken.append((x - 4, y - 4, x + 4, y + 4))
            return [_text(x + dx, y + dy, term, 14, ink, text_anchor=anchor, **_RIM)]
    return []


def _cloud(rows: Sequence[Row], most: int, seed: int) -> str:
    from consultation_insight.reporting.charts import cloud_png

    words = [(str(row["term"]), int(row["mentions"])) for row in rows if row["type"] == "word"]
    if not words:
        return ""
    picture = base64.b64encode(cloud_png(words[:most], seed=seed)).decode()
    high = _WIDTH / 2
    image = f"<image href='data:image/png;base64,{picture}' width='{_WIDTH}' height='{high:.0f}'/>"
    title = f"{min(len(words), most)} words, the larger the more often they were used"
    return _svg(high, title, [image])
