"""Charts: bars as SVG that stands in the page, and the word cloud as a PNG.

Bars carry no text: label and number stand beside them as text of the page, so that they can be
read aloud, searched and zoomed.
"""

from __future__ import annotations

import io
from collections.abc import Callable, Sequence
from functools import lru_cache
from pathlib import Path

from consultation_insight.reporting.blocks import Bar, Bars, Split, bar_length
from consultation_insight.wording import MIN_BASE, percent

__all__ = ["bar_svg", "bar_text", "cloud_png", "font_file", "split_svg"]

#: Dark tones of the Okabe-Ito palette and a grey; each has a contrast of 4.5 on white.
_INKS = ("#0072b2", "#005a8c", "#00684c", "#a34700", "#8a3d6b", "#4a4a4a")

#: Sizes of the largest word of a cloud: the first at which all words find a place.
_LARGEST = (72, 56, 42, 30, 20)


def bar_svg(bar: Bar, chart: Bars) -> str:
    """Draw one bar, with its interval as a thin line."""
    scale = chart.scale
    width = 100 * bar_length(bar) / scale
    parts = [f'<rect class="bar" y="3" height="14" width="{width:.2f}%"/>']
    if bar.base and bar.base >= MIN_BASE and bar.low is not None and bar.high is not None:
        low, high = 100 * bar.low / scale, 100 * bar.high / scale
        parts.append(f'<line class="range" x1="{low:.2f}%" x2="{high:.2f}%" y1="10" y2="10"/>')
        parts += [
            f'<line class="range" x1="{x:.2f}%" x2="{x:.2f}%" y1="7" y2="13"/>' for x in (low, high)
        ]
    return f'<svg aria-hidden="true" width="100%" height="20">{"".join(parts)}</svg>'


def bar_text(bar: Bar, say: Callable[[str], str] = str) -> tuple[str, str]:
    """Say what stands at a bar: the number, and its share where the base carries one."""
    if not bar.base:
        return f"{bar.number:,}", ""
    number = say(f"{bar.number:,} of {bar.base:,}")
    if bar.base < MIN_BASE:
        return number, ""
    return number, percent(bar.number / bar.base, short=True)


def split_svg(split: Split) -> str:
    """Draw one bar in parts."""
    x = 0.0
    parts = []
    for shade, _, number in split.coloured:
        width = 100 * number / split.base
        # A hair of the background between parts tells them apart without colour.
        parts.append(
            f'<rect class="{shade}" x="{x:.2f}%" height="12" width="{max(width - 0.4, 0.3):.2f}%"/>'
        )
        x += width
    return f'<svg aria-hidden="true" width="100%" height="12">{"".join(parts)}</svg>'


def cloud_png(words: Sequence[tuple[str, int]], *, seed: int = 20) -> bytes:
    """Draw a word cloud: size by number, the same picture for the same words.

    Parameters
    ----------
    words : sequence of (str, int)
        Words with how often they were used.
    seed : int
        Decides where words stand.

    Returns
    -------
    bytes
        A PNG, 1,200 by 600 pixels.
    """
    return _cloud_png(tuple(words), seed)


@lru_cache(maxsize=4)
def _cloud_png(words: tuple[tuple[str, int], ...], seed: int) -> bytes:
    import random

    from PIL import Image
    from wordcloud import WordCloud

    inks = {word: _INKS[place % len(_INKS)] for place, (word, _) in enumerate(words)}
    for largest in _LARGEST:
        cloud = WordCloud(
            font_path=font_file(),
            width=600,
            height=300,
            scale=2,
            background_color="white",
            max_words=len(words),
            min_font_size=9,
            max_font_size=largest,
            prefer_horizontal=1.0,
            relative_scaling=0.5,
            margin=5 if largest > _LARGEST[-1] else 2,
            random_state=random.Random(seed),  # noqa: S311 - places words, keeps no secret
            colormap="viridis",  # never used; named so that its default is not looked up
            color_func=lambda word, **_: inks.get(word, _INKS[-1]),
        )
        cloud.generate_from_frequencies(dict(words))
        # A word that finds no place is left out without a word.
        if len(cloud.layout_) == len(inks):
            break
    # The octree makes as good a palette for flat inks as the default in a fifth of the time, and a
    # tenth more bytes are packed in a tenth of the time.
    image = cloud.to_image().quantize(colors=64, method=Image.Quantize.FASTOCTREE, dither=0)
    stream = io.BytesIO()
    image.save(stream, format="PNG", compress_level=6)
    return stream.getvalue()


def font_file() -> str | None:
    """A readable font with many letters; matplotlib ships one and is found without loading it."""
    from importlib.util import find_spec

    spec = find_spec("matplotlib")
    for folder in (spec.submodule_search_locations or ()) if spec else ():
        path = Path(folder) / "mpl-data" / "fonts" / "ttf" / "DejaVuSans.ttf"
        if path.is_file():
            return str(path)
    return None
